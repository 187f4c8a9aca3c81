"""The demonstration shows everything, whatever the day of the year on which it is loaded."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from backoffice.clock import end_of_day
from milestones.demo import demo_anchor_day
from milestones.models import (
    BaselineVersion,
    ChangeRequest,
    Claim,
    Escalation,
    Instruction,
    JobRun,
    Milestone,
    OverdueFlag,
    ProgressReport,
    Standing,
    Suspension,
)
from milestones.models.headings import countable_projects
from milestones.models.status import Rule
from milestones.reports.missing_reports import silent_projects
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.reorganizations import reorganizations_by_unit
from projects.models import Project, Reorganization, Role, Target, Unit, User
from projects.permissions import may_perform
from tests.cast import owner

pytestmark = pytest.mark.django_db
FAULTS = pytest.mark.faults  # slow: the other days of the year have a lane of their own
DAYS = [
    dt.date(2025, 6, 30),
    pytest.param(dt.date(2025, 1, 1), marks=FAULTS),
    pytest.param(dt.date(2025, 2, 28), marks=FAULTS),
    pytest.param(dt.date(2025, 12, 31), marks=FAULTS),
]


def demo(**options):
    output = StringIO()
    with owner():
        call_command("demo", stdout=output, **options)
    return output.getvalue()


@pytest.fixture(scope="module", params=DAYS, ids=str)
def anchor(request, django_db_setup, django_db_blocker):
    """The day of one load that all tests here read; it is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        request.node.last_line = demo(on=request.param.isoformat()).strip().splitlines()[-1]
        yield request.param
        transaction.set_rollback(True)


@pytest.fixture
def rows(anchor):
    return list(Standing.objects.on(anchor).with_names())


def test_the_last_line_counts(anchor, rows, request):
    overdue = sum(row.state == "overdue" for row in rows)
    flags = OverdueFlag.objects.filter(cleared_on=None).count()
    works = countable_projects(Project.objects).count()
    last = request.node.parent.last_line
    assert last == f"projects={works} milestones={len(rows)} overdue={overdue} flags={flags}"
    assert works > 300 and len(rows) >= 300


def test_lateness_has_all_four_ages(rows):
    ages = Counter(
        "1-7" if r.days_late <= 7 else "8-30" if r.days_late <= 30 else "31-90" if r.days_late <= 90 else ">90"
        for r in rows
        if r.is_overdue
    )
    assert sum(ages.values()) >= 20
    assert all(ages[band] >= 2 for band in ("1-7", "8-30", "31-90", ">90")), ages


def test_every_state_light_and_rule_is_there(rows):
    states = {"unplanned", "open", "overdue", "awaiting", "finished", "suspended", "cancelled"}
    assert {row.state for row in rows} == states
    assert {row.light for row in rows} - {None} == {"red", "yellow", "green", "grey", "blue"}
    assert {row.light_rule for row in rows} - {None} == set(Rule.values)


def test_the_list_is_neither_all_red_nor_all_calm(rows):
    lights = Counter(row.light for row in rows)
    assert lights["red"] < len(rows) / 8 and lights["green"] >= 20


@pytest.mark.parametrize("username", ["steward", "unithead", "supervisor", "leader", "auditor", "admin"])
def test_each_account_sees_something_overdue(anchor, username):
    user = User.objects.get(username=username)
    assert Standing.objects.on(anchor).visible_to(user).filter(state="overdue").count() >= 3


def test_changes_of_every_fate_are_there(anchor):
    extensions = ChangeRequest.objects.filter(kind="extend")
    assert {change.state for change in extensions} == {"approved", "refused", "pending", "withdrawn"}
    assert {change.kind for change in ChangeRequest.objects.all()} == set(ChangeRequest.Kind.values)
    assert BaselineVersion.objects.filter(number=2).exists()
    assert Suspension.objects.filter(to_at=None).exists() and Suspension.objects.filter(to_at__isnull=False).exists()


def test_claims_of_every_fate_are_there(anchor, rows):
    assert {claim.state for claim in Claim.objects.all()} == set(Claim.State.values)
    assert any(row.returned_times and row.is_overdue for row in rows)
    assert any(row.light_rule == "finished_late" and row.days_late > 10 for row in rows)


def test_a_claim_waits_longer_than_the_supervisor_may_take(anchor):
    assert Claim.objects.filter(state="pending", at__lt=end_of_day(anchor - dt.timedelta(12))).exists()


def test_a_project_is_silent(anchor):
    spoken = ProgressReport.objects.values("milestone__project")
    silent = Project.objects.filter(approved_at__isnull=False).exclude(pk__in=spoken)
    assert silent.filter(approved_at__lt=end_of_day(anchor - dt.timedelta(50))).exists()


def test_instructions_are_open_answered_and_closed(anchor):
    waiting = Instruction.objects.filter(closed_at=None)
    assert waiting.filter(reply=None, reply_by__gte=anchor).exists()
    assert Instruction.objects.unanswered(anchor).exists()
    assert waiting.filter(reply__isnull=False).exists()
    assert Instruction.objects.filter(closed_at__isnull=False, reply__isnull=False).exists()


def test_quantities_are_ahead_and_behind(rows):
    counted = [row for row in rows if row.behind is not None and row.state == "open"]
    assert any(row.behind > 30 for row in counted) and any(10 < row.behind <= 30 for row in counted)
    assert any(row.behind <= 0 for row in counted)
    assert any(row.state == "finished" and row.quantity for row in rows)


def test_every_invented_date_says_so(anchor):
    assert set(Milestone.objects.exclude(name="增补配套工程完成").values_list("origin", flat=True)) == {"template"}
    assert not Unit.objects.filter(generated=False).exists()
    assert not User.objects.filter(generated=False).exists()
    assert demo_anchor_day() == anchor


def test_a_unit_was_merged_into_another_before_the_week_that_home_tells(anchor):
    done = Reorganization.objects.get()
    assert done.unit.generated and done.unit.closed_at == done.carried_out_at and "演示数据" in done.text
    assert done.carried_out_at < end_of_day(anchor - dt.timedelta(7))
    assert [one.told for one in reorganizations_by_unit(anchor)["jiugai"]][0].startswith("区旧改工作专班并入区房产局")


def test_an_overdue_project_is_carried_over_and_stays_overdue(rows):
    draft = Project.objects.get(code__startswith="2025-")
    assert "演示数据" in draft.note and draft.source_line is None and not draft.milestones.exists()
    assert any(row.project_id == draft.continues_id and row.state == "overdue" for row in rows)


def test_every_label_that_the_source_prints_has_a_work_with_people_milestones_and_a_light(anchor):
    printed = set(Project.objects.exclude(source_line=None).exclude(label="").values_list("plan_year", "label"))
    shown = Project.objects.exclude(label="").exclude(unit=None).exclude(steward=None)
    shown = shown.filter(milestones__in=Standing.objects.on(anchor).filter(light__isnull=False).values("milestone"))
    assert len(printed) == 57 and printed <= set(shown.values_list("plan_year", "label"))


def test_last_years_plan_was_finished_in_time_or_late_and_some_of_it_carried_over(anchor, rows):
    last = [row for row in rows if row.project.plan_year == 2023]
    assert {row.light_rule for row in last} == {Rule.FINISHED, Rule.FINISHED_LATE}
    drafts = Project.objects.filter(continues__plan_year=2023, plan_year=2024).exclude(approved_at=None)
    assert drafts.filter(note__contains="演示数据", source_line=None).count() >= 2
    for draft in drafts.filter(source_line=None):
        assert max(row.days_late for row in last if row.project_id == draft.continues_id) >= 60


def test_the_register_stays_as_the_source_has_it(anchor):
    output = StringIO()
    call_command("load_register", stdout=output)
    last = output.getvalue().strip().splitlines()[-1]
    assert last.startswith("added=0 ") and last.endswith("differing=0")


@pytest.mark.parametrize(
    ("model", "instant"),
    [
        (ProgressReport, "at"),
        (Claim, "at"),
        (Claim, "decided_at"),
        (Claim, "reopened_at"),
        (ChangeRequest, "at"),
        (ChangeRequest, "decided_at"),
        (Instruction, "at"),
        (Milestone, "at"),
        (Project, "at"),
        (Project, "approved_at"),
        (BaselineVersion, "from_at"),
        (Suspension, "from_at"),
    ],
)
def test_no_fact_lies_after_the_anchor_or_before_last_years_plan(anchor, model, instant):
    rows = model.objects.exclude(**{instant: None})
    assert rows.exists()
    assert not rows.filter(**{f"{instant}__gte": end_of_day(anchor - dt.timedelta(1))}).exists()
    assert not rows.filter(**{f"{instant}__lt": end_of_day(anchor - dt.timedelta(551))}).exists()


def test_flags_were_raised_and_escalated_on_the_way(anchor):
    raised = OverdueFlag.objects.values_list("raised_on", flat=True)
    assert len(set(raised)) > 10 and max(raised) <= anchor
    assert set(Escalation.objects.values_list("step", flat=True)) == {1, 2, 3, 4}
    assert OverdueFlag.objects.filter(why="finished").exists()
    assert JobRun.objects.filter(job="flag", slot=anchor).exists()


def test_accounts_open_with_the_public_password(anchor):
    for name in ("steward", "unithead", "supervisor", "leader", "auditor", "admin"):
        user = User.objects.get(username=name)
        assert user.check_password("tiexi-demo") and not user.must_change_password
        assert user.is_staff == (user.role != Role.LEADER)
        assert user.email == f"{name}@example.com"


@pytest.mark.parametrize("username", ["steward", "unithead", "supervisor", "auditor", "admin"])
def test_each_figure_of_my_work_is_that_of_its_list_and_of_the_reports(anchor, client, username):
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(end_of_day(anchor) - dt.timedelta(hours=1), tick=False):
        found = {one.name: one for one in client.get("/admin/").context["sections"]}
        for name, one in found.items():
            if name != "missing":  # leads to the form that ends it, not to a list
                assert listed(client, one.link).count() == one.total, name
            assert not one.late_link or listed(client, one.late_link).count() == one.late, name
        late = set(listed(client, found["overdue"].link).values_list("pk", flat=True))
        quiet = set(listed(client, found["silent"].link).values_list("pk", flat=True))
    ids, silent = (
        set(build_overdue_report(user, anchor).ids),
        {row.id for row in silent_projects(user, anchor)},
    )
    if may_perform(user, "read-own"):
        ids &= set(Milestone.objects.editable_by(user).values_list("pk", flat=True))
        silent &= set(Project.objects.editable_by(user).values_list("pk", flat=True))
    assert (late, quiet) == (ids, silent) and len(late) >= 3


def listed(client, link):
    """What a list shows, over all its pages."""
    return client.get(link).context["cl"].queryset


def test_every_account_has_exactly_one_role(anchor):
    assert all(user.role for user in User.objects.prefetch_related("groups"))
    assert {user.role for user in User.objects.prefetch_related("groups")} == set(Role.values)


def test_a_quantity_that_counts_is_never_beyond_reason(anchor):
    counted_reports = ProgressReport.objects.counted(end_of_day(anchor))
    for target in Target.objects.filter(reports__in=counted_reports).distinct():
        newest = counted_reports.filter(target=target).order_by("-at").first()
        assert newest.quantity <= target.value


def test_a_doubtful_figure_waits_beside_the_one_that_counts(anchor, rows):
    (waiting,) = ProgressReport.objects.filter(state="pending")
    assert waiting.reason and waiting.quantity > waiting.target.value
    (row,) = [row for row in rows if row.pk == waiting.milestone_id]
    assert row.reported <= waiting.target.value


def test_a_second_load_changes_nothing(anchor, request):
    before = Milestone.objects.count(), ProgressReport.objects.count(), JobRun.objects.count()
    text = demo()
    assert str(anchor) in text and text.strip().splitlines()[-1] == request.node.parent.last_line
    assert before == (Milestone.objects.count(), ProgressReport.objects.count(), JobRun.objects.count())
