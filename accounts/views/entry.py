"""Ways in and out: sign-up, log-in, guest play, keeping a guest, log-out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import client_address
from accounts.arrivals import guest_register, player_register
from accounts.forms import GuestForm, LoginForm, SignUpForm
from accounts.names import suggested_name
from accounts.services.passwords import credentials_check
from accounts.services.players import guest_keep
from accounts.throttles import throttle
from accounts.views.base import ActionView, PlayerActionView, enter, player_of
from game.protocol.errors import ErrorCode

HOME = "/play/"


class EntryView(RedirectURLMixin, ActionView):
    """A door that leads on to where one wanted to go, within this site."""

    next_page = HOME

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


class SignUpView(EntryView):
    template_name = "accounts/signup.html"
    form_class = SignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        player = player_of(request)
        if player is not None:
            return redirect("keep" if player.is_guest else self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def act(self, fields: dict[str, Any]) -> None:
        throttle("signup", address=client_address(self.request))
        enter(self.request, player_register(**fields))


class LoginView(EntryView):
    template_name = "accounts/login.html"
    form_class = LoginForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        player = player_of(request)
        if player is not None and not player.is_guest:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def act(self, fields: dict[str, Any]) -> None:
        throttle("login", address=client_address(self.request), name=fields["username"])
        enter(self.request, credentials_check(**fields))


class GuestView(EntryView):
    """One click from the start page into the cockpit, or to where one wanted to go."""

    template_name = "accounts/guest.html"
    form_class = GuestForm
    error_fields = {ErrorCode.USERNAME_TAKEN: "name"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if player_of(request) is not None:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"name": suggested_name()}

    def act(self, fields: dict[str, Any]) -> None:
        throttle("guest", address=client_address(self.request))
        enter(self.request, guest_register(username=fields["name"]))


class KeepView(PlayerActionView):
    template_name = "accounts/keep.html"
    form_class = SignUpForm
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        player = player_of(request)
        if player is not None and not player.is_guest:
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"username": self.player.username}

    def act(self, fields: dict[str, Any]) -> None:
        throttle("signup", address=client_address(self.request))
        kept = guest_keep(player=self.player, **fields)
        update_session_auth_hash(self.request, kept)
        messages.success(self.request, f"Welcome aboard, {kept.username}. This pilot is yours now.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def log_out(request: HttpRequest) -> HttpResponse:
    """A post logs out; a visit asks first, since a guest has no other key than the session."""
    if request.method == "POST":
        logout(request)
        return redirect(resolve_url("/"))
    return render(request, "accounts/logout.html")
