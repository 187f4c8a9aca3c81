"""Filters that refuse what they do not understand instead of ignoring it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from backoffice.search_bounds import refuse_long_search
from projects.models import Category, Project, Unit, User
from projects.models.project import ProjectQuerySet


class YesNoField(forms.Field):
    """true or false, and nothing else."""

    default_error_messages = {"invalid": _("Write true or false.")}

    def to_python(self, value: Any) -> bool | None:
        """None where nothing was asked."""
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return value == "true"


class YesNo(filters.BooleanFilter):
    field_class = YesNoField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Its own widget takes whatever it does not understand for "not asked".
        super().__init__(*args, widget=forms.TextInput, **kwargs)


class WholeNumberFilter(filters.NumberFilter):
    field_class = forms.IntegerField


class Day(filters.DateFilter):
    """A day as ISO writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)


class ChoiceSetFilter(filters.MultipleChoiceFilter):
    """One of a known set; repeat the parameter for several."""

    def __init__(self, choices: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(choices=choices, distinct=False, **kwargs)


class CodeFilter(filters.ModelMultipleChoiceFilter):
    """A record by its code or username; repeat the parameter for several."""

    def __init__(self, field_name: str, records: Any, by: str = "code", **kwargs: Any) -> None:
        super().__init__(field_name=field_name, queryset=records, to_field_name=by, **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Rows that name one of the records."""
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class IdFilter(filters.ModelChoiceFilter):
    """A record by its id."""


class WordsField(forms.CharField):
    """Words to search for, no more than may be asked for at once."""

    def clean(self, value: Any) -> str:
        """The text as it was given."""
        value = super().clean(value)
        refuse_long_search(value)
        return value


class Search(filters.CharFilter):
    """Every word must occur in one of the fields, in whatever width it is typed."""

    field_class = WordsField

    def __init__(self, *paths: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.paths = paths

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Narrow by one word after the other."""
        for word in (value or "").split():
            found = Q()
            for path in self.paths:
                found |= Q(**{f"{path}__alike": word})
            qs = qs.filter(found)
        return qs


def category_filter(field_name: str = "category") -> CodeFilter:
    """By category code."""
    return CodeFilter(field_name, Category.objects.all())


def unit_filter(field_name: str = "unit") -> CodeFilter:
    """By unit code."""
    return CodeFilter(field_name, Unit.objects.all())


def person_filter(field_name: str) -> CodeFilter:
    """By username."""
    return CodeFilter(field_name, User.objects.all(), by="username")


def visible_projects(request: Any) -> ProjectQuerySet:
    """What the reader may name in a filter."""
    return Project.objects.visible_to(request.user) if request else Project.objects.none()


def project_filter(field_name: str = "project") -> CodeFilter:
    """By project code, of those in sight."""
    return CodeFilter(field_name, visible_projects)
