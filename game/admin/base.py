"""What all pages of the admin share: bounded lists, acts that are asked about, an audit trail."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin, TabularInline

from game.admin.acts import ROWS_MOST, Act, act_page
from game.admin.listing import BoundedChangeList, BoundedPaginator
from game.services.audit import Door, action_record

BUTTONS_MOST = 3  # acts beside a page's title; more are a menu


class Admin(ModelAdmin):
    """A model's pages. `acts` are what can be done to its rows, from the list and from each page.

    Whatever is added, changed or deleted here is in the log of operators' actions.
    """

    acts: tuple[Act, ...] = ()
    paginator = BoundedPaginator
    list_per_page = 50
    list_fullwidth = True
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True

    # --- acts -----------------------------------------------------------------------------

    def acts_for(self, request: HttpRequest) -> list[Act]:
        return [act for act in self.acts if request.user.has_perm(act.permission)]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if admin.options.IS_POPUP_VAR in request.GET:
            return {}
        for act in self.acts_for(request):
            actions[act.name] = (_from_list(act), act.name, act.title)
        return dict(actions)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[BoundedChangeList]:
        return BoundedChangeList

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        view = self.admin_site.admin_view(self.act_view)
        return [path("<path:object_id>/act/<slug:act_name>/", view, name=name), *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, act_name: str) -> HttpResponseBase:
        """One act upon one row: asked about at GET, done at POST."""
        act = next((act for act in self.acts if act.name == act_name), None)
        row = self.get_object(request, object_id)
        if act is None or row is None:
            raise Http404
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        back = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=(object_id,)
        )
        page = act_page(self, request, act, [row], asked=request.method == "POST", back=back)
        return page or redirect(back)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None:
            buttons = [self._button(act, row) for act in self.acts_for(request)]
            if len(buttons) > BUTTONS_MOST:
                buttons = [{"title": "Act", "icon": "bolt", "items": buttons}]
            context["actions_detail"] = [*context.get("actions_detail", ()), *buttons]
        return super().render_change_form(request, context, *args, **options)

    def _button(self, act: Act, row: Model) -> dict[str, Any]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_act"
        link = reverse(name, args=(row.pk, act.name))
        return {"title": act.title, "icon": act.icon, "path": link}

    def get_inline_instances(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Tables below a page are read alone: what is sent back holds none of them."""
        if obj is None or request.method == "POST":
            return []
        return list(super().get_inline_instances(request, obj))

    # --- the trail ------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        request.audited_values = {  # type: ignore[attr-defined]
            name: [form.initial.get(name), form.cleaned_data.get(name)]
            for name in form.changed_data
            if name in form.cleaned_data
        }
        self.write(request, obj, form, change)

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store what the form says."""
        obj.save()

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._audit(request, "added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._audit(request, "changed", obj)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._audit(request, "deleted", obj)
        return super().log_deletions(request, queryset)

    def _audit(self, request: HttpRequest, verb: str, obj: Model) -> None:
        action_record(
            actor=request.user,  # type: ignore[arg-type]  # staff alone come here
            door=Door.ADMIN,
            action=f"{self.opts.model_name}.{verb}",
            target=str(obj.pk),
            payload=getattr(request, "audited_values", None),
        )


class ReadOnlyAdmin(Admin):
    """Rows that are read, searched, acted upon where `acts` say so, and never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):
    """Rows of another table below a page, read and nothing else. `fields` are shown."""

    extra = 0
    can_delete = False
    tab = True

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _from_list(act: Act) -> Callable[..., HttpResponse | None]:
    def ask(page: Admin, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        asked = "act_confirmed" in request.POST
        some = list(rows[: ROWS_MOST + 1])  # a table may be long, and all of it be chosen
        return act_page(page, request, act, some, asked=asked, back="")

    return ask
