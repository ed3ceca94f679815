"""Speeches in, an index out: built, kept up to the corpus, and opened for searching."""
