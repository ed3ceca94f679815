"""Offices: which ways of writing one mean the same."""

from __future__ import annotations

import pytest

from corpus.language.offices import is_held


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ("县委书记", "松口县委书记", True),
        ("县委书记", "中共松口县委书记", True),
        ("中共松口县委书记", "松口县委书记", True),
        ("县委书记", "共青团松口县委书记", False),
        ("县委书记", "团县委书记", False),
        ("县委书记", "县委副书记", False),
        ("共青团松口县委书记", "共青团松口县委书记", True),
        ("县长", "副县长", False),
        ("县长", "常务副县长", False),
        ("县长", "县长助理", False),
        ("副县长", "松口县人民政府副县长", True),
        ("松口县县长", "松口县人民政府县长", True),
        ("县长", "松口县委副书记、县长", True),
        ("政法委书记", "县委常委、政法委书记", True),
        ("教育局长", "松口县教育局局长", True),
        ("市長", "东海市市长", True),
        ("mayor", "Mayor of Eastmere", True),
        ("mayor", "Deputy Mayor of Eastmere", False),
        ("secretary", "Secretary-General", False),
        ("何水生", "何水生", True),
        ("松口", "松口县委书记", True),
    ],
)
def test_an_office_is_not_another_one(wanted: str, known: str, expected: bool) -> None:
    assert is_held(wanted, known) is expected
