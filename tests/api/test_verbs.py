"""The verbs over the API: the way of a milestone from report to sign-off, and who may walk it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from backoffice.evidence import LARGEST
from milestones.models import Attachment, Milestone, ProgressReport
from projects.models import Project
from tests.api_client import act, client_of, faults, read
from tests.cast import add_milestone, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(cast):
    body = {"finished_on": str(timezone.localdate()), "note": "验收单齐全"}
    return act(cast.steward, f"milestones/{cast.milestone.pk}/claim/", body)


@pytest.fixture
def change(cast):
    body = {
        "kind": "extend",
        "new_due": str(timezone.localdate() + dt.timedelta(days=365)),
        "reason_class": "land",
        "text": "征迁未完",
    }
    return act(cast.steward, f"milestones/{cast.milestone.pk}/request-change/", body)


def test_a_report_moves_the_forecast_and_answers_the_milestone(cast):
    body = {"note": "正在施工", "forecast_due": "2030-01-01", "need": "协调征迁"}
    row = act(cast.steward, f"milestones/{cast.milestone.pk}/report/", body)
    assert (row["forecast_due"], row["baseline_due"]) == ("2030-01-01", "2024-06-14")
    report = read(cast.leader, "progress-reports/", milestone=cast.milestone.pk, has_need="true")["results"][0]
    assert (report["note"], report["reported_by"], report["project"]) == (
        "正在施工",
        "steward",
        "2024-CJ-001",
    )


def test_a_quantity_is_reported_and_corrected(cast):
    milestone = add_milestone(cast, "建成9条", dt.date(2024, 12, 1), target=cast.target, quantity=9)
    path = f"milestones/{milestone.pk}/report/"
    assert act(cast.steward, path, {"note": "建成4条", "quantity": "4"})["reported"] == "4"
    assert faults(act(cast.steward, path, {"note": "更少", "quantity": "3"}, 400)) == {("quantity", "falls")}
    last = ProgressReport.objects.latest("id").pk
    lowered = {"note": "更正", "quantity": "3", "corrects": last}
    assert faults(act(cast.steward, path, lowered, 400)) == {("reason", "required")}
    assert act(cast.steward, path, lowered | {"reason": "重复计数"})["reported"] == "4"
    last = ProgressReport.objects.latest("id").pk
    assert act(cast.supervisor, f"progress-reports/{last}/accept/")["state"] == "accepted"
    assert read(cast.steward, f"milestones/{milestone.pk}/")["reported"] == "3"


def test_a_claim_is_confirmed_by_someone_else(cast, claim):
    assert (claim["state"], claim["claimed_by"], claim["milestone"]) == (
        "pending",
        "steward",
        cast.milestone.pk,
    )
    done = act(cast.supervisor, f"claims/{claim['id']}/confirm/")
    assert (done["state"], done["decided_by"]) == ("confirmed", "supervisor")
    row = read(cast.steward, f"milestones/{cast.milestone.pk}/")
    assert (row["state"], row["light_rule"]) == ("finished", "finished_late")
    assert [found["id"] for found in read(cast.leader, "claims/", state="confirmed")["results"]] == [claim["id"]]


def test_a_claim_is_returned_or_reopened_with_a_reason(cast, claim):
    assert faults(act(cast.supervisor, f"claims/{claim['id']}/return/", {}, 400)) == {("reason", "required")}
    back = act(cast.supervisor, f"claims/{claim['id']}/return/", {"reason": "缺验收单"})
    assert (back["state"], back["reason"]) == ("returned", "缺验收单")
    again = act(
        cast.steward,
        f"milestones/{cast.milestone.pk}/claim/",
        {"finished_on": claim["finished_on"], "note": "补齐"},
    )
    act(cast.supervisor, f"claims/{again['id']}/confirm/")
    opened = act(cast.second, f"claims/{again['id']}/reopen/", {"reason": "复查不合格"})
    assert (opened["state"], opened["reopened_by"], opened["reopen_reason"]) == (
        "reopened",
        "second",
        "复查不合格",
    )


def test_an_extension_is_approved(cast, change):
    assert (change["state"], change["kind"], change["project"]) == ("pending", "extend", "2024-CJ-001")
    done = act(cast.supervisor, f"changes/{change['id']}/approve/", {"document_number": "铁督〔2024〕1号"})
    assert (done["state"], done["document_number"]) == ("approved", "铁督〔2024〕1号")
    row = read(cast.steward, f"milestones/{cast.milestone.pk}/")
    assert (row["baseline_first"], row["baseline_due"]) == ("2024-06-14", change["new_due"])


def test_an_extension_is_refused_or_withdrawn(cast, change):
    assert act(cast.supervisor, f"changes/{change['id']}/refuse/", {"reason": "理由不足"})["state"] == "refused"
    body = {"kind": "extend", "new_due": change["new_due"], "reason_class": "land", "text": "再请"}
    second = act(cast.head, f"milestones/{cast.milestone.pk}/request-change/", body)
    assert act(cast.head, f"changes/{second['id']}/withdraw/")["state"] == "withdrawn"


def test_a_project_is_suspended_and_resumed(cast):
    body = {"kind": "suspend", "reason_class": "force_majeure", "text": "停工"}
    change = act(cast.steward, "projects/2024-CJ-001/request-change/", body)
    act(cast.supervisor, f"changes/{change['id']}/approve/")
    row = read(cast.leader, "projects/2024-CJ-001/")
    assert (row["suspended_on"], row["light"], row["light_rule"]) == (
        str(timezone.localdate()),
        "grey",
        "suspended",
    )
    assert read(cast.leader, "projects/", suspended="true")["results"] == [row]


def test_a_cancelled_project_has_no_light(cast):
    body = {"kind": "cancel", "reason_class": "design", "text": "规划调整"}
    change = act(cast.steward, "projects/2024-CJ-001/request-change/", body)
    act(cast.supervisor, f"changes/{change['id']}/approve/")
    row = read(cast.leader, "projects/2024-CJ-001/")
    assert (row["light"], row["light_rule"], row["cancelled_on"]) == (None, None, str(timezone.localdate()))
    assert read(cast.leader, "projects/", light="grey")["results"] == []
    assert read(cast.leader, "projects/", cancelled="true")["results"] == [row]


def test_a_promised_quantity_changes_by_request(cast):
    body = {
        "kind": "quantity",
        "target": cast.target.pk,
        "new_quantity": "8",
        "reason_class": "other",
        "text": "核减",
    }
    change = act(cast.steward, "projects/2024-CJ-001/request-change/", body)
    assert (change["target"], change["new_quantity"], change["project"]) == (
        cast.target.pk,
        "8.0000",
        "2024-CJ-001",
    )


def test_a_plan_is_approved(cast):
    milestone = add_milestone(cast, "通车", dt.date(2030, 9, 1))
    assert act(cast.supervisor, "projects/2024-CJ-001/approve-plan/")["approved_on"] == "2024-01-01"
    assert read(cast.steward, f"milestones/{milestone.pk}/")["baseline_due"] == "2030-09-01"
    act(cast.supervisor, "projects/2024-CJ-001/approve-plan/", status=409)


def test_a_project_is_assigned(cast):
    row = act(cast.supervisor, "projects/2024-CJ-001/assign/", {"unit": "schools", "steward": "other"})
    assert (row["unit"], row["steward"], row["leader"]) == ("schools", "other", "leader")
    assert faults(act(cast.supervisor, "projects/2024-CJ-001/assign/", {}, 400)) == {("", "required")}
    assert faults(act(cast.supervisor, "projects/2024-CJ-001/assign/", {"steward": "nobody"}, 400)) == {
        ("steward", "does_not_exist")
    }


@pytest.mark.parametrize("code", ["a\0b", "2024-CJ-999", 7, None, ["x"]])
def test_a_record_that_is_not_there_is_named_as_the_field_that_names_it(cast, code):
    problem = act(cast.supervisor, "projects/2024-CJ-001/assign/", {"unit": code}, 400)
    assert [error["field"] for error in problem["errors"]] == ["unit"]


def test_files_come_as_multipart(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    body = {
        "finished_on": str(timezone.localdate()),
        "note": "照片两张",
        "files": [SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff"), SimpleUploadedFile("验收.pdf", b"y")],
    }
    claim = act(cast.steward, f"milestones/{cast.milestone.pk}/claim/", body, format="multipart")
    assert [file["name"] for file in claim["files"]] == ["现场.jpg", "验收.pdf"]
    assert Attachment.objects.filter(claim=claim["id"]).count() == 2


def test_what_the_desk_takes_for_no_evidence_the_api_refuses_by_name(cast):
    files = [
        SimpleUploadedFile("现场.jpg", b"<html>"),
        SimpleUploadedFile("页面.html", b"<html>"),
        SimpleUploadedFile("验收.pdf", bytes(LARGEST + 1)),
    ]
    path, body = f"milestones/{cast.milestone.pk}/report/", {"note": "见附件", "files": files}
    problem = act(cast.steward, path, body, 400, format="multipart")
    assert {error["field"] for error in problem["errors"]} == {"files"}
    assert [error["code"] for error in problem["errors"]] == ["no_photo", "invalid_extension", "too_large"]
    assert [error["message"].partition("：")[0] for error in problem["errors"]] == [file.name for file in files]
    assert not Attachment.objects.exists() and not ProgressReport.objects.exists()


@pytest.mark.parametrize(
    ("name", "path", "body", "status"),
    [
        ("leader", "milestones/{m}/report/", {"note": "x"}, 403),
        ("auditor", "milestones/{m}/claim/", {"finished_on": "2024-06-01", "note": "x"}, 403),
        ("admin", "milestones/{m}/report/", {"note": "x"}, 403),
        ("supervisor", "milestones/{m}/report/", {"note": "x"}, 403),
        ("other", "milestones/{m}/report/", {"note": "x"}, 404),
        ("steward", "projects/2024-CJ-001/approve-plan/", {}, 403),
        ("leader", "projects/2024-CJ-001/assign/", {"unit": "roads"}, 403),
        ("other", "projects/2024-CJ-001/approve-plan/", {}, 404),
        ("steward", "claims/{c}/confirm/", {}, 403),
        ("admin", "claims/{c}/confirm/", {}, 403),
        ("head", "claims/{c}/return/", {"reason": "x"}, 403),
        ("other", "claims/{c}/confirm/", {}, 404),
    ],
)
def test_who_may_not_is_told_why(cast, claim, name, path, body, status):
    problem = act(getattr(cast, name), path.format(m=cast.milestone.pk, c=claim["id"]), body, status)
    assert (problem["status"], bool(problem["detail"])) == (status, True)


def test_the_state_forbids_a_second_claim_and_a_second_decision(cast, claim):
    path = f"milestones/{cast.milestone.pk}/claim/"
    assert act(cast.steward, path, {"finished_on": claim["finished_on"], "note": "x"}, 409)["errors"] == []
    act(cast.supervisor, f"claims/{claim['id']}/confirm/")
    act(cast.second, f"claims/{claim['id']}/confirm/", status=409)


@pytest.mark.parametrize(
    ("verb", "body", "fault"),
    [
        ("report", {"note": ""}, ("note", "blank")),
        ("report", {}, ("note", "required")),
        ("report", {"note": "x", "percent": 40}, ("percent", "unknown")),
        ("report", {"note": "x", "quantity": "3"}, ("quantity", "no_target")),
        ("report", {"note": "x", "quantity": "-1"}, ("quantity", "min_value")),
        ("report", {"note": "x", "day": "2999-01-01"}, ("day", "future")),
        ("report", {"note": "x", "corrects": 99}, ("corrects", "does_not_exist")),
        ("claim", {"finished_on": "2999-01-01", "note": "x"}, ("finished_on", "future")),
        ("claim", {"finished_on": "2024-06-01", "note": "x"}, ("finished_on", "too_far_back")),
        ("claim", {"finished_on": "soon", "note": "x"}, ("finished_on", "invalid")),
        ("request-change", {"kind": "move", "reason_class": "land", "text": "x"}, ("kind", "invalid_choice")),
        ("request-change", {"kind": "extend", "reason_class": "land", "text": "x"}, ("new_due", "required")),
        (
            "request-change",
            {"kind": "extend", "new_due": "2024-06-14", "reason_class": "land", "text": "x"},
            ("new_due", "not_later"),
        ),
        (
            "request-change",
            {"kind": "suspend", "reason_class": "land", "text": "x"},
            ("kind", "invalid_choice"),
        ),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_written(cast, verb, body, fault):
    before = ProgressReport.objects.count()
    problem = act(cast.steward, f"milestones/{cast.milestone.pk}/{verb}/", body, 400)
    assert faults(problem) == {fault}
    assert ProgressReport.objects.count() == before


def test_a_milestone_is_added_and_edited_against_its_version(cast):
    body = {"project": "2024-CJ-001", "name": "通车", "forecast_due": "2030-09-01"}
    row = act(cast.steward, "milestones/", body, 201)
    assert (row["state"], row["origin"], row["baseline_due"]) == ("unplanned", "manual", None)
    client, path = client_of(cast.steward), f"/api/v1/milestones/{row['id']}/"
    assert client.patch(path, {"name": "全线通车"}, format="json").status_code == 428
    etag = client.get(path)["ETag"]
    assert (
        client.patch(path, {"name": "全线通车"}, format="json", headers={"if-match": etag}).json()["name"] == "全线通车"
    )
    assert client.patch(path, {"name": "再改"}, format="json", headers={"if-match": etag}).status_code == 412


def test_what_is_approved_is_not_edited(cast):
    client, path = client_of(cast.steward), f"/api/v1/milestones/{cast.milestone.pk}/"
    match = {"if-match": client.get(path)["ETag"]}
    assert client.patch(path, {"weight": "5"}, format="json", headers=match).status_code == 409
    refused = client.patch(path, {"baseline_due": "2030-01-01"}, format="json", headers=match)
    assert faults(refused.json()) == {("baseline_due", "unknown")}
    assert Milestone.objects.get(pk=cast.milestone.pk).baseline_due == dt.date(2024, 6, 14)


def test_a_project_is_added_and_edited_by_who_may(cast):
    body = {"code": "2024-CJ-009", "name": "某路", "plan_year": 2024, "category": "road", "unit": "roads"}
    for person in (cast.steward, cast.head, cast.leader, cast.auditor, cast.admin):
        act(person, "projects/", body, 403)
    assert not Project.objects.filter(code="2024-CJ-009").exists()
    assert act(cast.supervisor, "projects/", body, 201)["unit"] == "roads"
    assert faults(act(cast.supervisor, "projects/", body, 400)) == {("code", "unique")}
    client, path = client_of(cast.head), "/api/v1/projects/2024-CJ-009/"
    match = {"if-match": client.get(path)["ETag"]}
    row = client.patch(path, {"name": "某大街", "phase": "started"}, format="json", headers=match).json()
    assert (row["name"], row["phase"]) == ("某大街", "started")


def test_locked_fields_of_an_approved_project_are_named(cast):
    client, path = client_of(cast.supervisor), "/api/v1/projects/2024-CJ-001/"
    match = {"if-match": client.get(path)["ETag"]}
    answer = client.patch(path, {"plan_year": 2025}, format="json", headers=match)
    assert (answer.status_code, "plan_year" in answer.json()["detail"]) == (409, True)


def test_a_replayed_past_is_told_by_the_api(cast):
    cast.milestone.claim(by=cast.steward, finished_on=dt.date(2024, 6, 18), note="完成", at=noon(dt.date(2024, 6, 18)))
    assert read(cast.head, "milestones/", on="2024-06-17", state="overdue")["results"]
    assert read(cast.head, "milestones/", on="2024-06-18", state="awaiting")["results"]
