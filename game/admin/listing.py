"""Lists of tables that grow without end: neither pages nor dates read all of their rows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from unfold.views import ChangeList

ROWS_COUNTED = 10_000  # a list that is longer says so and is narrowed by search and filters


class BoundedPaginator(Paginator):
    """Pages over the first rows of a list: no table is counted to its end."""

    template_name = "admin/pagination_bounded.html"

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by().values("pk")[:ROWS_COUNTED].count()

    @property
    def is_cut(self) -> bool:
        return self.count >= ROWS_COUNTED


class BoundedChangeList(ChangeList):
    """Its dates are those between the first row's and the last's, days without a row among them.

    Django asks the database for the distinct dates of all rows, seconds of a long table.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request, exclude_parameters)
        rows.dates = rows.datetimes = partial(_periods, rows)
        return rows


def _periods(rows: "QuerySet[Any]", field: str, kind: str, **_: object) -> list[date]:
    """Every year, month or day between the first and the last row, in order."""
    ends = rows.order_by().aggregate(first=Min(field), last=Max(field))
    if ends["first"] is None:
        return []
    return list(_between(_local(ends["first"]), _local(ends["last"]), kind))


def _local(moment: date) -> date:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _between(first: date, last: date, kind: str) -> Iterator[date]:
    at = date(first.year, first.month if kind != "year" else 1, first.day if kind == "day" else 1)
    end = date(last.year, last.month, last.day)
    while at <= end:
        yield at
        if kind == "day":
            at += timedelta(days=1)
        elif kind == "month":
            at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        else:
            at = date(at.year + 1, 1, 1)
