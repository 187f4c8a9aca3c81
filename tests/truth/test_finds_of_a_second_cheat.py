"""What a second search found, each shut: nights, papers, answers, authors and deletions that reached a past page."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from backoffice.clock import today
from backoffice.recording import historical_replay
from milestones.jobs.scheduler import run_due_jobs
from milestones.models import ChangeRequest, Escalation, Instruction, Job, JobRun, OverdueFlag
from milestones.models.plan import approve_plan
from milestones.reports.home.report import home_report
from milestones.reports.ranking.counted_milestones import milestones_due_in
from milestones.rules.flagging import flag_overdue
from projects.models import Category, Project, Unit, User
from tests.cast import enter, lay, noon, owner
from tests.forms import save

from .cheat import ONE, ago, checksums, make_late_district, page_checksum, read, work
from .test_cheat_finds import sql
from .test_past_pages import text_of

YESTERDAY = today() - ONE
ALL = [f"2026-CJ-{number}" for number in (101, 102, 105, 106, 107, 112, 114)]
RUN = (
    "INSERT INTO milestones_jobrun (job, slot, state, started_at, token, attempts, counts, last_error)"
    " VALUES ('flag', %s, 'done', now(), gen_random_uuid(), 1, '{}', '')"
)


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_late_district()
        transaction.set_rollback(True)


@pytest.fixture
def district(laid: SimpleNamespace, db: None) -> SimpleNamespace:
    return deepcopy(laid)


def shown(cast: Any, *codes: str) -> dict[str, str]:
    """What yesterday's pages print."""
    client = Client()
    client.force_login(cast.second)
    paths = [reverse(name) for name in ("home", "overdue", "projects", "units", "trend", "wall")]
    paths += [reverse("project", args=[code]) for code in codes]
    return {path: text_of(client.get(path, {"on": YESTERDAY.isoformat()}).content.decode()) for path in paths}


def past(cast: Any) -> tuple[Any, Any]:
    return checksums(cast, [YESTERDAY], ALL), shown(cast, *ALL)


def without_last_night() -> None:
    """As it stands when the job was off yesterday."""
    with owner(), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute('DELETE FROM milestones_escalation WHERE "on" >= %s', [YESTERDAY])
        cursor.execute(
            "UPDATE milestones_overdueflag SET cleared_on = NULL, why = '' WHERE cleared_on >= %s", [YESTERDAY]
        )
        cursor.execute("DELETE FROM milestones_overdueflag WHERE raised_on >= %s", [YESTERDAY])
        cursor.execute("DELETE FROM milestones_jobrun WHERE job = 'flag' AND slot >= %s", [YESTERDAY])


# --- nights ---


def test_a_night_that_was_missed_is_not_flagged_the_day_after(district: SimpleNamespace) -> None:
    without_last_night()
    before = past(district)
    address = reverse("admin:milestones_job_change", args=[Job.Name.FLAG])
    assert save(enter(district.admin), address, due_at="23:59", active="on").status_code == 302
    assert Job.Name.FLAG not in run_due_jobs().done
    with pytest.raises(ValidationError, match="ended|已经过去"):
        flag_overdue(YESTERDAY)
    assert past(district) == before
    assert flag_overdue(today()).raised >= 0 and past(district) == before


def test_no_statement_writes_a_night_of_another_day(district: SimpleNamespace) -> None:
    flag = OverdueFlag.objects.filter(milestone=district.late, cleared_on=None).get()
    with owner(), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("DELETE FROM milestones_escalation WHERE flag_id = %s AND step > 1", [flag.pk])
    before = past(district)
    climb = 'INSERT INTO milestones_escalation (flag_id, step, "on", to_id) VALUES (%s, %s, %s, NULL)'
    for statement, *values in (
        (climb, flag.pk, 2, YESTERDAY),
        (RUN, ago(4)),
        (RUN, today() + 3000 * ONE),
        ("UPDATE milestones_jobrun SET state = 'failed' WHERE job = 'flag' AND slot = %s", YESTERDAY),
    ):
        with pytest.raises(IntegrityError):
            sql(statement, *values)
    assert past(district) == before
    assert JobRun.objects.filter(job="flag", slot=YESTERDAY, state="done").exists()


def test_no_step_of_the_ladder_is_taken_beforehand(district: SimpleNamespace) -> None:
    with historical_replay():
        new = work(district, "CJ-300", 1)
    flag_overdue(today())
    flag = OverdueFlag.objects.get(milestone=new, cleared_on=None)
    for step in (2, 3, 4):
        with pytest.raises(IntegrityError, match="on its day"), transaction.atomic():
            Escalation.objects.create(flag=flag, step=step, on=today())


# --- the wall, papers, answers ---


def test_a_report_of_today_leaves_yesterdays_wall_in_its_order(district: SimpleNamespace) -> None:
    with historical_replay():
        first = work(district, "CJ-320", -20, draft=True)
        for name in ("同日二", "同日三"):
            lay(first.project.milestones, name=name, forecast_due=first.forecast_due, at=noon(ago(200)))
        approve_plan(first.project, by=district.supervisor, at=noon(ago(200)))
    before = shown(district)
    first.report(by=district.steward, note="推迟", forecast_due=first.forecast_due + ONE)
    assert shown(district) == before


def test_no_paper_is_named_after_the_decision(district: SimpleNamespace) -> None:
    asked = ChangeRequest.ask(
        kind="extend", milestone=district.late, by=district.steward, reason_class="land", text="征迁", new_due=ago(-30)
    )
    asked.approve(by=district.supervisor)
    for said in ("document_number = '沈铁政〔2026〕99号'", "reason = '后来写的'"):
        with pytest.raises(IntegrityError, match="decided once"):
            sql(f"UPDATE milestones_changerequest SET {said} WHERE id = %s", asked.pk)


def test_no_instruction_is_answered_by_a_report_of_an_earlier_day(district: SimpleNamespace) -> None:
    report = district.behind.reports.get()
    with historical_replay():
        given = Instruction.give(
            milestone=district.behind, by=district.leader, text="速办", reply_by=ago(11), at=noon(ago(15))
        )
    with pytest.raises(IntegrityError, match="report of now"):
        sql("UPDATE milestones_instruction SET reply_id = %s WHERE id = %s", report.pk, given.pk)
    other = district.late.report(by=district.steward, note="另一节点")
    with pytest.raises(IntegrityError, match="report of now"):
        sql("UPDATE milestones_instruction SET reply_id = %s WHERE id = %s", other.pk, given.pk)
    given.answer(by=district.steward, note="正在赶工")
    assert given.reply and given.reply.note == "正在赶工"


# --- authors ---


@pytest.mark.parametrize("author", ["99999999", '"x"', "[]", "1e30", "true", "-1"])
@pytest.mark.parametrize(
    "written",
    [
        "UPDATE projects_unit SET kind = 'street' WHERE code = 'roads'",
        "UPDATE projects_project SET unit_id = (SELECT id FROM projects_unit WHERE code = 'schools') "
        "WHERE code = '2026-CJ-101'",
        "INSERT INTO milestones_calendarday (day, is_workday, name) VALUES (CURRENT_DATE + 9, false, '休')",
    ],
)
def test_no_forged_author_takes_the_first_page_down(district: SimpleNamespace, author: str, written: str) -> None:
    with connection.cursor() as cursor:
        said = f'{{"user": {author}}}'
        cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [said])
        cursor.execute("SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true)")
        cursor.execute(written)
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
    for days in (0, 1, 9):
        home_report(district.leader, today() + days * ONE)
    assert enter(district.leader).get("/").status_code == 200


# --- what past pages name ---


def test_nothing_that_past_pages_name_is_deleted(district: SimpleNamespace) -> None:
    extra = Unit.objects.create(code="extra", name="区协办局")
    viaduct = Category.objects.create(code="viaduct", name="高架桥", name_en="Viaducts", list="urban")
    person = User.objects.create(username="oldhead", name="原负责人")
    records: tuple[Any, ...] = (extra, viaduct, person)
    for record in records:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            type(record).objects.filter(pk=record.pk)._raw_delete(using="default")


def test_the_checksum_of_a_project_covers_the_head_of_its_unit(district: SimpleNamespace) -> None:
    before = page_checksum(district.leader, "2026-CJ-101", today())
    head = User.objects.create(username="newhead", name="新负责人", unit=district.roads)
    Unit.objects.filter(pk=district.roads.pk).update(head=head)
    assert page_checksum(district.leader, "2026-CJ-101", today()) != before
    assert page_checksum(district.leader, "2026-CJ-101", YESTERDAY) == page_checksum(
        district.leader, "2026-CJ-101", YESTERDAY
    )


def test_demonstration_stays_demonstration(district: SimpleNamespace) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_user SET generated = true WHERE id = %s", [district.second.pk])
    with pytest.raises(IntegrityError, match="demonstration"):
        sql("UPDATE projects_user SET generated = false WHERE id = %s", district.second.pk)


# --- force majeure and raised promises ---


def test_force_majeure_leaves_an_old_lateness_with_the_unit_that_had_it(district: SimpleNamespace) -> None:
    step, later = district.late, today() + 2 * ONE
    was = read(district, later).missed
    Project.objects.filter(pk=step.project_id).update(unit=district.schools, steward=district.other)
    asked = ChangeRequest.ask(
        kind="extend", milestone=step, by=district.other, reason_class="force_majeure", text="汛", new_due=today()
    )
    asked.approve(by=district.supervisor)
    assert read(district, later).missed[district.roads.pk] == was[district.roads.pk]
    row: Any = milestones_due_in(later.replace(month=1, day=1), later).get(pk=step.pk)
    assert (row.excused_days, row.how) == (0, "overdue")  # the days before the decision were late without it


def test_a_raised_promise_is_not_called_caught_up(district: SimpleNamespace) -> None:
    asked = ChangeRequest.ask(
        kind="quantity",
        target=district.behind.target,
        by=district.steward,
        reason_class="design",
        text="多做",
        new_quantity=Decimal(1000),
    )
    asked.approve(by=district.supervisor)
    with override("zh-hans"):
        told = [one.how for one in home_report(district.leader).changes.cured if one.pk == district.behind.project_id]
    assert told == ["经批准调整了数量"]
