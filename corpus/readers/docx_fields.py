r"""Word's fields: their code is no text, their result is; EQ fields have no result and are drawn from their code.

A field is begin, code, separate, result, end (ECMA-376 part 1, 17.16.18), and fields stand inside the code and the
result of others. 拼音指南 and 带圈字符 are EQ fields: \o\ad(\s\up 9(yàn),堰) is 堰 with its reading above it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CIRCLES = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for block in (range(0x2460, 0x2474), range(0x3251, 0x3260), range(0x3280, 0x32B1), range(0x32B1, 0x32C0))
    for code in block
}
"""The circled character of Unicode for what stands in it."""
_OPTIONS = re.compile(r"(?:\s*\\[A-Za-z]+\s*(?:\\[^A-Za-z]|[0-9]*)|\s*[0-9]+)*\s*")
"""The options of a switch with their values: \\up 9, \\ad, \\bc\\{."""
_SWITCH = re.compile(r"\\([A-Za-z]+)")
_SHAPES = frozenset("○◯〇□△◇☆●⃝")


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_code: bool = True
    shown: bool = False


class Fields:
    """The fields that are open at a place of a document; all that is written goes through `text`, for what is shown."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def begin(self) -> None:
        """A field begins, in its code."""
        self._open.append(_Field())

    def separate(self) -> None:
        """The code of the innermost field is complete, its result follows."""
        if self._open:
            self._open[-1].in_code = False

    def end(self) -> str:
        """The text that the field which ends here is drawn as, "" where its result was shown or there is none."""
        if not self._open:
            return ""
        field = self._open.pop()
        drawn = "" if field.shown else drawn_equation(field.code)
        return self.text(drawn) if drawn else ""

    def code(self, written: str) -> None:
        """Take in a piece of the code of the innermost field."""
        if self._open and self._open[-1].in_code:
            self._open[-1].code += written

    def text(self, written: str) -> str:
        """`written` if it is text; "" inside the code of a field, which it then is a part of."""
        for field in reversed(self._open):
            if field.in_code:
                field.code += written
                return ""
            field.shown = field.shown or bool(written.strip())
        return written


def drawn_equation(code: str) -> str:
    r"""The text of an EQ field with this code, without readings and frames; "" for any other field.

    \f(a,b) is a/b; of what \o puts on top of each other the base stays, a circled digit or character as the one of
    Unicode where there is one; of \s only lowered parts stay.
    """
    head, _, rest = code.strip().partition(" ")
    if head.upper() != "EQ":
        name = re.match(r"(?i)eq(?=[\\\s])", head)
        if not name:
            return ""
        rest = head[2:] + " " + rest
    return _Equation(re.sub(r'\\\*\s*("[^"]*"|\S+)', "", rest)).drawn().strip()


class _Equation:
    """A recursive descent through the code of an EQ field."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._at = 0

    def drawn(self) -> str:
        return "".join(self._pieces(""))

    def _pieces(self, ends: str) -> list[str]:
        pieces = []
        while self._at < len(self._code) and self._code[self._at] not in ends:
            if self._code[self._at] == "\\":
                pieces.append(self._switch())
            else:
                pieces.append(self._code[self._at])
                self._at += 1
        return pieces

    def _switch(self) -> str:
        r"""The text of one \x with its options and its arguments."""
        match = _SWITCH.match(self._code, self._at)
        if not match:
            escaped = self._code[self._at + 1 : self._at + 2]
            self._at += 1 + len(escaped)
            return escaped
        self._at = match.end()
        name = match.group(1).lower()[:1]
        options = _OPTIONS.match(self._code, self._at)
        written = options.group().lower() if options else ""
        if self._code[self._at + len(written) : self._at + len(written) + 1] != "(":
            return ""
        self._at += len(written) + 1
        return _arranged(name, written, self._arguments())

    def _arguments(self) -> list[str]:
        arguments = ["".join(self._pieces(",，;；)"))]
        while self._at < len(self._code) and self._code[self._at] != ")":
            self._at += 1
            arguments.append("".join(self._pieces(",，;；)")))
        self._at += 1
        return arguments


def _arranged(name: str, options: str, arguments: list[str]) -> str:
    """The arguments of a switch as one line of text."""
    if name == "o":
        base = "".join(text for text in arguments if text.strip() and text.strip() not in _SHAPES).strip()
        framed = any(text.strip() in _SHAPES for text in arguments)
        return _CIRCLES.get(base, base) if framed else base
    if name == "s":
        return "" if "\\up" in options else "".join(arguments)
    if name == "f":
        return "/".join(text.strip() for text in arguments)
    if name == "d":
        return ""
    if name == "r":
        return f"√{arguments[-1].strip()}"
    return "".join(arguments) if len(arguments) == 1 else "，".join(text.strip() for text in arguments)
