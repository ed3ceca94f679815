"""The title of a speech: from lines of its head, without what stands behind it, or from the name of its file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from corpus.language.dates import find_dates, parse_date
from corpus.language.numerals import NUMERALS
from corpus.language.occasions import GATHERING, SPEECH
from corpus.language.offices import PLACES, person_on
from corpus.language.quotes import BRACKETS
from corpus.language.states import IN_FILE_NAMES, is_state_line
from corpus.metadata.english import (
    NamedSpeaker,
    composed_title,
    first_english_words,
    is_by_line,
    is_english,
    is_formula,
    is_spoken,
    is_title,
    is_yearly,
    named_speaker,
)
from corpus.metadata.marks import security_mark
from corpus.metadata.sources import (
    DASH_SIGNS,
    HASH,
    HELD_LINE,
    SEPARATORS,
    Found,
    Line,
    Sources,
    frame_lines,
    head_lines,
    labelled,
    tail_lines,
    without_dates,
)
from corpus.metadata.untitled import first_words, is_code, title_said
from corpus.readers.protocol import Record

_TITLE_END = re.compile(rf"(?:{SPEECH}|动员|总结|汇报|表态)(?:提纲|摘要|要点|摘录|节选|实录|稿|全文|提綱)?$")
_LAST_GROUP = re.compile(r"[ \u3000]*[（(【\[〔]([^（）()【】\[\]〔〕]*)[）)】\]〕]$")
_LETTERHEAD = re.compile(r"(?:办公室|辦公室|委员会|委員會|人民政府|印发?|文件|秘书科|简报|汇编)$|[〔\[［]\d{4}[〕\]］]")
_SENTENCE = re.compile(
    r"(?:今天|今年|刚才|刚刚|剛才|这次|這次|我们|我們|我代表|我受|大家|首先|下面|现在|現在"
    r"|目[ \u3000]*录$|前[ \u3000]*言$)"
    r"|.*。"
)
_BYLINE = re.compile(
    r"(?:(?:opening|closing|welcome|keynote) )?(?:remarks|speech|address|statement|keynote|delivered|given)\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?:\b(?:and|of|the|at|for|in|to|on|a|with|by)|[:,])$", re.IGNORECASE)
_SERIAL = re.compile(
    rf"(?:[（(]\d{{1,3}}[）)]|\d{{1,3}}[\s._、．-]+|[{NUMERALS}]+、|No\.?\s*\d{{1,3}}[\s._-]+)(?=\S)", re.IGNORECASE
)
_LAST_STATE = re.compile(f"(?:{IN_FILE_NAMES})$")
_SAYS_NOTHING = re.compile(
    r"(?:新建|未命名|无标题|文档|文本|文件|Microsoft|Word|document|doc|untitled|scan|扫描|副本|讲话稿?|发言稿?|new|text"
    r"|[\W\d_])*",
    re.IGNORECASE,
)


_DASHED_BRACKET = re.compile(rf"[{DASH_SIGNS}]+[ \u3000]*[（(]")
DASH_LINE = re.compile(rf"[{DASH_SIGNS}]")
_DASHES = re.compile(rf"[{DASH_SIGNS}]+[ \u3000]*")
_SUBTITLE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,14}})?[在同与致向][^，。]{{4,60}}?(?:[上时会的]|{GATHERING}).{{0,6}}{SPEECH}$"
)
_OF_A_MEETING = re.compile(rf"{GATHERING}上?的[^，。]{{0,8}}{SPEECH}")
# Titles of two calls stand on two lines: 高举…的旗帜 / 为…而奋斗.
_SECOND_CALL = re.compile("为[^了]|努力|奋力|加快|推进|推动|全面|坚持|不断|开创|共创|谱写|团结|凝聚|夺取|续写")
_GOES_ON = re.compile(r"(?:of|by|at|to|on|(?:[Dd]elivered|[Pp]resented|[Gg]iven) (?:to|at|on|in|by|before))\b")
_TAG_BEFORE = re.compile(r"^[【\[][^】\]\d]{2,8}[】\]][ \u3000]*(?=[\u4e00-\u9fff])")
_SET_WIDE = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){2,}")
_SHORTEST_CALL = 8
# A line of fewer words above a by-line is more often a letterhead than a title.
_SHORT_TITLE = 5
# Behind the title of a page: this is the whole of it.
_COMPLETE = ("全文", "全文实录", "实录全文", "图", "组图", "视频", "图文", "附全文", "图解")
_LETTERS_ONLY = re.compile(r"[\W_]+")
_NUMBERED = re.compile("[0-9A-Za-z]*")
_SHORTEST_REPEATED = 6
_FRAME_BLANK = " \t\r\n\u3000\u00a0\u200b\ufeff*#"
# A stated title may be of any length; nothing is looked for beyond what a title can be.
_TITLE_LOOKED_AT = 200


def title_lines(head: Sequence[Line], text: str = "") -> list[Line]:
    """The lines of `head` that make up the title, adjacent and in order; none when no line looks like one.

    Where a page has a title of its own above that of the speech in `text`, the title is the speech's, unless the page
    only adds who spoke.
    """
    plain = _without_repeats(head, [index for index, line in enumerate(head) if _may_be_title(line)])
    while plain and HELD_LINE.match(head[plain[0]].text) and DASH_LINE.match(head[plain[0]].text):
        plain = plain[1:]
    if not plain:
        return []
    if is_english(text):
        telling = (each for each in plain if is_title(head[each].text) or _UNFINISHED.search(head[each].text))
        return _lines_from(head, plain, next(telling, plain[0]), text)
    title = _lines_from(head, plain, plain[0], text)
    own = [
        index
        for index in plain
        if head[index].start > title[-1].start and _is_beyond_frame(head, plain[0], index, text)
    ]
    if own:
        second = _lines_from(head, plain, own[0], text)
        first = _bare_title(title[0].text)
        if _bare_title(second[0].text) not in first or "：" in title[0].text or ":" in title[0].text:
            return second
    return title


def _without_repeats(head: Sequence[Line], plain: list[int]) -> list[int]:
    """`plain` without lines that the next one says once more, as pages begin with the names of their files."""
    kept = plain[-1:]
    for index, following in reversed(list(pairwise(plain))):
        above, below = (_LETTERS_ONLY.sub("", head[each].text) for each in (index, following))
        repeated = len(below) >= _SHORTEST_REPEATED and above.endswith(below)
        if following != index + 1 or not repeated or not _NUMBERED.fullmatch(above.removesuffix(below)):
            kept.insert(0, index)
    return kept


def _is_beyond_frame(head: Sequence[Line], first: int, index: int, text: str) -> bool:
    """True if lines of a page's frame stand between the lines `first` and `index`, which is no subtitle."""
    pairs = pairwise(head[first : index + 1])
    framed = any(text[above.end : below.start].strip(_FRAME_BLANK) for above, below in pairs)
    return framed and not DASH_LINE.match(head[index].text)


def _lines_from(head: Sequence[Line], plain: Sequence[int], first: int, text: str) -> list[Line]:
    """The lines of the title that begins with the line `first`: only a subtitle may follow what a page puts between."""
    last = first
    apart = next((index for index in plain if index > first and _is_beyond_frame(head, first, index, text)), None)
    plain = [index for index in plain if apart is None or index < apart]
    if is_english(head[first].text):
        # "What a River Is For" is complete when the next line says whose speech it is.
        while last + 1 in plain and _UNFINISHED.search(head[last].text) and not _BYLINE.match(head[last + 1].text):
            last += 1
        return list(head[first : last + 1])
    near = [index for index in plain if first <= index < first + 4]
    ends = [index for index in near if _TITLE_END.search(split_tags(head[index].text)[0])]
    while last + 1 in plain and (last + 1 <= max(ends, default=first) or DASH_LINE.match(head[last + 1].text)):
        last += 1
    return list(head[first : last + 1])


def split_tags(title: str) -> tuple[str, list[str]]:
    """`title` without what stands behind it in brackets and is no part of it, and those pieces, the last one first.

    Such pieces are dates, states of the text, security marks and the speaker; an English title also sheds a date
    behind a comma.
    """
    tags: list[str] = []
    while match := _LAST_GROUP.search(title):
        if match.start() == 0 or not _is_tag(match[1]):
            break
        tags.append(match[1])
        title = title[: match.start()]
    dates = find_dates(title) if title.isascii() else []
    if dates and dates[-1].end == len(title) and title[: dates[-1].start].rstrip().endswith(","):
        tags.append(title[dates[-1].start :])
        title = title[: dates[-1].start].rstrip(", ")
    return title, tags


def clean_stem(stem: str) -> str | None:
    """The title that a file name without its suffix makes, None if nothing is left beside date, number, state, mark."""
    title = HASH.sub("", stem).replace("_", " ").strip(SEPARATORS)
    while True:
        before = title
        title = _SERIAL.sub("", title, count=1) if _SERIAL.match(title) else title
        title, _ = split_tags(title)
        title = _LAST_STATE.sub("", title).strip(SEPARATORS)
        title = _without_edge_dates(title).strip(SEPARATORS)
        group = re.match(r"[（(【\[〔]([^）)】\]〕]*)[）)】\]〕]", title)
        if group and _is_tag(group[1]):
            title = title[group.end() :].strip(SEPARATORS)
        if title == before:
            return None if _SAYS_NOTHING.fullmatch(title) else title


def without_site(title: str) -> str:
    """`title` without the name of a web site behind it: 在…上的讲话_某县人民政府."""
    first = re.split(r"[ \u3000]*[_|｜][ \u3000]*|[ \u3000]+[-–—][ \u3000]+", title)[0]
    return first if _TITLE_END.search(split_tags(first)[0]) else title


def _may_be_title(line: Line) -> bool:
    text = split_tags(line.text)[0]
    if line.bracketed or _LETTERHEAD.search(text) or security_mark(text) or _SENTENCE.match(text) or labelled(line):
        return False
    if _SAYS_NOTHING.fullmatch(re.sub(r"[ \u3000]", "", text)):
        return False
    if parse_date(text.strip(BRACKETS)) or is_state_line(text) or _is_dated_line(line.text):
        return False
    # 2019年7月9日在…会议上的讲话 is a title, 2019年7月9日在…会议上（县长作政府工作报告） stands below one.
    if HELD_LINE.match(text) and not DASH_LINE.match(text) and not _OF_A_MEETING.search(text):
        return False
    if is_english(text) and ((named_speaker(text) and not is_spoken(text)) or _GOES_ON.match(text)):
        return False
    person = person_on(without_dates(line.text))
    return not (person and (person.office or _is_bare_name(line.text)))


def _is_dated_line(written: str) -> bool:
    """True for ——（2019年7月9日，云岫）, which stands where a subtitle would."""
    return bool(_DASHED_BRACKET.match(written) and find_dates(written))


def _is_bare_name(written: str) -> bool:
    return not written.isascii() and len(re.sub(r"\s", "", written)) in (2, 3) and written not in PLACES


def _bare_title(title: str) -> str:
    """`title` without the speaker before a colon, the tags behind it and all blanks."""
    return re.sub(r"\s", "", without_speaker(split_tags(title)[0]))


def without_speaker(title: str) -> str:
    """`title` without the name in front of its colon: 王明：在…上的讲话."""
    before, colon, after = title.partition("：" if "：" in title else ":")
    person = person_on(before) if colon and after.strip() and not before.isascii() else None
    return after.strip() if person and person.name else title


def _is_tag(content: str) -> bool:
    content = content.strip()
    if not content or content in _COMPLETE or parse_date(content) or is_state_line(content) or security_mark(content):
        return True
    person = person_on(without_dates(content))
    return content.isdecimal() or bool(find_dates(content)) or bool(person and person.office)


def _without_edge_dates(title: str) -> str:
    """`title` without a day or month at either end, or a year that is set apart: 2020年… may belong to it."""
    for found in find_dates(title):
        alone = found.value.precision != "year"
        if found.start == 0 and (alone or title[found.end : found.end + 1] in tuple(SEPARATORS)):
            return title[found.end :]
        if found.end == len(title) and alone:
            return title[: found.start]
    return re.sub(r"^(?:19|20)\d\d(?=[\s_.-])|(?<=[\s_-])(?:19|20)\d\d年?$", "", title)


def title_and_sources(record: Record, path: PurePosixPath, stated: str | None) -> tuple[str, Found | None, Sources]:
    """The title, how it was recognised (None if it was stated), and the sources of everything else."""
    head = head_lines(record.text)
    used = title_lines(head, record.text)
    on_lines, tags = _joined(record.text, used)
    on_lines = on_lines or next(_labelled_titles(head), None)
    opening = record.text[: head[-1].end] if head else ""
    named = named_speaker(opening) if is_english(record.text) else None
    from_text = _english_title(opening, named, on_lines) if is_english(record.text) else on_lines
    marked = stated or _marked_title(record, from_text)
    from_stem = clean_stem(path.stem)
    found = None
    if not marked:
        found = from_text or _from_stem(from_stem, path.stem) or _made(record.text)
    title = marked or (found.value if found else path.stem)
    titles = [("text_head", marked[:_TITLE_LOOKED_AT])] if marked else []
    # A title that was made up is no source: what is read from it would stand nowhere.
    titles += [("text_head", on_lines.value)] if on_lines and on_lines is from_text and on_lines.value != marked else []
    titles += [("file_name", from_stem)] if from_stem else []
    tags += [Line(f"（{tag}）", 0, 0) for tag in split_tags((record.title or "").strip()[-_TITLE_LOOKED_AT:])[1]]
    other = [line for line in head if line not in used]
    below = [line for line in other if used and line.start > used[-1].start] + tags
    tail = [line for line in tail_lines(record.text) if line not in head]
    frame = tuple(frame_lines(record.text))
    folders = tuple(part for part in path.parent.parts if part not in ("", "."))
    of_lines = (tuple(titles), (*other, *tags), tuple(below), tuple(tail))
    return title, found, Sources(*of_lines, path.stem, folders, frame, named)


def _labelled_titles(head: Sequence[Line]) -> Iterator[Found]:
    """The titles that lines of the head name as such: 主题：在…上的讲话."""
    for line in head:
        found = labelled(line)
        if found and found[0] == "title":
            yield Found(split_tags(found[1])[0], "text_head", found[1])


def _english_title(opening: str, named: NamedSpeaker | None, from_text: Found | None) -> Found | None:
    """The title of an English head: the line that looks like one, else one made from by whom and where it was held."""
    doubtful = from_text and (is_by_line(from_text.value) or len(from_text.value.split()) < _SHORT_TITLE)
    if from_text and is_title(from_text.value) and (is_yearly(from_text.value) or not (named and doubtful)):
        return from_text
    composed = composed_title(opening, named)
    if composed:
        return Found(composed[0], "text_head", composed[1])
    return None if from_text and is_formula(from_text.value) else from_text


def _made(text: str) -> Found | None:
    """The title that a text without one is called by."""
    words = first_english_words(text) if is_english(text) else None
    if words:
        return Found(words, "text_head", words.removesuffix("…"))
    return title_said(text) or first_words(text)


def _marked_title(record: Record, from_text: Found | None) -> str | None:
    """The title that the file marks, unless the text goes on with a second line of it."""
    marked = (record.title or "").strip()
    if len(marked) <= _TITLE_LOOKED_AT:
        marked = split_tags(without_site(marked))[0]
    longer = from_text and from_text.value.startswith(f"{marked}——")
    return None if longer else marked or None


def _joined(text: str, used: list[Line]) -> tuple[Found | None, list[Line]]:
    """The title on the lines `used`, and what stood in brackets behind it as bracketed lines of the head."""
    if not used:
        return None, []
    last, tags = split_tags(used[-1].text)
    pieces = [line.text for line in used[:-1]] + [last]
    value = pieces[0]
    for piece in pieces[1:]:
        value += _between(value, piece)
    value = _TAG_BEFORE.sub("", value, count=1)
    bare = without_speaker(value)
    tags += [value[: -len(bare)].strip("：: \u3000")] if bare != value else []
    evidence = text[used[0].start : used[-1].start + len(last)]
    bare = re.sub(r"[ \u3000]", "", bare) if _SET_WIDE.fullmatch(bare) else bare
    return Found(bare, "text_head", evidence), [Line(f"（{tag}）", used[-1].start, used[-1].end) for tag in tags]


def _between(title: str, piece: str) -> str:
    """`piece` as it goes on behind `title`: a subtitle behind ——, a broken line as it is."""
    if is_english(title):
        return f" {piece}"
    dash = _DASHES.match(piece)
    subtitle = piece[dash.end() :] if dash else piece
    if dash or (_SUBTITLE.match(piece) and not _SUBTITLE.match(title)):
        return f"——{subtitle}"
    return f" {piece}" if _SECOND_CALL.match(piece) and len(title) >= _SHORTEST_CALL else piece


def _from_stem(cleaned: str | None, stem: str) -> Found | None:
    return Found(cleaned, "file_name", _piece(cleaned, stem)) if cleaned and not is_code(stem) else None


def _piece(cleaned: str, stem: str) -> str:
    """`cleaned` when it stands so in the file name, else the whole name."""
    return cleaned if cleaned in stem else stem
