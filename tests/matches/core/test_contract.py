"""Every game that is found keeps the contract, whoever wrote it."""

import sys
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from game.dice import Dice
from game.matches import AbstractGame, Referee, Table, all_games, move_args, packed, unpacked
from game.matches.games.fleetduel import FleetDuel
from game.matches.registry import games_of, modules_in
from game.matches.template.newgame import NewGame
from game.matches.testing import (
    ContractBroken,
    check_game,
    check_play,
    check_position,
    check_replay,
    some_move,
    started,
)
from tests.matches.core.hidden import HIDDEN, check_hidden
from tests.matches.core.toys import BUILT_IN, Faulty

FOUND = [*all_games().values(), NewGame]
OURS = [*BUILT_IN, NewGame]
SLOW = ("Chat", "Yahtzee")
ELSEWHERE = '''
from game.matches import AbstractGame

class Coin(AbstractGame):
    """Guess a coin."""
    moves = [{"properties": {"heads": {"type": "boolean"}}, "examples": [{"heads": True}]}]

    def __init__(self, players):
        self.heads, self.guesses, self.players = self.random.random() < 0.5, {}, players

    @staticmethod
    def min_players():
        return 1

    @staticmethod
    def max_players():
        return 5

    def current_player(self):
        return [player for player in range(self.players) if player not in self.guesses]

    def move(self, args, player_id):
        if not isinstance(args.get("heads"), bool):
            return "heads is true or false"
        self.guesses[player_id] = args["heads"]

    def game_over(self):
        return len(self.guesses) == self.players

    def state(self, player_id):
        heads = self.heads if self.game_over() else None
        return {"guess": self.guesses.get(player_id), "heads": heads}
'''


@pytest.fixture(params=FOUND, ids=lambda kind: kind.__name__)
def found(request: pytest.FixtureRequest) -> type[AbstractGame]:
    return request.param


@pytest.fixture(params=OURS, ids=lambda kind: kind.__name__)
def kind(request: pytest.FixtureRequest) -> type[AbstractGame]:
    return request.param


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[AbstractGame]:
    """A game of a package that is not part of the project."""
    package = tmp_path / "games_elsewhere"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "coin.py").write_text(ELSEWHERE)
    (package / "_helper.py").write_text("raise RuntimeError('not to be imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield games_of(modules_in([str(package)], "games_elsewhere"))["Coin"]
    for name in [name for name in sys.modules if name.startswith("games_elsewhere")]:
        del sys.modules[name]


def test_it_keeps_the_contract(found: type[AbstractGame]) -> None:
    check_game(found)


def test_a_game_from_elsewhere_is_found_and_keeps_the_contract(
    elsewhere: type[AbstractGame],
) -> None:
    assert elsewhere.describe() == "Guess a coin."
    check_game(elsewhere)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**63 - 1), data=st.data())
def test_it_keeps_the_contract_whatever_the_seed(seed: int, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([kind for kind in FOUND if kind.__name__ not in SLOW]))
    check_play(kind, data.draw(st.integers(kind.min_players(), kind.max_players())), seed)


def test_it_says_what_it_is_and_what_its_moves_look_like(kind: type[AbstractGame]) -> None:
    assert kind.describe() != kind.__name__
    assert kind.moves
    for schema in kind.moves:
        Draft202012Validator.check_schema(schema)
        assert schema["examples"]
        for example in schema["examples"]:
            Draft202012Validator(schema).validate(example)


def test_its_moves_have_the_shapes_that_it_says(kind: type[AbstractGame]) -> None:
    for move in kind.all_moves() or []:
        fits = [Draft202012Validator(schema).is_valid(move) for schema in kind.moves]
        assert sum(fits) == 1, move


def test_all_moves_are_always_the_same_list(kind: type[AbstractGame]) -> None:
    moves = kind.all_moves()
    assert moves == kind.all_moves()
    if moves is not None:
        assert len({packed(move) for move in moves}) == len(moves)


@pytest.mark.parametrize("seed", range(4))
def test_of_all_moves_exactly_the_legal_ones_are_accepted(
    kind: type[AbstractGame], seed: int
) -> None:
    """Tried on copies of the game, at every seventh step."""
    dice, moves = Dice(seed), kind.all_moves()
    if moves is None:
        assert started(kind, kind.min_players()).legal_moves(0) is None
        return
    referee = Referee(kind, kind.min_players(), seed)
    while not referee.over:
        for player in referee.current if len(referee.entries) % 7 == seed else []:
            accepted = [m for m in moves if deepcopy(referee.game).move(m, player) is None]
            legal = referee.legal_moves(player)
            assert sorted(map(packed, accepted)) == sorted(map(packed, legal))
        player = dice.choice(referee.current)
        referee.move(player, move_args(some_move(referee, player, dice)))


@pytest.mark.parametrize("seed", range(5))
def test_a_secret_seed_is_in_no_state(kind: type[AbstractGame], seed: int) -> None:
    dice = Dice(seed)
    secret = 2**62 + seed
    referee = Referee(kind, kind.max_players(), secret)
    for _ in range(60):
        if referee.over:
            break
        player = dice.choice(referee.current)
        referee.move(player, move_args(some_move(referee, player, dice)))
        for state in referee.states:
            assert str(secret).encode() not in state
            assert b"pcg64" not in state


def test_keys_are_in_no_state(kind: type[AbstractGame]) -> None:
    players = kind.min_players()
    table = Table(kind, players, 7)
    clients = [table.join(f"name-{player}", f"key-{player}") for player in range(players)]
    clients.append(table.observe("name-0", "key-eye"))
    assert [b"key-" in bytes(table.view(client).state) for client in clients] == [False] * (
        players + 1
    )


@pytest.mark.parametrize("game", HIDDEN)
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_what_is_hidden_from_a_player_changes_nothing_that_it_gets(game: str, seed: int) -> None:
    check_hidden(all_games()[game], HIDDEN[game], seed)


class Leaks(FleetDuel):
    """Tells how many ships the enemy has placed."""

    def state(self, player_id):
        return {**super().state(player_id), "enemies": len(self.sides[1 - player_id].ships)}


def test_a_game_that_shows_what_is_hidden_is_found() -> None:
    with pytest.raises(AssertionError):
        check_hidden(Leaks, HIDDEN["FleetDuel"], 1)


def test_every_game_whose_players_see_different_things_says_what_is_hidden() -> None:
    for kind in BUILT_IN:
        referee = check_play(kind, kind.min_players(), 1)
        own = {"player_id", "home_rows", "scorecard"}
        shown = [
            {key: value for key, value in unpacked(state).items() if key not in own}
            for state in referee.states
        ]
        assert all(state == shown[0] for state in shown) or kind.__name__ in HIDDEN


# The check itself


class Sloppy(Faulty):
    """Accepts everything and is wrong where a subclass says so."""

    shared: list[int] = []

    def move(self, args, player_id):
        self.count += 1
        return

    def game_over(self):
        return self.count >= 5

    def result(self):
        return None


class ChangesWhenRefusing(Sloppy):
    def move(self, args, player_id):
        self.count += 1
        return "no" if args.get("do") != "count" else None


class ChangesWhenLookedAt(Sloppy):
    def state(self, player_id):
        self.count += 1
        return super().state(player_id)


class SharesBetweenGames(Sloppy):
    def state(self, player_id):
        return {"shared": len(self.shared)}

    def move(self, args, player_id):
        self.shared.append(1)
        return super().move(args, player_id)


class GivesTuples(Sloppy):
    def state(self, player_id):
        return {"cell": (1, 2)}


class ListsWhatItRefuses(Sloppy):
    def legal_moves(self, player_id):
        return [{"do": "refuse"}] if player_id in self.current_player() else []

    def move(self, args, player_id):
        return "no"


class ListsNothing(Sloppy):
    def legal_moves(self, player_id):
        return []


class Raises(Sloppy):
    def move(self, args, player_id):
        return args["do"] // 1


class ForNobody(Sloppy):
    @staticmethod
    def min_players():
        return 0


@pytest.mark.parametrize(
    "kind",
    [
        ChangesWhenRefusing, ChangesWhenLookedAt, SharesBetweenGames, GivesTuples,
        ListsWhatItRefuses, ListsNothing, Raises, ForNobody,
    ],
)  # fmt: skip
def test_the_check_finds(kind: type[AbstractGame]) -> None:
    with pytest.raises(ContractBroken):
        check_game(kind)


def test_the_check_accepts_what_is_merely_odd() -> None:
    check_game(Sloppy)


def test_a_position_and_a_replay_can_be_checked_by_themselves() -> None:
    referee = Referee(NewGame, 2, 1)
    referee.move(0, move_args({"stones": 1}))
    check_position(referee)
    check_replay(referee)
    referee.entries.pop()
    with pytest.raises(ContractBroken):
        check_replay(referee)
