"""Names that have moved to corpus.command_line, until every module takes them from there."""

from __future__ import annotations

from corpus.command_line import language as language
from corpus.command_line import run as run
