"""python app.py: bring the index up to the corpus, then open the chat in the browser's reach."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from corpus import say
from corpus.command_line import DEFAULT_CORPUS, DEFAULT_INDEX, Parser
from corpus.console import language, run
from indexer.commands.build import built
from indexer.encoder import load_reranker
from indexer.purge import letting_go
from retriever import Retriever
from ui import bind, is_local, serve, serve_stdio


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when the chat was stopped, 1 after an error that is told in one line."""
    options = parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return run(lambda: (over_stdio if options.mcp == "stdio" else chat)(options))


def parser() -> Parser:
    """The options of the command line."""
    options = Parser(prog="app.py", description="Ask a library of speeches in the browser.")
    options.add_argument(
        "--corpus", type=Path, action="append", metavar="DIR", help=f"default: {DEFAULT_CORPUS}; repeatable"
    )
    options.add_argument("--index", type=Path, default=DEFAULT_INDEX, metavar="DIR", help="default: %(default)s")
    options.add_argument("--model", metavar="NAME", help="a sentence-transformers model: a folder or a name")
    options.add_argument("--reranker", metavar="NAME", help="a CrossEncoder that orders the best: a folder or a name")
    options.add_argument("--allow-marked", action="store_true", help="also index files with a security mark")
    options.add_argument("--host", default="127.0.0.1", help="default: %(default)s, this machine only")
    options.add_argument("--port", type=int, default=7860, help="default: %(default)s; 0 takes a free one")
    options.add_argument(
        "--mcp",
        nargs="?",
        const="http",
        choices=("http", "stdio"),
        help="for language models: serve MCP at /mcp as well; stdio: only MCP, over standard input and output",
    )
    return options


def chat(options: argparse.Namespace) -> int:
    """Build, then serve until Ctrl-C.

    :raises TifaError: if the address, the corpus, the model or the index cannot be used.
    """
    mcp = options.mcp is not None
    # The address first: a taken port should not cost a build.
    with bind(options.host, options.port) as address, opened(options, sys.stdout) as retriever:
        try:
            serve(
                retriever,
                address,
                ready=lambda url: announce(url, local=is_local(address), mcp=mcp),
                mcp=mcp,
            )
        except KeyboardInterrupt:  # this is how it is stopped
            return 0
    return 0


def over_stdio(options: argparse.Namespace) -> int:
    """Build, then serve MCP until standard input ends. What is said goes to standard error: output is the protocol's.

    :raises TifaError: as `chat`, but for the address.
    """
    with opened(options, sys.stderr) as retriever:
        try:
            serve_stdio(retriever)
        except KeyboardInterrupt:
            return 0
    return 0


@contextmanager
def opened(options: argparse.Namespace, out: TextIO) -> Iterator[Retriever]:
    """The retriever for the index, brought up to the corpus first and ready to answer; `out` is told of it."""
    reranker = load_reranker(options.reranker) if options.reranker else None
    report = built(options)
    tell("build_done", out, changed=report.changed, removed=report.removed, embedded=report.embedded)
    with Retriever.open(options.index, reranker=reranker) as retriever, letting_go(options.index, retriever.let_go):
        retriever.warm_up()
        yield retriever


def announce(url: str, *, local: bool, mcp: bool = False) -> None:
    """Say where the chat is, and warn when more than this machine reaches it."""
    tell("chat_ready", sys.stdout, address=url)
    if mcp:
        tell("mcp_ready", sys.stdout, address=f"{url}/mcp")
    if not local:
        tell("chat_open_to_network", sys.stdout)


def tell(code: str, out: TextIO, **particulars: object) -> None:
    """Print a sentence in the language of the terminal."""
    print(say(code, language(), **particulars), file=out, flush=True)


if __name__ == "__main__":
    sys.exit(main())
