"""Speeches, hits and answers for the tests of the pages, and what a browser would show of a piece of HTML."""

from html.parser import HTMLParser

from corpus import Inference, PartialDate, Passage, Span, Speech
from retriever import Answer, Chip, Filters, Hit, Note, Query
from ui.i18n import Strings, strings
from ui.rendering import environment

TEXT = (
    "在全县河道巡护会上的讲话\n\n一、先把账算清\n\n河有多长，人心里要有数。巡河的人换了三茬，本子不能换。\n\n散会。\n"
)
WANTED = "河有多长，人心里要有数。巡河的人换了三茬，本子不能换。"
MARKED = "巡河的人换了三茬，本子不能换。"


def speech(**changed: object) -> Speech:
    values: dict[str, object] = {
        "speech_id": "s1",
        "root": "讲话库",
        "path": "河道.txt",
        "source": "讲话库/河道.txt",
        "text": TEXT,
        "title": "在全县河道巡护会上的讲话",
        "language": "zh",
        "speaker": "县长",
        "date": "2021-06-03",
    }
    values |= changed
    date = values["date"] and PartialDate.parse(str(values["date"]))
    return Speech(**(values | {"date": date}))  # type: ignore[arg-type]


def passage(text: str = WANTED, whole: str = TEXT) -> Passage:
    start = whole.index(text)
    return Passage("s1", 0, start, start + len(text), text, 3, ("一、先把账算清",))


def hit(**changed: object) -> Hit:
    start = WANTED.index(MARKED)
    values: dict[str, object] = {
        "passage": passage(),
        "speech": speech(),
        "score": 0.8,
        "rank": 1,
        "matched": ("keyword", "meaning"),
        "highlights": (Span(start, start + len(MARKED)),),
    }
    return Hit(**(values | changed))  # type: ignore[arg-type]


def answer(
    *hits: Hit,
    total: int | None = None,
    offset: int = 0,
    filters: Filters | None = None,
    chips: tuple[Chip, ...] = (),
    mode: str = "passages",
    note: Note | None = None,
    notes: tuple[Note, ...] = (),
    sort: str = "relevance",
    verbatim: int | None = None,
    phrases: tuple[str, ...] = (),
) -> Answer:
    query = Query("巡河", phrases, filters or Filters(), sort, chips, mode, "巡河")
    return Answer(query, hits, len(hits) if total is None else total, offset, note, notes, verbatim)


YEAR = Chip("year", 2021, "2021年", True)
OFFICE = Chip("speaker", "县长", "县长", True)
OLDEST = Chip("sort", "oldest", "最早", True)
NOWHERE = Chip("occasion", "茶话会", "在茶话会上", False, "leaves_nothing")


INFERRED = speech(
    inferred={
        "title": Inference("text_head", "在全县河道巡护会上的讲话"),
        "date": Inference("file_name", "20210603"),
    }
)


ZH = strings("zh")


class Shown(HTMLParser):
    """The text that a browser shows of HTML, whole and for each kind of element by its class or name."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, str]] = []
        self.parts: list[tuple[str, str]] = []
        self.feed(str(html))  # a slice of Markup is Markup and would be escaped again
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        name = dict(attributes).get("class") or ""
        self.parts.append((name or tag, ""))
        if tag != "input":  # it has no end
            self.open.append((tag, name))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> list[str]:
        return [name for name, _ in self.parts]


def macro(template: str, name: str, *values: object, words: Strings = ZH) -> str:
    """The HTML that the macro `name` of a template makes of `values`."""
    module = environment(words.language).get_template(template).module
    return str(getattr(module, name)(*values))


def text_of(html: str) -> str:
    """The text that a browser shows of `html`."""
    return Shown(html).text
