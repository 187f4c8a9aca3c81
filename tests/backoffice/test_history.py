"""Who changed what, from what to what, when and through which channel: in words, at a bounded cost."""

import datetime as dt

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from backoffice.channel import Channel, channel_of_path, history_channel
from backoffice.history.events import history_tables
from backoffice.history.labels import column_label
from backoffice.history.record_history import record_history
from milestones.admin.project_history import project_history
from milestones.models import (
    CalendarDay,
    CalendarYear,
    Delivery,
    Escalation,
    Handover,
    Instruction,
    JobRun,
    MilestoneTemplate,
    OverdueFlag,
    SavedFilter,
    Subscription,
)
from milestones.tasks import tick
from projects.models import Category, Project, Role, Target, User
from tests.api_client import V1, client_of
from tests.cast import add_milestone, lay, rename_unit
from tests.forms import save
from tiexi.celery import RecordedTask, app

pytestmark = pytest.mark.django_db
EVENTS_THEMSELVES = {"OverdueFlag", "Escalation", "Delivery", "JobRun", "Import", "PasswordReset"}


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def told(change):
    return [(one.label, one.before, one.after) for one in change.fields]


def page(record, kind="change"):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{kind}", args=[record.pk])


def test_the_desk_is_named_with_the_person_and_both_values(as_, cast):
    save(as_("supervisor"), page(cast.project), note="已核对")
    newest = record_history(cast.project)[0]
    assert (newest.who, newest.channel_name, told(newest)) == ("supervisor", "后台", [("备注", "—", "已核对")])


def test_the_api_is_named(cast):
    client, path = client_of(cast.supervisor), f"{V1}projects/{cast.project.code}/"
    client.patch(path, {"note": "接口"}, format="json", HTTP_IF_MATCH=client.get(path)["ETag"])
    newest = record_history(cast.project)[0]
    assert (newest.who, newest.channel, told(newest)) == ("supervisor", Channel.API, [("备注", "—", "接口")])


def test_an_import_is_named(cast):
    with history_channel(Channel.IMPORT, user=cast.admin.pk):
        Project.objects.update(note="导入")
    newest = record_history(cast.project)[0]
    assert (newest.who, newest.channel_name) == ("admin", str(Channel.IMPORT.label))


def test_a_command_is_named(cast):
    call_command("sync_calendar", 2027, provisional=True, verbosity=0)
    assert record_history(CalendarYear.objects.get(year=2027))[0].channel == Channel.COMMAND


def test_a_job_is_named(cast):
    @app.task(name="tests.note")
    def note():
        Project.objects.update(note="夜里")

    note()
    assert record_history(cast.project)[0].channel == Channel.JOB
    assert isinstance(tick._get_current_object(), RecordedTask)


def test_the_database_itself_is_named(cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET note = '直改'")
    newest = record_history(cast.project)[0]
    assert (newest.who, newest.channel_name, told(newest)) == ("", "数据库", [("备注", "—", "直改")])


def test_an_address_of_the_mail_links_is_a_channel_of_its_own(client, cast):
    assert [str(channel) for channel in map(channel_of_path, ["/admin/x", "/api/v1/x", "/act/x", "/login/", "/"])] == [
        "admin",
        "api",
        "link",
        "page",
        "page",
    ]


def test_values_are_words(cast):
    with history_channel(Channel.ADMIN, user=cast.supervisor.pk):
        Project.objects.update(unit=cast.schools, steward=None, phase="started", location="北一路")
    assert set(told(record_history(cast.project)[0])) == {
        ("责任单位", "区住建局", "区教育局"),
        ("项目管家", "steward", "—"),
        ("阶段", "谋划", "开复工"),
        ("地点", "—", "北一路"),
    }


def test_days_numbers_and_yes_or_no_are_words(cast):
    day = CalendarDay.objects.create(day=dt.date(2031, 1, 2), is_workday=True, name="调休")
    CalendarDay.objects.update(is_workday=False)
    assert ("工作日", "是", "否") in told(record_history(day)[0])
    assert ("日期", "—", "2031年1月2日") in told(record_history(day)[1])
    assert ("数值", "—", "9") in told(record_history(cast.target)[0])


def test_a_role_is_told_by_its_name(as_, cast):
    save(as_("admin"), page(cast.steward), role_choice=Role.UNIT_HEAD)
    newest = record_history(cast.steward)[0]
    assert (newest.who, told(newest)) == ("admin", [("角色", "项目管家", "单位负责人")])


def test_units_that_cooperate_are_told(as_, cast):
    save(as_("supervisor"), page(cast.project), co_units=[str(cast.schools.pk)], note="协同")
    newest = record_history(cast.project)[0]
    assert set(told(newest)) == {("备注", "—", "协同"), ("协同单位", "—", "区教育局")}


def test_a_claim_tells_its_story(cast):
    today = timezone.localdate()
    claim = cast.milestone.claim(by=cast.steward, note="完成", finished_on=today)
    claim.confirm(by=cast.supervisor)
    claim.reopen(by=cast.second, reason="质量问题")
    steps = record_history(claim)[::-1]
    assert [change.who for change in steps] == ["steward", "supervisor", "second"]
    states = [{label: after for label, _before, after in told(change)}["状态"] for change in steps]
    assert states == ["待审批", "已确认", "已撤销销号"]
    assert ("—", "质量问题") in {(before, after) for _label, before, after in told(steps[-1])}


def test_what_is_deleted_is_told_to_those_who_watch(as_, cast):
    draft = add_milestone(cast, "草稿", dt.date(2024, 9, 1))
    url = page(draft, "history")
    as_("steward").post(page(draft, "delete"), {"post": "yes"})
    answer = as_("auditor").get(url)
    newest = answer.context["changes"][0]
    assert (newest.deleted, newest.who, newest.channel) == (True, "steward", Channel.ADMIN)
    assert "草稿" in as_("auditor").get(reverse("audit_log") + "?kind=delete").content.decode()
    assert as_("steward").get(url).status_code == 404


def every_kind(cast):
    """One record of each kind that the admin shows."""
    today = timezone.localdate()
    MilestoneTemplate.objects.create(category=cast.project.category, sequence=90, name="模板", share=50)
    Subscription.objects.create(user=cast.steward, scope="own")
    CalendarDay.objects.create(day=dt.date(2031, 1, 2), is_workday=True, name="调休")
    CalendarYear.objects.create(year=2031, status="provisional")
    Instruction.give(by=cast.supervisor, text="加快", reply_by=today, milestone=cast.milestone)
    flag = OverdueFlag.objects.create(milestone=cast.milestone, baseline_due=today, since=today, raised_on=today)
    Escalation.objects.create(flag=flag, step=1, on=today, to=cast.steward)
    JobRun.objects.create(job="flag", slot=today)
    Handover.objects.create(leaver=cast.head, successor=cast.steward, by=cast.admin, note="调离")
    SavedFilter.objects.create(user=cast.auditor, list="milestones.milestone", name="逾期", query="overdue=true")
    Delivery.objects.create(
        dedup_key="x",
        kind="digest",
        slot=today,
        recipient=cast.steward,
        to_addr="a@example.com",
        language="zh-hans",
        subject="摘要",
        text="",
        html="",
        message_id="x",
        not_after=timezone.now(),
    )
    other = cast.project.milestones.create(name="路面", forecast_due=today, owner=cast.steward)
    cast.milestone.report(by=cast.steward, note="进展", files=())
    cast.milestone.request_change(
        by=cast.steward, kind="extend", new_due=today + dt.timedelta(days=9), reason_class="land", text="征迁"
    )
    cast.project.changes.model.ask(
        by=cast.steward, kind="suspend", reason_class="land", text="停", project=cast.project
    ).approve(by=cast.supervisor)
    return other


def test_every_record_has_a_readable_history_page(as_, cast):
    every_kind(cast)
    missing = []
    for model, one in admin.site._registry.items():
        record = model._base_manager.first() if hasattr(one, "readers") else None
        if record is None:
            missing.append(model.__name__)
            continue
        # Subscriptions are in sight of their owner and the administrator alone.
        reader = "admin" if model is Subscription else "auditor"
        answer = as_(reader).get(page(record, "history"))
        assert answer.status_code == 200 and answer.context["changes"], model
        assert answer.context["changes"][0].fields, model
    assert set(missing) <= {
        "Attachment",
        "Claim",
        "Span",
        "Standing",
        "Import",
        "PasswordReset",
        "RoleGrant",
        "CalendarCorrection",
        "Reorganization",
    }


def test_what_people_write_is_tracked_and_what_is_an_event_is_not():
    tracked = {table.pgh_tracked_model.__name__ for table in history_tables()}
    shown = {model.__name__ for model, one in admin.site._registry.items() if hasattr(one, "readers")}
    assert shown - tracked == EVENTS_THEMSELVES


def test_every_column_of_a_history_is_called_in_chinese():
    for table in history_tables():
        for column in table.pgh_tracked_model._meta.concrete_fields:
            if column.editable and not column.primary_key and column.name not in ("is_superuser", "password"):
                label = column_label(column)
                assert any(letter >= "\u4e00" for letter in label), (table, column.name, label)


def test_the_histories_can_only_be_added_to():
    for table in history_tables():
        for verb in (
            f"UPDATE {table._meta.db_table} SET pgh_label = 'x'",
            f"DELETE FROM {table._meta.db_table}",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(verb)


def test_a_long_history_costs_no_more_queries_and_comes_in_pages(cast, django_assert_max_num_queries):
    with history_channel(Channel.COMMAND):
        for number in range(60):
            Project.objects.update(note=f"第{number}次", steward=cast.steward if number % 2 else None)
    with django_assert_max_num_queries(10):
        first = record_history(cast.project)
    with django_assert_max_num_queries(10):
        second = record_history(cast.project, place=first.older)
    assert second and not {one.at for one in first} & {one.at for one in second}


def test_a_project_tells_all_that_happened_to_it(cast, django_assert_max_num_queries):
    every_kind(cast)
    with django_assert_max_num_queries(40):
        entries = project_history(cast.project, 100)
    kinds = {change.model.__name__ for change in entries}
    assert kinds >= {
        "Project",
        "Target",
        "Milestone",
        "ProgressReport",
        "ChangeRequest",
        "Instruction",
        "Suspension",
    }
    assert [change.at for change in entries] == sorted((change.at for change in entries), reverse=True)
    Project.objects.exclude(pk=cast.project.pk).delete()
    other = Project.objects.create(code="2024-CJ-009", name="别的", plan_year=2024, category=Category.objects.first())
    assert {change.subject for change in project_history(other)} == {"别的"}


def test_who_did_what_is_one_list_with_filters(as_, cast, django_assert_max_num_queries):
    save(as_("supervisor"), page(cast.project), note="督查")
    rename_unit(cast, cast.roads, "区城建局")
    client = as_("auditor")
    client.get(reverse("audit_log"))
    with django_assert_max_num_queries(70):
        whole = client.get(reverse("audit_log"))
    assert len(whole.context["changes"]) >= 20
    mine = client.get(reverse("audit_log"), {"person": cast.supervisor.pk}).context["changes"]
    assert {change.who for change in mine} == {"supervisor"}
    desk = client.get(reverse("audit_log"), {"channel": "admin", "model": "project"}).context["changes"]
    assert [told(change) for change in desk] == [[("备注", "—", "督查")]]
    assert not client.get(reverse("audit_log"), {"day": "2020-01-01"}).context["changes"]
    assert client.get(reverse("audit_log"), {"day": timezone.localdate(), "channel": "database"}).context["changes"]
    assert client.get(reverse("audit_log"), {"after": "nonsense", "person": "x"}).status_code == 200


def test_who_did_what_is_not_for_everybody(as_):
    assert [as_(name).get(reverse("audit_log")).status_code for name in ("steward", "head", "supervisor", "admin")] == [
        403,
        403,
        200,
        200,
    ]


def test_pages_of_the_list_neither_repeat_nor_lose(as_, cast):
    for number in range(70):
        lay(Target.objects, project=cast.project, measure=f"量{number}", value=1, unit="个")
    client, seen, url = as_("admin"), [], reverse("audit_log") + "?model=target"
    while url:
        answer = client.get(url)
        seen += [change.key for change in answer.context["changes"]]
        url = answer.context["older"] and reverse("audit_log") + answer.context["older"]
    assert sorted(seen) == sorted(Target.objects.values_list("pk", flat=True))


def test_a_person_is_never_shown_a_password(cast):
    cast.steward.set_password("geheim-geheim")
    cast.steward.save()
    assert "geheim" not in str(record_history(User.objects.get(pk=cast.steward.pk)))
