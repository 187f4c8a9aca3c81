"""What moves a rank, a light or a charge stands on home for a week, with who did it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from backoffice.clock import today
from milestones.models import CalendarDay, Policy
from milestones.models.calendar_correction import CalendarCorrection
from milestones.reports.home.fresh_decisions import fresh_decisions
from milestones.reports.home.report import home_report
from milestones.reports.home.rule_changes import NUMBERS, kind_steps
from projects.models import PasswordReset, Role, RoleGrant, Unit
from projects.models.role_grant import is_newly_empowered
from tests.api_client import read
from tests.cast import enter, lay, person
from tests.forms import save

pytestmark = pytest.mark.django_db
TOMORROW = today() + dt.timedelta(1)
HOUR = dt.timedelta(hours=1)


def test_a_unit_that_is_ranked_in_another_group_is_told_with_who_moved_it(cast):
    before = home_report(cast.leader)
    address = reverse("admin:projects_unit_change", args=[cast.roads.pk])
    assert save(enter(cast.admin), address, kind="company").status_code == 302
    now = home_report(cast.leader)
    (told,) = now.changes.kinds
    assert (told.unit, told.was, told.now, told.people) == ("roads", "department", "company", ["admin"])
    assert now.checksum != before.checksum and read(cast.leader, "reports/home/")["kind_changes"][0]["how"] == told.how
    assert told.how in enter(cast.leader).get("/").content.decode() and "部门→平台公司" in told.how
    save(enter(cast.admin), address, kind="department")
    assert home_report(cast.leader).changes.kinds == [] and before.changes.kinds == []


def test_a_kind_that_was_changed_and_changed_back_is_told_twice():
    first, then = today() - dt.timedelta(4), today() - dt.timedelta(2)
    unit = Unit(kind="department")
    assert kind_steps(unit, {first: "department", then: "company"}) == [
        ("department", "company", first),
        ("company", "department", then),
    ]
    assert kind_steps(unit, {first: "department"}) == []  # the name was changed, or the kind and back on one day


def test_a_category_that_gets_a_policy_of_its_own_is_told_though_no_number_differs(cast):
    lay(Policy.objects, effective_from=today(), category=cast.project.category)
    (change,) = home_report(cast.leader).changes.policies
    assert change.numbers == [] and cast.project.category.name in change.how and "单独适用" in change.how
    assert change.how in enter(cast.leader).get("/").content.decode()


def test_every_number_and_word_of_a_policy_is_told(cast):
    kept = {"id", "effective_from", "category", "version"}
    assert set(NUMBERS) == {field.name for field in Policy._meta.local_fields} - kept
    other = {"evidence": "file", "ladder": [2, 6, 11, 30], "behind_yellow": 20, "behind_red": 40}
    other |= {name: getattr(Policy(), name) + 1 for name in NUMBERS if name not in other}
    lay(Policy.objects, effective_from=dt.date(2023, 1, 1))
    lay(Policy.objects, effective_from=today(), **other)
    (change,) = home_report(cast.leader).changes.policies
    assert {name for name, _was, _now in change.numbers} == set(NUMBERS)
    assert "1-5-10-20 → 2-6-11-30" in change.how and "附件" in change.how


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ladder", [1, 5, 10, 61]),
        ("ladder", [0, 5, 10, 20]),
        ("ladder", []),
        ("ladder", [20, 1, 10]),
        ("ladder", [5, 5, 10]),
        ("confirm_workdays", 61),
        ("confirm_workdays", 0),
        ("min_milestones", 101),
    ],
)
def test_no_number_silences_the_ladder_the_late_decisions_or_the_ranking(column, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(effective_from=TOMORROW, **{column: value})


@pytest.mark.parametrize("typed", ["5,1,10", "1,5,10,300", ""])
def test_a_ladder_that_does_not_rise_is_refused_in_words(cast, typed):
    add = reverse("admin:milestones_policy_add")
    answer = save(enter(cast.admin), add, effective_from=TOMORROW.isoformat(), ladder=typed)
    assert answer.status_code == 200 and "ladder" in answer.context["adminform"].form.errors
    assert typed == "" or "从小到大" in answer.content.decode()


def test_whoever_edited_a_policy_before_it_took_effect_is_named_too(cast):
    other = person("chief", Role.ADMIN)
    Policy.objects.exclude(effective_from__lt=TOMORROW).delete()
    add = reverse("admin:milestones_policy_add")
    assert save(enter(cast.admin), add, effective_from=TOMORROW.isoformat(), behind_red="40").status_code == 302
    policy = Policy.objects.get(effective_from=TOMORROW)
    change = reverse("admin:milestones_policy_change", args=[policy.pk])
    assert save(enter(other), change, behind_red="50").status_code == 302
    (told,) = home_report(cast.leader, TOMORROW).changes.policies
    assert told.people == ["admin", "chief"] and told.as_json()["by"] == "admin、chief"


def test_a_project_given_to_another_leader_is_told_to_both(cast):
    second = person("leader2", Role.LEADER)
    before = home_report(cast.leader, leader=cast.leader)
    cast.project.assign(by=cast.supervisor, leader=cast.leader)
    assert home_report(cast.leader).changes.led == []
    cast.project.assign(by=cast.supervisor, leader=second)
    for reader in (None, second):
        (told,) = home_report(cast.leader, leader=reader).changes.led
        assert (told.former, told.now, told.late) == ("leader", "leader2", told.late)
    assert home_report(cast.leader).checksum != before.checksum
    assert "换了分管领导" in enter(cast.leader).get("/").content.decode()
    (row,) = read(cast.leader, "reports/home/")["led"]
    assert (row["from_leader"], row["to_leader"]) == ("leader", "leader2")


def test_the_calendar_and_grants_decided_by_who_was_just_empowered_are_told(cast):
    chief = person("chief", Role.STEWARD)
    RoleGrant.ask(chief, by=cast.admin, role=Role.ADMIN).grant(by=cast.auditor)
    chief = type(chief).objects.get(pk=chief.pk)
    days = [CalendarDay(day=today(), is_workday=False, name="试")]
    CalendarCorrection.ask(days, by=cast.admin, text="更正").approve(by=chief, reason="核")
    RoleGrant.ask(cast.other, by=cast.admin, role=Role.SUPERVISOR).grant(by=chief)
    found = home_report(cast.leader).changes.fresh
    assert {(one.kind, one.project) for one in found} == {("correction", None), ("grant", None)}
    page = enter(cast.leader).get("/").content.decode()
    assert all(one.how in page for one in found)
    assert {row["project"] for row in read(cast.leader, "reports/home/")["fresh_decisions"]} == {None}


def test_a_printed_code_marks_what_is_decided_within_a_day_of_its_use(cast):
    """It is good for three days; who uses it on the third has the power from then on."""
    start = timezone.now()
    code = PasswordReset.reset(cast.supervisor, by=cast.admin, way="code")
    used = start + 60 * HOUR
    assert code and not is_newly_empowered(cast.supervisor.pk, used)
    events = type(cast.supervisor).pgh_event_model
    cast.supervisor.refresh_from_db()
    cast.supervisor.set_password("another-one-4711")
    cast.supervisor.must_change_password = False
    cast.supervisor.save(update_fields=["password", "must_change_password"])
    newest = events.objects.filter(pgh_obj=cast.supervisor.pk).order_by("-pgh_id").first()
    assert newest is not None and not newest.must_change_password
    assert is_newly_empowered(cast.supervisor.pk, newest.pgh_created_at + 23 * HOUR)
    assert not is_newly_empowered(cast.supervisor.pk, newest.pgh_created_at + 25 * HOUR)
    assert fresh_decisions(start, used) == []
