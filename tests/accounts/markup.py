"""Reading pages as a browser or a screen reader would."""

from html.parser import HTMLParser

from django.test import Client


class Markup(HTMLParser):
    """What a test looks for in a page: fields, labels, ids, scripts, styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def field(self, name: str) -> dict[str, str]:
        return next(attrs for attrs in self.all("input") if attrs.get("name") == name)


def who(page: Client) -> str | None:
    """The key of the player whose session this is."""
    return page.session.get("_auth_user_id")
