"""A plan whose days have passed is approved with a word, and marked for ever: approving is never silent."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice.clock import today
from milestones.digests.daily_facts import read_daily_facts as edition_of
from milestones.digests.lines import overdue_digest_line, overdue_overview_digest_line
from milestones.models import BaselineVersion, Standing
from milestones.models.plan import approve_plan
from milestones.papers.circular import milestone_sentences
from milestones.papers.circular_annex import annex_cells
from milestones.reports.causes import delay_causes
from projects.models import Category, Project
from tests.api_client import act, read
from tests.cast import rewrite

pytestmark = pytest.mark.django_db
AGO = dt.timedelta(17)
PROJECTS = reverse("admin:projects_project_changelist")


@pytest.fixture
def cast(cast):
    """A project of the steward's with one day seventeen days ago and one to come, waiting for its approval."""
    cast.draft = Project.objects.create(
        code="2024-CJ-002",
        name="旧日工程",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        unit=cast.roads,
        steward=cast.steward,
        leader=cast.leader,
    )
    cast.past = cast.draft.milestones.create(name="已过节点", forecast_due=today() - AGO)
    cast.draft.milestones.create(name="未到节点", forecast_due=today() + AGO)
    return cast


def approved(cast):
    return BaselineVersion.objects.filter(milestone__project=cast.draft).count()


def act_of(cast):
    return reverse("admin:projects_project_act_approve_plan", args=[cast.draft.pk])


def sign_in(client, user):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_api_refuses_it_without_a_word(cast):
    for body in ({}, {"note": " 　\u200b"}):
        answer = act(cast.supervisor, "projects/2024-CJ-002/approve-plan/", body, status=400)
        assert [one["field"] for one in answer["errors"]] == ["note"]
    assert approved(cast) == 0


def test_the_desk_refuses_it_in_bulk_without_a_word(client, cast):
    body = {"action": "approve_plans", "apply": "1", "_selected_action": [cast.draft.pk]}
    sign_in(client, cast.supervisor).post(PROJECTS, body)
    assert approved(cast) == 0


@pytest.mark.parametrize("word", ["", " ", "\u3000\u200b\u3164\ufeff"])
def test_the_database_refuses_it_without_a_word(cast, word):
    with pytest.raises(IntegrityError), transaction.atomic():
        BaselineVersion.objects.create(
            milestone=cast.past, number=1, due=cast.past.forecast_due, by=cast.supervisor, note=word
        )
    with transaction.atomic():
        BaselineVersion.objects.create(
            milestone=cast.past, number=1, due=cast.past.forecast_due, by=cast.supervisor, note="补录"
        )
        transaction.set_rollback(True)


def test_with_a_word_it_is_approved_and_the_word_is_kept_with_what_was_late(cast):
    act(cast.supervisor, "projects/2024-CJ-002/approve-plan/", {"note": " 补录历史节点 "})
    notes = BaselineVersion.objects.filter(milestone__project=cast.draft).order_by("due")
    assert list(notes.values_list("note", flat=True)) == ["补录历史节点", ""]


def test_what_is_still_to_come_needs_no_word(cast):
    cast.past.delete()
    act(cast.supervisor, "projects/2024-CJ-002/approve-plan/")
    assert approved(cast) == 1


def test_the_refusal_names_the_milestone(cast):
    with pytest.raises(ValidationError, match="已过节点") as caught:
        approve_plan(cast.draft, by=cast.supervisor)
    assert set(caught.value.message_dict) == {"note"}


def test_the_day_itself_has_not_passed(cast):
    cast.past.delete()
    cast.draft.milestones.create(name="今日节点", forecast_due=today())
    assert len(approve_plan(cast.draft, by=cast.supervisor)) == 2


def test_it_is_marked_wherever_its_lateness_is_told(client, cast):
    approve_plan(cast.draft, by=cast.supervisor, note="补录")
    said = "批准时已逾期17天"
    (row,) = [row for row in read(cast.leader, "reports/overdue/")["rows"] if row["project"] == "2024-CJ-002"]
    assert (row["days_late"], row["late_at_approval"]) == (17, 17)
    sign_in(client, cast.leader)
    for address in ("/reports/overdue/", "/projects/2024-CJ-002/", "/"):
        assert said in client.get(address).content.decode(), address
    table = b"".join(client.get("/reports/overdue.csv").streaming_content).decode()
    assert "批准时已逾期天数" in table
    standing = Standing.objects.on(today()).with_names().get(milestone=cast.past)
    assert [
        part
        for part in milestone_sentences(standing, delay_causes([cast.past.pk], today())[cast.past.pk], today())
        if said in part
    ]
    assert Standing.objects.on(today()).with_names().get(milestone=cast.milestone).late_at_approval == 0
    assert f"（{said}）" in annex_cells(1, standing, today())[2]
    edition = edition_of(today())
    assert said in " ".join(overdue_digest_line(standing, edition, cast.steward).notes)
    assert said in overdue_overview_digest_line(standing, edition, cast.leader).notes[0]
    assert "补录" in client.get("/projects/2024-CJ-002/").content.decode()


def test_the_approver_sees_it_beforehand_and_what_is_out_of_sense(client, cast):
    cast.draft.milestones.create(name="远期节点", forecast_due=dt.date(2029, 6, 1))
    page = sign_in(client, cast.supervisor).get(act_of(cast)).content.decode()
    assert "共3个节点；批准即逾期1个，最长17天。" in page and "批准即逾期17天" in page
    assert "晚于计划年度3年以上" in page and 'name="note"' in page
    bare = Project.objects.create(
        code="2024-CJ-003",
        name="无人工程",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        starts_on=today(),
    )
    for number in (1, 2):
        bare.milestones.create(name=f"节点{number}", forecast_due=today() - AGO)
    body = {"action": "approve_plans", "_selected_action": [cast.draft.pk, bare.pk]}
    bulk = client.post(PROJECTS, body).content.decode()
    assert "现在会被拒绝：请先指派责任单位、项目管家、分管领导，再批准排期。" in bulk and "各节点均为同一天。" in bulk
    assert "早于项目开工日期" in bulk and bulk.count("批准即逾期17天") == 3 and 'name="note"' in bulk
    assert all(name in bulk for name in ("已过节点", "未到节点", "远期节点", "节点1"))
    client.post(PROJECTS, body | {"apply": "1", "note": "补录"})
    assert approved(cast) == 3 and not bare.milestones.exclude(baseline_due=None).exists()


@pytest.mark.parametrize("missing", [("unit",), ("steward",), ("leader",), ("steward", "leader")])
def test_a_plan_that_nobody_answers_for_is_refused_at_every_door(client, cast, missing):
    names = {"unit": "责任单位", "steward": "项目管家", "leader": "分管领导"}
    rewrite(Project.objects.filter(pk=cast.draft.pk), **dict.fromkeys(missing))
    cast.past.delete()
    said = f"请先指派{'、'.join(names[one] for one in missing)}，再批准排期。"
    answer = act(cast.supervisor, "projects/2024-CJ-002/approve-plan/", {}, status=400)
    assert [one["field"] for one in answer["errors"]] == [missing[0]]
    page = sign_in(client, cast.supervisor).post(act_of(cast)).content.decode()
    assert f"<p>{said}</p>" in page and f"现在会被拒绝：{said}" in page
    body = {"action": "approve_plans", "apply": "1", "_selected_action": [cast.draft.pk]}
    messages = client.post(PROJECTS, body, follow=True).context["messages"]
    assert [str(one) for one in messages] == [f"1项未办理：{said}（旧日工程）"]
    with pytest.raises(CommandError):
        call_command("approve_plan", "2024-CJ-002", by="supervisor", stderr=StringIO(), stdout=StringIO())
    assert approved(cast) == 0


def test_many_plans_tell_who_wrote_one_in_as_few_queries(client, cast):
    """Three for the authors of all of them."""
    day = str(today() + AGO)
    act(
        cast.supervisor,
        "milestones/",
        {"project": cast.draft.code, "name": "自己录入", "forecast_due": day},
        status=201,
    )
    body = {"action": "approve_plans", "_selected_action": [cast.draft.pk]}
    with CaptureQueriesContext(connection) as one:
        bulk = sign_in(client, cast.supervisor).post(PROJECTS, body).content.decode()
    assert "现在会被拒绝：该排期（或其中的节点）是您自己录入或修改的" in bulk
    other = Project.objects.create(
        code="2024-CJ-003", name="另一工程", plan_year=2024, category=cast.draft.category, starts_on=today()
    )
    other.milestones.create(name="节点", forecast_due=today())
    body["_selected_action"].append(other.pk)
    sign_in(client, cast.supervisor)
    with CaptureQueriesContext(connection) as two:
        client.post(PROJECTS, body)
    assert len(two) <= len(one)


def test_the_desk_asks_for_the_word_at_its_field(client, cast):
    page = sign_in(client, cast.supervisor).post(act_of(cast), {"note": "\u3164\u200b"})
    assert page.context["form"].errors["note"] and approved(cast) == 0
    client.post(act_of(cast), {"note": "补录历史节点"})
    assert approved(cast) == 2
