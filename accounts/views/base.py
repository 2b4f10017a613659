"""What the account pages share."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts.arrivals import enlist
from accounts.errors import status_of
from accounts.models import User
from game.protocol.errors import AppError, ErrorCode


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ActionView(FormView):
    """A form that does one thing. A refusal stands beside the field that it is about."""

    error_fields: dict[ErrorCode, str] = {ErrorCode.USERNAME_TAKEN: "username"}

    def act(self, fields: dict[str, Any]) -> None:
        """Do what the form's valid fields ask for. May raise AppError."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.act(form.cleaned_data)
        except AppError as refusal:
            return self._refused(form, refusal)
        return super().form_valid(form)

    def _refused(self, form: forms.Form, refusal: AppError) -> HttpResponse:
        form.add_error(self.error_fields.get(refusal.code), words_of(refusal))
        response = self.form_invalid(form)
        if refusal.code == ErrorCode.THROTTLED:
            response.status_code = status_of(refusal.code)
            response.headers["Retry-After"] = str(refusal.details["retry_after_s"])
        return response


class PlayerActionView(LoginRequiredMixin, ActionView):
    """A form for those who have logged in."""

    @property
    def player(self) -> User:
        player = player_of(self.request)
        if player is None:
            raise PermissionDenied
        return player


def words_of(refusal: AppError) -> str:
    """What a page says about a refusal."""
    if refusal.code != ErrorCode.THROTTLED:
        return refusal.message
    wait_s = int(str(refusal.details["retry_after_s"]))
    if wait_s < 90:
        return f"Too many tries. Wait {wait_s} seconds, then try again."
    return f"Too many tries. Wait {round(wait_s / 60)} minutes, then try again."


def player_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def enter(request: HttpRequest, player: User) -> None:
    """Log a player in by session, with a ship if there was none yet."""
    enlist(player=player)
    login(request, player)
