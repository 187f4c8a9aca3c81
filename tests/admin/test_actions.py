"""Verbs as one-step forms: who may, what is kept, what is refused and how that is said."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse

from backoffice.actions import record_action_url, record_action_url_name
from backoffice.clock import today
from milestones.models import ChangeRequest, Claim, Instruction, Milestone, ProgressReport
from milestones.models.plan import approve_plan
from projects.models import Phase, Project
from tests.cast import add_milestone
from tests.forms import save

pytestmark = pytest.mark.django_db


def act(record: Model, verb: str) -> str:
    return record_action_url(record, verb, record.pk)


def claim(cast, **fields):
    return cast.milestone.claim(by=cast.steward, finished_on=today(), note="已完成", **fields)


def ask(cast, **fields):
    asked = {
        "kind": "extend",
        "new_due": today() + dt.timedelta(days=30),
        "reason_class": "land",
        "text": "征迁未完",
    }
    return cast.milestone.request_change(by=cast.steward, **(asked | fields))


def test_a_steward_reports_progress_and_returns_to_the_desk(as_, cast):
    body = {"note": "路基完成一半", "problem": "雨季", "next": "/admin/"}
    response = as_("steward").post(act(cast.milestone, "report"), body)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    report = ProgressReport.objects.get()
    assert (report.note, report.problem, report.by) == ("路基完成一半", "雨季", cast.steward)


def test_the_way_back_never_leaves_the_house(as_, cast):
    response = as_("steward").post(act(cast.milestone, "report"), {"note": "正常", "next": "https://evil.example/"})
    assert response["Location"] == reverse("admin:milestones_milestone_change", args=[cast.milestone.pk])


def test_a_get_changes_nothing(as_, cast):
    for verb in ("report", "claim", "request-change"):
        assert as_("steward").get(act(cast.milestone, verb)).status_code == 200
    assert not ProgressReport.objects.exists() and not Claim.objects.exists() and not ChangeRequest.objects.exists()


def test_what_was_typed_survives_a_refusal_that_stands_at_its_field(as_, cast):
    tomorrow = today() + dt.timedelta(days=1)
    response = as_("steward").post(act(cast.milestone, "claim"), {"finished_on": tomorrow, "note": "都好了"})
    form = response.context["form"]
    assert "finished_on" in form.errors and not Claim.objects.exists()
    assert "都好了" in response.content.decode()


def test_a_photo_goes_with_a_report(as_, cast):
    photo = SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff", "image/jpeg")
    as_("steward").post(act(cast.milestone, "report"), {"note": "见照片", "files": [photo]})
    kept = ProgressReport.objects.get().files.get()
    url = reverse("admin:milestones_attachment_file", args=[kept.pk])
    response = as_("auditor").get(url)
    assert response["Content-Disposition"].startswith("attachment") and b"".join(response) == b"\xff\xd8\xff"
    assert as_("other").get(url).status_code == 404


def test_a_file_of_an_unknown_kind_is_refused_by_name_of_the_field(as_, cast):
    page = SimpleUploadedFile("x.html", b"<script>", "text/html")
    response = as_("steward").post(act(cast.milestone, "report"), {"note": "见附件", "files": [page]})
    assert "files" in response.context["form"].errors and not ProgressReport.objects.exists()


def test_a_new_forecast_comes_with_a_report(as_, cast):
    later = today() + dt.timedelta(days=60)
    as_("steward").post(act(cast.milestone, "report"), {"note": "推迟", "forecast_due": later})
    assert Milestone.objects.get(pk=cast.milestone.pk).forecast_due == later


def test_who_may_not_is_told_why_with_403(as_, cast):
    response = as_("supervisor").post(act(cast.milestone, "report"), {"note": "代填"})
    assert response.status_code == 403 and "您的角色是督查" in response.content.decode()
    assert not ProgressReport.objects.exists()


def test_what_the_state_forbids_is_told_with_409(as_, cast):
    claim(cast)
    response = as_("steward").post(act(cast.milestone, "claim"), {"finished_on": today(), "note": "再报"})
    assert response.status_code == 409 and Claim.objects.count() == 1


def test_a_late_finish_is_claimed_with_its_reason(as_, cast):
    body = {"finished_on": today(), "note": "已完成", "late_reason": "征迁滞后"}
    assert as_("steward").post(act(cast.milestone, "claim"), body).status_code == 302
    made = Claim.objects.get()
    assert made.late_reason == "征迁滞后"
    assert "征迁滞后" in as_("supervisor").get(act(made, "confirm")).content.decode()


def test_a_late_finish_without_a_reason_is_refused_at_its_field(as_, cast):
    body = {"finished_on": today(), "note": "已完成", "late_reason": " "}
    form = as_("steward").post(act(cast.milestone, "claim"), body).context["form"]
    assert set(form.errors) == {"late_reason"} and not Claim.objects.exists()


def test_a_finish_in_time_needs_no_reason_for_lateness(as_, cast):
    soon = add_milestone(cast, "路面完成", today() + dt.timedelta(days=3))
    approve_plan(cast.project, by=cast.supervisor)
    body = {"finished_on": today(), "note": "已完成"}
    assert as_("steward").post(act(soon, "claim"), body).status_code == 302


def test_a_further_claim_says_why_the_light_stays_red(as_, cast):
    claim(cast, late_reason="征迁滞后").send_back(by=cast.supervisor, reason="缺验收单")
    body = {"finished_on": today(), "note": "已补验收单", "late_reason": "征迁滞后"}
    page = as_("steward").post(act(cast.milestone, "claim"), body, follow=True).content.decode()
    assert "红灯" in page and "本次为再次申报，审定前仍按逾期计算。" in page


def test_a_steward_asks_for_an_extension(as_, cast):
    body = {
        "kind": "extend",
        "new_due": today() + dt.timedelta(days=9),
        "reason_class": "weather",
        "text": "暴雨",
    }
    assert as_("steward").post(act(cast.milestone, "request-change"), body).status_code == 302
    assert ChangeRequest.objects.get().state == "pending"


def test_an_extension_without_a_date_names_the_field(as_, cast):
    body = {"kind": "extend", "reason_class": "weather", "text": "暴雨"}
    response = as_("steward").post(act(cast.milestone, "request-change"), body)
    assert "new_due" in response.context["form"].errors
    form = as_("steward").post(act(cast.milestone, "request-change"), {}).context["form"]
    assert set(form.errors) == {"new_due", "reason_class", "text"}


def test_a_supervisor_approves_a_request(as_, cast):
    change = ask(cast)
    as_("supervisor").post(act(change, "approve"), {"document_number": "铁督〔2026〕1号"})
    change.refresh_from_db()
    cast.milestone.refresh_from_db()
    assert (change.state, change.document_number) == ("approved", "铁督〔2026〕1号")
    assert cast.milestone.baseline_due == change.new_due


def test_a_refusal_needs_a_reason(as_, cast):
    change = ask(cast)
    response = as_("supervisor").post(act(change, "refuse"), {"reason": " "})
    assert "reason" in response.context["form"].errors
    as_("supervisor").post(act(change, "refuse"), {"reason": "理由不足"})
    change.refresh_from_db()
    assert (change.state, change.reason) == ("refused", "理由不足")


def test_a_supervisor_confirms_and_reopens_a_claim(as_, cast):
    made = claim(cast)
    as_("supervisor").post(act(made, "confirm"))
    as_("second").post(act(made, "reopen"), {"reason": "验收单有误"})
    made.refresh_from_db()
    assert made.state == "reopened"


def test_a_steward_confirms_nothing(as_, cast):
    made = claim(cast)
    assert as_("steward").post(act(made, "confirm")).status_code == 403
    made.refresh_from_db()
    assert made.state == "pending"


def test_who_decides_second_reads_who_was_first(as_, cast):
    made = claim(cast)
    made.confirm(by=cast.supervisor)
    response = as_("second").post(act(made, "return"), {"reason": "缺验收单"})
    assert response.status_code == 409 and cast.supervisor.name in response.content.decode()


def test_a_schedule_is_approved(as_, cast):
    draft = add_milestone(cast, "路面完成", dt.date(2027, 6, 1))
    as_("supervisor").post(act(cast.project, "approve-plan"))
    draft.refresh_from_db()
    assert draft.baseline_due == dt.date(2027, 6, 1)


def test_bulk_approval_says_what_was_done_and_what_was_refused(as_, cast):
    bare = Project.objects.create(code="2024-CJ-002", name="无排期", plan_year=2024, category=cast.project.category)
    add_milestone(cast, "路面完成", dt.date(2027, 6, 1))
    body = {"action": "approve_plans", "apply": "1", "_selected_action": [cast.project.pk, bare.pk]}
    response = as_("supervisor").post(reverse("admin:projects_project_changelist"), body, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert len(said) == 2 and any("无排期" in text for text in said)


def test_requests_and_claims_are_decided_in_bulk_one_by_one(as_, cast):
    other = add_milestone(cast, "路面完成", dt.date(2027, 6, 1))
    as_("supervisor").post(act(cast.project, "approve-plan"))
    first = ask(cast)
    second = claim_of(cast, other)
    as_("supervisor").post(
        reverse("admin:milestones_changerequest_changelist"),
        {"action": "approve_selected", "apply": "1", "reason": "情况属实", "_selected_action": [first.pk]},
    )
    as_("supervisor").post(
        reverse("admin:milestones_claim_changelist"),
        {"action": "confirm_selected", "apply": "1", "_selected_action": [second.pk]},
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("approved", "confirmed")


def claim_of(cast, milestone):
    return milestone.claim(by=cast.steward, finished_on=today(), note="已完成")


def test_an_auditor_has_no_bulk_decisions(as_, cast):
    change = ask(cast)
    body = {"action": "approve_selected", "apply": "1", "reason": "好", "_selected_action": [change.pk]}
    as_("auditor").post(reverse("admin:milestones_changerequest_changelist"), body)
    change.refresh_from_db()
    assert change.state == "pending"


def test_phase_and_people_of_a_project_change_by_acts(as_, cast):
    as_("steward").post(act(cast.project, "phase"), {"phase": Phase.STARTED})
    as_("supervisor").post(act(cast.project, "assign"), {"unit": cast.schools.pk, "steward": cast.other.pk})
    cast.project.refresh_from_db()
    assert (cast.project.phase, cast.project.unit, cast.project.steward) == (
        Phase.STARTED,
        cast.schools,
        cast.other,
    )


def test_a_unit_head_is_offered_the_people_and_units_of_the_unit_each_by_name(as_, cast):
    head, all_of_them = (as_(who).get(act(cast.project, "assign")).context["form"] for who in ("head", "supervisor"))
    assert {*head.fields["steward"].queryset} == {cast.steward, cast.head}
    assert {*head.fields["unit"].queryset} == {cast.roads}
    assert cast.other in all_of_them.fields["steward"].queryset
    assert "other　区教育局" in [label for _value, label in all_of_them.fields["steward"].choices]
    owner = as_("head").get(act(cast.milestone, "assign")).context["form"].fields["owner"]
    assert {*owner.queryset} == {cast.steward, cast.head}


def test_a_project_is_suspended_by_request_and_approval(as_, cast):
    as_("steward").post(
        act(cast.project, "request-change"),
        {"kind": "suspend", "reason_class": "funds", "text": "资金未到位"},
    )
    as_("supervisor").post(act(ChangeRequest.objects.get(), "approve"))
    assert cast.project.suspensions.filter(to_at=None).exists()


def test_a_quantity_asked_for_stands_beside_the_present_one(as_, cast):
    add_milestone(cast, "九条", today() + dt.timedelta(days=9), target=cast.target, quantity=9)
    [step] = approve_plan(cast.project, by=cast.second)
    assert "现为9条" in as_("steward").get(act(step, "request-other-change")).content.decode()
    change = step.request_change(by=cast.steward, kind="quantity", new_quantity=6, reason_class="land", text="压减")
    for page in (as_("supervisor").get(act(change, "approve")), as_("supervisor").get("/admin/")):
        assert "9条→6条（征迁）" in page.content.decode()


def test_a_request_about_a_project_chooses_nothing_for_the_person_and_offers_what_fits(as_, cast):
    desk = as_("steward")
    form = desk.get(act(cast.project, "request-change")).context["form"]
    assert [value for value, _label in form.fields["kind"].widget.choices] == ["", "suspend", "cancel"]
    assert form.fields["reason_class"].choices[0][0] == ""
    refused = desk.post(act(cast.project, "request-change"), {"text": "征迁"})
    assert {*refused.context["form"].errors} == {"kind", "reason_class"} and not ChangeRequest.objects.exists()
    asked = ChangeRequest.ask(project=cast.project, by=cast.steward, kind="suspend", reason_class="land", text="征迁")
    asked.approve(by=cast.supervisor)
    offered = desk.get(act(cast.project, "request-change")).context["form"].fields["kind"].widget.choices
    assert [value for value, _label in offered] == ["", "resume", "cancel"]


def test_an_instruction_is_given_answered_and_closed(as_, cast):
    as_("supervisor").post(
        act(cast.milestone, "instruct"), {"to": "steward", "text": "请说明原因", "reply_by": today()}
    )
    instruction = Instruction.objects.get()
    assert instruction.text in as_("steward").get("/admin/").content.decode()
    as_("steward").post(act(instruction, "answer"), {"note": "雨季影响，已增派人手"})
    as_("supervisor").post(act(instruction, "close"))
    instruction.refresh_from_db()
    assert instruction.reply.by == cast.steward and instruction.closed_at


def test_a_locked_field_is_not_changed_and_its_reason_is_shown(as_, cast):
    url = reverse("admin:milestones_milestone_change", args=[cast.milestone.pk])
    body = {"name": "路基完成（改）", "sequence": 4, "weight": 9, "forecast_due": "2030-01-01"}
    assert save(as_("steward"), url, **body).status_code == 302
    milestone = Milestone.objects.get(pk=cast.milestone.pk)
    assert (milestone.name, milestone.sequence, milestone.weight, milestone.forecast_due) == (
        "路基完成",
        4,
        Decimal(1),
        dt.date(2024, 6, 14),
    )


def test_a_milestone_is_added_inside_the_project_form(as_, cast):
    url = reverse("admin:projects_project_change", args=[cast.project.pk])
    body = {
        "milestones-TOTAL_FORMS": 2,
        "milestones-0-forecast_due": "2031-01-01",
        "milestones-1-project": cast.project.pk,
        "milestones-1-name": "路面完成",
        "milestones-1-sequence": 2,
        "milestones-1-forecast_due": "2027-03-01",
    }
    response = save(as_("steward"), url, **body)
    assert response.status_code == 302, response.context["errors"]
    added = Milestone.objects.get(name="路面完成")
    assert (added.forecast_due, added.baseline_due) == (dt.date(2027, 3, 1), None)
    assert Milestone.objects.get(pk=cast.milestone.pk).forecast_due == dt.date(2024, 6, 14)


def test_a_milestone_to_be_added_is_offered_the_last_place(as_, cast):
    add_milestone(cast, "路面完成", today() + dt.timedelta(days=3), sequence=7)
    page = as_("steward").get(reverse("admin:projects_project_change", args=[cast.project.pk])).content.decode()
    row = page[page.index('name="milestones-__prefix__-sequence"') :]
    assert 'value="8"' in row[: row.index(">")]


def test_the_history_says_who_changed_what_from_what_to_what(as_, cast):
    url = reverse("admin:milestones_milestone_change", args=[cast.milestone.pk])
    save(as_("steward"), url, sequence=3)
    page = as_("auditor").get(reverse("admin:milestones_milestone_history", args=[cast.milestone.pk]))
    newest = page.context["changes"][0]
    told = [(one.label, one.before, one.after) for one in newest.fields]
    assert (newest.who, told) == (cast.steward.name, [("顺序", "1", "3")])


def test_the_history_of_what_is_out_of_sight_is_not_there(as_, cast):
    url = reverse("admin:milestones_milestone_history", args=[cast.milestone.pk])
    assert as_("other").get(url).status_code == 404


def test_an_act_stands_below_its_record_under_its_verb():
    assert record_action_url_name(Project, "approve-plan") == "projects_project_act_approve_plan"
    assert record_action_url(Project, "approve-plan", 7) == "/admin/projects/project/7/approve-plan/"
