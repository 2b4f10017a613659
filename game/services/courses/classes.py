"""Classes and their teams, as teachers and students change them."""

import secrets

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from game.matches import all_games
from game.matches.classroom import (
    BETWEEN,
    CODE_GROUPS,
    LETTERS,
    SECRET_LENGTH,
    SECRET_LETTERS,
    check_team,
    code_of,
)
from game.matches.refusals import Refused
from game.models import Course, Fixture, Match, Team
from game.models.courses import TITLE_LENGTH
from game.protocol.errors import AppError, ErrorCode
from game.selectors.courses import may_teach
from game.services.matches.keys import hash_of
from game.services.matches.store import end_all

MAX_COURSES = 50  # of one teacher
MAX_TEAMS = 100  # of one class
TRIES = 5  # at a code that nobody has
CALLED_OFF = "cancelled"


def course_create(*, teacher: User, title: str, game: str) -> Course:
    """game: the only one of the class, empty for any.

    Raises AppError FORBIDDEN for who may not teach or has too many classes, INVALID_INPUT.
    """
    if not may_teach(teacher):
        raise AppError(ErrorCode.FORBIDDEN, "Classes are made by teachers; ask who runs this site.")
    title, game = title_checked(title), game_checked(game)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=teacher.pk)
        if Course.objects.filter(teacher=teacher).count() >= MAX_COURSES:
            words = f"A teacher has up to {MAX_COURSES} classes; delete one first."
            raise AppError(ErrorCode.FORBIDDEN, words)
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    return Course.objects.create(
                        teacher=teacher, title=title, game=game, code=_new_code(),
                        created_at=timezone.now(),
                    )  # fmt: skip
            except IntegrityError:
                continue
    raise AppError(ErrorCode.SERVER_BUSY)


def course_change(
    *, course: Course, title: str | None = None, is_open: bool | None = None
) -> Course:
    """None leaves it as it is. A closed class refuses joins; what is being played goes on."""
    changed = []
    if title is not None:
        course.title = title_checked(title)
        changed.append("title")
    if is_open is not None:
        course.is_open = is_open
        changed.append("is_open")
    course.save(update_fields=changed)
    return course


def course_delete(*, course: Course) -> list[int]:
    """With its teams and results; the matches that had to end for it."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        ended = matches_call_off(pks=list(course.matches.values_list("pk", flat=True)))
        course.delete()
    return ended


def matches_call_off(*, pks: list[int]) -> list[int]:
    """End those that have not ended; which ones these are."""
    open_ones = Match.objects.filter(pk__in=pks).exclude(status=Match.Status.ENDED)
    ended = list(open_ones.values_list("pk", flat=True))
    end_all(open_ones, CALLED_OFF)
    return ended


def team_join(*, code: str, name: str, account: User | None) -> tuple[Team, str]:
    """A new team in the class of that code, and its secret, which nobody is told again.

    Raises AppError NOT_FOUND, FORBIDDEN (closed, or full), NAME_TAKEN, INVALID_INPUT.
    """
    name = _team_name(name)
    secret = _new_secret()
    with transaction.atomic():
        wanted = Course.objects.select_for_update().filter(code=code.strip().upper())
        course = wanted.first()
        if course is None:
            raise AppError(ErrorCode.NOT_FOUND, "There is no class with this code.")
        if not course.is_open:
            raise AppError(ErrorCode.FORBIDDEN, "This class is closed.")
        teams = Team.objects.filter(course=course)
        if teams.filter(name__iexact=name).exists():
            raise AppError(ErrorCode.NAME_TAKEN, "A team of this class has that name already.")
        if account is not None and teams.filter(account=account).exists():
            raise AppError(ErrorCode.FORBIDDEN, "You have a team in this class already.")
        if teams.count() >= MAX_TEAMS:
            raise AppError(ErrorCode.FORBIDDEN, f"A class has up to {MAX_TEAMS} teams.")
        team = Team.objects.create(
            course=course, name=name, secret_hash=hash_of(secret), account=account,
            created_at=timezone.now(),
        )  # fmt: skip
    return team, secret


def team_renew(*, team: Team) -> str:
    """Another secret: the one before opens nothing any more."""
    secret = _new_secret()
    Team.objects.filter(pk=team.pk).update(secret_hash=hash_of(secret))
    return secret


def team_delete(*, team: Team) -> None:
    """Raises AppError FORBIDDEN for one that has games in a tournament."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=team.course_id)
        if Fixture.objects.filter(Q(first=team) | Q(second=team)).exists():
            raise AppError(
                ErrorCode.FORBIDDEN, "This team has games in a tournament; withdraw it there."
            )
        team.delete()


def signed_name(team: Team, secret: str) -> str:
    """The name that a client of the team gives at any door."""
    return f"{team.name}{BETWEEN}{secret}"


# --- parts --------------------------------------------------------------------------------


def title_checked(title: str) -> str:
    tidy = " ".join(title.split())
    if not 1 <= len(tidy) <= TITLE_LENGTH or not tidy.isprintable():
        words = f"A title has 1 to {TITLE_LENGTH} printable characters."
        raise AppError(ErrorCode.INVALID_INPUT, title=[words])
    return tidy


def game_checked(game: str) -> str:
    if game and game not in all_games():
        raise AppError(ErrorCode.INVALID_INPUT, game=["There is no such game."])
    return game


def _team_name(name: str) -> str:
    try:
        return check_team(name)
    except Refused as refused:
        raise AppError(ErrorCode.INVALID_INPUT, team=[refused.words]) from refused


def _new_code() -> str:
    return code_of(secrets.choice(LETTERS) for _ in range(sum(CODE_GROUPS)))


def _new_secret() -> str:
    return "".join(secrets.choice(SECRET_LETTERS) for _ in range(SECRET_LENGTH))
