"""What the search for a cheat found, each shut: a case by name, tried at the door at which it succeeded."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from backoffice.actions import record_action_url
from backoffice.clock import today
from backoffice.errors import NotAllowed
from milestones.models import ChangeRequest, Milestone, OverdueFlag, Standing, Suspension
from milestones.models.plan import approve_plan
from milestones.reports.doubtful_figures import doubtful_figures
from milestones.reports.physical_progress import physical_progress
from projects.models import Category, Project, Target, Unit
from tests.api_client import client_of, faults
from tests.cast import enter, lay, noon
from tests.forms import save, written

from .cheat import ONE, ago, checksums, make_late_district, work

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
    client = enter(district.supervisor)
    for label, key in (("milestone", district.drafted.pk), ("project", district.drafted.project_id)):
        app = "milestones" if label == "milestone" else "projects"
        answer = client.post(reverse(f"admin:{app}_{label}_delete", args=[key]), {"post": "yes"})
        assert answer.status_code == 403
    district.drafted.refresh_from_db()


def test_a_row_of_a_project_of_an_earlier_day_is_not_ticked_away(district: SimpleNamespace, past: None) -> None:
    client = enter(district.steward)
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


def test_a_drafts_figure_rewritten_today_leaves_the_page_of_yesterday(district: SimpleNamespace, past: None) -> None:
    target = district.alone.target
    assert target.project.approved_at is None
    assert sql("UPDATE projects_target SET value = 1 WHERE id = %s", target.pk) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT target_on(%s, %s), target_on(%s, %s)", [target.pk, YESTERDAY, target.pk, today()])
        assert cursor.fetchone() == (30, 1)


CLAIM = (
    "INSERT INTO milestones_claim (milestone_id, finished_on, note, late_reason, by_id, at, state)"
    " SELECT %s, %s, '完', '', steward_id, clock_timestamp(), 'pending' FROM projects_project"
    " WHERE code = '2026-CJ-101'"
)

# --- a schedule that asks less ---

BASELINE = (
    "INSERT INTO milestones_baselineversion (milestone_id, number, due, quantity, by_id, note, from_at)"
    " SELECT id, 1, forecast_due, %s, %s, '补', clock_timestamp() FROM milestones_milestone WHERE id = %s"
)


def standing(step: Any) -> Standing:
    return Standing.objects.on().get(pk=step.pk)


def further(district: SimpleNamespace, **said: Any) -> dict[str, Any]:
    step = district.behind
    return {"project": step.project.code, "name": "首公里", "target": step.target_id, "weight": "1"} | said


@pytest.mark.parametrize("who", ["steward", "supervisor"])
def test_no_further_milestone_lowers_what_is_expected_by_now(district: SimpleNamespace, who: str) -> None:
    before, client = standing(district.behind), client_of(getattr(district, who))
    assert before.light_rule == "behind_red"
    low = further(district, quantity="1", forecast_due=str(today() + ONE))
    answer = client.post("/api/v1/milestones/", low, format="json")
    assert answer.status_code == 400 and faults(answer.json()) == {("quantity", "below_plan")}
    step = Milestone.objects.create(
        project=district.behind.project,
        name="首公里",
        target=district.behind.target,
        quantity=1,
        forecast_due=today() + ONE,
    )
    with pytest.raises(ValidationError, match="首公里"):
        approve_plan(step.project, by=district.second)
    refused("no less than what is planned", BASELINE, 1, district.supervisor.pk, step.pk)
    assert standing(district.behind).expected == before.expected


def test_a_further_milestone_that_asks_as_much_is_approved(district: SimpleNamespace) -> None:
    before = standing(district.behind)
    step = Milestone.objects.create(
        project=district.behind.project,
        name="后半",
        target=district.behind.target,
        quantity=95,
        forecast_due=today() + ONE,
    )
    approve_plan(step.project, by=district.supervisor)
    after = standing(district.behind)
    assert (after.expected or 0) > (before.expected or 0) and after.light_rule == "behind_red"


def test_what_replaces_a_cancelled_milestone_may_come_the_same_day(district: SimpleNamespace) -> None:
    asked = ChangeRequest.ask(
        milestone=district.behind, by=district.steward, kind="cancel", reason_class="design", text="并入"
    )
    asked.approve(by=district.supervisor)
    step = Milestone.objects.create(
        project=district.behind.project,
        name="新完工",
        target=district.behind.target,
        quantity=90,
        forecast_due=today() + 60 * ONE,
    )
    assert approve_plan(step.project, by=district.supervisor) == [step]


@pytest.mark.parametrize("weight", ["1", "999999"])
def test_nobody_approves_a_milestone_of_their_own_making(district: SimpleNamespace, weight: str) -> None:
    """One of great weight would lift what is done of the whole project."""
    project, client = district.behind.project, client_of(district.supervisor)
    done = physical_progress(today(), [project])
    body = further(district, name="绿化", weight=weight, forecast_due=str(today() + ONE))
    assert client.post("/api/v1/milestones/", body, format="json").status_code == 201
    answer = client.post(f"/api/v1/projects/{project.code}/approve-plan/", {}, format="json")
    assert answer.status_code == 403, answer.data
    assert physical_progress(today(), [project]) == done
    assert client_of(district.second).post(f"/api/v1/projects/{project.code}/approve-plan/", {}).status_code == 200


def test_nobody_approves_a_milestone_that_they_rewrote(district: SimpleNamespace) -> None:
    step = Milestone.objects.create(project=district.behind.project, name="绿化", forecast_due=today() + ONE)
    client, address = client_of(district.supervisor), f"/api/v1/milestones/{step.pk}/"
    headers = {"HTTP_IF_MATCH": client.get(address).headers["ETag"]}
    assert client.patch(address, {"weight": "999999"}, format="json", **headers).status_code == 200
    with pytest.raises(NotAllowed):
        approve_plan(step.project, by=district.supervisor)
    approve_plan(step.project, by=district.second)


def test_who_only_names_an_owner_may_approve(district: SimpleNamespace) -> None:
    step = Milestone.objects.create(project=district.behind.project, name="绿化", forecast_due=today() + ONE)
    client, address = enter(district.supervisor), record_action_url(Milestone, "assign", step.pk)
    shown = client.get(address).context["form"]
    typed = {bound.html_name: written(bound.value()) for bound in shown} | {"owner": district.other.pk}
    assert client.post(address, typed).status_code == 302
    step.refresh_from_db()
    assert step.owner == district.other
    assert approve_plan(step.project, by=district.supervisor) == [step]


# --- a figure that was judged by another promise ---


@pytest.mark.parametrize("rewritten", [{"value": 300}, {"nature": "rate"}, {"per": "month"}], ids=str)
def test_a_draft_that_promises_something_else_doubts_its_figures(
    district: SimpleNamespace, past: None, rewritten: dict[str, Any]
) -> None:
    step, target = district.alone, district.alone.target
    kept = {name: getattr(target, name) for name in rewritten}
    Target.objects.filter(pk=target.pk).update(**rewritten)
    Milestone.objects.filter(pk=step.pk).update(quantity=None)
    step.refresh_from_db()
    report = step.report(by=district.steward, note="进展", quantity=Decimal(28))
    assert report.state == "clear"
    Target.objects.filter(pk=target.pk).update(**kept)
    report.refresh_from_db()
    assert (report.state, report.doubtful) == ("pending", True)
    Milestone.objects.filter(pk=step.pk).update(quantity=30)
    approve_plan(step.project, by=district.supervisor, note="补录")
    assert standing(step).reported is None
    assert [one.reason for one in doubtful_figures(district.leader) if one.project == step.project.code] == [
        "填报之后，承诺的数量改过。"
    ]
    report.accept(by=district.supervisor)
    assert standing(step).reported == 28


def test_a_small_figure_stays_beyond_doubt_whatever_the_draft_promises(district: SimpleNamespace) -> None:
    step = district.alone
    report = step.report(by=district.steward, note="进展", quantity=Decimal(12))
    Target.objects.filter(pk=step.target_id).update(value=31)
    report.refresh_from_db()
    assert report.state == "clear"


def test_nobody_doubts_or_clears_a_figure_by_hand(district: SimpleNamespace) -> None:
    report = district.behind.reports.get()
    for said in ("state = 'pending', doubted_at = clock_timestamp()", "doubted_at = clock_timestamp()"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(f"UPDATE milestones_progressreport SET {said} WHERE id = %s", report.pk)


@pytest.mark.parametrize("days", [60, 12, -1], ids="{} days ago".format)
def test_no_finish_is_claimed_for_a_day_long_ago_whatever_the_statement_says(
    district: SimpleNamespace, days: int
) -> None:
    """It would count as in time, and in the ranking as neither, until somebody decides."""
    refused("within the days that the policy allows", CLAIM, district.late.pk, YESTERDAY + ONE - days * ONE)
    assert sql(CLAIM, district.late.pk, today()) == 1


# --- whoever approves has promised nothing of it ---


def test_no_date_is_approved_of_a_project_that_is_not(district: SimpleNamespace) -> None:
    """Its start and its quantities would stay open, and with them what is expected by now."""
    step = work(district, "CJ-180", -20, began=100, target=100, quantity=100, draft=True)
    refused("approved with its plan", BASELINE, 100, district.supervisor.pk, step.pk)


def test_nobody_but_a_supervisor_signs_the_approval_of_a_plan(district: SimpleNamespace) -> None:
    text = "UPDATE projects_project SET approved_at = clock_timestamp(), approved_by_id = %s WHERE id = %s"
    refused("a supervisor approves a plan", text, district.steward.pk, district.alone.project_id)


@pytest.mark.parametrize(
    "typed", [{"starts_on": str(ago(1))}, {"targets-0-value": "3000"}, {"targets-0-start_value": "90"}], ids=str
)
def test_nobody_approves_a_promise_that_they_rewrote(district: SimpleNamespace, typed: dict[str, str]) -> None:
    step = work(district, "CJ-181", -20, began=100, target=100, quantity=100, draft=True)
    address = reverse("admin:projects_project_change", args=[step.project_id])
    assert save(enter(district.supervisor), address, **typed).status_code == 302
    with pytest.raises(NotAllowed):
        approve_plan(step.project, by=district.supervisor)
    assert approve_plan(step.project, by=district.second) == [step]


def test_nobody_takes_the_mark_of_a_fresh_decision_away(district: SimpleNamespace) -> None:
    text = "UPDATE projects_user SET generated = true WHERE id = %s"
    refused("only the demonstration", text, district.second.pk)


def test_no_claim_is_made_without_the_whole_quantity_whatever_the_statement_says(district: SimpleNamespace) -> None:
    refused("with its whole quantity", CLAIM, district.behind.pk, today())
    assert standing(district.behind).light_rule == "behind_red"


def test_no_setting_dates_the_words_of_a_draft(district: SimpleNamespace) -> None:
    step = work(district, "CJ-182", -20, began=100, target=100, quantity=100, draft=True)
    approve_plan(step.project, by=district.supervisor)
    asked = ChangeRequest.ask(
        milestone=step,
        by=district.head,
        kind="quantity",
        new_quantity=Decimal(40),
        reason_class="design",
        text="减",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tiexi.at', '2020-01-01', true)")
        asked.approve(by=district.supervisor)
    assert Standing.objects.on(YESTERDAY).get(pk=step.pk).quantity == 100


def test_a_draft_that_measures_something_else_doubts_its_figures(district: SimpleNamespace) -> None:
    step = district.alone
    report = step.report(by=district.steward, note="进展", quantity=Decimal(15))
    Target.objects.filter(pk=step.target_id).update(unit="盏", value=28)
    report.refresh_from_db()
    assert report.state == "pending"
