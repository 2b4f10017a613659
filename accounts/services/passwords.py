"""Passwords: checked, changed, and reset by mail."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.mail import post
from accounts.models import User
from accounts.selectors import players_for_password_reset
from accounts.signals import access_changed_on_commit
from accounts.standing import Kind, sentence_now
from game.metrics.families import LOGINS
from game.protocol.errors import AppError, ErrorCode


def credentials_check(*, username: str, password: str) -> User:
    """Who logs in. Raises INVALID_CREDENTIALS, after the same work for a wrong password, an
    unknown name and a guest; BANNED, with `reason` and `ends_at` of a ban in force, only to those
    who know the password."""
    try:
        user = _known(username, password)
    except AppError:
        LOGINS.labels("password", "refused").inc()
        raise
    LOGINS.labels("password", "ok").inc()
    return user


def _known(username: str, password: str) -> User:
    user = User.objects.named(username).first()
    if user is None:
        make_password(password)
        raise AppError(ErrorCode.INVALID_CREDENTIALS)
    if not user.check_password(password):
        raise AppError(ErrorCode.INVALID_CREDENTIALS)
    if not user.is_active:
        raise AppError(ErrorCode.BANNED)
    ban = sentence_now(player=user, kind=Kind.BAN)
    if ban is not None:
        raise ban.error()
    return user


def login_note(*, player: User) -> None:
    """Remember when a player was last here."""
    player.last_login = timezone.now()
    player.save(update_fields=["last_login"])


def password_confirm(*, player: User, password: str) -> None:
    """Ask again before something that cannot be undone. Raises INVALID_CREDENTIALS."""
    if not player.check_password(password):
        raise AppError(ErrorCode.INVALID_CREDENTIALS, "That is not your password.")


def password_change(*, player: User, old_password: str, new_password: str) -> None:
    """A new password for the old one; every token made before ends.

    Raises FORBIDDEN for guests, who have none, and INVALID_CREDENTIALS.
    """
    if player.is_guest:
        raise AppError(ErrorCode.FORBIDDEN, "Keep this account first; a guest has no password.")
    password_confirm(player=player, password=old_password)
    password_set(player=player, password=new_password)


def password_set(*, player: User, password: str) -> None:
    """Every token and session made before ends, live connections among them."""
    player.password = make_password(password)
    with transaction.atomic():
        player.save(update_fields=["password"])
        access_changed_on_commit(player.pk)


def password_reset_request(*, email: str) -> None:
    """Mail a link to every account of an address. Silent about whether there is one."""
    for user in players_for_password_reset(email=email):
        path = reverse(
            "password-reset-confirm",
            kwargs={"uidb64": reset_uid(user), "token": default_token_generator.make_token(user)},
        )
        context = {
            "username": user.username,
            "link": urljoin(settings.COSMIC.public_origin, path),
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        }
        body = render_to_string("accounts/mail/password_reset.txt", context)
        post(subject="Choose a new password", body=body, to=user.email)


def password_reset(*, uid: str, token: str, new_password: str) -> User:
    """Set a password by a mailed link, once. Raises INVALID_TOKEN for any but a fresh one."""
    user = player_for_reset(uid=uid, token=token)
    encoded = make_password(new_password)
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if not default_token_generator.check_token(locked, token):
            raise AppError(ErrorCode.INVALID_TOKEN)
        locked.password = encoded
        locked.save(update_fields=["password"])
        access_changed_on_commit(locked.pk)
    return locked


def player_for_reset(*, uid: str, token: str) -> User:
    """Whose mailed link this is. Raises INVALID_TOKEN."""
    try:
        pk = int(urlsafe_base64_decode(uid))
        user = User.objects.filter(pk=pk, is_active=True).first()
    except (ValueError, OverflowError):
        user = None
    if user is None or not default_token_generator.check_token(user, token):
        raise AppError(ErrorCode.INVALID_TOKEN)
    return user


def reset_uid(user: User) -> str:
    return urlsafe_base64_encode(force_bytes(user.pk))
