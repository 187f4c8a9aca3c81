"""No column that a person edits today changes a page of yesterday: neither its checksum nor what it prints, in which
order or under which heading.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from backoffice.clock import today
from backoffice.recording import historical_replay
from milestones.models import Milestone
from milestones.papers.remarks import responsible_units, task_text
from milestones.reports.home.report import home_report
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.wall.report import wall_checksum, wall_places, wall_rows_by_project
from projects.models import Category, Project, Target, Unit, User, Wording
from tests.cast import lay, noon, rename_unit

from .cheat import ONE, ago, checksums, make_late_district

YESTERDAY = today() - ONE
DRAFT, APPROVED = "2026-CJ-111", "2026-CJ-101"
CODES = (APPROVED, "2026-CJ-110", DRAFT, "2026-CJ-111-01")
# Not a word of a page: an address, a note of who may log in and how, or what only the machine writes.
ADDRESSES = {"code", "username"}
UNPRINTED = {
    "Project": {"id", "version", "name_key", "search_key", "at", "approved_at", "approved_by", "cancelled_on"}
    | {"cancel_reason"},
    "Milestone": {"id", "version", "name_key", "search_key", "at", "project"},
    "Target": {"id", "version", "project"},
    "Unit": {"id", "version", "name_key", "search_key", "generated", "closed_at"},
    "Category": {"id", "version", "name_key", "search_key"},
    "User": {"id", "version", "name_key", "search_key", "generated", "password", "last_login", "is_superuser"}
    | {"is_staff", "is_active", "date_joined", "email", "must_change_password", "language", "left_at"},
}
# Follows from facts: the database refuses an edit.
FACTS = {"baseline_due", "forecast_due", "first_forecast", "claimed_on", "claimed_again", "finished_on"} | {
    "confirmed_on",
    "confirmed_by",
    "cancelled_on",
}


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_district()
        cast.printed = printed(cast, YESTERDAY)
        yield cast
        transaction.set_rollback(True)


@historical_replay()
def make_district() -> SimpleNamespace:
    """The late district, and in it a draft of several milestones and quantities with co-operating units."""
    cast = make_late_district()
    draft = cast.alone.project
    cast.spare = Target.objects.create(project=draft, measure="阀门", value=Decimal(7), unit="座")
    for number in (1, 2):
        lay(draft.milestones, name=f"步骤{number}", sequence=number, forecast_due=ago(4), at=noon(ago(200)))
    Project.objects.get(code=APPROVED).co_units.set([cast.schools])
    draft.co_units.set([cast.schools])
    cast.shown = [*Project.objects.filter(code__in=CODES).values_list("pk", flat=True)]
    return cast


@pytest.fixture
def district(laid: SimpleNamespace, db: None) -> SimpleNamespace:
    return deepcopy(laid)


def subject(cast: SimpleNamespace, kind: str, of: str) -> Any:
    """The record to edit: of the draft, or of the approved project."""
    project = Project.objects.get(code=of)
    found: dict[str, Callable[[], Any]] = {
        "Project": lambda: project,
        "Milestone": lambda: project.milestones.order_by("pk").first(),
        "Target": lambda: project.targets.order_by("pk").first(),
        "Unit": lambda: cast.roads,
        "Category": lambda: project.category,
        "User": lambda: cast.leader,
    }
    return found[kind]()


def category_code(cast: SimpleNamespace) -> str:
    return str(Category.objects.values_list("code", flat=True).get(pk=cast.project.category_id))


def another(record: Any, column: models.Field, cast: SimpleNamespace) -> Any:
    """Another value of the column that its form would take."""
    now = getattr(record, column.attname)
    if column.name == "code":
        return "2026-MS-999" if isinstance(record, Project) else "a-first"
    if column.is_relation:
        kept: dict[Any, int] = {
            Target: cast.spare.pk,
            User: cast.other.pk,
            Category: Category.objects.exclude(pk=now)[0].pk,
        }
        kept |= {Unit: cast.schools.pk, Project: Project.objects.get(code="2026-CJ-109").pk}
        return kept[column.related_model]
    if column.choices:
        return next(value for value, _label in column.flatchoices if value != now)
    if isinstance(column, models.DateField):
        return (now or YESTERDAY) - dt.timedelta(days=20)
    if isinstance(column, (models.IntegerField, models.DecimalField)):
        return (now or 0) + 3
    return f"甲{now}"[: column.max_length]


def editable_columns(model: type[models.Model]) -> list[str]:
    left_out = UNPRINTED[model.__name__] | (FACTS if model is Milestone else set())
    stored = [one for one in model._meta.concrete_fields if not one.generated]
    return [one.name for one in stored if one.name not in left_out]


def printed(cast: SimpleNamespace, on: dt.date) -> dict[str, str]:
    """What every report of a day says: its checksum, rows and JSON, and its pages without their addresses."""
    return {name: str(said) for name, said in (reports(cast, on) | pages(cast, on)).items()}


def reports(cast: SimpleNamespace, on: dt.date) -> dict[str, Any]:
    places = wall_places(cast.leader, on)
    home, overdue, sheet = home_report(cast.leader, on), build_overdue_report(cast.leader, on), leaders_sheet(None, on)
    of_day = Project.objects.filter(pk__in=cast.shown).order_by("pk").values_list("code", flat=True)
    sums = [*checksums(cast, [on], of_day).values()]
    found: dict[str, Any] = {
        "checksums": sums,
        "home rows": home.as_json(),
        "overdue rows": [row.as_json() for row in overdue.rows()],
        "ranking rows": unit_ranking(on).groups,
        "wall": wall_checksum(places, on),
        "wall order": places,
        "wall rows": [*wall_rows_by_project(places, on).values()],
        "sheet": (sheet.checksum, [(task_text(row), responsible_units(row), row.promises) for row in sheet.rows]),
    }
    for grouping in ("category", "list", "unit"):
        asked = {"state": "unplanned", "group": grouping}
        report = build_overdue_report(cast.leader, on, asked)
        found[f"drafts by {grouping}"] = (report.checksum, report.ids, list(report.groups.values()))
    road = cast.project.category_id
    for narrowed in ({"list": "urban"}, {"category": category_code(cast)}, {"plan_year": "2026"}):
        found[f"drafts {[*narrowed]}"] = build_overdue_report(None, on, {"state": "unplanned"} | narrowed).ids
        found[f"sheet {[*narrowed]}"] = [row.project.pk for row in leaders_sheet(None, on, narrowed).rows]
    for asked in ({"listed": "urban"}, {"category_then": road}):
        found[f"wall {[*asked]}"] = wall_places(cast.leader, on, **asked)
    return found


def pages(cast: SimpleNamespace, on: dt.date) -> dict[str, str]:
    """The text of the pages of a day as their reader sees it."""
    client = Client()
    client.force_login(cast.second)
    names = ["home", "overdue", "projects", "units", "trend", "wall"]
    paths = {name: reverse(name) for name in names}
    for project in Project.objects.filter(pk__in=cast.shown):
        paths[f"page {project.pk}"] = reverse("project", args=[project.code])
    found = {}
    for name, path in paths.items():
        answer = client.get(path, {"on": on.isoformat()})
        assert answer.status_code == 200
        found[name] = text_of(answer.content.decode())
    return found


def text_of(page: str) -> str:
    """The words of a page, without its code, its forms, its addresses and codes."""
    page = re.sub(r"(?s)<(script|style|form|nav|select)\b.*?</\1>", "", page)
    page = re.sub(r"\d{4}-(CJ|MS|CY)-\d{3}(-\d{2})?", "", re.sub(r"<[^>]+>", " ", page))
    return re.sub(r"\s+", " ", page)


EDITS = [
    (model, name, of)
    for model in (Project, Milestone, Target)
    for name in editable_columns(model)
    for of in ((DRAFT if (model, name) != (Project, "parent") else f"{DRAFT}-01"),)
]
EDITS += [(Project, "location", APPROVED), (Project, "note", APPROVED), (Milestone, "sequence", APPROVED)]
EDITS += [(model, name, DRAFT) for model in (Unit, Category, User) for name in editable_columns(model)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("model", "name", "of"),
    EDITS,
    ids=[f"{model.__name__}.{name} of {of}" for model, name, of in EDITS],
)
def test_what_is_edited_today_was_otherwise_yesterday(
    district: SimpleNamespace, model: type[models.Model], name: str, of: str
) -> None:
    record: Any = subject(district, model.__name__, of)
    column: Any = model._meta.get_field(name)
    old, new = getattr(record, column.attname), another(record, column, district)
    if (model, name) == (Unit, "name"):
        rename_unit(district, record, new)
    else:
        setattr(record, column.attname, new)
        record.save(update_fields=[name])
    after = printed(district, YESTERDAY)
    if name in ADDRESSES:
        after = {one: said.replace(new, old) for one, said in after.items()}
    assert [*difference(district.printed, after)] == []


def difference(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Where two days' reports part, with some of what they say there."""
    for name, said in before.items():
        if said != after[name]:
            at = next((n for n, (a, b) in enumerate(zip(said, after[name], strict=False)) if a != b), 0)
            yield name, said[max(at - 60, 0) : at + 40], after[name][max(at - 60, 0) : at + 40]


@pytest.mark.parametrize("of", [DRAFT, APPROVED])
@pytest.mark.parametrize("now", ["added", "taken away", "others", "none"])
def test_units_that_co_operate_from_today_did_not_yesterday(district: SimpleNamespace, of: str, now: str) -> None:
    project, water = Project.objects.get(code=of), Unit.objects.get(code="water")
    {
        "added": lambda: project.co_units.add(water, district.roads),
        "taken away": lambda: project.co_units.remove(district.schools),
        "others": lambda: project.co_units.set([water, district.roads]),
        "none": project.co_units.clear,
    }[now]()
    assert [*difference(district.printed, printed(district, YESTERDAY))] == []
    assert Wording.objects.on(YESTERDAY)["co_units", project.pk] == {"units": [district.schools.pk]}


def test_a_project_of_today_keeps_no_units_of_an_earlier_day(district: SimpleNamespace) -> None:
    given = {"plan_year": 2026, "category": district.project.category, "unit": district.roads}
    new = Project.objects.create(code="2026-CJ-191", name="新", **given)
    new.co_units.set([district.schools])
    assert new.sharing_units == (district.schools,)
    assert not Wording.objects.filter(kind="co_units").exists()


def test_a_quantity_of_today_is_on_no_sheet_of_yesterday(district: SimpleNamespace) -> None:
    Target.objects.create(project=Project.objects.get(code=DRAFT), measure="长度", value=3, unit="公里")
    assert [*difference(district.printed, printed(district, YESTERDAY))] == []
    (row,) = [row for row in leaders_sheet(None, today()).rows if row.project.code == DRAFT]
    assert "长度" in [target.measure for target, _value in row.promises]


def test_a_telephone_is_that_of_the_day(district: SimpleNamespace) -> None:
    district.steward.phone = "024-0000"
    district.steward.save(update_fields=["phone"])
    client = Client()
    client.force_login(district.second)
    path = reverse("project", args=[APPROVED])
    assert "024-0000" in client.get(path).content.decode()
    assert "024-0000" not in client.get(path, {"on": YESTERDAY.isoformat()}).content.decode()


def test_the_home_page_counts_a_draft_in_the_list_of_the_day(district: SimpleNamespace) -> None:
    Project.objects.filter(code=DRAFT).update(code="2026-MS-999")
    then, now = (
        {line.code: line.total for line in home_report(district.leader, day).by_list} for day in (YESTERDAY, today())
    )
    assert (then["livelihood"], now["livelihood"]) == (1, 2)
