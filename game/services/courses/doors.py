"""The way of every join: to a session that anybody may use, to a class's table, or to its lobby."""

from game.matches import Request
from game.matches.classroom import check_unsigned, place_of
from game.matches.refusals import Code, Refused
from game.models import Course
from game.services.courses.admission import game_check, team_admit, team_proven
from game.services.courses.fixtures import fixture_join
from game.services.matches.seating import Seated, match_join


def match_enter(
    *,
    game: str,
    request: Request,
    key_hash: str,
    account: int | None,
    opponent: str = "",
    move_seconds: int | None = None,
    held: bool = False,
) -> Seated:
    """A seat as `match_join` gives it. In a class the team plays, not the account: nothing there
    counts for ratings. Raises Refused."""
    place = place_of(request.session)
    if place is None:
        check_unsigned(request.name, request.session)
        return match_join(
            game=game, request=request, key_hash=key_hash, account=account, opponent=opponent,
            move_seconds=move_seconds, held=held,
        )  # fmt: skip
    course, team = team_admit(place=place, name=request.name, account=account)
    if place.table and not place.of_cup:
        game_check(course=course, game=game)
        return match_join(
            game=game,
            request=Request(request.session, request.players, team.name),
            key_hash=key_hash,
            account=None,
            opponent=opponent,
            move_seconds=move_seconds,
            held=held,
            course=course.pk,
        )
    if opponent:
        raise Refused(Code.BAD_OPTION, "built-in opponents play at tables of one's own")
    if request.players not in (None, 2):
        raise Refused(Code.BAD_PLAYERS, "a tournament's games are for 2 players")
    return fixture_join(
        course=course, team=team, game=game, table=place.table, key_hash=key_hash, held=held
    )


def observer_name(*, session: str, name: str) -> str | None:
    """Whose eyes a team that proves itself may look through: its own. None outside of classes.

    Raises Refused.
    """
    place = place_of(session)
    if place is None:
        return None
    course = Course.objects.filter(code=place.code).first()
    if course is None:
        raise Refused(Code.UNKNOWN_CLASS, f"there is no class {place.code}")
    return team_proven(course=course, name=name, account=None).name
