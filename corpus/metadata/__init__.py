"""Metadata of a speech: stated by people, or recognised in the text and the file name."""
