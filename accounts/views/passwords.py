"""Passwords: changed, forgotten, chosen anew."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from accounts.addresses import client_address
from accounts.forms import NewPasswordForm, PasswordChangeForm, PasswordResetForm
from accounts.services.passwords import password_change, password_reset_request
from accounts.throttles import throttle
from accounts.views.base import ActionView, PlayerActionView, player_of
from game.protocol.errors import ErrorCode


class ChangeView(PlayerActionView):
    template_name = "accounts/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("account")
    error_fields = {ErrorCode.INVALID_CREDENTIALS: "old_password"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        player = player_of(request)
        if player is not None and player.is_guest:
            return redirect("keep")
        return super().dispatch(request, *args, **kwargs)

    def act(self, fields: dict[str, Any]) -> None:
        throttle("login", address=client_address(self.request), name=self.player.username)
        password_change(
            player=self.player,
            old_password=fields["old_password"],
            new_password=fields["new_password"],
        )
        update_session_auth_hash(self.request, self.player)
        messages.success(self.request, "Your password is changed. Other devices are logged out.")


class ResetView(ActionView):
    template_name = "accounts/password_reset.html"
    form_class = PasswordResetForm
    success_url = reverse_lazy("password-reset-done")

    def act(self, fields: dict[str, Any]) -> None:
        email = fields["email"]
        throttle("password_reset", address=client_address(self.request), name=email)
        password_reset_request(email=email)


class ResetDoneView(TemplateView):
    template_name = "accounts/password_reset_done.html"


class ResetConfirmView(PasswordResetConfirmView):
    """Takes the token out of the address at once, so that no Referer carries it on."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPasswordForm  # type: ignore[assignment]  # ours saves through the service
    success_url = reverse_lazy("password-reset-complete")


class ResetCompleteView(TemplateView):
    template_name = "accounts/password_reset_complete.html"
