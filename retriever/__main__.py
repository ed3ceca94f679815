"""The command line of the retriever: asking, and how it was phrased before."""

from __future__ import annotations

import sys

from retriever.cli import main

if __name__ == "__main__":
    sys.exit(main())
