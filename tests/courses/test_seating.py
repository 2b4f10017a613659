"""Who is led to which game of a tournament, whatever the order in which teams come."""

import random
from collections import Counter
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services.players import player_create
from game.matches import Request
from game.matches.refusals import Code, Refused
from game.models import Course, Fixture, Match, Seat, Team, Tournament
from game.services.courses.classes import course_create, signed_name, team_join
from game.services.courses.doors import match_enter
from game.services.courses.settling import fixtures_settle
from game.services.courses.tournaments import fixture_forfeit, team_withdraw, tournament_start
from game.services.matches.seating import Seated

pytestmark = pytest.mark.django_db
GAME = "TicTacToe"


@pytest.fixture
def teacher() -> User:
    player = player_create(username="ms_frizzle", password="seatbelts everyone please")
    User.objects.filter(pk=player.pk).update(is_staff=True)
    return User.objects.get(pk=player.pk)


@pytest.fixture
def course(teacher: User) -> Course:
    return course_create(teacher=teacher, title="Programming 1", game="")


class Crowd:
    """Teams of one class that come and play when they are told to."""

    def __init__(self, course: Course, count: int, legs: int = 1) -> None:
        self.course = course
        joined = [team_join(code=course.code, name=f"Team {n}", account=None) for n in range(count)]
        self.teams = [team for team, _ in joined]
        self.names = {team.pk: signed_name(team, secret) for team, secret in joined}
        self.cup = tournament_start(
            course=course, game=GAME, teams=None, legs=legs, move_seconds=None
        )
        self.keys = 0

    def come(self, team: Team, table: str = "") -> Seated:
        self.keys += 1
        session = f"{self.course.code}/{table}" if table else self.course.code
        request = Request(session, 2, self.names[team.pk])
        return match_enter(game=GAME, request=request, key_hash=f"key {self.keys}", account=None)

    def finish(self, match: int, ranks: list[int]) -> None:
        now = timezone.now()
        ending = SimpleNamespace(match=match, number=5, round=1, kind="move", body="", ranks=ranks)
        fixtures_settle(finished=[ending], now=now)
        Match.objects.filter(pk=match).update(status=Match.Status.FINISHED)

    def open_pairs(self) -> set[frozenset[int]]:
        due = Fixture.objects.filter(tournament=self.cup, outcome="")
        return {frozenset(pair) for pair in due.values_list("first", "second")}

    def check_seats(self) -> None:
        """Every seat is the one that its fixture says."""
        for fixture in Fixture.objects.filter(tournament=self.cup).exclude(match=None):
            wanted = {0: fixture.first.name, 1: fixture.second.name}
            for seat in Seat.objects.filter(match=fixture.match):
                assert wanted[seat.player_id] == seat.name


@pytest.mark.parametrize("seed", range(12))
def test_whoever_is_there_plays_and_nobody_waits_for_whom_it_could_meet(
    course: Course, seed: int
) -> None:
    dice = random.Random(seed)
    crowd = Crowd(course, count=dice.randint(3, 6), legs=dice.randint(1, 3))
    absent = set(dice.sample(crowd.teams, dice.randint(0, 1)))
    free = [team for team in crowd.teams if team not in absent]
    waiting: dict[int, Team] = {}
    playing: dict[int, list[Team]] = {}
    played = Counter[frozenset[int]]()
    while free or playing:
        if free and (not playing or dice.random() < 0.6):
            team = free.pop(dice.randrange(len(free)))
            try:
                seated = crowd.come(team)
            except Refused as refused:
                if refused.code is not Code.ENDED:
                    raise
                continue
            crowd.check_seats()
            if seated.full:
                playing[seated.match] = [waiting.pop(seated.match), team]
            else:
                waiting[seated.match] = team
        else:
            match = dice.choice(list(playing))
            pair = playing.pop(match)
            crowd.finish(match, dice.choice([[1, 2], [2, 1], [1, 1]]))
            played[frozenset(team.pk for team in pair)] += 1
            free += pair
        stuck = [frozenset((one.pk, two.pk)) for one in waiting.values()
                 for two in waiting.values() if one != two]  # fmt: skip
        assert not crowd.open_pairs() & set(stuck)
    for team in absent:
        team_withdraw(tournament=crowd.cup, team=team)
    assert Tournament.objects.get(pk=crowd.cup.pk).finished_at is not None
    assert all(count == crowd.cup.legs for count in played.values())
    firsts: dict[frozenset[int], Counter[int]] = {}
    for fixture in Fixture.objects.filter(tournament=crowd.cup):
        pair_of = frozenset((fixture.first_id, fixture.second_id))
        firsts.setdefault(pair_of, Counter())[fixture.first_id] += 1
    for pair_of, counts in firsts.items():
        one, other = pair_of
        assert abs(counts[one] - counts[other]) <= crowd.cup.legs % 2


def test_a_table_of_the_tournament_is_for_its_two_teams(course: Course) -> None:
    crowd = Crowd(course, count=4)
    fixture = Fixture.objects.filter(tournament=crowd.cup).order_by("-number").first()
    assert fixture is not None
    table = f"cup-1-{fixture.number}"
    seated = crowd.come(fixture.second, table)
    assert (seated.player_id, seated.full) == (1, False)
    others = [t for t in crowd.teams if t.pk not in (fixture.first_id, fixture.second_id)]
    with pytest.raises(Refused) as refused:
        crowd.come(others[0], table)
    assert refused.value.code is Code.NO_SESSION
    again = crowd.come(fixture.first, table)
    assert (again.match, again.player_id, again.full) == (seated.match, 0, True)


def test_a_session_that_ends_without_a_result_is_played_again(course: Course) -> None:
    crowd = Crowd(course, count=2)
    one, other = crowd.teams
    first = crowd.come(one)
    assert crowd.come(other).match == first.match
    Match.objects.filter(pk=first.match).update(status=Match.Status.ENDED, reason="idle")
    again = crowd.come(other)
    assert again.match != first.match
    assert again.session == first.session
    assert crowd.come(one).match == again.match


def test_only_the_first_game_at_a_table_counts(course: Course) -> None:
    crowd = Crowd(course, count=2)
    match = crowd.come(crowd.teams[0]).match
    crowd.come(crowd.teams[1])
    crowd.finish(match, [2, 1])
    crowd.finish(match, [1, 2])
    ending = SimpleNamespace(match=match, number=9, round=2, kind="move", body="", ranks=[1, 2])
    fixtures_settle(finished=[ending], now=timezone.now())
    assert Fixture.objects.get(match=match).outcome == "second"


def test_a_game_lost_by_the_clock_says_so(course: Course) -> None:
    crowd = Crowd(course, count=2)
    match = crowd.come(crowd.teams[0]).match
    crowd.come(crowd.teams[1])
    ending = SimpleNamespace(
        match=match, number=3, round=1, kind="forfeit", body="timeout", ranks=[2, 1]
    )
    fixtures_settle(finished=[ending], now=timezone.now())
    fixture = Fixture.objects.get(match=match)
    assert (fixture.outcome, fixture.how, fixture.moves) == ("second", "timeout", 2)


def test_both_may_lose(course: Course) -> None:
    crowd = Crowd(course, count=2)
    fixture = Fixture.objects.get(tournament=crowd.cup)
    assert fixture_forfeit(fixture=fixture, loser=None).fixtures == 1
    fixture.refresh_from_db()
    assert (fixture.outcome, fixture.how) == ("nobody", "absent")


def test_the_account_that_made_a_team_needs_no_secret(course: Course, teacher: User) -> None:
    team, _ = team_join(code=course.code, name="Owls", account=teacher)
    request = Request(f"{course.code}/a", 2, "owls")
    seated = match_enter(game=GAME, request=request, key_hash="k", account=teacher.pk)
    seat = Seat.objects.get(match=seated.match)
    assert (seat.name, seat.account_id) == (team.name, None)
    with pytest.raises(Refused):
        match_enter(game=GAME, request=request, key_hash="l", account=None)
