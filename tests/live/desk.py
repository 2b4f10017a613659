"""An operator at the admin's pages over HTTP, as a browser sends them."""

import re
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Self

import httpx

from tests.support.server import LiveServer, run_manage

NAME, PASSWORD = "desk_1", "the desk of operators"


class Desk:
    """A superuser who is logged in. `change` sends a row's form with other values."""

    @staticmethod
    def enlist(server: LiveServer) -> None:
        """Make the account, once for a server."""
        env = {
            **server.env,
            "DJANGO_SUPERUSER_USERNAME": NAME,
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            "DJANGO_SUPERUSER_EMAIL": "desk@example.org",
        }
        run_manage(env, "createsuperuser", "--noinput")

    def __init__(self, server: LiveServer) -> None:
        self._client = httpx.AsyncClient(base_url=server.url, timeout=20.0, follow_redirects=False)

    async def __aenter__(self) -> Self:
        await self.post("/admin/login/?next=/admin/", username=NAME, password=PASSWORD)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def change(self, model: str, key: object, **values: Any) -> None:
        """Save the page of a row; None takes a checkbox's tick away."""
        path = f"/admin/game/{model}/{key}/change/"
        answer = await self._client.get(path)
        assert answer.status_code == 200, path
        fields = {**fields_of(answer.text), **values}
        await self.post(path, **{name: v for name, v in fields.items() if v is not None})

    async def act(self, page: str, key: object, act: str, **values: Any) -> None:
        await self.post(f"/admin/{page}/{key}/act/{act}/", act_confirmed="yes", **values)

    async def find(self, model: str, **query: str) -> str:
        """The key of the one row that a search gives."""
        answer = await self._client.get(f"/admin/{model}/", params=query)
        keys = set(re.findall(rf'href="/admin/{model}/([^/"]+)/change/', answer.text))
        assert len(keys) == 1, keys
        return keys.pop()

    async def post(self, path: str, **values: Any) -> None:
        """Send a form, which must be taken."""
        if "csrftoken" not in self._client.cookies:
            await self._client.get("/admin/login/")
        token = self._client.cookies["csrftoken"]
        answer = await self._client.post(
            path,
            data={**values, "csrfmiddlewaretoken": token},
            headers={"Referer": str(self._client.base_url)},
        )
        assert answer.status_code == 302, errors_in(answer.text) or answer.text[-2000:]


def errors_in(page: str) -> list[str]:
    return re.findall(r'class="errorlist[^>]*>(.*?)</ul>', page, re.S)


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's change form."""
    form = _Form()
    form.feed(page)
    return form.values


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = (given.get("id") or "").endswith("_form")
        if not self._inside:
            return
        name = given.get("name") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.values[self._select] = given.get("value") or ""
        elif tag == "input" and name and given.get("type") not in ("submit", "button"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.values[name] = given.get("value") or ("on" if "checked" in given else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""
