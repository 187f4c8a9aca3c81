"""The conditions of a list in words, and its address."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from backoffice.clock import today
from backoffice.days import show_day
from backoffice.requests import PersonRequest
from milestones.reports.filters import CURRENT, StrictQueryForm


def conditions_text(form_class: type[forms.Form], filters: Mapping[str, Any]) -> str:
    """The conditions in words, for the line under the heading and the foot of each printed sheet."""
    fields = form_class.base_fields
    return _("; ").join(
        f"{fields[name].label} {condition_value_text(fields[name], value)}" for name, value in filters.items()
    )


def condition_value_text(field: Any, value: Any) -> str:
    """A choice by its word, a record by its name, a day as people write it."""
    if hasattr(value, "isoformat"):
        return show_day(value, today())
    if getattr(field, "nobody", None) and isinstance(value, str):
        return str(field.nobody)
    words = {} if hasattr(field, "queryset") else dict(getattr(field, "choices", ()))
    return str(words.get(value, value))


def form_conditions_text(form: StrictQueryForm) -> str:
    """The conditions of a smaller report as its own form says them."""
    return conditions_text(type(form), form.wanted())


def query_without_page(request: PersonRequest) -> str:
    """The address's conditions without the page, for links that keep them."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def newest_year_by_default(query: QueryDict) -> QueryDict:
    """What a page for people opens with: the newest plan and what is open of earlier ones, until all is asked for."""
    asked = query.copy()
    asked.setdefault("years", CURRENT)
    return asked


def query_with_all_years(request: PersonRequest) -> str:
    """The address of the same page over all years."""
    query = request.GET.copy()
    query.pop("page", None)
    query["years"] = "all"
    return query.urlencode()


def has_conditions(request: PersonRequest, form_class: type[forms.Form], shape: Collection[str] = ()) -> bool:
    """Whether anything but the day, the grouping and the order is asked for."""
    return any(value for name, value in request.GET.items() if name in form_class.base_fields and name not in shape)
