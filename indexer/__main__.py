"""python -m indexer: build and look after the index."""

import sys

from indexer.cli import main

if __name__ == "__main__":
    sys.exit(main())
