"""Whatever column of a record is written today, yesterday's reports stay what they were: rows, order and digits."""

import datetime as dt
import re
from collections.abc import Iterator
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from backoffice.clock import today
from milestones.models import Milestone
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.wall.report import wall_checksum, wall_places, wall_rows_by_project
from projects.models import Category, Project, Target, Unit, User
from tests.truth.cheat import ONE, checksums, make_late_district

YESTERDAY = today() - ONE
DRAFT, PLANNED = "2026-CJ-111", "2026-CJ-106"
# What no report prints, sorts or counts by, and why.
ASIDE = {
    "id": "a key",
    "version": "counts edits",
    "name_key": "follows the name",
    "search_key": "follows the name",
    "generated": "marks what the demonstration made",
    "list": "follows the code, which is tried",
    "password": "who logs in",
    "last_login": "who logs in",
    "username": "an address; not printed",
    "is_superuser": "a right",
    "is_staff": "a right",
    "is_active": "a right",
    "date_joined": "a right",
    "first_name": "unused",
    "last_name": "unused",
    "email": "an address; not printed",
    "phone": "printed as today's, and the page says so",
    "unit": "a person's own unit: what they may see today",
    "head": "printed as whom to call today",
}


def tried() -> list[tuple[str, str, str]]:
    kinds = {Project: (DRAFT, PLANNED), Milestone: (DRAFT, PLANNED), Target: (DRAFT, PLANNED)}
    return [
        (model.__name__, field.name, which)
        for model in (Project, Milestone, Target, Unit, Category, User)
        for field in model._meta.local_fields
        if field.name not in ASIDE or (model is Project and field.name == "unit")
        for which in kinds.get(model, ("",))
    ]


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_late_district()
        cast.pages = list(Project.objects.filter(code__in=(DRAFT, PLANNED)).order_by("pk").values_list("pk", flat=True))
        cast.before = past(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def district(laid: SimpleNamespace, db: None) -> SimpleNamespace:
    return deepcopy(laid)


def past(cast: SimpleNamespace) -> dict[Any, Any]:
    """Every report of yesterday: its digits, and the rows of those that list drafts."""
    codes = [Project.objects.get(pk=pk).code for pk in cast.pages]
    found: dict[Any, Any] = dict(enumerate(checksums(cast, [YESTERDAY], codes).values()))
    places = wall_places(cast.leader, YESTERDAY)
    found["wall"] = wall_checksum(places, YESTERDAY)
    found["places"] = places
    rows = wall_rows_by_project(places, YESTERDAY)
    found["wall rows"] = [
        (row.name, row.category, row.unit, row.note, row.next, str(row.amount)) for row in rows.values()
    ]
    road = Category.objects.get(pk=cast.project.category_id).code
    for narrowed in ({}, {"list": "urban"}, {"category": road}, {"plan_year": 2026}):
        sheet = leaders_sheet(cast.leader, YESTERDAY, narrowed)
        found["sheet", *narrowed] = (sheet.checksum, [row.project.pk for row in sheet.rows])
    client = Client()
    client.force_login(cast.leader)
    for page in ("?", "reports/projects/?", "reports/projects/?list=urban&", f"reports/projects/?category={road}&"):
        shown = client.get(f"/{page}on={YESTERDAY}")
        assert shown.status_code == 200, page
        found["page", page.replace(road, "")] = facts_of(shown.content.decode())
    return found


def facts_of(page: str) -> list[str]:
    """What a page prints, without the choices of today's filters and without addresses, in which codes stand."""
    printed = re.sub(r"<form.*?</form>|<script.*?</script>| href=\"[^\"]*\"", "", page, flags=re.S)
    return [line for line in map(str.strip, printed.splitlines()) if line]


def other(field: Any, row: models.Model) -> Any:
    """A value that the column does not have."""
    value = getattr(row, field.attname)
    if field.is_relation:
        return (
            field.related_model.objects.exclude(pk=value or row.pk).order_by("-pk").values_list("pk", flat=True).first()
        )
    if field.choices:
        return next(key for key, _label in field.flatchoices if key != value)
    if isinstance(field, models.DateTimeField):
        return (value or dt.datetime.now(dt.UTC)) - dt.timedelta(days=3)
    if isinstance(field, models.DateField):
        return (value or today()) - dt.timedelta(days=9)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return (value or 0) + 7
    if field.name == "code":
        return {"Project": "2026-MS-911"}.get(type(row).__name__, "another")
    return "别的"


def row_of(model: str, which: str, cast: SimpleNamespace) -> models.Model:
    project = Project.objects.get(code=which) if which else None
    records: dict[str, Any] = {
        "Project": lambda: project,
        "Milestone": lambda: project.milestones.get(),  # type: ignore[union-attr]
        "Target": lambda: project.targets.get(),  # type: ignore[union-attr]
        "Unit": lambda: cast.roads,
        "Category": lambda: Category.objects.get(code="road"),
        "User": lambda: cast.steward,
    }
    return records[model]()


@pytest.mark.parametrize(("model", "name", "which"), tried())
def test_no_column_written_today_is_on_a_page_of_yesterday(
    district: SimpleNamespace, model: str, name: str, which: str
) -> None:
    """What the database refuses changes nothing either."""
    row = row_of(model, which, district)
    field: Any = row._meta.get_field(name)
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.attname: other(field, row)})
            connection.check_constraints()
    except DatabaseError:
        return
    unchanged(past(district), district.before)


def unchanged(now: dict[Any, Any], before: dict[Any, Any]) -> None:
    for key, one in now.items():
        assert one == before[key], key


@pytest.mark.parametrize("which", [DRAFT, PLANNED])
def test_no_unit_that_shares_since_today_is_on_a_page_of_yesterday(district: SimpleNamespace, which: str) -> None:
    project = Project.objects.get(code=which)
    project.co_units.add(district.schools)
    assert [unit.pk for unit in project.sharing_units] == [district.schools.pk]
    unchanged(past(district), district.before)
    project.co_units.set(Unit.objects.exclude(pk=district.schools.pk))
    unchanged(past(district), district.before)
