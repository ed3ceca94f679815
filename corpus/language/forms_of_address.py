"""English honours in front of names, forms of address, and the words that no name has."""

from __future__ import annotations

import re

_STYLES = "Excellency Excellencies Majesty Highness Holiness Eminence".split()
_RANKS = (
    "Mr Mrs Ms Miss Dr Prof Professor Sir Dame Amb Ambassador Senator Sen Eng Engr Chief General Gen Lt Lieutenant "
    "Colonel Col Major Captain Capt Admiral Marshal Brigadier Baroness Lord Lady Rev Reverend Archbishop Cardinal "
    "King Queen Prince Princess Emperor Emir Sultan President Chancellor Premier Comrade Madam Madame"
).split()
_NO_NAME = (
    "President Prime Minister Vice Deputy First Secretary Foreign Head Chairman Chair Chairperson Of At The During To "
    "On Before And In For General Debate Session PhD Ph MP MD Member Commander Ambassador Permanent Representative "
    "State Government Republic Kingdom Crown Chancellor Premier Speaker Leader Director Mayor Governor National United "
    "Nations Assembly Delivered Behalf Council His Her Your Excellency Mr Mrs Ms Dr Hon Honourable Honorable Check New "
    "York Statement Address Remarks Speech From With Ministry Delegation Federal Union European High A An My Our This "
    "That January February March April May June July August September October November December Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday"
).split()


def _in_both_cases(words: list[str]) -> str:
    """A regular expression for `words` as they are and in capitals."""
    return "|".join(dict.fromkeys(form for word in words for form in (word, word.upper())))


_POSSESSIVE = r"(?:[Hh]is|[Hh]er|[Tt]heir|HIS|HER|THEIR)"
_BELOW = r"(?:[Dd]eputy\s+|DEPUTY\s+|[Vv]ice[- ]|VICE[- ]|Acting\s+)?"
HONOUR = (
    rf"(?:{_POSSESSIVE}\s+(?:(?:Royal|ROYAL|Serene|SERENE)\s+)?(?:{_in_both_cases(_STYLES)})"
    r"|H\.?\s?[ER]\.?(?:\s?H\.?)?(?=[\s,.])|H\.?M\.?(?=\s)"
    r"|(?:[Tt]he\s+|THE\s+)?(?:[Rr](?:igh)?t\.?|RIGHT|RT\.?|Most|MOST)?\s*"
    r"(?:Hon(?:ou?rable|'?ble|\.)?|HON(?:OU?RABLE|\.)?)(?=[\s.,])"
    rf"|{_BELOW}(?:Prime\s+Minister|PRIME\s+MINISTER|{_in_both_cases(_RANKS)}))(?![\w-])\.?,?\s+"
)
"""A regular expression for one honour, rank or style in front of a name, the blank behind it included."""
PARTICLE = "de|da|do|dos|das|del|della|di|la|le|van|von|der|den|bin|bint|ibn|al|el|ben|du|y|ul|ur|zu"
"""Words in small letters inside names."""
NO_NAME = _in_both_cases(_NO_NAME)
"""Words that end a name, as a regular expression: what follows is an office, an occasion or a date."""

_ADDRESS = re.compile(
    r"[\W\d_]*(?:Your\s+(?:Excellenc|Majest|Royal|Highness|Honou?r|Holiness|Eminence)|Excellenc|Distinguished\b|Ladies\b"
    r"|Dear\b|Esteemed\b|(?:My )?Fellow (?:citizens|leaders|delegates|members|heads)|(?:Friends|Colleagues)\b\W*$"
    r"|Delegates\W*$|(?:Friends|Colleagues)\b\s*[,;:—–]"
    r"|(?:Mr|Mrs|Ms|Madame?|Sir)\b\.?,?\s*(?:Acting\s+|Vice[- ])?"
    r"(?:President|Chair|Secretary|Speaker|Prime Min|Moderator)"
    r"|Honou?rable (?:Delegates|Members|Heads|Ministers|President)"
    r"|(?:The )?President(?: of the (?:\d|General|United|UN)|\s*[,:])|(?:United Nations )?Secretary[- ]General\b"
    r"|In the name of\b|Good (?:morning|afternoon|evening|day)\b|Thank you\b|Heads of (?:State|Delegation)"
    r"|Members of (?:the|this) (?:Council|Assembly|Parliament|Congress)"
    r"|I (?:have|am|stand|bring|wish|would|thank|congratulate)\b)",
    re.IGNORECASE,
)


def is_address(line: str) -> bool:
    """True if `line` turns to the listeners: Mr. President, Your Excellency …, Ladies and Gentlemen."""
    return _ADDRESS.match(line) is not None
