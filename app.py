"""python app.py: open the chat in the browser's reach, and bring the index up to the corpus meanwhile."""

from __future__ import annotations

import logging
import os
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import TextIO

import click

from corpus import say, scan
from corpus.command_line import (
    DEFAULT_CORPUS,
    PATH,
    WHOLE,
    Choice,
    Command,
    engine_option,
    exit_code,
    index_option,
    language,
    not_together,
)
from corpus.errors import EngineError, IndexStateError, TifaError
from indexer.build import BuildReport, begin, engine_address
from indexer.cli import build_with_bars
from indexer.encoder import Reranker, load_reranker
from indexer.files import given_roots
from indexer.layout import Layout
from indexer.open_part import unknown_folders
from indexer.purge import releasing_for_builds
from indexer.rebuilds import Done, JobState
from retriever import Retriever
from ui import Reached, bind, is_local, serve
from ui.access.cli import token, user
from ui.access.own_machine import OwnMachine, key_in_file, new_key
from ui.access.rights import Access, Public
from ui.access.sign_in import SignIn
from ui.language_model import LanguageModel, LanguageModelError
from ui.opening import opened_behind_a_page

PEOPLE: Mapping[str, click.Command] = {"user": user, "token": token}
"""The commands that say who may come in, by the word that is typed first."""

KEY = "TIFA_LLM_KEY"
"""The environment variable with the key of the language model: a command line is seen by everybody on the machine."""

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
@engine_option
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=WHOLE, default=7860, metavar="N")
@click.option("--users", type=PATH, metavar="FILE")
@click.option("--public", is_flag=True)
@click.option("--name", "names", multiple=True, metavar="NAME")
@click.option("--tls-cert", type=PATH, metavar="FILE")
@click.option("--tls-key", type=PATH, metavar="FILE")
@click.option("--proxy", "proxies", multiple=True, metavar="ADDRESS")
@click.option("--browser", is_flag=True)
@click.option("--llm", metavar="URL")
@click.option("--llm-model", metavar="NAME")
@click.option("--mcp", type=Choice(("http", "stdio")), is_flag=False, flag_value="http")
def command(
    corpus: Sequence[Path],
    index: Path,
    model: str | None,
    reranker: str | None,
    allow_marked: bool,
    engine: str | None,
    host: str,
    port: int,
    users: Path | None,
    public: bool,
    names: Sequence[str],
    tls_cert: Path | None,
    tls_key: Path | None,
    proxies: Sequence[str],
    browser: bool,
    llm: str | None,
    llm_model: str | None,
    mcp: str | None,
) -> int:
    """Build and serve until Ctrl-C, or with --mcp stdio until standard input ends.

    :raises TifaError: if the address, the corpus, the model or the index cannot be used.
    """
    not_together("users", "public")
    writer = language_model(llm, llm_model)
    corpora = corpus or [DEFAULT_CORPUS]
    loaded = load_reranker(reranker) if reranker else None
    engine_address(engine)  # of a wrong one people are told here; without its server there is much to answer from
    library = partial(opened, corpora, index, model, loaded, allow_marked=allow_marked, engine=engine)
    if mcp == "stdio":
        # Standard output is the protocol's.
        built_first(corpora, index, model, allow_marked=allow_marked, engine=engine)
        serve_tools(library(places=True), index)
        return 0
    with bind(host, port) as address:
        key = None if users or public else new_key()
        reached = Reached(access_of(users, key), names, tls_cert, tls_key, proxies)
        reached.check(address)
        for root in given_roots(corpora, allow_marked):
            scan(root)  # a folder that can't be read is told of here, not in the background
        # Told once, by whichever answers first: the page that says that the library is being opened, or all pages.
        announce = cache(
            partial(announced, reached, model=writer, local=is_local(address), mcp=mcp is not None, browser=browser)
        )
        with (
            opened_behind_a_page(library(places=False), address, reached, announce) as retriever,
            ThreadPoolExecutor(1, "warm-up") as meanwhile,
            key_in_file(index, key),
            suppress(KeyboardInterrupt),
        ):

            def ready(url: str) -> None:
                announce(url)
                meanwhile.submit(warm_up, retriever)  # not earlier: the model would take the processor from the address

            def told(state: JobState) -> None:
                tell_outcome(state, index)
                meanwhile.submit(warm_up, retriever)

            serve(
                retriever,
                address,
                ready=ready,
                reached=reached,
                mcp=mcp is not None,
                model=writer,
                first=build_command(corpora, index, model, allow_marked, engine),
                told=told,
            )
    return 0


def serve_tools(library: AbstractContextManager[Retriever], index: Path) -> None:
    """Answer the program at standard input by MCP until it ends, or until Ctrl-C."""
    from ui.api.mcp import serve_stdio  # heavy, and only where it was asked for

    with (
        library as retriever,
        releasing_for_builds(index, retriever.release),
        suppress(KeyboardInterrupt),  # this is how it is stopped
    ):
        retriever.warm_up()
        serve_stdio(retriever)


@contextmanager
def opened(
    corpora: Sequence[Path],
    index: Path,
    model: str | None,
    reranker: Reranker | None,
    *,
    allow_marked: bool,
    engine: str | None,
    places: bool,
) -> Iterator[Retriever]:
    """The retriever for the index, an empty one in a new folder.

    Without `places` it does not say where files lie on the disk, which is nobody's business over a network.
    :raises TifaError: if the index is damaged and no build mends it.
    """
    try:
        begin(index)
        retriever = Retriever.open(index, reranker=reranker, places=places)
    except IndexStateError as error:
        tell(error.code, sys.stderr, **error.particulars)
        try:
            built_first(corpora, index, model, allow_marked=allow_marked, engine=engine)
        except IndexStateError as failed:
            if failed.code != error.code:
                raise
            raise click.exceptions.Exit(1) from failed  # that has been told
        retriever = Retriever.open(index, reranker=reranker, places=places)
    with retriever:
        yield retriever


def build_command(
    corpora: Sequence[Path], index: Path, model: str | None, allow_marked: bool, engine: str | None
) -> list[str | Path]:
    """The command that builds in the background, telling of it in JSON lines."""
    roots = [part for corpus in corpora for part in ("--corpus", corpus)]
    named = [part for option, value in (("--model", model), ("--engine", engine)) if value for part in (option, value)]
    options = [*named, *(["--allow-marked"] if allow_marked else ())]
    return [sys.executable, "-m", "indexer", "build", "--background", "--index", index, *roots, *options]


def warm_up(retriever: Retriever) -> None:
    """Load the encoder, if there is anything to be found: nobody should have to wait for it."""
    try:
        if retriever.status().speeches and not retriever.is_warm:
            retriever.warm_up()
    except TifaError as error:  # who asks is told as well
        print_line(f"tifa: {error.message(language())}", sys.stderr)


def tell_outcome(state: JobState, index: Path) -> None:
    """Say what a build did or why it failed."""
    if state.failure:
        print_line(f"tifa: {state.failure[language()]}", sys.stderr)
    elif state.last:
        tell_built(state.last, sys.stdout)
        for name in unknown_folders(index):
            tell("closed_unknown", sys.stderr, folder=name)


def built_first(
    corpora: Sequence[Path], index: Path, model: str | None, *, allow_marked: bool, engine: str | None
) -> None:
    """Bring the index up to the corpus, and say so on standard error.

    :raises TifaError: if that can't be done, unless there is an index to answer from: a full disk, for one,
        or a search server that is away.
    """
    try:
        built = build_with_bars(corpora, index, model=model, allow_marked=allow_marked, engine=engine)
        tell_built(built, sys.stderr)
    except (EngineError, IndexStateError) as error:
        sound = isinstance(error, EngineError) or error.code in UNBUILDABLE
        if not sound or not Layout(index).published.is_file():
            raise
        tell(error.code, sys.stderr, **error.particulars)


def tell_built(built: BuildReport | Done, out: TextIO) -> None:
    """Say what a build did."""
    tell("build_done", out, changed=built.changed, removed=built.removed, embedded=built.embedded)


def access_of(users: Path | None, key: str | None) -> Access:
    """The way to find out who visits: by sign-in, by the key of this start, or not at all, and everybody may read."""
    if users:
        return SignIn(users)
    return OwnMachine(key) if key else Public()


def language_model(url: str | None, name: str | None) -> LanguageModel | None:
    """The language model that writes paragraphs, with its key from the environment; None where none is named.

    :raises LanguageModelError: if its address or its name is missing, or the address is none.
    """
    if not url and not name:
        return None
    if not url or not name:
        raise LanguageModelError("llm_half")
    return LanguageModel.at(url, name, os.environ.get(KEY, ""))


def announced(
    reached: Reached, url: str, *, local: bool, mcp: bool, browser: bool, model: LanguageModel | None = None
) -> None:
    """Say where the chat is, with the key for changes if there is one, and what the network may do there.

    With `browser` the page is opened in the browser of this machine, if it has one.
    """
    key = reached.access.key if isinstance(reached.access, OwnMachine) else None
    address = f"{url}/?key={key}" if key else url
    tell("chat_ready", sys.stdout, address=address)
    if browser and not webbrowser.open(address):
        tell("browser_missing", sys.stderr)
    if model:
        tell("llm_ready", sys.stdout, model=model.name, address=model.completions)
    if mcp:
        tell("mcp_ready", sys.stdout, address=f"{url}/mcp")
    if isinstance(reached.access, SignIn):
        if not local and not reached.certificate and not reached.proxies:
            tell("chat_without_tls", sys.stdout)
    elif key is None:
        tell("chat_public" if local else "chat_open_to_network", sys.stdout)


def tell(code: str, out: TextIO, **particulars: object) -> None:
    """Print a sentence in the language of the terminal."""
    print_line(say(code, language(), **particulars), out)


def print_line(line: str, out: TextIO) -> None:
    """Print a line at once."""
    print(line, file=out, flush=True)


if __name__ == "__main__":
    sys.exit(main())
