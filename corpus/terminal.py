"""Output to a terminal: control characters of texts and file names as symbols, so that none of them moves it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import IO, Any, cast

_PICTURES = 0x2400  # the Unicode block Control Pictures has one for each of the first 32 characters, in their order
_SYMBOLS = {
    **{code: _PICTURES + code for code in range(32) if chr(code) not in "\n\t"},
    0x7F: 0x2421,
    # The second set of control characters, and what turns the direction of writing: they have no pictures.
    **dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
}


def with_symbols(text: str) -> str:
    """`text` with a symbol for each control character but the ends of lines and tabs."""
    return text.translate(_SYMBOLS)


class Terminal:
    """A stream to a terminal that shows control characters as symbols."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """The number of characters written."""
        return self._stream.write(with_symbols(text))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 whatever a stream has
        return getattr(self._stream, name)


@contextmanager
def symbols_in_terminal() -> Iterator[None]:
    """Show control characters as symbols where standard output is a terminal; a file or a pipe gets what was found."""
    if not sys.stdout.isatty():
        yield
        return
    with redirect_stdout(cast(IO[str], Terminal(sys.stdout))):
        yield
