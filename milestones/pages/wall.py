"""The wall (挂图作战): sheets for A3 and the same rows on a meeting room's screen, which turns by itself."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import today
from backoffice.days import show_day
from backoffice.requests import PersonRequest
from milestones.models.status import Light
from milestones.papers.stamp import Stamp, policy_since
from milestones.reports.home.projects_on_day import ended_projects
from milestones.reports.wall.report import (
    MOST,
    WallPlace,
    WallRow,
    list_heading,
    wall_checksum,
    wall_places,
    wall_rows_by_project,
)
from milestones.templatetags.show import month
from projects.models import User

from .as_of import as_of_context
from .closed_unit import closed_unit_note
from .conditions import query_with_all_years
from .wall_filters import WallFilters
from .wall_gantt import SheetPart, SheetWords, WallSheet, draw_sheet, sheet_parts
from .wall_paper import A3, SCREEN, Paper
from .wall_words import wall_headline

SHEETS = 20  # on one page: more than five hundred projects
EVERY = 20  # seconds of a screen, where few screens make a round
ROUND = 30  # seconds of a round of the district, as far as a screen can be read
LEAST = 5  # seconds of a screen

LEGEND = (
    ("outline", _("baseline")),
    ("first", _("first one")),
    ("forecast", _("predicted")),
    ("predicted", _("beyond it")),
    ("finished", _("finished")),
    ("finished-late", _("done late")),
    ("done", _("met")),
    ("late", _("met late")),
    ("overdue", _("missed")),
    ("awaiting", _("claimed")),
    ("todo", _("to come")),
    ("plan", _("unapproved")),
    ("amount", _("quantity, due")),
)


@login_required
def wall_page(request: PersonRequest) -> HttpResponse:
    """Every sheet of the choice, some hundreds of rows at a time."""
    context, form = as_of_context(request), WallFilters(request.GET)
    context |= {"form": form, "query": query_without(request, "page", "screen")}
    if not form.is_valid() or context["on_errors"]:
        return render(request, "pages/wall.html", context, status=400)
    on = context["on"]
    found, shown, beyond = selected_places(request.user, on, form)
    context |= {
        "total": len(found),
        "became": closed_unit_note(request, form.cleaned_data["unit"], on),
        "beyond": beyond,
        "scheduled_only": not form.everything,
        "all_years": query_with_all_years(request),
        "shown": len(shown),
        "bare": len(found) - sum(place.scheduled for place in found),
    }
    if len(shown) <= MOST:
        cut = sheet_parts(shown, A3, form.by_unit)
        page = Paginator(cut, SHEETS).get_page(request.GET.get("page"))
        sheets = draw_sheets(form, A3, page.object_list, on, page.start_index() if cut else 1)  # type: ignore[arg-type]
        context |= {
            "page": page,
            "sheets": sheets,
            "sheet_count": len(cut),
            "stamp": wall_stamp(form, shown, on),
        }
    counts = (len(found), len(shown), MOST, context.get("sheet_count", 0))
    context["headline"] = wall_headline(*counts, bool(form.conditions()))
    return render(request, "pages/wall.html", context)


@login_required
def wall_show(request: PersonRequest) -> HttpResponse:
    """One screen, and the address of the next; without a script the page turns by its own refresh."""
    context, form = as_of_context(request), WallFilters(request.GET)
    if not form.is_valid() or context["on_errors"]:
        return render(request, "pages/wall.html", context | {"form": form}, status=400)
    _found, shown, _beyond = selected_places(request.user, context["on"], form)
    if len(shown) > MOST:
        return wall_page(request)
    cut = sheet_parts(shown, SCREEN, form.by_unit)
    screens = max(len(cut), 1)
    number = ((form.cleaned_data["screen"] or 1) - 1) % screens
    context |= {
        "sheets": draw_sheets(form, SCREEN, cut[number : number + 1], context["on"], number + 1),
        "screens": len(cut),
        "became": closed_unit_note(request, form.cleaned_data["unit"], context["on"]),
        "number": number + 1,
        "every": form.cleaned_data["every"] or seconds_of_screen(screens),
        "paused": "pause" in request.GET,
        "choice": query_without(request, "screen", "pause"),
        "next": (number + 1) % screens + 1,
        "previous": (number - 1) % screens + 1,
        "stamp": wall_stamp(form, shown, context["on"]),
    }
    return render(request, "pages/wall_show.html", context)


def seconds_of_screen(screens: int) -> int:
    """How long a screen stays, so that a round of them takes half a minute, and none less than can be read."""
    return min(EVERY, max(LEAST, ROUND // screens))


def query_without(request: PersonRequest, *dropped: str) -> str:
    """The address's conditions without some of them, for links that keep the rest."""
    query = request.GET.copy()
    for name in dropped:
        query.pop(name, None)
    return query.urlencode()


def selected_places(user: User, on: dt.date, form: WallFilters) -> tuple[list[WallPlace], list[WallPlace], int]:
    """Everything in sight, what of it is drawn (what has a schedule, unless all is asked for), and how many would be
    drawn too if what ended of earlier plans were asked for.
    """
    every = found = wall_places(user, on, **form.conditions())
    if not form.every_year:
        ended = ended_projects(user, on, [place.pk for place in every])
        found = [place for place in every if place.pk not in ended]
    drawn, shown = ([one for one in some if form.everything or one.scheduled] for some in (every, found))
    return found, shown, len(drawn) - len(shown)


def wall_stamp(form: WallFilters, shown: list[WallPlace], on: dt.date) -> Stamp:
    """What every sheet says of itself: the conditions, the rules, and the checksum of all rows of all sheets."""
    order = _t("by unit") if form.by_unit else _t("by list and category")
    return Stamp(_t("The wall"), on, form.in_words(), order, policy_since(on), wall_checksum(shown, on))


def draw_sheets(form: WallFilters, paper: Paper, cut: list[SheetPart], on: dt.date, first: int) -> list[WallSheet]:
    """The sheets of some parts, in a fixed number of queries."""
    rows = wall_rows_by_project([place for part in cut for place in part.places], on) if cut else {}
    words, by = sheet_words(on), "unit" if form.by_unit else "category"
    sheets: list[WallSheet] = []
    for number, part in enumerate(cut, first):
        of_part = [rows[place.pk] for place in part.places]
        title = f"{_t('The wall')} {part.title(wall_sheet_name(form, paper, part, of_part[0]))}"
        sheets.append(draw_sheet(paper, of_part, on, by, words, title, number))
    return sheets


def wall_sheet_name(form: WallFilters, paper: Paper, part: SheetPart, row: WallRow) -> str:
    """What a sheet is of: the unit or category asked for or of all its rows, else the lists of its rows."""
    groups = {place.unit if form.by_unit else place.category for place in part.places}
    if paper is SCREEN and len(groups) == 1:
        return (row.unit or _t("No unit yet")) if form.by_unit else row.category
    lists = dict.fromkeys(list_heading(place.listed) for place in part.places)
    return form.named() or (_t("by unit") if form.by_unit else _t(", ").join(lists))


def sheet_words(on: dt.date) -> SheetWords:
    today_text = _t("today %(day)s") if on == today() else "%(day)s"
    return SheetWords(
        today=today_text % {"day": show_day(on, on)},
        year=lambda day: date_format(day, _t("Y")),
        month=month,
        legend=[(kind, str(text)) for kind, text in LEGEND],
        lights=[(light, str(word)) for light, word in Light.choices],
    )
