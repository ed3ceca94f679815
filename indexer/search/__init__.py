"""Searching an index: vectors, keywords and phrases behind one small Protocol."""
