"""The pages of classes: one's own, a class, and its wall. Scripts ask for the rest."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.names import suggested_name
from game.matches.registry import all_games
from game.models import Course
from game.protocol.errors import AppError
from game.protocol.names import course_wire_id
from game.selectors.courses import course_for, may_teach
from game.services.courses.tournaments import MAX_LEGS, games_for_cups
from game.web.matches import game_title


@require_safe
@never_cache
@ensure_csrf_cookie
def classes(request: HttpRequest) -> HttpResponse:
    """The classes that one teaches and plays in, and the ways into one. `?code=` is typed in."""
    player = request.user
    context = {
        "callsign": suggested_name(),
        "here": request.get_full_path(),
        "code": request.GET.get("code", "")[:20],
        "can_teach": isinstance(player, User) and may_teach(player),
        "games": [(name, game_title(name)) for name in all_games()],
    }
    return render(request, "classes.html", context)


@require_safe
@never_cache
@ensure_csrf_cookie
@login_required
def course(request: HttpRequest, course_id: str) -> HttpResponse:
    """A class, for its teacher and for its teams."""
    found = _found(request, course_id)
    context = {
        "course": found,
        "course_id": course_wire_id(found.pk),
        "teaching": found.teacher_id == request.user.pk,
        "games": [
            (name, game_title(name)) for name in games_for_cups() if found.game in ("", name)
        ],
        "game_title": game_title(found.game) if found.game else "",
        "legs": range(1, MAX_LEGS + 1),
        "match_port": settings.COSMIC.match_port,
    }
    return render(request, "class.html", context)


@require_safe
@never_cache
@login_required
def wall(request: HttpRequest, course_id: str) -> HttpResponse:
    """All tables of a class, for a projector."""
    found = _found(request, course_id)
    context = {"course": found, "course_id": course_wire_id(found.pk)}
    return render(request, "wall.html", context)


def _found(request: HttpRequest, course_id: str) -> Course:
    """Raises Http404 for whom it is not for."""
    player = request.user if isinstance(request.user, User) else None
    try:
        return course_for(course_id=course_id, player=player, teaching=False)
    except AppError as error:
        raise Http404 from error
