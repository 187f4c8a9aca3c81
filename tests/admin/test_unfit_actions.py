"""An action that fits no longer says so when its page is opened, leads back, and leaves no draft behind."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from backoffice.actions import record_action_url
from backoffice.clock import today
from milestones.models import ChangeRequest, Claim, Instruction, Milestone
from milestones.models.change_verbs import ChangeKind
from milestones.models.retraction import WINDOW, retractable_q
from projects.models import Project
from tests.cast import enter, lay, noon

pytestmark = pytest.mark.django_db
DRAFT = "0" * 32


def opened(user, model, act, pk):
    return enter(user).get(record_action_url(model, act, pk))


def claimed(cast):
    due = cast.milestone.baseline_due
    return cast.milestone.claim(by=cast.steward, finished_on=due, note="完", at=noon(due))


def asked(cast, new_due=None, **said):
    new_due = new_due or today() + dt.timedelta(days=90)
    return cast.milestone.request_change(
        by=cast.steward, kind=ChangeKind.EXTEND, new_due=new_due, reason_class="weather", text="连续降雨", **said
    )


def told(answer, status, *texts):
    page = answer.content.decode()
    assert answer.status_code == status
    assert all(text in strip_tags(page) for text in texts), strip_tags(page)
    assert "data-over" in page and "data-draft " not in page and ">返回</a>" in page


def test_a_decided_claim_says_by_whom_before_anything_is_typed(cast):
    claim = claimed(cast)
    claim.send_back(by=cast.second, reason="缺验收单")
    told(opened(cast.supervisor, Claim, "confirm", claim.pk), 409, "second已于")


def test_a_withdrawn_request_says_so(cast):
    change = asked(cast)
    change.withdraw(by=cast.steward)
    for somebody, act in ((cast.supervisor, "approve"), (cast.steward, "withdraw")):
        told(opened(somebody, ChangeRequest, act, change.pk), 409, "steward已于", "撤回")


def test_a_milestone_that_is_claimed_takes_no_second_claim_and_says_who_claimed_it(cast):
    claimed(cast)
    told(opened(cast.steward, Milestone, "claim", cast.milestone.pk), 409, "steward")


def test_what_is_not_ones_own_says_so(cast):
    given = Instruction.give(by=cast.leader, milestone=cast.milestone, text="查", reply_by=today(), to="head")
    told(opened(cast.steward, Instruction, "answer", given.pk), 403, "单位负责人")
    answer = opened(cast.steward, Milestone, "report", cast.milestone.pk)
    assert answer.status_code == 200 and "data-draft" in answer.content.decode()


def test_an_answered_instruction_says_by_whom(cast):
    given = Instruction.give(by=cast.leader, milestone=cast.milestone, text="查", reply_by=today())
    given.answer(by=cast.steward, note="已查")
    told(opened(cast.steward, Instruction, "answer", given.pk), 409, "steward")
    given.close(by=cast.leader)
    told(opened(cast.supervisor, Instruction, "close", given.pk), 409, "leader")


def test_a_plan_with_nothing_to_approve_says_so(cast):
    told(opened(cast.supervisor, Project, "approve-plan", cast.project.pk), 409, "没有")


def test_taking_back_too_late_is_said_at_once_and_a_refused_one_is_forgotten(cast):
    claim = claimed(cast)
    address = record_action_url(Claim, "take_back", claim.pk)
    claim.send_back(by=cast.supervisor, reason="缺验收单")
    page = enter(cast.supervisor).get(address)
    assert page.status_code == 200 and str(cast.project) in strip_tags(page.content.decode())
    cast.milestone.report(by=cast.steward, note="后来又填")
    refused = enter(cast.supervisor).post(address, {"draft": DRAFT})
    assert refused.status_code == 409
    told(opened(cast.second, Claim, "take_back", claim.pk), 403, "supervisor")


def test_the_browser_is_told_to_forget_what_can_never_be_sent(cast):
    claim = claimed(cast)
    claim.send_back(by=cast.second, reason="缺验收单")
    client = enter(cast.supervisor)
    answer = client.post(record_action_url(Claim, "return", claim.pk), {"reason": "不符", "draft": DRAFT})
    told(answer, 409, "不符")
    assert answer.cookies["tx-sent"].value == DRAFT
    given = Instruction.give(by=cast.leader, milestone=cast.milestone, text="查", reply_by=today())
    given.close(by=cast.leader, reason="另行研究")
    answer = client.post(f"/instructions/{given.pk}/close/", {"reason": "不符", "draft": DRAFT})
    assert answer.status_code == 409 and answer.cookies["tx-sent"].value == DRAFT


def test_what_can_still_be_sent_is_kept(cast):
    answer = enter(cast.steward).post(
        record_action_url(Milestone, "report", cast.milestone.pk), {"note": "", "draft": DRAFT}
    )
    assert "tx-sent" not in answer.cookies and "data-draft" in answer.content.decode()


def test_an_approval_that_lacks_somebody_leads_to_the_assignment_and_back(cast):
    bare = lay(Project.objects, code="2030-CJ-900", name="待指派", category=cast.project.category, plan_year=2030)
    lay(Milestone.objects, project=bare, name="完工", forecast_due=today() + dt.timedelta(days=90))
    page = opened(cast.supervisor, Project, "approve-plan", bare.pk).content.decode()
    assign = record_action_url(Project, "assign", bare.pk)
    assert f'href="{assign}?next=' in page
    chosen = {"action": "approve_plans", "_selected_action": [bare.pk]}
    assert f'href="{assign}?next=' in enter(cast.supervisor).post("/admin/projects/project/", chosen).content.decode()


def approve_all(cast):
    """Approve everything in bulk, without a word."""
    chosen = {"action": "approve_selected", "_selected_action": [asked(cast).pk], "apply": "1"}
    return enter(cast.supervisor).post("/admin/milestones/changerequest/", chosen, follow=True)


def test_many_extensions_are_approved_without_a_word_and_refused_with_one(cast):
    change = asked(cast)
    client, chosen = enter(cast.supervisor), {"_selected_action": [change.pk], "apply": "1"}
    client.post("/admin/milestones/changerequest/", chosen | {"action": "refuse_selected"})
    change.refresh_from_db()
    assert change.state == "pending"
    client.post("/admin/milestones/changerequest/", chosen | {"action": "approve_selected"})
    change.refresh_from_db()
    assert change.state == "approved" and change.reason is None


def test_what_was_decided_in_bulk_is_found_and_taken_back_from_one_list(cast):
    answer = approve_all(cast)
    address = "/admin/milestones/changerequest/?retractable=true"
    assert f'href="{address}"' in answer.content.decode()
    client, change = enter(cast.supervisor), ChangeRequest.objects.get()
    assert list(client.get(address).context["cl"].result_list) == [change]
    assert not enter(cast.second).get(address).context["cl"].result_list
    sent = {"action": "take_back_selected", "_selected_action": [change.pk]}
    assert str(cast.project) in client.post(address, sent).content.decode()
    client.post(address, sent | {"apply": "1"})
    change.refresh_from_db()
    assert change.state == "pending"


def test_the_list_of_slips_is_what_each_record_says_of_itself(cast):
    claim = claimed(cast)
    claim.send_back(by=cast.supervisor, reason="缺验收单")
    for later in (dt.timedelta(0), WINDOW - dt.timedelta(seconds=5), WINDOW + dt.timedelta(seconds=5)):
        at = timezone.now() + later
        for somebody in (cast.supervisor, cast.second):
            found = Claim.objects.filter(retractable_q(somebody, at)).exists()
            assert found == claim.is_retractable(somebody, at)


def test_templates_that_add_nothing_offer_nothing_to_save(cast):
    days = {"starts_on": "2030-01-07", "deadline": "2030-11-29"}
    chosen = {"action": "schedule_projects", "_selected_action": [cast.project.pk], "apply": "1"} | days
    page = enter(cast.supervisor).post("/admin/projects/project/", chosen).content.decode()
    assert "按此保存" not in page and "不会有任何变化" in page
