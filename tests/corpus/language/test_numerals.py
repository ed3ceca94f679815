"""Numbers as texts write them."""

from __future__ import annotations

import pytest

from corpus.language.numerals import NUMERALS, number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7), ("１２", 12), ("一", 1), ("两", 2), ("十", 10), ("十一", 11), ("二十", 20), ("三十一", 31),
        ("廿九", 29), ("卅", 30), ("九十九", 99),
        ("二〇一九", 2019), ("二○一九", 2019), ("一九九八", 1998), ("二零二四", 2024),
    ],
)  # fmt: skip
def test_digits_rows_and_counts_are_numbers(written: str, value: int) -> None:
    assert number(written) == value


def test_every_number_below_100_is_read_as_it_is_written() -> None:
    ones = ("", *NUMERALS[:-1])
    written = [
        f"{ones[tens] if tens > 1 else ''}{'十' if tens else ''}{ones[one]}" for tens in range(10) for one in range(10)
    ]
    assert list(map(number, written[1:])) == list(range(1, 100))


@pytest.mark.parametrize("written", ["百", "一点", "x"])
def test_other_characters_are_no_number(written: str) -> None:
    with pytest.raises(KeyError):
        number(written)
