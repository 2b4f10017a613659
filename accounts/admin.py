"""Players in the admin: looked up, banned, made staff. Credits change through the ledger alone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import F, QuerySet
from django.http import HttpRequest
from rest_framework_simplejwt.token_blacklist import admin as _token_admin  # noqa: F401 registers
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import User

admin.site.site_header = admin.site.site_title = "Cosmic"
admin.site.index_title = "Everything that is stored"


class PlayerCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "email")


class PlayerChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"  # the fieldsets choose


@admin.register(User)
class PlayerAdmin(UserAdmin):
    form = PlayerChangeForm
    add_form = PlayerCreationForm
    list_display = (
        "username",
        "player_id",
        "credits",
        "reputation",
        "is_guest",
        "is_staff",
        "is_active",
        "date_joined",
        "last_login",
    )
    list_filter = ("is_guest", "is_active", "is_staff", "date_joined", "last_login")
    search_fields = ("username", "email", "=id")
    ordering = ("-date_joined",)
    date_hierarchy = "date_joined"
    list_per_page = 50
    actions = ("ban", "unban")
    readonly_fields = (
        "player_id",
        "credits",
        "reputation",
        "profile_revision",
        "date_joined",
        "last_login",
    )
    fieldsets = (
        (None, {"fields": ("player_id", "username", "email", "password", "is_guest")}),
        ("Standing", {"fields": ("credits", "reputation", "profile_revision")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Times", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "usable_password", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store what the form may change and nothing else: the game writes to the same row."""
        if change:
            shown = {*form.changed_data, "password"} & {f.name for f in User._meta.concrete_fields}
            if {"username", "is_guest"} & shown:
                obj.profile_revision = F("profile_revision") + 1
                shown.add("profile_revision")
            obj.save(update_fields=shown)
        else:
            super().save_model(request, obj, form, change)

    @admin.action(description="Ban: no log-in, no token")
    def ban(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        banned = queryset.exclude(pk=request.user.pk or 0).update(is_active=False)
        self.message_user(request, f"{banned} banned.", messages.SUCCESS)

    @admin.action(description="Lift the ban")
    def unban(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.message_user(request, f"{queryset.update(is_active=True)} may play again.")


# Whole refresh tokens have no place on a page.
for _model in (OutstandingToken, BlacklistedToken):
    admin.site.unregister(_model)
