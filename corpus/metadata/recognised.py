"""What the lines around a speech, its file name and its folder show about it.

Every function gives candidates as Found, the most trusted first; choosing among them is for corpus.metadata.resolve.
"""

from corpus.language.states import state_of, states
from corpus.metadata.days import dates
from corpus.metadata.meetings import occasions, places
from corpus.metadata.sources import Found, FoundPerson, Sources
from corpus.metadata.speakers import people
from corpus.metadata.titles import clean_stem, split_tags, title_lines, without_site

__all__ = [
    "Found",
    "FoundPerson",
    "Sources",
    "clean_stem",
    "dates",
    "occasions",
    "people",
    "places",
    "split_tags",
    "state_of",
    "states",
    "title_lines",
    "without_site",
]
