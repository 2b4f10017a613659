"""The web process dies in the middle of many matches: all go on where they were."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.matches.tcp.plain import Seat, seats
from tests.support.server import LiveServer, copy_template

pytestmark = pytest.mark.server
MATCHES = 50
DEATH_AFTER = 400  # moves, of all matches together
MOVES = 20  # of each match


class Match:
    """Two clients who say numbers in turn; `told` are those that the server has accepted."""

    def __init__(self, port: int, number: int) -> None:
        self.seats = seats(port, "Chat", f"crash-{number}", ["ann", "bob"])
        self.told: list[str] = []

    @property
    def turn(self) -> Seat:
        return self.seats[len(self.told) % 2]

    def play(self) -> bool:
        """Make the next move. False when the server is no more."""
        word = str(len(self.told))
        try:
            answer = self.turn.move(message=word)
        except (OSError, ValueError):  # nothing, or half an answer: it may be done or not
            return False
        assert answer == {"status": "ok", "data": None}
        self.told.append(word)
        return True

    def kept(self) -> list[str]:
        """What the server knows of this match."""
        return [message["message"] for message in self.seats[0].state()["messages"]]

    def settle(self) -> None:
        """After a crash: nothing that was answered is lost, and what was not is there or not."""
        kept = self.kept()
        unanswered = str(len(self.told))
        assert kept in (self.told, [*self.told, unanswered]), "no move lost or doubled"
        self.told = kept


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def site(
    request: pytest.FixtureRequest, data_template: Path, tmp_path: Path
) -> Iterator[LiveServer]:
    folder = copy_template(data_template, tmp_path / "site")
    settings = {}
    if request.param == "postgres":
        settings = {"DATABASE_URL": request.getfixturevalue("postgres_server")}
    running = LiveServer(folder, **settings)
    running.start()
    yield running
    running.stop()


def test_no_move_is_lost_or_doubled_when_the_process_is_killed(site: LiveServer) -> None:
    with ThreadPoolExecutor(MATCHES) as pool:
        matches = list(pool.map(lambda n: Match(site.match_port, n), range(MATCHES)))

        def play_on(match: Match) -> None:
            while len(match.told) < MOVES and match.play():
                if sum(len(each.told) for each in matches) >= DEATH_AFTER:
                    site.kill()

        list(pool.map(play_on, matches))
        assert not site.alive
        assert any(len(match.told) < MOVES for match in matches), "it died in the middle"

        site.start()
        list(pool.map(Match.settle, matches))
        list(pool.map(play_on_to_the_end, matches))
    for match in matches:
        assert match.kept() == [str(n) for n in range(MOVES)]


def play_on_to_the_end(match: Match) -> None:
    while len(match.told) < MOVES:
        assert match.play()
