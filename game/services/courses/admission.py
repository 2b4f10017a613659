"""Who may sit down in a class: a team of it that proves to be that team."""

from hmac import compare_digest
from typing import NamedTuple

from game.matches.classroom import Place, split_name
from game.matches.refusals import Code, Refused
from game.models import Course, Team
from game.services.matches.keys import hash_of


class Admitted(NamedTuple):
    course: Course
    team: Team


def team_admit(*, place: Place, name: str, account: int | None) -> Admitted:
    """The team that `name`, as `team:secret`, proves to be; the account that made it needs none.

    Raises Refused (UNKNOWN_CLASS, CLASS_CLOSED, NOT_A_TEAM, WRONG_SECRET).
    """
    course = Course.objects.filter(code=place.code).first()
    if course is None:
        raise Refused(Code.UNKNOWN_CLASS, f"there is no class {place.code}")
    if not course.is_open:
        raise Refused(Code.CLASS_CLOSED, f"the class {place.code} is closed")
    return Admitted(course, team_proven(course=course, name=name, account=account))


def team_proven(*, course: Course, name: str, account: int | None) -> Team:
    """Raises Refused (NOT_A_TEAM, WRONG_SECRET)."""
    called, secret = split_name(name)
    team = Team.objects.filter(course=course, name__iexact=called).first()
    if team is None:
        who = f"no team is called {called!r}" if called else "a team's name is missing"
        raise Refused(Code.NOT_A_TEAM, f"{who}; join the class with its code first")
    if not secret and account is not None and team.account_id == account:
        return team
    if not secret:
        raise Refused(Code.WRONG_SECRET, "give the team's secret with its name, as name:secret")
    if not compare_digest(team.secret_hash, hash_of(secret)):
        raise Refused(Code.WRONG_SECRET, f"this is not the secret of {team.name}")
    return team


def game_check(*, course: Course, game: str) -> None:
    """Raises Refused (BAD_OPTION)."""
    if course.game and game != course.game:
        raise Refused(Code.BAD_OPTION, f"this class plays {course.game}")
