"""The metadata at the top of a Markdown file: YAML between ---, TOML between +++, or lines that were meant as YAML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import yaml

from corpus.fields import field_named
from corpus.readers.common import given_metadata, is_plain
from corpus.readers.protocol import ReadWarning

_FRONT_MATTER = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<inner>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_PAIR = re.compile(r"(?P<key>[^\s:：#-][^:：]{0,30}?)\s*[:：]\s*(?P<value>.*)")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)")
_NOTHING = frozenset({"", "~", "null"})


def split_front_matter(source: str) -> tuple[dict[str, str], str, list[ReadWarning]]:
    """The metadata, the text below it, and what is wrong with it; what is no metadata stays in the text."""
    match = _FRONT_MATTER.match(source)
    if not match:
        return {}, source, []
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
