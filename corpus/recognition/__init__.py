"""What the lines around a speech, its file name and its folder show about it.

Every function gives candidates as Found, the most trusted first; choosing among them is for corpus.metadata.
"""

from corpus.recognition.days import dates
from corpus.recognition.meetings import occasions, places
from corpus.recognition.sources import Found, FoundPerson, Sources
from corpus.recognition.speakers import people
from corpus.recognition.text_state import state_of, states
from corpus.recognition.titles import clean_stem, split_tags, title_lines, without_site

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
