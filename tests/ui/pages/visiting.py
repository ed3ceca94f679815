"""A client for the pages alone, and what a browser shows of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from starlette.applications import Starlette
from starlette.testclient import TestClient

from indexer.rebuilds import Rebuilds
from retriever import Retriever
from ui.language_model import LanguageModel
from ui.router import page_routes
from ui.security import middleware


@contextmanager
def pages_of(retriever: Retriever, model: LanguageModel | None = None) -> Iterator[TestClient]:
    """The pages over what `retriever` holds, without Gradio; with a `model` that writes paragraphs."""
    rebuilds = Rebuilds(retriever.newest().snapshot.index)
    app = Starlette(routes=page_routes(retriever, rebuilds, model=model), middleware=middleware())
    with TestClient(app) as client:
        yield client


class Read(HTMLParser):
    """A page as elements: (tag, attributes, the text inside), in the order in which they begin."""

    VOID = frozenset({"meta", "link", "input", "br", "col"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}, []))
        if tag not in self.VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self.elements[place][2].append(data)

    def texts(self, tag: str = "", class_: str = "") -> list[str]:
        """The text of each element with this tag and class."""
        return ["".join(text) for _, _, text in self._chosen(tag, class_)]

    def values(self, attribute: str, tag: str = "", class_: str = "") -> list[str]:
        """An attribute of each element with this tag and class that has it."""
        return [told[attribute] for _, told, _ in self._chosen(tag, class_) if attribute in told]

    def _chosen(self, tag: str, class_: str) -> list[tuple[str, dict[str, str], list[str]]]:
        return [
            element
            for element in self.elements
            if tag in ("", element[0]) and (not class_ or class_ in element[1].get("class", "").split())
        ]
