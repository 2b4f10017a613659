"""What account requests and answers look like."""

from typing import Any

from rest_framework import serializers

from accounts.fields import TextField
from accounts.models import PASSWORD_MAX, PASSWORD_MIN, validate_username

Body = serializers.Serializer[dict[str, Any]]


def new_name(**options: Any) -> TextField:
    return TextField(
        validators=[validate_username],
        help_text="3 to 32 letters, digits or underscores; unique in any case.",
        **options,
    )


def new_password() -> TextField:
    return TextField(
        min_length=PASSWORD_MIN,
        max_length=PASSWORD_MAX,
        write_only=True,
    )


def known_password(**options: Any) -> TextField:
    """A password that is compared, not chosen: bounded, so that hashing it is."""
    return TextField(max_length=PASSWORD_MAX, write_only=True, **options)


class RegisterSerializer(Body):
    username = new_name()
    password = new_password()
    email = serializers.EmailField(
        required=False,
        allow_blank=True,
        default="",
        max_length=254,
        help_text="Optional; the way back in when the password is forgotten.",
    )


class RegisteredSerializer(Body):
    player_id = serializers.CharField()
    username = serializers.CharField()


class LoginSerializer(Body):
    username = TextField(max_length=150)
    password = known_password()


class SessionSerializer(Body):
    """A log-in's answer."""

    access_token = serializers.CharField(help_text="JWT; `Authorization: Bearer ...`.")
    refresh_token = serializers.CharField(help_text="Good for one refresh.")
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds of life of the access token.")
    player_id = serializers.CharField()


class NamedSessionSerializer(SessionSerializer):
    username = serializers.CharField()


class GuestSerializer(Body):
    username = new_name(required=False, allow_blank=True, default="")


class RefreshSerializer(Body):
    refresh_token = TextField(max_length=4096)


class PasswordChangeSerializer(Body):
    old_password = known_password()
    new_password = new_password()


class PasswordResetSerializer(Body):
    email = serializers.EmailField(max_length=254)


class PasswordResetConfirmSerializer(Body):
    uid = TextField(max_length=64, help_text="From the mailed link.")
    token = TextField(max_length=128, help_text="From the mailed link.")
    new_password = new_password()


class DeleteSerializer(Body):
    password = known_password(required=False, allow_blank=True, default="")


class DoneSerializer(Body):
    success = serializers.BooleanField(default=True)


class ExportSerializer(Body):
    """Everything stored of a player."""

    export_version = serializers.IntegerField()
    exported_at = serializers.DateTimeField()
    account = serializers.DictField()
    ship = serializers.DictField(allow_null=True)
    cargo = serializers.ListField(child=serializers.DictField())
    transactions = serializers.ListField(child=serializers.DictField())
    saves = serializers.ListField(child=serializers.DictField())
