"""The metadata at the top of a Markdown file: YAML between ---, TOML between +++, JSON, or lines that mean it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

import yaml

from corpus.fields import field_named
from corpus.readers.common import given_metadata, is_plain
from corpus.readers.protocol import ReadWarning

_FRONT_MATTER = re.compile(
    r"\A\s*?(?P<fence>---|\+\+\+)[ \t]*\n(?P<inner>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_WITHOUT_FENCE = re.compile(r"\A\s*(?P<inner>(?:[^\s:：#-][^:：\n]{0,30}[:：].*\n){2,})(?:[ \t]*\n|-{3,}[ \t]*\n)")
_LEAST_FIELDS = 2
"""Fields that lines without --- around them must name, the title among them: a text may begin with "时间：…", too."""
_PAIR = re.compile(r"(?P<key>[^\s:：=#-][^:：=]{0,30}?)\s*[:：=]\s*(?P<value>.*)")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)")
_NOTHING = frozenset({"", "~", "null"})


def split_front_matter(source: str) -> tuple[dict[str, str], str, list[ReadWarning]]:
    """The metadata, the text below it, and what is wrong with it; what is no metadata stays in the text."""
    match = _FRONT_MATTER.match(source)
    if not match:
        return _without_fences(source)
    inner, body = match["inner"], source[match.end() :]
    values = _toml(inner) if match["fence"] == "+++" else _yaml(inner)
    notes = []
    if values is None:
        values = _line_by_line(inner)
        if not any(map(field_named, values)):
            return {}, source, [ReadWarning("warn_front_matter_unreadable")]
        notes.append(ReadWarning("warn_front_matter_lenient"))
    notes += [
        ReadWarning("warn_front_matter_value_ignored", {"key": key})
        for key, value in values.items()
        if not is_plain(value)
    ]
    return given_metadata(values.items()), body, notes


def _without_fences(source: str) -> tuple[dict[str, str], str, list[ReadWarning]]:
    """As `split_front_matter`, of JSON and of lines that nothing marks as metadata but the names in them."""
    if source.lstrip().startswith("{"):
        begin = len(source) - len(source.lstrip())
        try:
            found, end = json.JSONDecoder(strict=False).raw_decode(source, begin)
        except (ValueError, RecursionError):
            return {}, source, []
        if any(map(field_named, found)):
            return given_metadata(found.items()), source[end:], []
    match = _WITHOUT_FENCE.match(source)
    values = _line_by_line(match["inner"]) if match else {}
    fields = {field_named(name) for name in values} - {None}
    if not match or "title" not in fields or len(fields) < _LEAST_FIELDS:
        return {}, source, []
    return given_metadata(values.items()), source[match.end() :], [ReadWarning("warn_front_matter_lenient")]


def _yaml(inner: str) -> Mapping[str, object] | None:
    """The values of YAML, None if it is none.

    Every scalar stays the string that was written. Neither types nor merge keys are resolved, so that nothing grows:
    some dozen lines of merge keys take a full loader for ever.
    """
    try:
        values = yaml.load(inner, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if isinstance(values, str) and values.strip() in _NOTHING:
        return {}
    if values is None or not isinstance(values, dict):
        return {} if values is None else None
    return {str(key): "" if value in ("~", "null") else value for key, value in values.items()}


def _toml(inner: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(inner)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _line_by_line(inner: str) -> dict[str, object]:
    """The values of lines that are each `key: value`, with colons of any kind in the value, or an item of a list.

    Nothing if a line is neither.
    """
    values: dict[str, object] = {}
    items: list[str] = []
    for line in filter(str.strip, inner.split("\n")):
        pair, item = _PAIR.fullmatch(line.rstrip()), _ITEM.fullmatch(line)
        if item and values:
            items.append(_unquoted(item["value"]))
            values[next(reversed(values))] = list(items)
        elif pair:
            items = []
            values[pair["key"].strip()] = _unquoted(pair["value"])
        elif not line.startswith("#"):
            return {}
    return values


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
