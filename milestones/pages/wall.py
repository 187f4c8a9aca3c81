"""The wall (挂图作战): sheets for A3 and the same rows on a meeting room's screen, which turns by itself."""

import datetime as dt
from itertools import groupby

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.reports.filters import UNKNOWN, CodeField
from milestones.reports.overdue import short_hash
from milestones.reports.wall import Place, listed, places, rows_at
from milestones.rules.reasons import show_day
from milestones.templatetags.show import LIGHTS, month
from projects.clock import today
from projects.models import Category, Unit
from projects.models.vocabulary import List

from .asof import asof
from .gantt import Sheet, Words, draw
from .paper import A3, SCREEN, Paper

SHEETS = 20  # on one page: more than five hundred projects
EVERY = 20  # seconds of a screen

LEGEND = (
    ("outline", _("approved baseline")),
    ("first", _("first baseline")),
    ("forecast", _("forecast span")),
    ("predicted", _("beyond the baseline")),
    ("finished", _("finished")),
    ("finished-late", _("finished late")),
    ("done", _("milestone in time")),
    ("late", _("milestone late")),
    ("overdue", _("overdue, to this day")),
    ("awaiting", _("claimed")),
    ("todo", _("to come")),
    ("amount", _("quantity, tick: due by now")),
)


class WallFilters(forms.Form):
    """How the rows are grouped, which of them are shown, and how fast a screen turns."""

    by = forms.ChoiceField(
        label=_("Rows by"),
        required=False,
        choices=[("category", _("Category")), ("unit", _("Responsible unit"))],
    )
    list = forms.ChoiceField(label=_("List"), required=False, choices=[("", _("All")), *List.choices])
    category = CodeField(Category.objects.all(), label=_("Category"))
    unit = CodeField(Unit.objects.all(), label=_("Responsible unit"))
    plan = forms.ChoiceField(
        label=_("Schedule"), required=False, choices=[("", _("With a schedule")), ("all", _("All projects"))]
    )
    every = forms.IntegerField(required=False, min_value=5, max_value=600)
    screen = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("by", "list", "plan"):
            self.fields[name].error_messages["invalid_choice"] = UNKNOWN

    def conditions(self) -> dict:
        """What the places are narrowed to."""
        wanted = self.cleaned_data
        found = {name: wanted[name] for name in ("list", "category") if wanted[name]}
        return found | ({"unit_then": wanted["unit"].pk} if wanted["unit"] else {})

    @property
    def by_unit(self) -> bool:
        return self.cleaned_data["by"] == "unit"

    def subtitle(self, first: Place) -> str:
        """What a sheet is of: the unit or category asked for, else the list of its first row."""
        wanted = self.cleaned_data
        named = wanted["unit"] or wanted["category"]
        if named:
            return named.name if wanted["unit"] else named.title
        return _t("by unit") if self.by_unit else listed(first.listed)


@login_required
def wall_page(request):
    """Every sheet of the choice, some hundreds of rows at a time."""
    context, form = asof(request), WallFilters(request.GET)
    context |= {"form": form, "query": kept(request, "page", "screen")}
    if not form.is_valid() or context["on_errors"]:
        return render(request, "pages/wall.html", context, status=400)
    found, shown = chosen(request.user, context["on"], form)
    parts = split(shown, A3.rows, form.by_unit)
    page = Paginator(parts, SHEETS).get_page(request.GET.get("page"))
    sheets = drawn(form, A3, page.object_list, context["on"], page.start_index() if parts else 1)
    context |= {
        "page": page, "sheets": sheets, "total": len(found), "shown": len(shown), "sheet_count": len(parts),
        "bare": len(found) - sum(place.scheduled for place in found), "checksum": checksum(sheets, context["on"]),
    }  # fmt: skip
    return render(request, "pages/wall.html", context)


@login_required
def wall_show(request):
    """One screen, and the address of the next; without a script the page turns by its own refresh."""
    context, form = asof(request), WallFilters(request.GET)
    if not form.is_valid() or context["on_errors"]:
        return render(request, "pages/wall.html", context | {"form": form}, status=400)
    _found, shown = chosen(request.user, context["on"], form)
    parts = split(shown, SCREEN.rows, form.by_unit)
    number = ((form.cleaned_data["screen"] or 1) - 1) % max(len(parts), 1)
    context |= {
        "sheets": drawn(form, SCREEN, parts[number : number + 1], context["on"], number + 1),
        "screens": len(parts), "number": number + 1, "every": form.cleaned_data["every"] or EVERY,
        "paused": "pause" in request.GET, "choice": kept(request, "screen", "pause"),
        "next": (number + 1) % max(len(parts), 1) + 1, "previous": (number - 1) % max(len(parts), 1) + 1,
    }  # fmt: skip
    return render(request, "pages/wall_show.html", context)


def kept(request, *dropped) -> str:
    """The address's conditions without some of them, for links that keep the rest."""
    query = request.GET.copy()
    for name in dropped:
        query.pop(name, None)
    return query.urlencode()


def chosen(user, on, form) -> tuple[list[Place], list[Place]]:
    """Everything in sight, and what of it is drawn: what has a schedule, unless all is asked for."""
    found = places(user, on, **form.conditions())
    if form.cleaned_data["plan"] == "all":
        return found, found
    return found, [place for place in found if place.scheduled]


def split(found: list[Place], size: int, by_unit: bool) -> list[list[Place]]:
    """Sheets of so many rows: a new one for each list, or the units one after the other."""
    if by_unit:
        runs = [sorted(found, key=lambda place: (place.unit is None, place.unit or 0))]
    else:
        runs = [list(run) for _list, run in groupby(found, lambda place: place.listed)]
    return [run[start : start + size] for run in runs for start in range(0, len(run), size)]


def drawn(form, paper: Paper, parts, on: dt.date, first: int) -> list[Sheet]:
    """The sheets of some parts, in a fixed number of queries."""
    rows = rows_at([place for part in parts for place in part], on) if parts else {}
    words, by = words_on(on), "unit" if form.by_unit else "category"
    return [
        draw(
            paper,
            [rows[place.pk] for place in part],
            on,
            by,
            words,
            f"{_t('The wall')} {form.subtitle(part[0])}",
            number,
        )
        for number, part in enumerate(parts, first)
    ]


def words_on(on: dt.date) -> Words:
    today_text = _t("today %(day)s") if on == today() else "%(day)s"
    return Words(
        today=today_text % {"day": show_day(on, on)},
        year=lambda day: date_format(day, _t("Y")),
        month=month,
        legend=[(kind, str(text)) for kind, text in LEGEND],
        lights=[(light, str(word)) for light, word in LIGHTS.items()],
    )


def checksum(sheets: list[Sheet], on) -> str:
    """Two print-outs with the same digits show the same rows."""
    rows = [drawn.row for sheet in sheets for drawn in sheet.rows]
    return short_hash([on.isoformat(), *((row.code, row.light, row.note, str(row.days)) for row in rows)])
