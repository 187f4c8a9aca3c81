"""What one person can do to the past by the calendar: nothing. Two people correct it, from their decision on."""

import datetime as dt
import json
import os

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.models import CalendarCorrection, CalendarDay, CalendarYear, FormerDay, Policy, Standing
from milestones.models.calendar import BEGINNING
from milestones.models.checks import workdays_between
from milestones.reports.home.report import home_report
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.provenance import calendar_provenance
from milestones.rules.official_calendar import workday_calendar
from projects.models import Role
from tests.api_client import read
from tests.cast import enter, make_cast, noon, owner, person

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/milestones/calendarday/upload/"
CORRECT = "/admin/milestones/calendarday/correct/"
LIST = "/admin/milestones/calendarcorrection/"
ONE = dt.timedelta(1)
THEN = dt.date(2024, 7, 1)  # a day on which the milestone of the cast is late
PAST = [dt.date(2024, 6, 17) + n * ONE for n in range(5)]  # five working days after its baseline


def table(days, word="否"):
    return "日期,是否上班,名称\n" + "".join(f"{day},{word},放假\n" for day in days)


@pytest.fixture
def cast():
    found = make_cast()
    found.second_admin = person("admin2", Role.ADMIN)
    return found


def late(cast, on):
    return Standing.objects.on(on).get(pk=cast.milestone.pk).working_days_late


def said(on=THEN):
    """What a report of a past day says, whole."""
    report = build_overdue_report(on=on)
    rows = [(row.id, row.working_days_late, row.light_reason) for row in report.rows()]
    return report.checksum, rows, json.dumps(report.calendar, sort_keys=True)


def upload(client, text, reason=""):
    file = SimpleUploadedFile("日历.csv", text.encode(), "text/csv")
    return client.post(UPLOAD, {"file": file, "text": reason}, follow=True)


def ask(cast, days=PAST, worked=False):
    rows = [CalendarDay(day=day, is_workday=worked, name="放假") for day in days]
    return CalendarCorrection.ask(rows, by=cast.admin, text="国办发明电更正")


def test_an_upload_over_past_days_changes_nothing_and_names_them(cast):
    before, now = said(), late(cast, today())
    page = upload(enter(cast.admin), table([*PAST, today() + 9 * ONE]))
    fault = page.context["form"].errors["file"][0]
    assert "（2024年6月17日至21日）" in fault
    assert (said(), late(cast, today())) == (before, now) and not CalendarDay.objects.exists()


def test_with_a_reason_the_past_days_of_an_upload_are_asked_for_and_the_others_written(cast):
    before, now, coming = said(), late(cast, today()), today() + 9 * ONE
    upload(enter(cast.admin), table([*PAST, coming]), "国办发明电更正")
    assert (said(), late(cast, today())) == (before, now)
    assert list(CalendarDay.objects.values_list("day", flat=True)) == [coming]
    asked = CalendarCorrection.objects.get()
    assert [one["day"] for one in asked.days] == [str(day) for day in PAST] and asked.state == "pending"


@pytest.mark.parametrize("door", ["add", "change", "delete"])
def test_no_form_of_the_list_changes_a_day_that_has_come(cast, door):
    with owner():
        CalendarDay.objects.create(day=PAST[0], is_workday=False, name="放假")
    before, client = list(CalendarDay.objects.values()), enter(cast.admin)
    path = f"/admin/milestones/calendarday/{'' if door == 'add' else f'{PAST[0]}/'}{door}/"
    sent = {"day": str(today()), "is_workday": "on", "name": "上班", "post": "yes"}
    assert client.post(path, sent).status_code in (200, 403)
    assert list(CalendarDay.objects.values()) == before


def test_no_command_changes_a_day_that_has_come(cast, tmp_path):
    with owner():
        call_command("sync_calendar", "2024", verbosity=0)
        CalendarDay.objects.filter(day="2024-05-11").update(is_workday=False)
    path = tmp_path / "days.csv"
    path.write_text(table(PAST))
    before = list(CalendarDay.objects.values())
    for arguments in (["2024"], ["--csv", str(path)], ["2023"]):
        with pytest.raises(CommandError, match="202[34]年"):
            call_command("sync_calendar", *arguments, verbosity=0)
    with owner(), pytest.raises(CommandError, match="2024年5月11日"):
        call_command("sync_calendar", "2024", verbosity=0)
    assert list(CalendarDay.objects.values()) == before


@pytest.mark.parametrize(
    "attack",
    [
        "INSERT INTO milestones_calendarday (day, is_workday, name, version) VALUES ('2024-06-18', false, 'x', 1)",
        "INSERT INTO milestones_calendarday (day, is_workday, name, version, from_at) VALUES ('2024-06-18', false, "
        "'x', 1, '2000-01-01')",
        "UPDATE milestones_calendarday SET is_workday = true",
        "UPDATE milestones_calendarday SET from_at = '2000-01-01'",
        "UPDATE milestones_calendarday SET day = '2024-06-18'",
        "UPDATE milestones_calendarday SET day = '2031-06-18'",
        "DELETE FROM milestones_calendarday",
        "INSERT INTO milestones_formerday (day, is_workday, from_at, to_at) VALUES ('2024-06-18', false, "
        "'2000-01-01', now())",
        "UPDATE milestones_formerday SET to_at = now()",
        "DELETE FROM milestones_formerday",
        "INSERT INTO milestones_policy (effective_from, due_soon_workdays, behind_yellow, behind_red, ladder, "
        "confirm_workdays,"
        " claim_backdate_workdays, evidence, filing_day, filing_day_december, min_milestones, version)"
        " VALUES ('2024-06-18', 1, 1, 99, '{1,2,3,4}', 99, 99, 'note', 1, 1, 1, 1)",
        "UPDATE milestones_policy SET effective_from = '2024-06-18' WHERE effective_from > '2024-12-31'",
    ],
)
def test_the_applications_role_cannot_rewrite_the_past(cast, attack):
    with owner():
        CalendarDay.objects.create(day=PAST[0], is_workday=False, name="放假")
    Policy.objects.create(effective_from=today() + ONE)
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert isinstance(refused.value.__cause__, psycopg.errors.CheckViolation | psycopg.errors.InsufficientPrivilege)


def test_a_day_to_come_is_changed_at_once_and_earlier_answers_stay(cast):
    coming = today() + 9 * ONE
    yesterday = today() - ONE
    before = [workday_calendar(yesterday).is_workday(coming), calendar_provenance(yesterday)]
    first = CalendarDay.objects.create(day=coming, is_workday=coming.weekday() > 4, name="放假")
    assert workday_calendar().is_workday(coming) == first.is_workday != before[0]
    assert [workday_calendar(yesterday).is_workday(coming), calendar_provenance(yesterday)] == before
    CalendarDay.objects.filter(pk=coming).update(from_at=BEGINNING)
    first.refresh_from_db()
    assert first.from_at.date() >= yesterday
    first.delete()
    assert [FormerDay.objects.count(), workday_calendar().is_workday(coming)] == [2, before[0]]


def test_who_asked_does_not_decide_and_nobody_without_the_role_does(cast):
    asked = ask(cast)
    for who in (cast.admin, cast.supervisor, cast.leader, cast.steward):
        with pytest.raises(NotAllowed):
            asked.approve(by=who, reason="同意")
    assert enter(cast.admin).post(f"{LIST}{asked.pk}/approve-correction/", {"reason": "好"}).status_code == 403
    with pytest.raises(NotAllowed):
        CalendarCorrection.ask([], by=cast.auditor, text="x")
    for by in (cast.admin, cast.supervisor):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarCorrection.objects.update(state="approved", decided_by=by, decided_at=asked.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarCorrection.objects.update(days=[])
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("decider", ["auditor", "second_admin"])
def test_an_approved_correction_works_from_its_decision_and_is_told(cast, decider):
    before, now = said(), late(cast, today())
    client = enter(cast.admin)
    for day in PAST:
        sent = {"day": str(day), "is_workday": "no", "name": "放假", "text": "国办发明电更正"}
        assert client.post(CORRECT, sent).status_code == 302
    deciding = enter(getattr(cast, decider))
    for asked in CalendarCorrection.objects.all():
        page = deciding.get(f"{LIST}{asked.pk}/approve-correction/").content.decode()
        assert f"2024年6月{asked.days[0]['day'][-2:]}日" in page
        assert deciding.post(f"{LIST}{asked.pk}/approve-correction/", {"reason": "已核对"}).status_code == 302
    assert said() == before and late(cast, THEN) > 0
    assert late(cast, today()) == now - len(PAST)
    page = enter(cast.supervisor).get("/reports/overdue/", {"on": str(THEN)}).content.decode()
    assert "日历后来更正" in page and "2024-06-17" in page and today().isoformat() in page
    assert "日历后来更正" not in enter(cast.supervisor).get("/reports/overdue/").content.decode()
    assert "日历后来更正" not in enter(cast.supervisor).get(f"/reports/overdue/?on={PAST[0] - ONE}").content.decode()


def test_a_correction_is_refused_or_withdrawn_with_nothing_changed(cast):
    first = ask(cast)
    with pytest.raises(ValidationError):
        first.refuse(by=cast.auditor, reason=" ")
    first.refuse(by=cast.auditor, reason="没有文件")
    second = ask(cast)
    with pytest.raises(NotAllowed):
        second.withdraw(by=cast.second_admin)
    second.withdraw(by=cast.admin)
    for one in (first, second):
        with pytest.raises(Conflict):
            one.approve(by=cast.auditor, reason="同意")
    assert not CalendarDay.objects.exists()


def test_a_back_dated_claim_counts_by_the_calendar_of_its_day(cast):
    yesterday = today() - ONE
    far = workday_calendar().add(yesterday, -8)
    before = workdays_between(far, yesterday)
    between = [far + n * ONE for n in range(1, (today() - far).days + 1)]
    asked = ask(cast, between)
    with pytest.raises(ValidationError):
        cast.milestone.claim(by=cast.steward, finished_on=far, note="完成")
    asked.approve(by=cast.auditor, reason="已核对")
    assert [workdays_between(far, yesterday), workdays_between(far, today())] == [before, 0] != [0, 0]
    with owner(), pytest.raises(ValidationError):
        cast.milestone.claim(by=cast.steward, finished_on=far, note="完成", at=noon(yesterday))


def test_no_calendar_opens_the_way_further_back_than_a_long_holiday(cast):
    far = today() - 60 * ONE
    ask(cast, [far + n * ONE for n in range(61)]).approve(by=cast.auditor, reason="已核对")
    assert workdays_between(far, today()) == 0
    with pytest.raises(ValidationError, match="16"):
        cast.milestone.claim(by=cast.steward, finished_on=today() - 17 * ONE, note="完成", late_reason="雨季")
    assert cast.milestone.claim(by=cast.steward, finished_on=today() - 16 * ONE, note="完成", late_reason="雨季").pk


def test_home_tells_for_a_week_who_changed_which_days_and_its_checksum_covers_what_they_move(cast, client):
    before = home_report(cast.leader).checksum, home_report(cast.leader).worst[0].row.working_days_late
    ask(cast, [today() - n * ONE for n in range(1, 9)]).approve(by=cast.auditor, reason="已核对")
    now = home_report(cast.leader)
    (change,) = now.changes.calendar
    assert change.people == ["admin", "auditor"] and len(change.days) == 8
    assert now.worst[0].row.working_days_late < before[1] and now.checksum != before[0]
    client.force_login(cast.leader, "django.contrib.auth.backends.ModelBackend")
    assert change.how in client.get("/").content.decode()
    assert read(cast.leader, "reports/home/")["calendar_changes"] == [change.as_json()]
    assert home_report(cast.leader, today() - ONE).changes.calendar == []


def test_a_day_to_come_that_one_person_changes_is_told_too(cast):
    upload(enter(cast.admin), table([today() + 9 * ONE]))
    (change,) = home_report(cast.leader).changes.calendar
    assert (change.days, change.people) == ([today() + 9 * ONE], ["admin"])


def test_a_day_entered_ahead_stands_on_home_again_when_it_has_come_unless_the_official_calendar_brought_it(cast):
    CalendarDay.objects.create(day=today() + 10 * ONE, is_workday=False, name="国庆节")  # by the command, of nobody
    upload(enter(cast.admin), table([today() + 9 * ONE]))
    told = [home_report(cast.leader, today() + days * ONE).changes.calendar for days in (8, 9, 11, 15, 16)]
    named = [today() + 9 * ONE], ["admin"]
    assert [[(one.days[:1], one.people) for one in changes] for changes in told] == [[], [named], [named], [named], []]


def test_a_correction_of_yesterdays_kind_can_be_corrected_again(cast):
    before = said()
    ask(cast).approve(by=cast.auditor, reason="同意")
    ask(cast, worked=True).approve(by=cast.auditor, reason="恢复")
    assert said() == before and late(cast, today()) == late(cast, today())
    assert CalendarDay.objects.filter(is_workday=True).count() == len(PAST)
    assert FormerDay.objects.count() == 2 * len(PAST)


def test_the_only_one_who_may_decide_is_told_so():
    alone = person("root", Role.ADMIN)
    asked = CalendarCorrection.ask([CalendarDay(day=PAST[0], is_workday=False, name="放假")], by=alone, text="首次录入")
    assert asked.alone and asked.state == "approved" and CalendarDay.objects.exists()
    assert workday_calendar(THEN).is_workday(PAST[0]) and not workday_calendar().is_workday(PAST[0])


def test_the_status_of_a_year_is_the_one_of_the_day(cast):
    with owner():
        CalendarYear.objects.create(year=2024, status="provisional")
        CalendarDay.objects.create(day=dt.date(2024, 1, 1), is_workday=False, name="元旦")
    before = calendar_provenance(THEN)
    CalendarYear.objects.update(status="official")
    assert calendar_provenance(THEN) == before and before["years"] == {"2024": "provisional"}
    assert calendar_provenance(today(), THEN)["years"]["2024"] == "official"


def test_the_applications_login_is_refused_too(cast):
    address = os.environ["DATABASE_URL"].replace(
        "tiexi_owner@/tiexi?", f"tiexi_app@/{connection.settings_dict['NAME']}?"
    )
    with psycopg.connect(address) as login, pytest.raises(psycopg.errors.CheckViolation):
        login.execute(
            "INSERT INTO milestones_calendarday (day, is_workday, name, version) VALUES ('2024-06-18', false, 'x', 1)"
        )
