"""What the start page is made of: sections with a heading, a count, the list that it counts, and the first rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Model, QuerySet, Window
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .actions import RecordActionForm, record_action_url
from .roles import may_perform

SHOWN = 10


@dataclass(frozen=True)
class QuantityBar:
    """A quantity against the whole of it, in per cent of the bar's length; `expected` is where it should be by now."""

    text: str
    done: Decimal
    expected: Decimal | None = None


@dataclass
class DashboardRow:
    """One row: the days in large, what, why, and the buttons for it."""

    title: str
    link: str
    why: str = ""
    under: str = ""
    mark: str = ""  # a light, or another mark
    head: str = ""
    small: str = ""
    late: bool = False  # its head is a fact of lateness, and its first button solid
    bar: QuantityBar | None = None
    edit: str = ""  # the form of the record, where the title leads to a page to read
    buttons: list = field(default_factory=list)


@dataclass
class DashboardSection:
    """A heading, how many there are in all, the list with all of them, and the first rows."""

    name: str  # its anchor on the page
    title: str
    total: int
    link: str
    empty: str = ""
    lines: list = field(default_factory=list)
    label: str = ""  # the title in as few words as fit under a figure
    mark: str = "diamond"
    alarm: bool = False
    late: int = 0  # how many of them have waited too long
    late_link: str = ""  # the list of those
    counted: str = ""  # the total in words
    counts: bool = True  # has a figure in the strip
    bare: bool = False  # is a figure alone, and leads to its list

    def __post_init__(self) -> None:
        self.label = self.label or self.title
        self.counted = self.counted or _("%(total)s items") % {"total": self.total}

    @property
    def figure_link(self) -> str:
        """Where its figure leads."""
        return self.link if self.bare else f"#{self.name}"

    @property
    def red(self) -> bool:
        return bool(self.late or (self.alarm and self.total))


def own_records(user: Any, model: Any) -> Any:
    """Records of `model` for the start page: those the user may edit if their role reads only its own, otherwise all
    visible to the user.
    """
    return model.objects.editable_by(user) if may_perform(user, "read-own") else model.objects.visible_to(user)


def own_records_query(user: Any, query: str) -> str:
    """The address's conditions for the list that shows the same as `own_records`."""
    return f"{query}&mine=true" if may_perform(user, "read-own") else query


def count_and_first_rows(found: QuerySet[Any], *order: str) -> tuple[int, list[Any]]:
    """How many there are, and the first that a section shows, in one query."""
    rows = list(found.annotate(all=Window(Count("pk"))).order_by(*order, "pk")[:SHOWN])
    return (rows[0].all if rows else 0), rows


def list_address(model: str, query: str = "") -> str:
    return reverse(f"admin:{model}_changelist") + query


def record_address(model: str, pk: Any) -> str:
    return reverse(f"admin:{model}_change", args=[pk])


def record_link(record: Model) -> SafeString:
    """A record by its name, which leads to its form."""
    address = record_address(f"{record._meta.app_label}_{record._meta.model_name}", record.pk)
    return format_html('<a class="tx-name" href="{}">{}</a>', address, record)


def row_buttons(model: type[Model], forms: Iterable[type[RecordActionForm]], pk: int) -> list[dict[str, Any]]:
    """The actions' titles and addresses."""
    return [row_button(model, form, pk) for form in forms]


def row_button(model: type[Model], form: type[RecordActionForm], pk: int, title: str = "") -> dict[str, Any]:
    return {"title": title or form.title, "link": record_action_url(model, form, pk)}


def unit_and_person(row: Any) -> str:
    """Unit and whoever runs it, for readers to whom that is not themselves."""
    return "　".join(str(part) for part in (row.unit, row.owner or row.steward) if part)
