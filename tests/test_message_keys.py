"""Every sentence of the program is said somewhere: none is left behind by what once said it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

PROJECT = Path(__file__).parent.parent
MODULES = [path for package in ("corpus", "indexer", "retriever", "ui") for path in (PROJECT / package).rglob("*.py")]
TEMPLATES = sorted((PROJECT / "ui" / "templates").rglob("*.html"))
_STEM = re.compile(r"[a-z]{3}")


def keys(sentences: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The keys of a file of sentences, those in tables with the table's name in front."""
    for key, value in sentences.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{key}.")
        else:
            yield above + key


@cache
def written() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The words in code and templates: those that stand there, and patterns of those that are put together."""
    words, patterns = {""}, set()
    for path in (*MODULES, PROJECT / "app.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.update(node.value.split())
            elif isinstance(node, ast.keyword | ast.arg) and node.arg:
                words.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                words.add(node.target.id)  # a field, whose name is a key of what is said of it
            elif isinstance(node, ast.JoinedStr) and any(map(_says_something, node.values)):
                patterns.add("".join(_part(part) for part in node.values))
    for template in TEMPLATES:
        tree = Environment().parse(template.read_text(encoding="utf-8"))
        for const in tree.find_all(nodes.Const):
            words.update(const.value.split() if isinstance(const.value, str) else ())
        for joined in tree.find_all(nodes.Concat):
            patterns.add("".join(_template_part(part) for part in joined.nodes))
    return frozenset(words), tuple(re.compile(pattern) for pattern in sorted(patterns))


def _says_something(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and bool(_STEM.search(part.value))


def _part(part: ast.expr) -> str:
    return re.escape(part.value) if isinstance(part, ast.Constant) else r"([\w.]*)"


def _template_part(part: nodes.Expr | None) -> str:
    match part:
        case None:
            return ""
        case nodes.Const():
            return re.escape(part.value)
        case nodes.CondExpr():
            return f"(?:{_template_part(part.expr1)}|{_template_part(part.expr2)})"
    return r"([\w.]*?)"


def is_written(word: str, depth: int = 3) -> bool:
    """Whether the program says `word`, or puts it together of what it says."""
    words, patterns = written()
    if word in words:
        return True
    made = (pattern.fullmatch(word) for pattern in patterns) if depth else ()
    return any(found and all(is_written(group, depth - 1) for group in found.groups()) for found in made)


def test_what_nothing_says_is_seen():
    assert is_written("note_nothing_found_in_filters")
    assert not is_written("note_nothing_found_in_filtres")
    assert not is_written("filters.speakr")


@pytest.mark.parametrize("file", ["corpus/messages.zh.toml", "ui/strings.zh.toml"])
def test_every_sentence_is_said(file: str):
    sentences = tomllib.loads((PROJECT / file).read_text(encoding="utf-8"))
    assert [key for key in keys(sentences) if not is_written(key)] == []
