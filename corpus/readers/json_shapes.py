"""The speeches that stand in a file of JSON, whatever shape a program or a person gave it.

A line each is the rule; there are arrays, one object over several lines, answers of programs with the list somewhere
inside, scripts, dictionaries as Python prints them, and files that break off.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.readers.protocol import ReadWarning

TEXT_KEYS = (
    *("text", "正文", "内容", "全文", "文本", "content", "contents", "body", "article", "fulltext", "full_text"),
    *("raw_content", "page_content", "main_text", "speech", "transcript", "paragraphs", "段落", "sections", "章节"),
    *("讲话内容", "讲话正文", "讲话全文", "讲话稿", "正文内容", "文章内容", "稿件内容"),
)
_LIST_KEYS = ("data", "items", "speeches", "records", "results", "rows", "list", "documents", "docs", "hits", "数据")
_SCRIPT = re.compile(
    r"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.]*\s*(?:=\s*([\[{].*[\]}])|\(\s*([\[{].*[\]}])\s*\))\s*;?\s*",
    re.DOTALL,
)
"""var data = …; and callback(…);"""
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])')
"""A comma that nothing follows; strings are passed over."""
_BETWEEN = re.compile(r"[\s,\[\x1e]*")
_AT_THE_END = re.compile(r"[\] \n]*")
_HEADING_KEYS = ("heading", "title", "标题", "小标题")
_OF_THE_OTHER_SIDE = frozenset({"system", "user", "human"})
_SENTENCE_ENDS = re.compile(r"[。！？；]|\.(?:\s|$)")
_LEAST_SENTENCES = 2
_LONGER = 3
"""A text under a name that nobody knows is that many times longer than any other value, and has sentences."""
_LONGEST_PYTHON = 1_000_000
"""Characters of what Python printed that are read: its parser takes a hundred times their room."""


class BadLineError(Exception):
    """A line that is no speech; its argument is the reason's code."""


def without_script(content: str) -> str:
    """The content without what a script puts around it."""
    script = _SCRIPT.fullmatch(content)
    return (script[1] or script[2]) if script else content


def values_of(content: str) -> tuple[Iterator[tuple[int, Any]], list[ReadWarning]]:
    """The values of the file with their numbers, and a warning when they are not a line each.

    A value that is no JSON is a BadLineError.
    """
    whole = _loaded(content)
    if whole is None and content.lstrip().startswith("["):
        whole = _loaded(_LAST_COMMA.sub(lambda found: found[1] or "", content))
    if isinstance(whole, dict):
        inner = None if _usual_key(whole) else _inner_list(whole) or _by_id(whole)
        if inner is None:
            return iter([(1, whole)]), []
        whole = inner
    if isinstance(whole, list) and any(isinstance(each, dict | str) for each in whole):
        return iter(enumerate(whole, start=1)), [ReadWarning("warn_jsonl_array", {"count": len(whole)})]
    lines = list(_lines(content))
    if not any(isinstance(value, dict | str) for _, value in lines):
        objects = _one_after_another(content)
        if any(isinstance(each, dict) for each in objects):
            return iter(enumerate(objects, start=1)), [ReadWarning("warn_jsonl_array", {"count": len(objects)})]
    return iter(lines), []


def _loaded(content: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(content, strict=False)  # line breaks inside a string are meant as such
    except (ValueError, RecursionError):
        return None


def _inner_list(value: Mapping[str, Any], depth: int = 3) -> list[Any] | None:
    """The list of speeches in an answer of a program, however deep: {"data": {"list": […]}}."""
    for key in _LIST_KEYS:
        inner = value.get(key)
        if isinstance(inner, list):
            return inner
        if isinstance(inner, dict) and depth and (found := _inner_list(inner, depth - 1)) is not None:
            return found
    return None


def _by_id(value: Mapping[str, Any]) -> list[Any] | None:
    """The speeches of {"a": {…}, "b": {…}}, each with the name above it as its _id; else None."""
    speeches = list(value.items())
    if len(speeches) < 2 or not all(isinstance(each, dict) and text_key(each) for _, each in speeches):
        return None
    return [{"_id": name, **each} for name, each in speeches]


def _lines(content: str) -> Iterator[tuple[int, Any]]:
    # Only \n ends a line: U+2028 may stand unescaped inside a JSON string, where str.splitlines would cut.
    for number, line in enumerate(content.split("\n"), start=1):
        stripped = line.strip().lstrip("\x1e").removesuffix(",")
        if stripped and (stripped not in ("[", "]") or stripped == content.strip()):
            value = _loaded(stripped)
            yield number, BadLineError("warn_jsonl_not_json") if value is None and stripped != "null" else value


def _one_after_another(content: str) -> list[Any]:
    """The objects that follow each other, each over several lines; a BadLineError after them if the file breaks off."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    while at < len(content):
        between = _BETWEEN.match(content, at)
        at = between.end() if between else at
        if _AT_THE_END.fullmatch(content, at):
            break
        try:
            value, at = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            return [*found, BadLineError("warn_jsonl_not_json")] if found else _of_python(content)
        found.append(value)
    return found


def _of_python(content: str) -> list[Any]:
    """The dictionaries of lines that Python printed: {'text': '…', 'place': None}."""
    lines = [line.strip().removesuffix(",") for line in content.split("\n") if line.strip()]
    if len(content) > _LONGEST_PYTHON or not all(line.startswith("{'") for line in lines):
        return []
    try:
        return [ast.literal_eval(line) for line in lines]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []


def opened(value: object) -> object:
    """A speech out of what programs put around it ({"_source": {…}}), names as they are; a text as a speech."""
    if isinstance(value, str):
        return {"text": value} if _SENTENCE_ENDS.search(value) else value
    if not isinstance(value, dict):
        return value
    if text_key(value) is None:
        inner = next((each for each in value.values() if isinstance(each, dict) and text_key(each)), None)
        value = value if inner is None else {**_plain(value), **inner}
    stated = {name: each for group in value.values() if isinstance(group, dict) for name, each in _plain(group).items()}
    return {**stated, **value}


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """The pairs whose value is no structure."""
    return {name: each for name, each in value.items() if not isinstance(each, dict | list)}


def text_key(speech: Mapping[str, Any]) -> str | None:
    """The key that a speech has its text under; a longer text under another name outranks a blank one.

    Without any of the usual names it is the one value in sentences that is much longer than all others.
    """
    return _usual_key(speech) or _longest(speech)


def _usual_key(speech: Mapping[str, Any]) -> str | None:
    names = {name.lower().strip(): name for name in speech}
    usual = (names[key] for key in TEXT_KEYS if key in names)
    return next((name for name in usual if joined(speech[name]).strip()), None)


def _longest(speech: Mapping[str, Any]) -> str | None:
    texts = sorted(((len(text), name, text) for name, value in speech.items() if (text := joined(value))), reverse=True)
    if not texts or len(_SENTENCE_ENDS.findall(texts[0][2])) < _LEAST_SENTENCES:
        return None
    return texts[0][1] if len(texts) == 1 or texts[0][0] >= _LONGER * texts[1][0] else None


def joined(value: object) -> str:
    """A text, or paragraphs or parts with headings in a list, as one string; "" for anything else."""
    if isinstance(value, dict):
        inner = next((value[key] for key in TEXT_KEYS if isinstance(value.get(key), str)), "")
        return inner if isinstance(inner, str) else ""
    if not isinstance(value, list):
        return value if isinstance(value, str) else ""
    pieces = [piece for each in value for piece in _pieces(each)]
    return "\n".join(map(str, pieces)) if all(isinstance(piece, str) for piece in pieces) else ""


def _pieces(part: object) -> list[object]:
    """The heading and the text of one part of a text; nothing of what somebody else asked for."""
    if not isinstance(part, dict):
        return [part]
    if part.get("role", part.get("from")) in _OF_THE_OTHER_SIDE:
        return []
    text = next((part[key] for key in (*TEXT_KEYS, "value") if part.get(key)), None)
    heading = next((part[key] for key in _HEADING_KEYS if isinstance(part.get(key), str) and part[key].strip()), None)
    body: object = joined(text) if isinstance(text, list) else text
    return [body] if heading is None else [heading, body]
