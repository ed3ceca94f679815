"""python app.py: bring the index up to the corpus, then open the chat in the browser's reach."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import click

from corpus import say
from corpus.command_line import PATH, WHOLE, Choice, Command, exit_code, index_option, language, not_together
from corpus.errors import IndexStateError
from indexer.cli import build_with_bars
from indexer.encoder import load_reranker
from indexer.layout import Layout
from indexer.open_part import unknown_folders
from indexer.purge import releasing_for_builds
from retriever import Retriever
from ui import Reached, bind, is_local, serve, serve_stdio
from ui.access.cli import token, user
from ui.access.own_machine import OwnMachine, key_in_file, new_key
from ui.access.rights import Access, Public
from ui.access.sign_in import SignIn

PEOPLE: Mapping[str, click.Command] = {"user": user, "token": token}
"""The commands that say who may come in, by the word that is typed first."""

# Errors that keep an index from being changed, and leave what it holds sound.
UNBUILDABLE = ("index_unwritable", "index_full", "edits_damaged")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when the chat was stopped, 1 after an error that is told in one line, 2 for wrong usage."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    typed = sys.argv[1:] if arguments is None else list(arguments)
    if typed and typed[0] in PEOPLE:
        return exit_code(PEOPLE[typed[0]], f"app.py {typed[0]}", typed[1:])
    return exit_code(command, "app.py", typed)


@click.command("app", cls=Command)
@click.option("--corpus", type=PATH, multiple=True, metavar="DIR")
@index_option
@click.option("--model", metavar="NAME")
@click.option("--reranker", metavar="NAME")
@click.option("--allow-marked", is_flag=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=WHOLE, default=7860, metavar="N")
@click.option("--users", type=PATH, metavar="FILE")
@click.option("--public", is_flag=True)
@click.option("--name", "names", multiple=True, metavar="NAME")
@click.option("--tls-cert", type=PATH, metavar="FILE")
@click.option("--tls-key", type=PATH, metavar="FILE")
@click.option("--proxy", "proxies", multiple=True, metavar="ADDRESS")
@click.option("--mcp", type=Choice(("http", "stdio")), is_flag=False, flag_value="http")
def command(
    corpus: Sequence[Path],
    index: Path,
    model: str | None,
    reranker: str | None,
    allow_marked: bool,
    host: str,
    port: int,
    users: Path | None,
    public: bool,
    names: Sequence[str],
    tls_cert: Path | None,
    tls_key: Path | None,
    proxies: Sequence[str],
    mcp: str | None,
) -> int:
    """Build, then serve until Ctrl-C, or with --mcp stdio until standard input ends.

    :raises TifaError: if the address, the corpus, the model or the index cannot be used.
    """
    not_together("users", "public")
    out = sys.stderr if mcp == "stdio" else sys.stdout  # standard output is the protocol's
    library = opened(corpus, index, model, reranker, allow_marked, out, places=mcp == "stdio")
    if mcp == "stdio":
        with library as retriever, suppress(KeyboardInterrupt):  # this is how it is stopped
            serve_stdio(retriever)
        return 0
    # The address first: a taken port should not cost a build.
    with bind(host, port) as address:
        key = None if users or public else new_key()
        reached = Reached(access_of(users, key), names, tls_cert, tls_key, proxies)
        reached.check(address)
        with library as retriever, key_in_file(index, key), suppress(KeyboardInterrupt):
            for name in unknown_folders(index):
                tell("closed_unknown", sys.stderr, folder=name)
            serve(
                retriever,
                address,
                ready=lambda url: announce(url, reached, local=is_local(address), mcp=mcp is not None),
                reached=reached,
                mcp=mcp is not None,
            )
    return 0


@contextmanager
def opened(
    corpus: Sequence[Path],
    index: Path,
    model: str | None,
    reranker: str | None,
    allow_marked: bool,
    out: TextIO,
    *,
    places: bool,
) -> Iterator[Retriever]:
    """The retriever for the index, brought up to the corpus first and ready to answer; `out` is told of it.

    Without `places` it does not say where files lie on the disk, which is nobody's business over a network.
    """
    loaded = load_reranker(reranker) if reranker else None
    try:
        report = build_with_bars(corpus, index, model=model, allow_marked=allow_marked)
    except IndexStateError as error:
        if not is_served_without_build(index, error):
            raise
        tell(error.code, sys.stderr, **error.particulars)
    else:
        tell("build_done", out, changed=report.changed, removed=report.removed, embedded=report.embedded)
    with (
        Retriever.open(index, reranker=loaded, places=places) as retriever,
        releasing_for_builds(index, retriever.release),
    ):
        retriever.warm_up()
        yield retriever


def is_served_without_build(index: Path, error: IndexStateError) -> bool:
    """True if there is an index to answer from, though it cannot be brought up to its files: a full disk, for one."""
    return error.code in UNBUILDABLE and Layout(index).published.is_file()


def access_of(users: Path | None, key: str | None) -> Access:
    """The way to find out who visits: by sign-in, by the key of this start, or not at all, and everybody may read."""
    if users:
        return SignIn(users)
    return OwnMachine(key) if key else Public()


def announce(url: str, reached: Reached, *, local: bool, mcp: bool = False) -> None:
    """Say where the chat is, with the key for changes if there is one, and what the network may do there."""
    key = reached.access.key if isinstance(reached.access, OwnMachine) else None
    tell("chat_ready", sys.stdout, address=f"{url}/?key={key}" if key else url)
    if mcp:
        tell("mcp_ready", sys.stdout, address=f"{url}/mcp")
    if isinstance(reached.access, SignIn):
        if not local and not reached.certificate and not reached.proxies:
            tell("chat_without_tls", sys.stdout)
    elif key is None:
        tell("chat_public" if local else "chat_open_to_network", sys.stdout)


def tell(code: str, out: TextIO, **particulars: object) -> None:
    """Print a sentence in the language of the terminal."""
    print(say(code, language(), **particulars), file=out, flush=True)


if __name__ == "__main__":
    sys.exit(main())
