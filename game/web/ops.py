"""The control room: a page for staff; its scripts get the rest through the control socket."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from game.selectors.systems import LEASE_LAPSES


@require_safe
@never_cache
@ensure_csrf_cookie
@login_required
def control_room(request: HttpRequest) -> HttpResponse:
    """What runs where, live. To players who are not staff there is no such page."""
    if not getattr(request.user, "is_staff", False):
        raise Http404
    return render(request, "ops.html", {"lease_lapses_s": int(LEASE_LAPSES.total_seconds())})
