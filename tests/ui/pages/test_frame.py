"""Layout, addresses, one language on every page, and the policy that keeps a browser to this server."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.build import begin
from retriever import Retriever
from tests.ui.pages.conftest import NASTY
from tests.ui.pages.visiting import Read, pages_of
from ui.addresses import PATHS, page_of, path_of
from ui.i18n import strings
from ui.router import PAGES

NAMES = ("families", "phrase", "timeline", "contrast", "check", "compare", "enumerations")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_there_in_both_languages(pages: TestClient, name: str, language: str) -> None:
    answer = pages.get(f"/{language}/{name}")
    page = Read(answer.text)
    assert answer.status_code == 200
    say = strings(language).say
    assert page.texts("h1") == [say(f"nav.{page_of(name)}")]
    assert page.texts("title")[0] == say("page.titled", page=say(f"nav.{name}"))
    assert page.values("lang", "html") == [{"zh": "zh-CN", "en": "en"}[language]]
    current = [told["href"] for tag, told, _ in page.elements if told.get("aria-current") == "page"]
    first = [f"/{language}/{path_of(page_of(name))}"]  # in the masthead; then its view
    assert current == (first if page_of(name) == name else [*first, f"/{language}/{path_of(name)}"])


def test_an_older_address_leads_to_the_view_with_all_that_was_asked(pages: TestClient) -> None:
    for old, path in [*PATHS.items(), ("wording", "wording/places"), ("comparison", "comparison/draft")]:
        for method, suffix in (("GET", ""), ("POST", ""), ("GET", ".csv"), ("POST", ".xlsx")):
            answer = pages.request(method, f"/en/{old}{suffix}?q=a%20b&q=c&lang=zh", follow_redirects=False)
            assert answer.status_code == 308
            assert answer.headers["location"] == f"/en/{path}{suffix}?q=a%20b&q=c&lang=zh"


def test_a_page_need_not_be_a_table(rivers_retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGES, "compare", replace(PAGES["compare"], download=None))
    with pages_of(rivers_retriever) as client:
        answers = [client.get(f"/zh/{path}").status_code for path in ("compare", "compare.csv", "families.csv")]
    assert answers == [200, 404, 200]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_speaks_one_language(pages: TestClient, name: str) -> None:
    """Without what the library says, an English page has no Chinese and a Chinese one no English."""
    for language, other in (("en", r"[\u3400-\u9fff]"), ("zh", r"[A-Za-z]{3,}")):
        page = Read(pages.get(f"/{language}/{name}").text)
        said = [*page.texts("main"), *page.values("placeholder"), *page.values("aria-label"), *page.texts("nav")]
        (bar,) = page.texts("details", "filtering")  # offers what the library says
        said = [re.sub(r"Excel|CSV|PDF|TXT|Word", "", text.replace(bar, "")) for text in said]
        if name == "families":  # without a wording it shows what recurs
            said = said[1:]
        elif name == "enumerations":
            said = page.values("placeholder") + page.texts("h1") + page.texts("p", "about")
        elif name == "compare":  # the fields offer the speeches
            said = page.values("placeholder") + page.texts("h1") + page.texts("p", "about") + page.texts("p", "hint")
        assert said and not [text for text in said if re.search(other, text)]


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_is_kept_to_this_server(pages: TestClient, name: str) -> None:
    answer = pages.get(f"/zh/{name}")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy and "http" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    # What the policy forbids is not there in the first place.
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", answer.text)
    assert set(re.findall(r"https?://[\w.:-]+", answer.text)) <= {"http://www.w3.org"}


def test_style_and_script_are_kept_for_good_under_their_own_names(pages: TestClient) -> None:
    page = Read(pages.get("/zh/phrase").text)
    (style, script) = [*page.values("href", "link")[1:], *page.values("src", "script")]
    for address, kind in ((style, "text/css"), (script, "text/javascript")):
        answer = pages.get(address)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"]
        assert re.search(r"\.[0-9a-f]{16}\.(css|js)$", address)


def test_what_the_script_says_is_in_the_language_of_the_page(pages: TestClient) -> None:
    for language, said in (("zh", "已复制"), ("en", "Copied")):
        (words,) = [
            "".join(text)
            for tag, told, text in Read(pages.get(f"/{language}/phrase").text).elements
            if tag == "script" and told.get("id") == "words"
        ]
        assert json.loads(words)["copied"] == said


def test_the_wording_goes_along_to_the_other_pages_and_to_the_other_language(pages: TestClient) -> None:
    page = Read(pages.get("/zh/phrase", params={"q": "清淤船", "sort": "oldest", "lang": "zh"}).text)
    q = "q=%E6%B8%85%E6%B7%A4%E8%88%B9"
    links = dict(zip(page.texts("a"), page.values("href", "a"), strict=True))
    assert links["查提法"] == links["原文出处"] == f"/zh/wording/places?{q}"
    assert links["历年用法"] == f"/zh/wording/years?{q}"
    assert links["历年写法"] == f"/zh/wording/families?{q}"
    assert links["比对"] == "/zh/comparison/draft"
    assert links["English"] == f"/en/wording/places?{q}&sort=oldest"
    both = Read(pages.get("/zh/wording/years?q=清淤船&q=堤上").text)
    assert "/zh/wording/places?q=%E6%B8%85%E6%B7%A4%E8%88%B9+%7C+%E5%A0%A4%E4%B8%8A" in both.values("href", "a")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/zh/phrase?q=" + "长" * 501, "501"),
        ("/zh/timeline?first=2019&second=nonsense", "nonsense"),
        ("/zh/compare?a=没有这篇", "没有这篇"),
        ("/zh/speech?id=nowhere", "nowhere"),
    ],
)
def test_what_cannot_be_answered_is_told_on_the_page(pages: TestClient, address: str, said: str) -> None:
    page = Read(pages.get(address).text)
    assert said in page.texts("p", "refused")[0]


def test_what_is_typed_and_what_a_speech_says_stays_text(pages: TestClient) -> None:
    for address in ("/zh/phrase", "/zh/timeline", "/zh/families", "/zh/enumerations"):
        answer = pages.get(address, params={"q": NASTY})
        assert "<script>window" not in answer.text
        assert NASTY in Read(answer.text).values("value", "input")
    answer = pages.get("/zh/phrase", params={"q": "一张纸条"})
    assert "<script>window" not in answer.text
    assert "在账本交接时的讲话<b>" in "".join(Read(answer.text).texts("span", "of"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/zh/phrase.csv?q=" + "长" * 501, "要查的提法有 501 个字"),
        ("/en/phrase.xlsx?q=" + "长" * 501, "501 characters"),
        ("/zh/timeline.csv?q=|", "要查的提法是空的"),
        ("/zh/speech.docx?id=nobody&at=1-2", "nobody"),
    ],
)
def test_a_file_that_cannot_be_had_is_refused_on_a_page(pages: TestClient, address: str, said: str) -> None:
    answer = pages.get(address)
    page = Read(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert said in page.texts("p", "refused")[0]
    assert page.texts("title")[0].endswith("Tifa" if address.startswith("/en") else "提法")
    assert ("q" in page.values("name", "input")) == ("speech" not in address)


def test_in_an_empty_library_every_page_says_so_and_leads_to_where_speeches_are_added(tmp_path: Path) -> None:
    begin(tmp_path / "index")
    with Retriever.open(tmp_path / "index") as retriever, pages_of(retriever) as empty:
        for path in ("wording/places?q=甲", "wording/years", "wording/groups?first=2020", "comparison/speeches"):
            page = Read(empty.get(f"/zh/{path}").text)
            assert page.texts("p", "hint")[-1].startswith("库内还没有讲话。")
            assert "/zh/library?view=uploads" in page.values("href", "a")
            assert page.texts("details", "filtering") == []
