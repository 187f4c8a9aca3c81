"""Acts on many records: looked at first, done one by one, with what was done and what was refused and why."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice import bulk_actions
from backoffice.clock import today
from milestones.models import ChangeRequest, Claim, Instruction
from milestones.models.plan import approve_plan
from projects.models import Project
from tests.cast import add_milestone, person

pytestmark = pytest.mark.django_db
PROJECTS = reverse("admin:projects_project_changelist")
MILESTONES = reverse("admin:milestones_milestone_changelist")
CLAIMS = reverse("admin:milestones_claim_changelist")
CHANGES = reverse("admin:milestones_changerequest_changelist")
LATER = today() + dt.timedelta(days=30)


@pytest.fixture
def cast(cast):
    cast.soon = add_milestone(cast, "路面完成", LATER)
    approve_plan(cast.project, by=cast.supervisor)
    cast.school = Project.objects.create(
        code="2024-MS-001",
        name="新建小学",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.schools,
    )
    return cast


def run(client, url, verb, rows, **fields):
    body = {"action": verb, "_selected_action": [row.pk for row in rows], "apply": "1", **fields}
    return client.post(url, body, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def offered(client, url):
    form = client.get(url).context["action_form"]
    return {value for value, _word in form.fields["action"].choices if value} if form else set()


def claimed(cast, milestone):
    return milestone.claim(by=cast.steward, finished_on=today(), note="已完成")


def asked(cast, milestone):
    return milestone.request_change(
        by=cast.steward,
        kind="extend",
        new_due=LATER + dt.timedelta(days=30),
        reason_class="land",
        text="征迁",
    )


@pytest.mark.parametrize(
    ("who", "url", "verbs"),
    [
        (
            "supervisor",
            PROJECTS,
            {"schedule_projects", "approve_plans", "assign_steward", "request_reports", "carry_projects_over"},
        ),
        ("head", PROJECTS, {"assign_steward", "schedule_projects"}),
        ("steward", PROJECTS, {"schedule_projects"}),
        ("auditor", PROJECTS, set()),
        ("supervisor", MILESTONES, {"request_reports"}),
        ("steward", MILESTONES, set()),
        ("supervisor", CLAIMS, {"confirm_selected", "return_selected", "take_back_selected"}),
        ("admin", CLAIMS, set()),
        ("supervisor", CHANGES, {"approve_selected", "refuse_selected", "take_back_selected"}),
        ("head", CHANGES, set()),
    ],
)
def test_an_act_is_offered_only_to_the_roles_that_may(as_, cast, who, url, verbs):
    claimed(cast, cast.milestone)
    asked(cast, cast.soon)
    assert offered(as_(who), url) == verbs


def test_nothing_is_done_before_it_was_looked_at(as_, cast):
    change = asked(cast, cast.soon)
    body = {"action": "approve_selected", "_selected_action": [change.pk]}
    response = as_("supervisor").post(CHANGES, body)
    change.refresh_from_db()
    page = response.content.decode()
    assert change.state == "pending" and "征迁" in page and f'name="_selected_action" value="{change.pk}"' in page


def test_requests_are_approved_with_one_reason_and_number(as_, cast):
    changes = [asked(cast, cast.milestone), asked(cast, cast.soon)]
    run(
        as_("supervisor"),
        CHANGES,
        "approve_selected",
        changes,
        reason="情况属实",
        document_number="铁督〔2026〕8号",
    )
    found = ChangeRequest.objects.values_list("state", "reason", "document_number")
    assert set(found) == {("approved", "情况属实", "铁督〔2026〕8号")}


def test_an_approval_needs_no_reason_and_a_refusal_does(as_, cast):
    change = asked(cast, cast.soon)
    response = run(as_("supervisor"), CHANGES, "refuse_selected", [change])
    change.refresh_from_db()
    assert change.state == "pending" and "reason" in response.context["form"].errors
    run(as_("supervisor"), CHANGES, "approve_selected", [change], document_number="铁督〔2026〕8号")
    change.refresh_from_db()
    assert change.state == "approved" and not change.reason


def test_what_was_typed_stays_where_it_is_refused(as_, cast):
    change = asked(cast, cast.soon)
    long = run(as_("supervisor"), CHANGES, "approve_selected", [change], document_number="长" * 61, reason="情况属实")
    change.refresh_from_db()
    assert change.state == "pending" and "document_number" in long.context["form"].errors
    assert "情况属实" in long.content.decode()


def test_who_comes_second_reads_who_decided_and_when(as_, cast):
    first, second = asked(cast, cast.milestone), asked(cast, cast.soon)
    first.refuse(by=cast.second, reason="理由不足")
    texts = said(run(as_("supervisor"), CHANGES, "approve_selected", [first, second], reason="同意"))
    refusal = next(text for text in texts if cast.second.name in text)
    assert str(first.milestone) in refusal and "可以逐条或一并撤回" in texts[-1] and len(texts) == 3
    second.refresh_from_db()
    assert second.state == "approved"


def test_claims_are_confirmed_and_returned(as_, cast):
    one, two = claimed(cast, cast.milestone), claimed(cast, cast.soon)
    run(as_("supervisor"), CLAIMS, "confirm_selected", [one])
    run(as_("supervisor"), CLAIMS, "return_selected", [two], reason="缺验收单")
    assert set(Claim.objects.values_list("state", "reason")) == {
        ("confirmed", None),
        ("returned", "缺验收单"),
    }


def test_reports_are_requested_once_for_all(as_, cast):
    body = {"text": "请于本周填报", "reply_by": LATER.isoformat()}
    run(as_("supervisor"), MILESTONES, "request_reports", [cast.milestone, cast.soon], **body)
    run(as_("supervisor"), PROJECTS, "request_reports", [cast.project], **body)
    given = Instruction.objects.values_list("milestone", "project", "text", "reply_by", "by")
    same = ("请于本周填报", LATER, cast.supervisor.pk)
    assert set(given) == {
        (cast.milestone.pk, None, *same),
        (cast.soon.pk, None, *same),
        (None, cast.project.pk, *same),
    }


def test_a_day_that_is_past_is_refused_for_all_alike(as_, cast):
    body = {"text": "请填报", "reply_by": "2024-01-01"}
    texts = said(run(as_("supervisor"), MILESTONES, "request_reports", [cast.milestone, cast.soon], **body))
    assert len(texts) == 1 and not Instruction.objects.exists()


def test_a_supervisor_assigns_a_steward(as_, cast):
    texts = said(run(as_("supervisor"), PROJECTS, "assign_steward", [cast.project, cast.school], steward=cast.other.pk))
    assert set(Project.objects.values_list("steward", "unit")) == {
        (cast.other.pk, cast.roads.pk),
        (cast.other.pk, cast.schools.pk),
    }
    assert len(texts) == 1


def test_a_unit_head_assigns_within_the_unit_only(as_, cast):
    colleague = person("colleague", "steward", cast.roads)
    run(as_("head"), PROJECTS, "assign_steward", [cast.project], steward=colleague.pk)
    cast.project.refresh_from_db()
    assert cast.project.steward == colleague
    response = run(as_("head"), PROJECTS, "assign_steward", [cast.project], steward=cast.other.pk)
    assert "steward" in response.context["form"].errors
    cast.project.refresh_from_db()
    assert cast.project.steward == colleague


def test_many_refusals_are_told_once_for_each_reason():
    refused = [*((f"节点{n}", "已暂停") for n in range(40)), *((f"甲{n}", f"原因{n}") for n in range(9))]
    lines = list(bulk_actions.refusal_messages(refused))
    assert len(lines) == 6 and lines[0].startswith("40") and "35" in lines[0] and "5" in lines[-1]


def test_all_rows_across_pages_are_taken_as_they_were_shown(as_, cast):
    for number in range(60):
        add_milestone(cast, f"工序{number}", LATER)
    body = {"action": "request_reports", "select_across": "1", "_selected_action": [cast.milestone.pk]}
    response = as_("supervisor").post(f"{MILESTONES}?state=unplanned", body)
    assert len(response.context["form"].subject) == 60
    assert response.content.decode().count('name="_selected_action"') == 60


def test_more_than_is_sane_is_refused_before_anything_is_done(as_, cast, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MOST", 1)
    texts = said(
        run(
            as_("supervisor"),
            MILESTONES,
            "request_reports",
            [cast.milestone, cast.soon],
            text="催",
            reply_by=LATER,
        )
    )
    assert len(texts) == 1 and "1" in texts[0] and not Instruction.objects.exists()


@pytest.mark.parametrize("verb", ["approve_plans", "assign_steward", "request_reports", "carry_projects_over"])
def test_the_page_before_takes_no_more_queries_for_more_projects(as_, cast, verb):
    client, counts = as_("supervisor"), []
    for rows in ([cast.school], Project.objects.all()):
        with CaptureQueriesContext(connection) as found:
            client.post(PROJECTS, {"action": verb, "_selected_action": [row.pk for row in rows]})
        counts.append(len(found))
    assert counts[1] <= counts[0] + 1
