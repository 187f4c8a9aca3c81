"""What the search for a cheat found, each shut: a case by name, tried at the door at which it succeeded."""

from collections.abc import Iterator
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from backoffice.clock import today
from milestones.models import ChangeRequest, OverdueFlag, Suspension
from projects.models import Category, Project, Target, Unit
from tests.api_client import client_of
from tests.cast import enter, lay, noon
from tests.forms import save

from .cheat import ONE, checksums, make_late_district

YESTERDAY = today() - ONE
CODES = ("2026-CJ-101", "2026-CJ-110", "2026-CJ-111")


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_late_district()
        transaction.set_rollback(True)


@pytest.fixture
def district(laid: SimpleNamespace, db: None) -> SimpleNamespace:
    return deepcopy(laid)


@pytest.fixture
def past(district: SimpleNamespace) -> Iterator[None]:
    """Yesterday's reports are the same after the test as before it."""
    before = checksums(district, [YESTERDAY], CODES)
    yield
    assert checksums(district, [YESTERDAY], CODES) == before


def sql(text: str, *values: Any) -> int:
    """As the application's role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)
        connection.check_constraints()
        return cursor.rowcount


def refused(said: str, text: str, *values: Any) -> None:
    with pytest.raises(IntegrityError, match=said):
        sql(text, *values)


def browser(person: Any) -> Client:
    client = enter(person)
    return client


# --- less on the first page ---

SUSPEND = "INSERT INTO milestones_suspension (project_id, change_id, from_at) VALUES (%s, %s, clock_timestamp())"


def test_no_project_is_suspended_by_a_request_that_nobody_approved(district: SimpleNamespace) -> None:
    late = district.late.project
    asked = ChangeRequest.ask(by=district.steward, project=late, kind="suspend", reason_class="land", text="征迁")
    refused("stands still only by an approved change", SUSPEND, late.pk, asked.pk)


def test_no_project_is_suspended_by_what_was_approved_for_another_or_once_before(
    district: SimpleNamespace,
) -> None:
    old = Suspension.objects.get(project=district.stopped.project).change_id
    refused("stands still only by an approved change", SUSPEND, district.late.project_id, old)
    sql("UPDATE milestones_suspension SET to_at = clock_timestamp() WHERE change_id = %s", old)
    refused("stands still only by an approved change", SUSPEND, district.stopped.project_id, old)


DECIDE = "UPDATE {} SET state = %s, decided_by_id = %s, decided_at = clock_timestamp() WHERE state = 'pending'"


@pytest.mark.parametrize(
    ("table", "state"),
    [
        ("milestones_claim", "confirmed"),
        ("milestones_changerequest", "approved"),
        ("milestones_progressreport", "accepted"),
    ],
)
@pytest.mark.parametrize("who", ["head", "leader", "admin", "auditor", None])
def test_nobody_but_a_supervisor_decides_whatever_the_statement_says(
    district: SimpleNamespace, table: str, state: str, who: str | None
) -> None:
    refused("a supervisor decides this", DECIDE.format(table), state, who and getattr(district, who).pk)


def test_no_fact_begins_decided(district: SimpleNamespace) -> None:
    refused(
        "a fact begins undecided",
        "INSERT INTO milestones_claim (milestone_id, finished_on, note, late_reason, by_id, at, state, decided_by_id, "
        "decided_at)"
        " VALUES (%s, %s, '完', '', %s, clock_timestamp(), 'confirmed', %s, clock_timestamp())",
        district.late.pk,
        today(),
        district.steward.pk,
        district.supervisor.pk,
    )


def test_no_worker_approves_a_first_date(district: SimpleNamespace) -> None:
    refused(
        "a supervisor approves a date",
        "INSERT INTO milestones_baselineversion (milestone_id, number, due, by_id, note, from_at)"
        " SELECT id, 1, forecast_due, %s, '补', clock_timestamp() FROM milestones_milestone WHERE id = %s",
        district.head.pk,
        district.drafted.pk,
    )


# --- another answer for an earlier day ---


@pytest.mark.parametrize("days", [0, 1, 30], ids="{} days before the last night".format)
def test_no_flag_of_a_past_night_is_raised_or_cleared(district: SimpleNamespace, past: None, days: int) -> None:
    night = YESTERDAY - days * ONE
    refused("a flag is of the night", "UPDATE milestones_overdueflag SET cleared_on = %s, why = 'finished'", night)
    refused(
        "a flag is of the night",
        "INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why) VALUES (%s, %s, %s, "
        "%s, '')",
        district.behind.pk,
        night,
        night,
        night,
    )


@pytest.mark.parametrize("night", [today(), None], ids=["moved to tonight", "opened again"])
def test_a_flag_that_was_cleared_stays_as_it_was_cleared(district: SimpleNamespace, past: None, night: Any) -> None:
    cleared = "UPDATE milestones_overdueflag SET cleared_on = %s WHERE cleared_on IS NOT NULL"
    assert OverdueFlag.objects.filter(cleared_on=YESTERDAY).exists()
    refused("a flag is of the night", cleared, night)


@pytest.mark.parametrize(
    "table", ["projects_placement", "projects_phasechange", "projects_assignment", "milestones_ownership"]
)
def test_what_was_recorded_about_a_draft_of_an_earlier_day_is_kept(
    district: SimpleNamespace, past: None, table: str
) -> None:
    subject = "milestone_id IN (SELECT id FROM milestones_milestone WHERE name LIKE '%%CJ-111%%')"
    if table != "milestones_ownership":
        subject = "project_id IN (SELECT id FROM projects_project WHERE code LIKE '2026-CJ-111%%')"
    refused("facts are never deleted", f"DELETE FROM {table} WHERE {subject}")


def test_drafts_of_an_earlier_day_are_not_deleted_at_the_desk(district: SimpleNamespace, past: None) -> None:
    client = browser(district.supervisor)
    for label, key in (("milestone", district.drafted.pk), ("project", district.drafted.project_id)):
        app = "milestones" if label == "milestone" else "projects"
        answer = client.post(reverse(f"admin:{app}_{label}_delete", args=[key]), {"post": "yes"})
        assert answer.status_code == 403
    district.drafted.refresh_from_db()


def test_a_row_of_a_project_of_an_earlier_day_is_not_ticked_away(district: SimpleNamespace, past: None) -> None:
    client = browser(district.steward)
    address = reverse("admin:projects_project_change", args=[district.drafted.project_id])
    assert save(client, address, **{"milestones-0-DELETE": "on"}).status_code in (200, 409)
    district.drafted.refresh_from_db()


def test_a_draft_project_of_an_earlier_day_is_not_deleted_in_the_database(district: SimpleNamespace) -> None:
    bare = lay(
        Project.objects,
        code="2026-CJ-190",
        name="空",
        plan_year=2026,
        category=district.project.category,
        at=noon(YESTERDAY),
    )
    refused("never deleted", "DELETE FROM projects_project WHERE id = %s", bare.pk)


def test_what_was_recorded_today_is_deleted(district: SimpleNamespace, past: None) -> None:
    new = Project.objects.create(
        code="2026-CJ-191",
        name="误录",
        plan_year=2026,
        category=district.project.category,
        unit=district.roads,
    )
    step = new.milestones.create(name="误录", forecast_due=today() + ONE)
    Target.objects.create(project=new, measure="管线", value=1, unit="公里").delete()
    step.delete()
    new.delete()


def test_a_new_category_changes_no_earlier_page(district: SimpleNamespace, past: None) -> None:
    Category.objects.create(code="viaduct", name="高架桥", name_en="Viaducts", list="urban")


def test_a_quantity_that_came_later_is_not_on_an_earlier_page_and_may_go_again_that_day(
    district: SimpleNamespace, past: None
) -> None:
    code = "2026-CJ-111"
    new = Target.objects.create(project=Project.objects.get(code=code), measure="长度", value=3, unit="公里")
    assert checksums(district, [YESTERDAY], [code])
    new.delete()


def test_what_is_approved_is_promised_nothing_more(district: SimpleNamespace, past: None) -> None:
    refused(
        "no further quantity",
        "INSERT INTO projects_target (project_id, measure, value, unit, nature, as_written, qualifier)"
        " VALUES (%s, '长度', 3, '公里', 'flow', '', '=')",
        district.late.project_id,
    )


def test_a_quantity_of_an_earlier_day_is_neither_deleted_nor_moved(district: SimpleNamespace, past: None) -> None:
    target = district.alone.target_id
    district.alone.refresh_from_db()
    sql("UPDATE milestones_milestone SET target_id = NULL, quantity = NULL WHERE id = %s", district.alone.pk)
    refused("never deleted", "DELETE FROM projects_target WHERE id = %s", target)
    refused(
        "a quantity stays with its project",
        "UPDATE projects_target SET project_id = %s WHERE id = %s",
        district.late.project_id,
        target,
    )
    sql(
        "UPDATE milestones_milestone SET target_id = %s, quantity = 30 WHERE id = %s",
        target,
        district.alone.pk,
    )


def test_a_draft_milestone_of_an_earlier_day_stays_with_its_project(district: SimpleNamespace, past: None) -> None:
    refused(
        "stays with its project",
        "UPDATE milestones_milestone SET project_id = %s WHERE id = %s",
        district.late.project_id,
        district.drafted.pk,
    )


def test_another_category_of_a_draft_is_not_on_its_earlier_page(district: SimpleNamespace, past: None) -> None:
    client, address = client_of(district.supervisor), "/api/v1/projects/2026-CJ-111/"
    headers = {"HTTP_IF_MATCH": client.get(address).headers["ETag"]}
    answer = client.patch(address, {"category": "education", "location": "北二路"}, format="json", **headers)
    assert answer.status_code == 200, answer.data


def test_other_codes_change_no_earlier_page(district: SimpleNamespace, past: None) -> None:
    """They are addresses, and the order in which equals stand; neither is printed."""
    Unit.objects.filter(code="water").update(code="a-water")
    Category.objects.filter(code="road").update(code="streets")
    sql("UPDATE projects_project SET code = '2026-MS-999' WHERE code = '2026-CJ-111-01'")


def test_a_drafts_figure_rewritten_today_leaves_the_page_of_yesterday(district, past):
    target = district.alone.target
    assert target.project.approved_at is None
    assert sql("UPDATE projects_target SET value = 1 WHERE id = %s", target.pk) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT target_on(%s, %s), target_on(%s, %s)", [target.pk, YESTERDAY, target.pk, today()])
        assert cursor.fetchone() == (30, 1)
