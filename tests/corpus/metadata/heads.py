"""Texts with a head of their own above one body, and what is recognised in them."""

from pathlib import PurePosixPath

from corpus.metadata.recognised import recognise
from corpus.readers import Record

BODY = (
    "\n同志们：\n\n今天把大家请来，是要把汛期的准备再过一遍。2012年那场大水，老书记王守田同志在堤上守了九天，这件事不能忘。\n\n"
    "到2035年，我们要让每一条河都能安澜。请水利局局长李某牵头，六月底前把险段查完。\n"
)


def known(text, path="稿子.txt", given=None, **record):
    return recognise(Record(text, **record), PurePosixPath(path), given or {})


def date_of(metadata):
    """The date in its normal form, None if there is none."""
    return None if metadata.date is None else str(metadata.date)


def head(*lines):
    return "\n".join(lines) + BODY
