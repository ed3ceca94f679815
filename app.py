"""python app.py: bring the index up to the corpus, then open the chat in the browser's reach."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from corpus import say
from corpus.console import language, run
from indexer.build import build
from indexer.encoder import load_reranker
from indexer.progress import Bars
from retriever import Retriever
from ui import bind, is_local, serve

CORPUS = Path("corpus/speeches")
INDEX = Path("var/index")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when the chat was stopped, 1 after an error that is told in one line."""
    options = parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return run(lambda: chat(options))


def parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    options = argparse.ArgumentParser(prog="app.py", description="Ask a library of speeches in the browser.")
    options.add_argument("--corpus", type=Path, action="append", metavar="DIR", help=f"default: {CORPUS}; repeatable")
    options.add_argument("--index", type=Path, default=INDEX, metavar="DIR", help="default: %(default)s")
    options.add_argument("--model", metavar="NAME", help="a sentence-transformers model: a folder or a name")
    options.add_argument("--reranker", metavar="NAME", help="a CrossEncoder that orders the best: a folder or a name")
    options.add_argument("--allow-marked", action="store_true", help="also index files with a security mark")
    options.add_argument("--host", default="127.0.0.1", help="default: %(default)s, this machine only")
    options.add_argument("--port", type=int, default=7860, help="default: %(default)s; 0 takes a free one")
    return options


def chat(options: argparse.Namespace) -> int:
    """Build, then serve until Ctrl-C.

    :raises TifaError: if the address, the corpus, the model or the index cannot be used.
    """
    with bind(options.host, options.port) as address:  # first: a taken port should not cost a build
        reranker = load_reranker(options.reranker) if options.reranker else None
        with Bars() as bars:
            report = build(
                options.corpus or [CORPUS],
                options.index,
                model=options.model,
                allow_marked=options.allow_marked,
                progress=bars.show,
            )
        tell("build_done", changed=report.changed, removed=report.removed, embedded=report.embedded)
        with Retriever.open(options.index, reranker=reranker) as retriever:
            retriever.warm_up()
            try:
                serve(retriever, address, ready=lambda url: announce(url, local=is_local(address)))
            except KeyboardInterrupt:  # this is how it is stopped
                return 0
    return 0


def announce(url: str, *, local: bool) -> None:
    """Say where the chat is, and warn when more than this machine reaches it."""
    tell("chat_ready", address=url)
    if not local:
        tell("chat_open_to_network")


def tell(code: str, **particulars: object) -> None:
    """Print a sentence in the language of the terminal."""
    print(say(code, language(), **particulars), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
