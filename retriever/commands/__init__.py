"""The commands of `python -m retriever`, a module each."""
