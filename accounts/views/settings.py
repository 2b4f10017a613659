"""One's own account: mail address, everything stored, the end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import client_address
from accounts.exports import export_for_player
from accounts.forms import DeleteForm, EmailForm
from accounts.selectors import blocks_of, player_by_wire_id
from accounts.services.moderation import block_remove
from accounts.services.passwords import password_confirm
from accounts.services.players import email_change, player_delete
from accounts.standing import Kind, sentence_now
from accounts.throttles import throttle
from accounts.views.base import PlayerActionView, player_of
from game.protocol.errors import AppError, ErrorCode


class AccountView(PlayerActionView):
    """What one can do with an account; the form on it changes the mail address."""

    template_name = "accounts/account.html"
    form_class = EmailForm
    success_url = reverse_lazy("account")
    error_fields = {ErrorCode.INVALID_CREDENTIALS: "password"}

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.player.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            blocks=blocks_of(player=self.player),
            mute=sentence_now(player=self.player, kind=Kind.MUTE),
            **kwargs,
        )

    def act(self, fields: dict[str, Any]) -> None:
        throttle("login", address=client_address(self.request), name=self.player.username)
        password_confirm(player=self.player, password=fields["password"])
        email_change(player=self.player, email=fields["email"])
        messages.success(self.request, "Your mail address is saved.")


@login_required
@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Everything stored of the player as a file."""
    player = player_of(request)
    if player is None:
        return HttpResponse(status=403)
    return JsonResponse(
        export_for_player(player=player),
        json_dumps_params={"indent": 2},
        headers={"Content-Disposition": f'attachment; filename="cosmic-{player.username}.json"'},
    )


@login_required
@require_POST
def unblock(request: HttpRequest) -> HttpResponse:
    """A button of the account page."""
    player = player_of(request)
    if player is not None:
        try:
            other = player_by_wire_id(request.POST.get("player_id", ""))
        except AppError:  # deleted meanwhile, and the block with it
            return redirect("account")
        if block_remove(player=player, blocked=other):
            messages.success(request, f"You hear {other.username} again.")
    return redirect("account")


class DeleteView(PlayerActionView):
    template_name = "accounts/delete.html"
    form_class = DeleteForm
    success_url = "/"
    error_fields = {ErrorCode.INVALID_CREDENTIALS: "password"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "player": self.player}

    def act(self, fields: dict[str, Any]) -> None:
        if not self.player.is_guest:
            throttle("login", address=client_address(self.request), name=self.player.username)
            password_confirm(player=self.player, password=fields["password"])
        player_delete(player=self.player)
        logout(self.request)
        messages.success(self.request, "Your account is deleted. Fly safe.")
