"""What the lines around a speech, its file name and its folder show about it.

Every function gives candidates as Found, the most trusted first; choosing among them is for corpus.metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.dates import find_dates, parse_date
from corpus.head import Line
from corpus.marks import security_mark
from corpus.people import Person, person_on

_SPEECH = (
    r"(?:讲话|发言|致[辞词]|报告|演讲|讲演|谈话|贺[词辞]|献词|祝[词辞]|[开闭]幕[词辞]|主持词|述职|党课|寄语"
    r"|講話|發言|致[辭詞]|報告|演講|談話|賀[詞辭]|祝[詞辭]|[開閉]幕[詞辭])"
)
_TITLE_END = re.compile(rf"(?:{_SPEECH}|动员|总结|汇报|表态)(?:提纲|摘要|要点|摘录|节选|实录|稿|全文|提綱)?$")
_GATHERING = (
    r"(?:[会會][议議]?|[论論][坛壇]|[仪儀]?式|典[礼禮]|班|[课課]|[讲講][座堂]|活[动動]|[庆慶]典"
    r"|研[讨討]|[节節]|沙[龙龍]|宴)"
)
_OCCASION = re.compile(
    rf"在(?P<occasion>[^《》]*?(?:《[^》]*》[^《》]*?)*?{_GATHERING}(?:[（(][^（）()]*[）)])?)上"
    rf"[的所作]{{0,3}}[^，。的]{{0,8}}?{_SPEECH}"
)
# The subtitle of a report: ——2022年1月12日在县人民代表大会第一次会议上
_OCCASION_IN_SUBTITLE = re.compile(rf"—[^，。—]{{0,14}}?在(?P<occasion>[^，。—]+?{_GATHERING})上$")
_VISIT = re.compile(
    rf"在(?P<occasion>.{{2,30}}?(?:调研|考察|检查|走访|慰问|视察|座谈|調研|視察))[时時]的?[^，。的]{{0,6}}?{_SPEECH}"
)
_OCCASION_IN_BRACKETS = re.compile(rf"在(?P<occasion>[^，,。]*?{_GATHERING})上?$")
_ENGLISH_MEETING = (
    r"[A-Z0-9][^,(;:\n]*?\b(?:Forum|Conference|Meeting|Ceremony|Summit|Session|Symposium|Seminar|Dinner|Assembly|Congress|"
    r"Workshop|Opening|Festival|Anniversary|Commencement|Launch|Reception|Roundtable|Dialogue|Convention|Gala|Fair|"
    r"Graduation|Council)\b"
)
_ENGLISH_OCCASION = re.compile(
    rf"\b(?:at|to|before|for) (?:the )?(?P<occasion>{_ENGLISH_MEETING}[^,(;\n]*?)(?= by |[,(;\n]|$)"
)
_ENGLISH_OCCASION_LINE = re.compile(rf"(?P<occasion>{_ENGLISH_MEETING})(?:,.*)?")
_ENGLISH_BY = re.compile(
    r"\bby (?:the )?(?P<person>[A-Z][^(;\n]*?)(?=,? (?:at|to|on|before) (?:the )?[A-Z0-9]|[(;\n]|$)"
)
_LABEL = re.compile(r"(?P<label>[^：:]{2,12}?)[ \u3000]*[：:][ \u3000]*(?P<value>.+)")
_LABELS = {
    "speaker": ("讲话人", "发言人", "主讲人", "报告人", "致辞人", "讲话者", "講話人", "發言人", "speaker"),
    "date": ("时间", "日期", "讲话时间", "讲话日期", "会议时间", "時間", "日 期", "时 间", "date"),
    "place": ("地点", "会议地点", "讲话地点", "地點", "地 点", "place", "venue"),
    "occasion": ("场合", "会议", "会议名称", "場合", "會議", "occasion", "event"),
}
_FIELD_BY_LABEL = {label: field for field, labels in _LABELS.items() for label in labels}
# Behind a date in brackets 于 names the place and nothing else: （2019年7月9日于县委礼堂）.
_SIGNED_AT = re.compile(r"[日号月年][，, \u3000]*[于於](?P<place>[^，,。；于於在上）)]{2,20})[）)]$")
_HELD_AT = re.compile(r"[于於在](?P<place>[^，,。；于於在上]{2,20}?)(?:召开|召開|举行|舉行|举办|舉辦)")

_STATE = re.compile(
    r"(?P<draft_for_comment>[征徵]求意[见見]稿|draft for comments?)"
    r"|(?P<submitted_draft>送[审審]稿|submitted draft)"
    r"|(?P<final>(?<![未非待])定稿|正式稿|final (?:text|version))"
    r"|(?P<transcript>[录錄]音(?:整理|[记記][录錄]|稿)|transcript)",
    re.IGNORECASE,
)
# Neither the name of a paper nor a clause: 在《…（征求意见稿）》座谈会上的发言 is a title.
_STATE_LINE = re.compile(rf"[^，。《》]{{0,20}}?(?:{_STATE.pattern})[^。《》]{{0,20}}", re.IGNORECASE)
_BOOK_TITLE = re.compile(r"《[^》]*》")

# A day on which a paper was printed or typed is not the day of the speech.
_PAPERWORK = re.compile(
    r"[^，,；;）)]{0,6}?(?:印发|印發|(?<!录音)整理|修订|修改|起草|打印|刊发|刊登|发布|审定|报送|定稿)"
)
# A web page's line about itself: its date is that of the page.
_PAGE_LINE = re.compile(
    r"(?:发布|發布|更新|编辑|編輯|发稿|录入)(?:时间|日期|時間)?[：:]|来源[：:]|來源[：:]|(?:浏览|阅读|点击)(?:次数|量)?[：:]"
)
# A year before these words is what the speech is about: 2020年工作要点, 2019年度总结, 2035年远景目标.
_YEAR_AS_CONTENT = re.compile(
    r"度|底|前|末|后|以[来前后]|之[前后]|来|[^，。]{0,8}?(?:要点|总结|述职|考核|表彰|任务|打算|目标|规划|远景|计划|预算|决算)"
)
_PLACE_BEFORE_YEAR = re.compile(r"(?:[\u4e00-\u9fff]{1,12}[省市县区镇乡州村校局委院司关团办厂國縣區鄉])?")
_YEAR_MEETING = re.compile(rf".*{_GATHERING}上?的?[^，。]{{0,6}}{_SPEECH}")

BRACKETS = "（）()【】[]〔〕［］"
_LAST_GROUP = re.compile(r"[ \u3000]*[（(【\[〔]([^（）()【】\[\]〔〕]*)[）)】\]〕]$")
_EMPTY_GROUP = re.compile(r"[（(【\[〔][ \u3000，,、]*[）)】\]〕]")
_WHOLE_GROUP = re.compile(r"[（(【\[〔]([^（）()【】\[\]〔〕]*)[）)】\]〕]")
_LETTERHEAD = re.compile(r"(?:办公室|辦公室|委员会|委員會|人民政府|印发?|文件|秘书科|简报|汇编)$|[〔\[［]\d{4}[〕\]］]")
_SENTENCE = re.compile(
    r"(?:今天|今年|刚才|刚刚|剛才|这次|這次|我们|我們|大家|首先|下面|现在|目[ \u3000]*录$|前[ \u3000]*言$)"
    r"|.*。"
)
_BYLINE = re.compile(
    r"(?:(?:opening|closing|welcome|keynote) )?(?:remarks|speech|address|statement|keynote|delivered|given)\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?:\b(?:and|of|the|at|for|in|to|on|a)|:)$", re.IGNORECASE)

_SERIAL = re.compile(
    r"(?:[（(]\d{1,3}[）)]|\d{1,3}[\s._、．-]+|[一二三四五六七八九十]+、|No\.?\s*\d{1,3}[\s._-]+)(?=\S)", re.IGNORECASE
)
_HASH = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}(?![0-9A-Za-z])")
_SEPARATORS = " \t\u3000_-—–·.、，,+"
_LAST_STATE = re.compile(
    r"(?:(?:最终)?(?<![未非待])定稿|最终版|终稿|修改稿|[征徵]求意[见見]稿|送[审審]稿|正式稿|(?:根据)?录音整理稿?|副本|(?<![A-Za-z])[vV]\d+)$"
)
_SAYS_NOTHING = re.compile(
    r"(?:新建|未命名|无标题|文档|文本|文件|Microsoft|Word|document|doc|untitled|scan|扫描|副本|讲话稿?|发言稿?|new|text"
    r"|[\W\d_])*",
    re.IGNORECASE,
)
_FOLDER_REST = re.compile(
    r"(?:年?度)?[\s_·—-]*(?:领导|重要|历年|书记|县长)?(?:讲话|发言|致辞|文稿|稿件|材料|资料)*(?:稿|汇编|选编|集)?"
)
_FOLDER_KIND = re.compile(r"(?:的?(?:讲话|发言|致辞|文稿|材料|稿件)|稿|集|汇编)*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the Inference that goes with it."""

    value: str
    origin: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person, and the Inference that goes with what is known of them."""

    person: Person
    origin: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everywhere that something may be recognised, besides the body of the text, where nothing is.

    `titles` are (origin, title) pairs: the title in the text or given, then the title that the file name makes.
    `head` are the lines of the head that are not the title, `below` those of them that stand under it.
    """

    titles: tuple[tuple[str, str], ...]
    head: tuple[Line, ...]
    below: tuple[Line, ...]
    tail: tuple[Line, ...]
    stem: str
    folders: tuple[str, ...]


# titles


def title_lines(head: Sequence[Line]) -> list[Line]:
    """The lines of `head` that make up the title, adjacent and in order; none when no line looks like one."""
    plain = [index for index, line in enumerate(head) if _may_be_title(line)]
    if not plain:
        return []
    first = plain[0]
    last = first
    if head[first].text.isascii():
        # "What a River Is For" is complete when the next line says whose speech it is.
        while last + 1 in plain and _UNFINISHED.search(head[last].text) and not _BYLINE.match(head[last + 1].text):
            last += 1
        return list(head[first : last + 1])
    ends = [index for index in plain if index < first + 4 and _TITLE_END.search(split_tags(head[index].text)[0])]
    while last + 1 in plain and (last + 1 <= max(ends, default=first) or head[last + 1].text.startswith("—")):
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
    title = _HASH.sub("", stem).replace("_", " ").strip(_SEPARATORS)
    while True:
        before = title
        title = _SERIAL.sub("", title, count=1) if _SERIAL.match(title) else title
        title, _ = split_tags(title)
        title = _LAST_STATE.sub("", title).strip(_SEPARATORS)
        title = _without_edge_dates(title).strip(_SEPARATORS)
        group = re.match(r"[（(【\[〔]([^）)】\]〕]*)[）)】\]〕]", title)
        if group and _is_tag(group[1]):
            title = title[group.end() :].strip(_SEPARATORS)
        if title == before:
            return None if _SAYS_NOTHING.fullmatch(title) else title


def without_site(title: str) -> str:
    """`title` without the name of a web site behind it: 在…上的讲话_某县人民政府."""
    first = re.split(r"[ \u3000]*[_|｜][ \u3000]*|[ \u3000]+[-–—][ \u3000]+", title)[0]
    return first if _TITLE_END.search(split_tags(first)[0]) else title


def _may_be_title(line: Line) -> bool:
    text = split_tags(line.text)[0]
    if line.bracketed or _LETTERHEAD.search(text) or security_mark(text) or _SENTENCE.match(text) or _labelled(line):
        return False
    if _PAGE_LINE.search(text):
        return False
    if parse_date(text.strip(BRACKETS)) or _STATE_LINE.fullmatch(text):
        return False
    person = person_on(_without_dates(line.text))
    return not (person and person.office)


def _is_tag(content: str) -> bool:
    content = content.strip()
    if not content or parse_date(content) or _STATE_LINE.fullmatch(content) or security_mark(content):
        return True
    person = person_on(_without_dates(content))
    return content.isdecimal() or bool(find_dates(content)) or bool(person and person.office)


def _without_edge_dates(title: str) -> str:
    """`title` without a day or month at either end, or a year that is set apart: 2020年… may belong to it."""
    for found in find_dates(title):
        alone = len(found.value) > 4
        if found.start == 0 and (alone or title[found.end : found.end + 1] in tuple(_SEPARATORS)):
            return title[found.end :]
        if found.end == len(title) and alone:
            return title[: found.start]
    return re.sub(r"^(?:19|20)\d\d(?=[\s_.-])|(?<=[\s_-])(?:19|20)\d\d年?$", "", title)


def _without_dates(text: str) -> str:
    """`text` without its dates, the brackets that then are empty, and the brackets around all that is left."""
    for found in reversed(find_dates(text)):
        text = text[: found.start] + text[found.end :]
    text = _EMPTY_GROUP.sub("", text).strip(_SEPARATORS)
    whole = _WHOLE_GROUP.fullmatch(text)
    return whole[1].strip(_SEPARATORS) if whole else text


# what the titles and the head show


def _labelled(line: Line) -> tuple[str, str] | None:
    """The field and the value of a line such as 地点：县委礼堂."""
    match = _LABEL.fullmatch(line.text.strip(BRACKETS))
    field = match and _FIELD_BY_LABEL.get(match["label"].casefold())
    return (field, match["value"].strip()) if match and field else None


def _labels(sources: Sources, field: str) -> Iterator[tuple[str, str]]:
    for line in sources.head:
        labelled = _labelled(line)
        if labelled and labelled[0] == field:
            yield labelled[1], line.text


def occasions(sources: Sources) -> Iterator[Found]:
    """The meetings that the labels, the titles and the head name."""
    for value, evidence in _labels(sources, "occasion"):
        yield Found(value, "text_head", evidence)
    heads = [("text_head", line.text) for line in sources.head]
    for origin, text in (*sources.titles[:1], *heads, *sources.titles[1:]):
        patterns = (_OCCASION, _VISIT, _OCCASION_IN_SUBTITLE, _ENGLISH_OCCASION)
        match = next(filter(None, (pattern.search(text) for pattern in patterns)), None)
        if match:
            yield Found(match["occasion"].strip(), origin, match["occasion"].strip())
    for line in sources.head:
        bare = line.text.strip(BRACKETS)
        held = _OCCASION_IN_BRACKETS.search(bare) if line.bracketed else _ENGLISH_OCCASION_LINE.fullmatch(bare)
        if held:
            yield Found(held["occasion"], "text_head", held["occasion"])


def places(sources: Sources) -> Iterator[Found]:
    """The places that a label or a bracketed line of the head states."""
    for value, evidence in _labels(sources, "place"):
        yield Found(value, "text_head", evidence)
    for line in sources.head:
        match = (_HELD_AT.search(line.text) or _SIGNED_AT.search(line.text)) if line.bracketed else None
        if match:
            yield Found(match["place"], "text_head", match["place"])


def people(sources: Sources) -> Iterator[FoundPerson]:
    """Who speaks, as labels, the lines under the title, the titles, the signature, the file name and the folder say."""
    for value, evidence in _labels(sources, "speaker"):
        yield FoundPerson(person_on(_without_dates(value)) or Person(value, None), "text_head", evidence)
    for line in sources.head:
        yield from _people_in_line(line, may_be_bare=line in sources.below)
    for origin, title in sources.titles:
        if origin == "text_head":
            yield from _person_in_title(origin, title)
    yield from _signatures(sources.tail)
    for origin, title in sources.titles:
        if origin == "file_name":
            yield from _person_in_title(origin, title)
    yield from _people_in_path(sources)


def _people_in_path(sources: Sources) -> Iterator[FoundPerson]:
    pieces = [("file_name", tag, tag) for tag in split_tags(sources.stem)[1]]
    pieces += [("folder", folder, _FOLDER_KIND.sub("", _without_dates(folder))) for folder in reversed(sources.folders)]
    for origin, evidence, written in pieces:
        person = person_on(written)
        if person and person.office:
            yield FoundPerson(person, origin, evidence)


def _people_in_line(line: Line, *, may_be_bare: bool) -> Iterator[FoundPerson]:
    by = _ENGLISH_BY.search(_without_dates(line.text))
    if by:
        person = person_on(by["person"].strip(" ,"))
        if person:
            yield FoundPerson(person, "text_head", by["person"].strip(" ,"))
        return
    for piece in (line.text, *re.split(r"[，,；;]|[ \u3000]{2,}", line.text.strip(BRACKETS))):
        written = _without_dates(piece)
        person = person_on(written)
        if person and (person.office or (may_be_bare and not written.isascii())):
            yield FoundPerson(person, "text_head", written if written in line.text else line.text)
            return


def _person_in_title(origin: str, title: str) -> Iterator[FoundPerson]:
    by = _ENGLISH_BY.search(title)
    if by:
        written = by["person"]
    else:
        last = re.split(r"——|—|[：:]", title)[-1]
        match = _OCCASION.search(last) or _VISIT.search(last)
        if not match:
            return
        written = _without_dates(last[: match.start()])
    person = person_on(written)
    if person:
        yield FoundPerson(person, origin, written)


def _signatures(tail: Sequence[Line]) -> Iterator[FoundPerson]:
    dated = any(parse_date(line.text.strip(BRACKETS)) for line in tail)
    for line in tail:
        written = _without_dates(line.text)
        person = person_on(written)
        # 谢谢 begins with a surname as well: a bare name counts only in a signature with a date.
        if person and (person.office or (dated and not written.isascii() and "谢" not in written)):
            yield FoundPerson(person, "text_tail", written if written in line.text else line.text)


# dates


def dates(sources: Sources) -> Iterator[Found]:
    """When the speech was held, as the head, the titles, the tail, the file name and the folders say."""
    for value, _ in _labels(sources, "date"):
        for found in find_dates(value)[:1]:
            yield Found(found.value, "text_head", value[found.start : found.end])
    for line in sources.head:
        if not _labelled(line) and not _PAGE_LINE.search(line.text):
            yield from _dates_in_line(line, "text_head")
    for origin, title in sources.titles[:1]:
        yield from _dates_in_title(origin, title)
    for line in sources.tail:
        yield from _dates_in_line(line, "text_tail")
    yield from _dates_in_stem(sources.stem)
    for origin, title in sources.titles[1:]:
        yield from _dates_in_title(origin, title)
    yield from _dates_in_folders(sources.folders)


def _dates_in_line(line: Line, origin: str) -> Iterator[Found]:
    content = line.text.strip(BRACKETS + " \u3000")
    whole = parse_date(content)
    if whole:
        yield Found(whole, origin, content)
        return
    for found in find_dates(content):
        dated = len(found.value) > 4 or (line.bracketed and found.start == 0)
        if dated and not _PAPERWORK.match(content, found.end):
            yield Found(found.value, origin, content[found.start : found.end])


def _dates_in_title(origin: str, title: str) -> Iterator[Found]:
    """The day that begins a title or subtitle, or the year of its meeting; any other date is what it speaks about."""
    match = _OCCASION.search(title)
    start = match.start("occasion") if match else 0
    for found in find_dates(title):
        evidence = title[found.start : found.end]
        if len(found.value) > 4:
            if found.start == 0 or title[found.start - 1] == "—":
                yield Found(found.value, origin, evidence)
            continue
        held = _PLACE_BEFORE_YEAR.fullmatch(title, start, found.start) if match else found.start == 0
        if held and not _YEAR_AS_CONTENT.match(title, found.end) and (match or _YEAR_MEETING.match(title, found.end)):
            yield Found(found.value, origin, evidence)


def _dates_in_stem(stem: str) -> Iterator[Found]:
    bare = _HASH.sub(lambda match: " " * len(match[0]), stem)
    for found in find_dates(bare):
        if len(found.value) > 4:
            yield Found(found.value, "file_name", stem[found.start : found.end])
    bracketed = re.search(r"[（(【\[]((?:19|20)\d\d)年?[）)】\]]", stem)
    leading = re.match(r"((?:19|20)\d\d)(?=[\s_.-])(?![-.]\d)", stem)
    trailing = re.search(r"(?<=[\s_-])((?:19|20)\d\d)年?$", stem)
    for match in filter(None, (bracketed, leading, trailing)):
        yield Found(match[1], "file_name", match[0].strip(BRACKETS))


def _dates_in_folders(folders: Sequence[str]) -> Iterator[Found]:
    for depth in range(len(folders) - 1, -1, -1):
        part = folders[depth]
        month = re.fullmatch(r"\d{1,2}月", part)
        year = depth and parse_date(folders[depth - 1])
        value = parse_date(f"{year}年{part}") if month and year else parse_date(part)
        if value:
            yield Found(value, "folder", f"{folders[depth - 1]}/{part}" if month else part)
            continue
        for found in find_dates(part)[:1]:
            if found.start == 0 and (len(found.value) > 4 or _FOLDER_REST.fullmatch(part, found.end)):
                yield Found(found.value, "folder", part[: found.end])


# states


def state_of(written: str) -> str | None:
    """The state that `written` names in Chinese, in English or by its own key, None for any other word."""
    match = _STATE.search(written)
    if match:
        return match.lastgroup
    key = written.strip().casefold().replace(" ", "_")
    return key if key in _STATE.groupindex else None


def states(sources: Sources) -> Iterator[Found]:
    """The states that a line of the head, the file name and the folders name, unless as part of a document's name."""
    for line in sources.head:
        if _STATE_LINE.fullmatch(line.text.strip(BRACKETS)):
            yield from _state_in(line.text, "text_head")
    yield from _state_in(sources.stem, "file_name")
    for folder in reversed(sources.folders):
        yield from _state_in(folder, "folder")


def _state_in(text: str, origin: str) -> Iterator[Found]:
    match = _STATE.search(_BOOK_TITLE.sub(lambda book: "《" * len(book[0]), text))
    if match and match.lastgroup:
        yield Found(match.lastgroup, origin, match[0])
