"""The words of the two languages: the same keys, the same placeholders, none unused, none missing."""

import re
import string
from pathlib import Path

import pytest

import ui
from ui.i18n import LANGUAGE_TAGS, LANGUAGES, strings

FILES = sorted(path for path in Path(ui.__file__).parent.rglob("*") if path.suffix in (".py", ".html"))
SOURCES = [path.read_text(encoding="utf-8") for path in FILES]

NAMES = r"\{[^}]*\}|Excel|CSV|Word|Markdown|PDF|TXT|docx|MB|GB/T"


def placeholders(sentence: object) -> set[str]:
    texts = [sentence] if isinstance(sentence, str) else list(sentence.values())  # type: ignore[attr-defined]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(strings("zh").sentences) == list(strings("en").sentences)


def test_a_sentence_has_the_same_placeholders_in_both_languages() -> None:
    for key, sentence in strings("zh").sentences.items():
        assert placeholders(sentence) == placeholders(strings("en").sentences[key]), key


def test_every_key_that_is_said_exists() -> None:
    said = {key for source in SOURCES for key in re.findall(r'[a-z]*say\(\s*"([a-z_]+\.[a-z_]+)"\s*[,)]', source)}
    assert len(said) > 30
    assert said - set(strings("zh").sentences) == set()


def test_every_key_is_said_somewhere() -> None:
    source = "\n".join(SOURCES)
    computed = set(re.findall(r'f"([a-z_]+)\.\{|"([a-z_]+)\." ~', source))
    computed = {section for pair in computed for section in pair}
    unused = [key for key in strings("zh").sentences if f'"{key}"' not in source and key.split(".")[0] not in computed]
    assert unused == []


def test_no_chinese_in_english_and_no_english_in_chinese() -> None:
    """Only names may cross over: of the product, of the other language, of a kind of file, of a standard."""
    crossing = {"page.brand_other", "page.switch", "page.title"}
    for key, sentence in strings("en").sentences.items():
        assert key in crossing or not re.search(r"[\u3400-\u9fff]", str(sentence)), key
    for key, sentence in strings("zh").sentences.items():
        assert key in crossing or not re.search(r"[A-Za-z]{2,}", re.sub(NAMES, "", str(sentence))), key


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 passage"),
        ("en", 2, "2 passages"),
        ("en", 1234, "1,234 passages"),
        ("zh", 1, "1 段"),
        ("zh", 2, "2 段"),
    ],
)
def test_a_number_is_said_in_its_own_form(language: str, count: int, said: str) -> None:
    assert strings(language).say("answer.passages", count=count) == said


def test_an_unknown_key_is_a_fault() -> None:
    with pytest.raises(KeyError):
        strings("zh").say("answer.no_such_sentence")


def test_every_language_has_a_tag() -> None:
    assert set(LANGUAGE_TAGS) == set(LANGUAGES)
