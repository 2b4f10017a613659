"""Acts of operators: what they do is shown first, takes a reason, and is written down."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.models import REASON_MAX, User
from game.protocol.errors import AppError
from game.services.audit import Door, Result, action_record

if TYPE_CHECKING:
    from game.admin.base import Admin

ROWS_MOST = 100  # that one act may be done to at once


class ReasonForm(forms.Form):
    """What every act asks for. It goes into the log."""

    reason = forms.CharField(
        min_length=3,
        max_length=REASON_MAX,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept in the log of operators' actions.",
    )


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to a row.

    `run(actor, row, values)` calls a service with the form's values and says what came of it; it
    raises AppError for what cannot be done. `target` names the row in the log. A row's act and
    its line in the log are one transaction, but for a long one.
    """

    name: str
    title: str
    words: str  # what it will do, for who is asked to confirm it
    permission: str
    run: Callable[[User, Any, dict[str, Any]], str]
    target: Callable[[Any], str] = lambda row: str(row.pk)
    named: Callable[[Any], str] = str  # the row, for people
    form: type[ReasonForm] = ReasonForm
    icon: str = "bolt"
    grave: bool = False  # its button is red
    long: bool = False  # takes its time, in transactions of its own


def act_page(
    page: "Admin",
    request: HttpRequest,
    act: Act,
    rows: Sequence[Any],
    *,
    asked: bool,
    back: str,
) -> HttpResponse | None:
    """The page that asks, again while the form is wrong; None once all is done.

    asked: the form was sent. back: where "no" leads to, empty for the list.
    """
    if len(rows) > ROWS_MOST:
        page.message_user(request, f"At most {ROWS_MOST} rows at once.", messages.ERROR)
        return None
    form = act.form(request.POST) if asked else act.form()
    if asked and form.is_valid():
        for row in rows:
            _do(page, request, act, row, form.cleaned_data)
        return None
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": act.title,
        "act": act,
        "form": form,
        "rows": [(row.pk, act.named(row)) for row in rows],
        "back": back,
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "media": page.media + form.media,
    }
    return TemplateResponse(request, "admin/act.html", context)


def _do(page: "Admin", request: HttpRequest, act: Act, row: Any, values: dict[str, Any]) -> None:
    actor, target = cast(User, request.user), act.target(row)
    payload = {key: _plain(value) for key, value in values.items() if value not in (None, "")}
    try:
        with nullcontext() if act.long else transaction.atomic():
            words = act.run(actor, row, values)
            action_record(
                actor=actor, door=Door.ADMIN, action=act.name, target=target, payload=payload
            )
    except AppError as error:
        action_record(
            actor=actor,
            door=Door.ADMIN,
            action=act.name,
            target=target,
            payload=payload,
            result=Result.REFUSED,
            code=error.code,
        )
        page.message_user(request, f"{act.named(row)}: {error.message}", messages.ERROR)
    else:
        page.message_user(request, words, messages.SUCCESS)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
