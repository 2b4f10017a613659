"""Round-robins: schedules and tables, as rules."""

from collections import Counter
from itertools import combinations, pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from game.matches.tournament import (
    DRAW_POINTS,
    WIN_POINTS,
    Outcome,
    Pairing,
    Played,
    round_robin,
    standings,
)

TEAMS = st.integers(2, 40)


def rounds_of(pairings: list[Pairing]) -> dict[int, list[Pairing]]:
    rounds: dict[int, list[Pairing]] = {}
    for pairing in pairings:
        rounds.setdefault(pairing.round, []).append(pairing)
    return rounds


@given(TEAMS, st.integers(1, 4))
def test_everybody_meets_everybody_once_a_leg(teams: int, legs: int) -> None:
    met = Counter(frozenset((p.first, p.second)) for p in round_robin(teams, legs))
    assert met == {frozenset(pair): legs for pair in combinations(range(teams), 2)}


@given(TEAMS, st.integers(1, 4))
def test_nobody_plays_twice_in_a_round_and_no_round_is_wasted(teams: int, legs: int) -> None:
    rounds = rounds_of(round_robin(teams, legs))
    assert sorted(rounds) == list(range(1, legs * (teams - 1 + teams % 2) + 1))
    for pairings in rounds.values():
        busy = [team for p in pairings for team in (p.first, p.second)]
        assert len(busy) == len(set(busy)) == 2 * (teams // 2)


@given(TEAMS)
def test_seats_are_shared_evenly(teams: int) -> None:
    balance: Counter[int] = Counter()
    for pairing in round_robin(teams):
        balance[pairing.first] += 1
        balance[pairing.second] -= 1
    assert all(abs(balance[team]) <= 1 for team in range(teams))


@given(TEAMS, st.integers(1, 4))
def test_pairs_change_seats_from_leg_to_leg(teams: int, legs: int) -> None:
    seats: dict[frozenset[int], list[int]] = {}
    for pairing in round_robin(teams, legs):
        seats.setdefault(frozenset((pairing.first, pairing.second)), []).append(pairing.first)
    for firsts in seats.values():
        assert all(one != other for one, other in pairwise(firsts))


def test_nobody_to_meet_is_no_schedule() -> None:
    assert round_robin(0) == round_robin(1) == []


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[Played]]:
    count = draw(st.integers(2, 8))
    teams = draw(st.permutations(range(100, 100 + count)))
    games = [
        Played(
            teams[p.first],
            teams[p.second],
            draw(st.sampled_from(Outcome)),
            draw(st.booleans()),
            (draw(st.integers(0, 3)), draw(st.integers(0, 3))),
        )
        for p in round_robin(count)
        if draw(st.booleans())
    ]
    return list(teams), games


@given(tables())
def test_what_the_table_adds_up_to(drawn: tuple[list[int], list[Played]]) -> None:
    teams, games = drawn
    table = standings(teams, games)
    assert sorted(line.team for line in table) == sorted(teams)
    assert sum(line.games for line in table) == 2 * len(games)
    assert sum(line.draws for line in table) == 2 * sum(g.outcome is Outcome.DRAW for g in games)
    won = sum(g.outcome in (Outcome.FIRST, Outcome.SECOND) for g in games)
    assert sum(line.wins for line in table) == won
    assert sum(line.illegal for line in table) == sum(sum(g.illegal) for g in games)
    for line in table:
        assert line.games == line.wins + line.draws + line.losses
        assert line.points == WIN_POINTS * line.wins + DRAW_POINTS * line.draws
        assert line.forfeits <= line.losses


@given(tables())
def test_ranks_fall_with_points_and_are_shared_by_equals(
    drawn: tuple[list[int], list[Played]],
) -> None:
    table = standings(*drawn)
    for place, (above, line) in enumerate(pairwise(table), 2):
        assert above.points >= line.points
        one, other = (
            (each.points, each.beaten, each.wins, each.forfeits, each.illegal)
            for each in (above, line)
        )
        assert line.rank == (above.rank if one == other else place)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_games_does_not_matter(
    drawn: tuple[list[int], list[Played]], dice: Random
) -> None:
    teams, games = drawn
    shuffled = list(games)
    dice.shuffle(shuffled)
    assert standings(teams, shuffled) == standings(teams, games)


def test_of_equal_points_the_stronger_victims_count() -> None:
    table = standings(
        [1, 2, 3, 4],
        [
            Played(1, 2, Outcome.SECOND),
            Played(3, 4, Outcome.FIRST),
            Played(1, 3, Outcome.FIRST),
        ],
    )
    assert [(line.rank, line.team, line.beaten) for line in table] == [
        (1, 1, 3.0),
        (1, 2, 3.0),
        (3, 3, 0.0),
        (4, 4, 0.0),
    ]


def test_who_does_not_come_loses_and_counts_as_a_forfeit() -> None:
    table = standings([1, 2], [Played(1, 2, Outcome.NOBODY, forfeit=True)])
    assert [(line.rank, line.losses, line.forfeits) for line in table] == [(1, 1, 1), (1, 1, 1)]
