"""Players in the admin: looked up, moderated, granted credits, made staff.

Credits change through the ledger alone, sanctions through their services.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from rest_framework_simplejwt.token_blacklist import admin as _token_admin  # noqa: F401 registers
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Block, NameChange, Report, Sanction, User
from accounts.services.players import player_delete
from accounts.signals import access_changed_on_commit
from game.admin.base import Admin, ReadOnlyAdmin, ReadOnlyInline
from game.admin.players import PLAYER_ACTS, REPORT_ACTS

admin.site.index_title = "Overview"


class PlayerCreationForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("username", "email")


class PlayerChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"  # the fieldsets choose


class StandingFilter(admin.SimpleListFilter):
    """Who may not play or chat now."""

    title = "sanction in force"
    parameter_name = "sanction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ban", "banned"), ("mute", "muted"), ("none", "none")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        held = Sanction.objects.holding().filter(player=OuterRef("pk"))
        match self.value():
            case "ban" | "mute" as kind:
                return queryset.filter(Exists(held.filter(kind=kind)))
            case "none":
                return queryset.exclude(Exists(held))
        return queryset


class SanctionInline(ReadOnlyInline):
    model = Sanction
    fk_name = "player"
    fields = ("kind", "reason", "note", "by", "begins", "ends", "lifted_at", "lifted_by")


class NameChangeInline(ReadOnlyInline):
    model = NameChange
    fk_name = "player"
    fields = ("old_name", "new_name", "reason", "by", "at")


@admin.register(User)
class PlayerAdmin(Admin, UserAdmin):  # type: ignore[misc]  # both name a paginator
    form = PlayerChangeForm
    add_form = PlayerCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username",
        "player_id",
        "credits",
        "reputation",
        "sanction",
        "is_guest",
        "is_staff",
        "is_active",
        "date_joined",
        "last_login",
    )
    list_filter = (
        StandingFilter,
        "is_guest",
        "is_active",
        "is_staff",
        "groups",
        "date_joined",
        "last_login",
    )
    search_fields = ("username", "email", "=id")
    ordering = ("-date_joined",)
    date_hierarchy = "date_joined"
    acts = PLAYER_ACTS
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
    inlines = (SanctionInline, NameChangeInline)
    filter_horizontal = ("groups",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        held = Sanction.objects.holding().filter(player=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                banned=Exists(held.filter(kind=Sanction.Kind.BAN)),
                muted=Exists(held.filter(kind=Sanction.Kind.MUTE)),
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever is no superuser makes nobody staff, and changes no member of staff. The act of
        renaming gives a new name: it tells the player, and keeps the old one back."""
        own = super().get_readonly_fields(request, obj)
        if obj is not None:
            own = (*own, "username")
        if request.user.is_superuser:
            return own
        return (*own, "is_staff", "is_superuser", "groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_staff and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_staff and not request.user.is_superuser:
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description="sanction")
    def sanction(self, player: Any) -> str:
        held = [word for word in ("banned", "muted") if getattr(player, word)]
        return " and ".join(held)

    def write(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store what the form may change and nothing else: the game writes to the same row."""
        if not change:
            obj.save()
            return
        shown = {*form.changed_data, "password"} & {f.name for f in User._meta.concrete_fields}
        if "is_guest" in shown:
            obj.profile_revision = F("profile_revision") + 1
            shown.add("profile_revision")
        obj.save(update_fields=shown)
        access_changed_on_commit(obj.pk)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        player_delete(player=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for player in queryset:
            player_delete(player=player)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and id.isdigit():
            access_changed_on_commit(int(id))
        return answer


@admin.register(Sanction)
class SanctionAdmin(ReadOnlyAdmin):
    list_display = ("player", "kind", "reason", "by", "begins", "ends", "lifted_at", "lifted_by")
    list_filter = ("kind", ("lifted_at", admin.EmptyFieldListFilter), "begins")
    list_select_related = ("player", "by", "lifted_by")
    search_fields = ("player__username", "by__username", "reason")
    date_hierarchy = "begins"


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("at", "player", "reporter", "reason", "closed_at", "closed_by")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "at")
    list_select_related = ("player", "reporter", "closed_by")
    search_fields = ("player__username", "reporter__username", "reason")
    date_hierarchy = "at"
    acts = REPORT_ACTS


@admin.register(NameChange)
class NameChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "player", "old_name", "new_name", "reason", "by", "told_at")
    list_filter = (("told_at", admin.EmptyFieldListFilter), "at")
    list_select_related = ("player", "by")
    search_fields = ("player__username", "old_name", "new_name")
    date_hierarchy = "at"


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "player", "blocked")
    list_filter = ("created_at",)
    list_select_related = ("player", "blocked")
    search_fields = ("player__username", "blocked__username")
    date_hierarchy = "created_at"


# Whole refresh tokens have no place on a page.
for _model in (OutstandingToken, BlacklistedToken, Group):
    admin.site.unregister(_model)


@admin.register(Group)
class RoleAdmin(Admin, GroupAdmin):  # type: ignore[misc]
    """Who may do what: groups of permissions."""

    list_display = ("name", "members")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(members_n=Count("user"))

    @admin.display(ordering="members_n")
    def members(self, group: Any) -> int:
        return int(group.members_n)
