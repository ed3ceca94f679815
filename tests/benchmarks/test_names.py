"""Names put in place of others, and what is noticed of them."""

from __future__ import annotations

import random

from benchmarks.names import alike, noticed, renamed
from indexer.names import names_in
from indexer.search.terms import Segmenter

SENTENCES = [
    "这套做法是从厦门学来的，回来以后我们改了三处，一直用到今天。",
    "大家都说要学焦裕禄，学的是他蹲在地头算账的那股劲头。",
    "闸门早晚各看一次，发现漏水当天报告，不得拖到第二天。",
    "闸门早晚各看一次，发现漏水当天报告，不许拖到第二天再说。",
]


def test_a_name_is_put_in_place_of_one_of_its_kind():
    made = renamed(SENTENCES, random.Random(1))
    assert {kind: len(each) for kind, each in made.items()} == {"place": 1, "person": 1, "body": 0}
    place, person = made["place"][0], made["person"][0]
    assert (place.original, person.original) == (SENTENCES[0], SENTENCES[1])
    assert place.text == SENTENCES[0].replace("厦门", place.name) != SENTENCES[0]


def test_lac_notices_a_person_that_no_list_has(words: Segmenter):
    person = renamed(SENTENCES, random.Random(1))["person"][0]
    assert noticed(person.text, person.original, words, lambda _: ()) == ("", False)
    assert noticed(person.text, person.original, words, names_in) == (person.name, True)


def test_pairs_say_nearly_the_same():
    assert alike(SENTENCES, random.Random(1)) == [(SENTENCES[2], SENTENCES[3])]
