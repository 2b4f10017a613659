"""What every page looks at before it answers: may its player be here at all?"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts.services.moderation import name_change_told
from accounts.standing import Kind, sentence_now
from accounts.views.base import player_of
from accounts.views.errors import API_PREFIX

# What stays open to who is banned: going, and taking one's data along.
OPEN_TO_BANNED = frozenset({"logout", "account-export", "account-delete"})


class StandingMiddleware:
    """Pages of a banned player's session say why and until when; a new name is told on the next.

    REST addresses look for themselves, since some do not heed cookies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if request.path.startswith(API_PREFIX) or settings.SESSION_COOKIE_NAME not in (
            request.COOKIES
        ):
            return None
        player = player_of(request)
        if player is None:
            return None
        match = request.resolver_match
        if match is None or match.url_name not in OPEN_TO_BANNED:
            ban = sentence_now(player=player, kind=Kind.BAN)
            if ban is not None:
                response = render(request, "banned.html", {"ban": ban}, status=403)
                add_never_cache_headers(response)
                return response
        if request.method == "GET":
            for change in name_change_told(player=player):
                messages.info(
                    request,
                    f"A moderator renamed your pilot {change.old_name} to {change.new_name}. "
                    f"Reason: {change.reason}",
                )
        return None
