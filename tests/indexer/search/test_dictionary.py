"""Words of the other language are read from a dictionary, with the likelier ones first."""

from __future__ import annotations

from indexer.search.dictionary import equivalents_in, lines_of

DICTIONARY = """# CC-CEDICT
蘋果 苹果 [ping2 guo3] /apple/
汽車 汽车 [qi4 che1] /car; automobile/(old) cart/CL:輛|辆[liang4]/
車 车 [che1] /car/vehicle/
救援隊 救援队 [jiu4 yuan2 dui4] /rescue team/
救援 救援 [jiu4 yuan2] /to rescue/
隊 队 [dui4] /squadron/team/
汽車 汽车 [qi4 che1] /variant of 汽車|汽车[qi4 che1]/
A4 A4 [A si4] /paper/
""".replace("\n", "\r\n")
LINES = lines_of(DICTIONARY)


def test_english_words_stand_for_chinese_ones_a_single_character_for_less() -> None:
    assert equivalents_in(LINES, ["apples", "cars"]) == {"apples": {"苹果": 1.0}, "cars": {"汽车": 1.0, "车": 0.55}}


def test_chinese_words_stand_for_the_stems_of_english_ones() -> None:
    assert equivalents_in(LINES, ["汽车"]) == {"汽车": {"car": 1.0, "automobil": 0.71, "cart": 0.58}}


def test_words_that_are_a_term_together_stand_for_the_term() -> None:
    assert equivalents_in(LINES, ["rescue", "team"]) == {"rescue": {"救援队": 1.0}, "team": {"救援队": 1.0}}
    assert equivalents_in(LINES, ["team"]) == {"team": {"救援队": 1.0, "队": 1.0}}


def test_what_is_no_word_of_either_language_stands_for_nothing() -> None:
    assert equivalents_in(LINES, ["", "a", "zzz", "paper", "variant", "无此词", "~"]) == {}
    assert equivalents_in(b"", ["apple"]) == {}
