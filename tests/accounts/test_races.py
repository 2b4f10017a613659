"""What happens at the same moment, on the real server."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.accounts.conftest import PASSWORD, bearer
from tests.support.server import ROOT, LiveServer

pytestmark = pytest.mark.server

AT_ONCE = 8


def all_at_once(url: str, body: dict[str, str]) -> list[httpx.Response]:
    """The answers to the same post from several clients at the same moment."""

    def post(_: int) -> httpx.Response:
        return httpx.post(url, json=body, timeout=60)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, range(AT_ONCE)))


def test_of_many_sign_ups_one_gets_the_name(server: LiveServer) -> None:
    body = {"username": "everyones_choice", "password": PASSWORD}
    answers = all_at_once(f"{server.url}/api/v1/users", body)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: AT_ONCE - 1}


def test_of_many_refreshes_one_gets_the_pair(server: LiveServer) -> None:
    guest = httpx.post(f"{server.url}/api/v1/auth/guest", json={}, timeout=60).json()
    body = {"refresh_token": guest["refresh_token"]}
    answers = all_at_once(f"{server.url}/api/v1/auth/refresh", body)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: AT_ONCE - 1}
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    me = httpx.get(f"{server.url}/api/v1/me", headers=bearer(won["access_token"]), timeout=60)
    assert me.status_code == 200


def test_a_superuser_of_the_command_line_logs_in_on_the_running_server(
    server: LiveServer,
) -> None:
    account = {
        "DJANGO_SUPERUSER_USERNAME": "chief_1",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        "DJANGO_SUPERUSER_EMAIL": "chief@example.org",
    }
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--noinput"],
        env={**server.env, **account},
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    body = {"username": "chief_1", "password": PASSWORD}
    answer = httpx.post(f"{server.url}/api/v1/auth/login", json=body, timeout=60)
    me = httpx.get(
        f"{server.url}/api/v1/me", headers=bearer(answer.json()["access_token"]), timeout=60
    )
    assert (answer.status_code, me.status_code) == (200, 200)
    assert json.loads(me.text)["player"]["username"] == "chief_1"
