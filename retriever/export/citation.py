"""Citations of a speech: in brackets behind a quotation, and as an entry in a list of references."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from corpus import Inference, SpeechFacts, fold_plain, say
from corpus.language.dates import date_in_words
from corpus.language.offices import person_on

Cite: TypeAlias = Callable[[SpeechFacts], str]
"""A function that makes a citation of a speech: `citation` or `reference`."""

_OUTSIDE = ("file_name", "folder")
"""Origins that are not the paper itself. What its head or tail says, it states; what its file is called, somebody else
stated, and it may be the day on which the file was saved."""


def is_working_text(speech: SpeechFacts) -> bool:
    """True of a draft or a transcript: what it says may differ from the final text."""
    return speech.state not in (None, "final")


def state_in_words(state: str, language: str) -> str:
    """The name of a state: 征求意见稿, draft for comment."""
    return say(f"state_{state}", language)


def state_in_brackets(speech: SpeechFacts, language: str) -> str:
    """The words behind the title of a draft or a transcript, which must not be quoted as if it were the text.

    "" for any other speech, and where the title says it already.
    """
    state = _state_to_say(speech, language)
    if not state:
        return ""
    return f"（{state}）" if language == "zh" else f" ({state})"


def origin_in_words(speech: SpeechFacts, language: str) -> str | None:
    """The origin of a speech that is not the office's own: 上级, 外地范文; None where it is, or where nobody said."""
    return None if speech.origin in (None, "own") else say(f"origin_{speech.origin}", language)


def beside_reference(speech: SpeechFacts) -> str:
    """The words behind the `reference` of a speech from elsewhere, "" for others: no element of it but a warning."""
    said = _elsewhere(speech, speech.language)
    if not said:
        return ""
    return f"（{said[0]}）" if speech.language == "zh" else f" ({said[0]})"


def citation(speech: SpeechFacts, language: str | None = None) -> str:
    """The source of a quotation, in brackets: （县委书记在全县安全生产工作会议上的讲话，2024年3月12日）.

    In `language` ("zh" or "en"), unless told that of the speech: quotation and citation go into the same text. Speaker
    and occasion are named once, and so is a day that the title says; a draft or a transcript is called one. A date that
    is unknown is said to be; one that only the file name or a folder gives is said to come from there. A speech from
    elsewhere is called a model, for its 县委书记 is not the office's own; a superior is plain from the name.
    """
    language = language or speech.language
    dated = [] if _is_dated_by_title(speech, language) else [_dated(speech, language)]
    parts = [_entitled(speech, language), *_occasion(speech), *dated, *_elsewhere(speech, language)]
    return f"（{'，'.join(parts)}）" if language == "zh" else f"({', '.join(parts)})"


def with_source(text: str, speech: SpeechFacts, cite: Cite | None = None) -> str:
    """`text`, a quotation of `speech` with its citation, or what `cite` makes, behind it; in English after a space."""
    return f"{text.rstrip()}{'' if speech.language == 'zh' else ' '}{(cite or citation)(speech)}"


def date_basis(speech: SpeechFacts, language: str) -> str | None:
    """In `language` whether the date of a speech is stated or inferred, for a cell of a table; None without a date."""
    if speech.date is None:
        return None
    return say("date_inferred" if "date" in speech.inferred else "date_given", language)


def reference(speech: SpeechFacts) -> str:
    """`speech` as an entry of a list of references: 县委书记. 在全县安全生产工作会议上的讲话[Z]. 2024-03-12.

    By GB/T 7714: the elements in the order of 4.1.2 (主要责任者. 题名[文献类型标识]. 版本. 出版年), the entry as in a
    numbered list, so an unknown speaker is left out (8.1.3). The table of types (appendix B of the edition of 2015) has
    none for speeches; R is for reports of research, C for published proceedings, A for what an archive holds, so an
    unpublished speech is Z, 其他. There is neither place nor publisher to give: nothing was published. Dates are
    YYYY-MM-DD as far as they are known. Square brackets hold what is not taken from the speech itself (7.2, 自拟的信息;
    8.4.3.3, an estimated year): what only the file name or a folder shows, and that there is no date. Only full stops
    and square brackets are used, which the edition of 2025 writes like that of 2015. Personal names stay as they stand
    in the speech: which part of a foreign one is the family name is not known here.
    """
    title = speech.title if _is_title_of_text(speech) else f"[{speech.title}]"
    elements = [_own(_name(speech), _inference(speech, "speaker", "office")), f"{title}[Z]"]
    if state := _state_to_say(speech, speech.language):
        elements.append(_own(state, _inference(speech, "state")))
    elements.append(_own(speech.date_text, _inference(speech, "date")) or f"[{say('undated', speech.language)}]")
    return ". ".join(element for element in elements if element) + "."


def _entitled(speech: SpeechFacts, language: str) -> str:
    """Speaker, title and state in one phrase."""
    chinese = language == "zh"
    title = speech.title + state_in_brackets(speech, language)
    speaker = _speaker(speech, language)
    if not speaker:
        return title
    if not chinese:
        return f"{speaker}, {title}"
    # 县委书记 and 在全县安全生产工作会议上的讲话 read as one phrase; a motto as a title needs a colon before it.
    return f"{speaker}{title}" if title.startswith("在") else f"{speaker}：{title}"


def _speaker(speech: SpeechFacts, language: str) -> str:
    """Office and name as far as the title does not say them already, "" when it does or nothing is known."""
    name, office = _name(speech), speech.office
    # In 在县委书记述职会上的讲话 it is the meeting that is named, not the speaker.
    named = fold_plain(speech.title.replace(speech.occasion or "", ""))
    if name is None or fold_plain(name) in named:
        return ""
    called = speech.speaker or name
    person = person_on(called)
    if office is None or person is None or person.name is None or person.office or fold_plain(office) in named:
        return called
    return f"{office}{called}" if language == "zh" else f"{called}, {office}"


def _name(speech: SpeechFacts) -> str | None:
    """The speaker: the name without the office where there is one, else the office, None when neither is known."""
    if speech.speaker is None:
        return speech.office
    person = person_on(speech.speaker)
    return person.speaker if person else speech.speaker


def _occasion(speech: SpeechFacts) -> list[str]:
    """The occasion, if there is one that the title does not name."""
    if speech.occasion is None or fold_plain(speech.occasion) in fold_plain(speech.title):
        return []
    return [speech.occasion]


def _elsewhere(speech: SpeechFacts, language: str) -> list[str]:
    """That the speech is one from elsewhere, if it is."""
    return [say("origin_elsewhere", language)] if speech.origin == "elsewhere" else []


def _state_to_say(speech: SpeechFacts, language: str) -> str:
    """The state of a working text, "" of any other and where the title says it already."""
    if speech.state is None or not is_working_text(speech):
        return ""
    state = state_in_words(speech.state, language)
    return "" if state in speech.title else state


def _is_dated_by_title(speech: SpeechFacts, language: str) -> bool:
    """True if the title, as the speech itself has it, says the day; a year there may be what the speech is about."""
    if speech.date is None or speech.date.precision != "day" or not _is_title_of_text(speech):
        return False
    inference = _inference(speech, "date")
    is_own = inference is None or inference.found_in not in _OUTSIDE
    return is_own and fold_plain(date_in_words(speech.date, language)) in fold_plain(speech.title)


def _dated(speech: SpeechFacts, language: str) -> str:
    """The date in words, and where it comes from if that is not the speech itself."""
    if speech.date is None:
        return say("undated", language)
    date = date_in_words(speech.date, language)
    inference = _inference(speech, "date")
    if inference is None or inference.found_in not in _OUTSIDE:
        return date
    return say(f"dated_by_{inference.found_in}", language, date=date)


def _inference(speech: SpeechFacts, *names: str) -> Inference | None:
    """The reason to believe the first of the fields `names` that was inferred, None if all of them were given."""
    return next((speech.inferred[name] for name in names if name in speech.inferred), None)


def _own(value: str | None, inference: Inference | None) -> str:
    """`value`, in square brackets if the speech itself does not show it; "" for None."""
    if value is None:
        return ""
    return f"[{value}]" if inference and inference.found_in in _OUTSIDE else value


def _is_title_of_text(speech: SpeechFacts) -> bool:
    """False of a title that was made for the speech: from its file name, or its first words with an ellipsis."""
    inference = speech.inferred.get("title")
    if inference is None:
        return True
    return inference.found_in not in _OUTSIDE and fold_plain(inference.evidence) == fold_plain(speech.title)
