"""python app.py: bring the index up to the corpus, then open the chat in the browser's reach."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from corpus.errors import TifaError
from indexer.build import build
from retriever import Retriever
from ui import bind, serve

CORPUS = Path("corpus/speeches")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 after an orderly end, 1 after an error that is told in one line."""
    options = parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        with bind(options.host, options.port) as address:  # first: a taken port should not cost a build
            build(options.corpus or [CORPUS], options.index, model=options.model)
            with Retriever.open(options.index) as retriever:
                retriever.warm_up()
                serve(retriever, address, ready=announce)
    except KeyboardInterrupt:  # Ctrl-C is how it is stopped
        return 0
    except TifaError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    options = argparse.ArgumentParser(prog="app.py", description="Ask a library of speeches in the browser.")
    options.add_argument(
        "--corpus", type=Path, action="append", metavar="DIR", help=f"default {CORPUS}; may be repeated"
    )
    options.add_argument("--index", type=Path, default=Path("var/index"), metavar="DIR", help="default var/index")
    options.add_argument("--model", metavar="NAME", help="a sentence-transformers model: a folder or a name")
    options.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1: this machine only")
    options.add_argument("--port", type=int, default=7860, help="default 7860; 0 takes a free one")
    return options


def announce(address: str) -> None:
    """Say where the chat is."""
    print(f"Tifa 提法: {address}", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
