"""A form that is sent again because its answer was lost has the outcome of its first sending, and counts once."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from backoffice.actions import RecordActionForm, record_action_url
from backoffice.clock import today
from backoffice.models import Upload
from milestones.models import Attachment, ChangeRequest, Claim, Instruction, ProgressReport

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff" + b"0" * 100
TOKEN = str(uuid.uuid4())


def body(**typed):
    """What a browser sends, as often as it is sent: the same photo, read anew."""
    photo = SimpleUploadedFile("现场.jpg", JPEG, "image/jpeg")
    return {"token": TOKEN, "next": "/admin/", "files": [photo]} | typed


def act(record: Model, verb: str) -> str:
    return record_action_url(record, verb, record.pk)


def told(client):
    """The messages that the page after the form shows."""
    return [str(message) for message in client.get("/admin/").context["messages"]]


def send_twice(client, address, **typed):
    """The first answer is lost with its message: what the person sees is the second."""
    first = client.post(address, body(**typed))
    lost = told(client)
    second = client.post(address, body(**typed))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == "/admin/"
    assert lost == told(client) and len(lost) == 1


def test_a_report_with_a_photo_is_filed_once(as_, cast):
    send_twice(as_("steward"), act(cast.milestone, "report"), note="路基完成一半")
    assert ProgressReport.objects.get().note == "路基完成一半" and Attachment.objects.count() == 1


def test_a_claim_is_made_once_though_its_milestone_waits_by_then(as_, cast):
    send_twice(as_("steward"), act(cast.milestone, "claim"), note="已完成", finished_on=today(), late_reason="征迁")
    assert Claim.objects.count() == 1 and Attachment.objects.count() == 1


def test_an_extension_is_asked_once(as_, cast):
    asked = {"new_due": today() + dt.timedelta(days=30), "reason_class": "land", "text": "征迁未完"}
    send_twice(as_("steward"), act(cast.milestone, "request-change"), **asked)
    assert ChangeRequest.objects.count() == 1 and Attachment.objects.count() == 1


def test_an_instruction_is_answered_once(as_, cast):
    asked = Instruction.give(by=cast.leader, project=cast.project, text="限期答复", reply_by=today())
    send_twice(as_("steward"), act(asked, "answer"), note="已安排", milestone=cast.milestone.pk)
    assert ProgressReport.objects.count() == 1 and Attachment.objects.count() == 1


def test_what_the_form_did_may_make_it_invalid_and_it_is_still_answered_as_before(as_, cast):
    """The milestone is no choice of the form any longer when it comes again."""
    asked = Instruction.give(by=cast.leader, project=cast.project, text="限期答复", reply_by=today())
    typed = {"note": "已安排", "milestone": cast.milestone.pk}
    as_("steward").post(act(asked, "answer"), body(**typed))
    cancelled = {"kind": "cancel", "reason_class": "land", "text": "不再建设"}
    cast.milestone.request_change(by=cast.steward, **cancelled).approve(by=cast.supervisor)
    assert as_("steward").post(act(asked, "answer"), body(**typed))["Location"] == "/admin/"
    assert as_("steward").post(act(asked, "answer"), body(**typed | {"token": ""})).status_code == 200
    assert ProgressReport.objects.count() == 1


def test_a_record_that_is_out_of_sight_by_then_answers_as_before(as_, cast):
    as_("steward").post(act(cast.milestone, "report"), body(note="完成一半"))
    type(cast.project).objects.filter(pk=cast.project.pk).update(steward=cast.other, unit=cast.other.unit)
    again = as_("steward").post(act(cast.milestone, "report"), body(note="完成一半"))
    assert (again.status_code, again["Location"]) == (302, "/admin/")
    assert as_("steward").post(act(cast.milestone, "report"), body(note="另一份")).status_code == 404
    assert ProgressReport.objects.count() == 1


def test_nobody_else_is_answered_for_it(as_, cast):
    as_("steward").post(act(cast.milestone, "report"), body(note="完成一半"))
    assert as_("head").post(act(cast.milestone, "report"), body(note="完成一半")).status_code == 409
    assert as_("other").post(act(cast.milestone, "report"), body(note="完成一半")).status_code == 404
    assert ProgressReport.objects.count() == 1


def test_another_text_in_a_form_that_was_done_is_asked_about(as_, cast):
    as_("steward").post(act(cast.milestone, "report"), body(note="完成一半"))
    again = as_("steward").post(act(cast.milestone, "report"), body(note="完成六成"))
    assert again.status_code == 409 and "完成六成" in again.content.decode()
    assert ProgressReport.objects.count() == 1


def test_a_refused_form_that_is_sent_again_keeps_its_photo_once(as_, cast):
    for _time in range(2):
        answer = as_("steward").post(act(cast.milestone, "report"), body(note=""))
        assert "note" in answer.context["form"].errors
    assert Upload.objects.count() == 1


def test_a_script_is_told_where_its_answer_leads_and_reads_no_message_away(as_, cast):
    client, script = as_("steward"), {"tx-sending": "1"}
    draft = "0123456789abcdef" * 2
    answer = client.post(act(cast.milestone, "report"), body(note="完成一半", draft=draft), headers=script)
    assert (answer.status_code, answer["Tx-Leads-To"], answer.content) == (204, "/admin/", b"")
    assert "Location" not in answer and answer.cookies["tx-sent"].value == draft
    assert len(told(client)) == 1
    refused = client.post(act(cast.milestone, "report"), body(note="", token=""), headers=script)
    assert refused.status_code == 200 and "note" in refused.context["form"].errors
    stranger = Client().post(act(cast.milestone, "report"), body(note="完成"), headers=script)
    assert stranger.status_code == 204 and stranger["Tx-Leads-To"].startswith("/login/?next=/admin/")


def test_it_is_asked_whether_a_form_arrived(as_, cast):
    address = f"{reverse('form-sent')}?token={TOKEN}"
    assert as_("steward").get(address).json() == {"sent": False}
    as_("steward").post(act(cast.milestone, "report"), body(note=""))
    assert as_("steward").get(address).json() == {"sent": False}
    as_("steward").post(act(cast.milestone, "report"), body(note="完成一半"))
    assert as_("steward").get(address).json() == {"sent": True}
    assert as_("head").get(address).json() == {"sent": False}
    assert as_("steward").get(f"{reverse('form-sent')}?token=x").json() == {"sent": False}


def test_nothing_makes_a_photo_compulsory_or_asks_for_a_place():
    """Whatever form takes photos; no field of any form says where somebody stands."""
    forms = [form for form in all_forms(RecordActionForm) if "files" in form.base_fields]
    assert len(forms) > 5
    assert not [form for form in forms if form.base_fields["files"].required]


def all_forms(form):
    return [form, *(one for below in form.__subclasses__() for one in all_forms(below))]


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one(as_, cast):
    """A line that breaks while the server still works: the second comes before the first has ended."""
    answers, start = [], threading.Barrier(3)
    typed = {"note": "已完成", "finished_on": today(), "late_reason": "征迁"}

    def send(client):
        start.wait()
        answers.append(client.post(act(cast.milestone, "claim"), body(**typed)))
        connection.close()

    senders = [threading.Thread(target=send, args=(as_("steward"),)) for _time in range(3)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert {(answer.status_code, answer.get("Location")) for answer in answers} == {(302, "/admin/")}
    assert Claim.objects.count() == 1 and Attachment.objects.count() == 1
