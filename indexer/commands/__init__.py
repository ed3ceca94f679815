"""The commands of `python -m indexer`, a module each."""
