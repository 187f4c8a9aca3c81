"""The wall (挂图作战): sheets for A3 and the same rows on a meeting room's screen, which turns by itself."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.papers.stamp import Stamp, policy_since
from milestones.reports.wall import MOST, Place, checksum, listed, places, rows_at
from milestones.rules.reasons import show_day
from milestones.templatetags.show import LIGHTS, month
from projects.clock import today

from .asof import asof
from .gantt import Sheet, Words, draw
from .paper import A3, SCREEN, Paper
from .turns import Part, parts
from .wall_filters import WallFilters

SHEETS = 20  # on one page: more than five hundred projects
EVERY = 20  # seconds of a screen

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
def wall_page(request):
    """Every sheet of the choice, some hundreds of rows at a time."""
    context, form = asof(request), WallFilters(request.GET)
    context |= {"form": form, "query": kept(request, "page", "screen"), "most": MOST}
    if not form.is_valid() or context["on_errors"]:
        return render(request, "pages/wall.html", context, status=400)
    on = context["on"]
    found, shown = chosen(request.user, on, form)
    context |= {
        "total": len(found),
        "shown": len(shown),
        "bare": len(found) - sum(place.scheduled for place in found),
    }
    if len(shown) <= MOST:
        cut = parts(shown, A3, form.by_unit)
        page = Paginator(cut, SHEETS).get_page(request.GET.get("page"))
        sheets = drawn(form, A3, page.object_list, on, page.start_index() if cut else 1)
        context |= {"page": page, "sheets": sheets, "sheet_count": len(cut), "stamp": stamp(form, shown, on)}
    return render(request, "pages/wall.html", context)


@login_required
def wall_show(request):
    """One screen, and the address of the next; without a script the page turns by its own refresh."""
    context, form = asof(request), WallFilters(request.GET)
    if not form.is_valid() or context["on_errors"]:
        return render(request, "pages/wall.html", context | {"form": form}, status=400)
    _found, shown = chosen(request.user, context["on"], form)
    if len(shown) > MOST:
        return wall_page(request)
    cut = parts(shown, SCREEN, form.by_unit)
    screens = max(len(cut), 1)
    number = ((form.cleaned_data["screen"] or 1) - 1) % screens
    context |= {
        "sheets": drawn(form, SCREEN, cut[number : number + 1], context["on"], number + 1),
        "screens": len(cut), "number": number + 1, "every": form.cleaned_data["every"] or EVERY,
        "paused": "pause" in request.GET, "choice": kept(request, "screen", "pause"),
        "next": (number + 1) % screens + 1, "previous": (number - 1) % screens + 1,
        "stamp": stamp(form, shown, context["on"]),
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
    return found, found if form.everything else [place for place in found if place.scheduled]


def stamp(form, shown: list[Place], on: dt.date) -> Stamp:
    """What every sheet says of itself: the conditions, the rules, and the checksum of all rows of all sheets."""
    order = _t("by unit") if form.by_unit else _t("by list and category")
    return Stamp(_t("The wall"), on, form.in_words(), order, policy_since(on), checksum(shown, on))


def drawn(form, paper: Paper, cut: list[Part], on: dt.date, first: int) -> list[Sheet]:
    """The sheets of some parts, in a fixed number of queries."""
    rows = rows_at([place for part in cut for place in part.places], on) if cut else {}
    words, by = words_on(on), "unit" if form.by_unit else "category"
    sheets = []
    for number, part in enumerate(cut, first):
        of_part = [rows[place.pk] for place in part.places]
        title = f"{_t('The wall')} {part.title(name_of(form, paper, part, of_part[0]))}"
        sheets.append(draw(paper, of_part, on, by, words, title, number))
    return sheets


def name_of(form, paper: Paper, part: Part, row) -> str:
    """What a sheet is of: the unit or category asked for or on turn, else the list of its rows."""
    if paper is SCREEN:
        return (row.unit or _t("No unit yet")) if form.by_unit else row.category
    return form.named() or (_t("by unit") if form.by_unit else listed(part.places[0].listed))


def words_on(on: dt.date) -> Words:
    today_text = _t("today %(day)s") if on == today() else "%(day)s"
    return Words(
        today=today_text % {"day": show_day(on, on)},
        year=lambda day: date_format(day, _t("Y")),
        month=month,
        legend=[(kind, str(text)) for kind, text in LEGEND],
        lights=[(light, str(word)) for light, word in LIGHTS.items()],
    )
