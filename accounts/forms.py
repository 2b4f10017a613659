"""The forms of the account pages: what is asked, in words, with what a browser can fill in."""

from typing import Any

from django import forms

from accounts.models import (
    PASSWORD_MAX,
    PASSWORD_MIN,
    USERNAME_MAX,
    USERNAME_MIN,
    User,
    validate_username,
)
from accounts.services.passwords import password_set

NAME_HINT = f"{USERNAME_MIN} to {USERNAME_MAX} letters, digits or underscores."
PASSWORD_HINT = f"At least {PASSWORD_MIN} characters; a few words in a row are easy to keep."


def name_field(*, label: str = "Pilot name", autocomplete: str = "username") -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=USERNAME_MIN,
        max_length=USERNAME_MAX,
        strip=True,
        validators=[validate_username],
        help_text=NAME_HINT,
        error_messages={"required": "Choose a name."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": autocomplete,
                "autocapitalize": "off",
                "spellcheck": "false",
                "pattern": "[a-zA-Z0-9_]+",
                "title": NAME_HINT,
            }
        ),
    )


def new_password_field(*, label: str = "Password") -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=PASSWORD_MIN,
        max_length=PASSWORD_MAX,
        strip=False,
        help_text=PASSWORD_HINT,
        error_messages={
            "required": "Choose a password.",
            "min_length": f"Use at least {PASSWORD_MIN} characters.",
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def known_password_field(*, label: str = "Password") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=PASSWORD_MAX,
        strip=False,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def mail_field(*, required: bool, hint: str = "") -> forms.EmailField:
    return forms.EmailField(
        label="Mail address" if required else "Mail address, optional",
        required=required,
        max_length=254,
        help_text=hint,
        error_messages={
            "required": "Enter your mail address.",
            "invalid": "That does not look like a mail address.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SignUpForm(forms.Form):
    username = name_field()
    password = new_password_field()
    email = mail_field(
        required=False, hint="Used for one thing: a new password if you forget this one."
    )


class LoginForm(forms.Form):
    username = forms.CharField(
        label="Pilot name",
        max_length=150,
        error_messages={"required": "Enter your name."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )
    password = known_password_field()


class GuestForm(forms.Form):
    name = name_field(autocomplete="nickname")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].widget.attrs["data-select-on-focus"] = True


class NewPasswordForm(forms.Form):
    """A password chosen by a mailed link; the link says whose."""

    new_password = new_password_field(label="New password")
    new_password_again = forms.CharField(
        label="New password, again",
        max_length=PASSWORD_MAX,
        strip=False,
        error_messages={"required": "Enter the new password twice."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        first, again = fields.get("new_password"), fields.get("new_password_again")
        if first and again and first != again:
            self.add_error("new_password_again", "The two passwords differ.")
        return fields

    def save(self) -> User:
        if self.user is None:
            raise ValueError("This form sets the password of a player.")
        password_set(player=self.user, password=self.cleaned_data["new_password"])
        return self.user


class PasswordChangeForm(NewPasswordForm):
    old_password = known_password_field(label="Password until now")
    field_order = ("old_password", "new_password", "new_password_again")


class PasswordResetForm(forms.Form):
    email = mail_field(required=True)


class EmailForm(forms.Form):
    email = mail_field(
        required=False, hint="Used for one thing: a new password if you forget yours."
    )
    password = known_password_field()


class DeleteForm(forms.Form):
    """Asks a kept account for its password and a guest for a tick."""

    password = known_password_field()
    sure = forms.BooleanField(
        label="I understand that nothing of this pilot can be brought back.",
        error_messages={"required": "Tick this box if you mean it."},
    )

    def __init__(self, *args: Any, player: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if player.is_guest:
            del self.fields["password"]
