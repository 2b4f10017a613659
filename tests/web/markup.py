"""A page's markup as data, for rules that every page keeps."""

from html.parser import HTMLParser
from typing import NamedTuple


class Element(NamedTuple):
    """A start tag with its attributes; an attribute without a value has an empty one."""

    tag: str
    attributes: dict[str, str]


class Markup(HTMLParser):
    """All elements of a page in their order, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.scripts: list[tuple[Element, str]] = []
        self._in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag == "script":
            self.scripts.append((element, ""))
            self._in_script = True

    def handle_data(self, data: str) -> None:
        if self._in_script:
            element, text = self.scripts[-1]
            self.scripts[-1] = (element, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def values(self, *attributes: str) -> list[str]:
        """What these attributes are, all over the page."""
        return [
            element.attributes[name]
            for element in self.elements
            for name in attributes
            if name in element.attributes
        ]
