"""What happens to a form: it counts once, keeps what was chosen and typed, and says what was recorded."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from backoffice.actions import record_action_url
from backoffice.clock import today
from backoffice.evidence import LARGEST
from backoffice.models import Submission, Upload, purge_form_leftovers
from milestones.models import ChangeRequest, JobRun, ProgressReport
from milestones.models.plan import approve_plan
from projects.models import Project
from tests.cast import enter, lay, noon

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.steward)
    return client


def act(record: Model, verb: str) -> str:
    return record_action_url(record, verb, record.pk)


def photo(name="现场.jpg", content=b"\xff\xd8\xff"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_same_form_sent_twice_files_one_report_and_is_answered_the_same(desk, cast):
    url, body = (
        act(cast.milestone, "report"),
        {"note": "路基完成一半", "token": str(uuid4()), "next": "/admin/"},
    )
    answers = [desk.post(url, body, follow=True) for _again in range(2)]
    assert ProgressReport.objects.count() == 1
    assert [answer.redirect_chain for answer in answers] == [[("/admin/", 302)]] * 2
    assert said(answers[0]) == said(answers[1]) != []


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_file_one_report(cast):
    url, body = act(cast.milestone, "report"), {"note": "同时", "token": str(uuid4())}

    def press(_number):
        try:
            client = enter(cast.steward)
            return client.post(url, body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == [302] * 4
    assert ProgressReport.objects.count() == 1


def test_another_text_in_a_filed_form_is_asked_about_and_filed_when_sent_again(desk, cast):
    url, token = act(cast.milestone, "report"), str(uuid4())
    desk.post(url, {"note": "第一次", "token": token})
    response = desk.post(url, {"note": "第二次", "token": token}, headers=ENGLISH)
    form = response.context["form"]
    assert response.status_code == 409 and "filed already" in str(form.non_field_errors())
    assert str(form.token) != token and "第二次" in response.content.decode()
    desk.post(url, {"note": "第二次", "token": str(form.token)})
    assert set(ProgressReport.objects.values_list("note", flat=True)) == {"第一次", "第二次"}


def test_a_refused_form_may_be_sent_again_under_its_number(desk, cast):
    url, token = act(cast.milestone, "report"), str(uuid4())
    form = desk.post(url, {"note": " ", "token": token}).context["form"]
    assert str(form.token) == token and not Submission.objects.exists()
    assert desk.post(url, {"note": "补上", "token": token}).status_code == 302


@pytest.mark.parametrize("token", ["", "nonsense", "00000000"])
def test_a_form_without_a_proper_number_is_filed_all_the_same(desk, cast, token):
    assert desk.post(act(cast.milestone, "report"), {"note": "正常", "token": token}).status_code == 302


def test_the_answer_says_what_was_recorded_and_the_light(desk, cast):
    body = {"note": "正常", "next": "/admin/"}
    message = said(desk.post(act(cast.milestone, "report"), body, follow=True, headers=ENGLISH))[0]
    assert message.startswith("The report is filed.") and "is now red" in message and "overdue" in message


def test_a_photo_outlives_a_refusal_and_goes_with_the_report(desk, cast, files):
    url = act(cast.milestone, "report")
    page = desk.post(url, {"note": "", "problem": "雨季", "files": [photo(), photo("二.heic", b"\xff\xd8\xff2")]})
    kept = list(Upload.objects.values_list("pk", flat=True))
    assert "现场.jpg" in page.content.decode() and "雨季" in page.content.decode() and len(kept) == 2
    desk.post(url, {"note": "见照片", "kept": kept, "keep": kept, "files": [photo("三.jpg", b"\xff\xd8\xff3")]})
    report = ProgressReport.objects.get()
    names = [file.file.name.partition("-")[2] for file in report.files.order_by("id")]
    assert names == ["现场.jpg", "二.heic", "三.jpg"]
    with report.files.first().file.open() as file:
        assert file.read() == b"\xff\xd8\xff"
    assert not Upload.objects.exists() and not list((files / "waiting").iterdir())


def test_a_kept_photo_is_removed_by_its_tick(desk, cast, files):
    url = act(cast.milestone, "report")
    desk.post(url, {"note": "", "files": [photo()]})
    pk = Upload.objects.get().pk
    desk.post(url, {"note": "不要照片", "kept": [pk]})
    assert not ProgressReport.objects.get().files.exists() and not list((files / "waiting").iterdir())


def test_a_kept_photo_waits_for_its_own_form_and_person_only(desk, cast, client):
    desk.post(act(cast.milestone, "report"), {"note": "", "files": [photo()]})
    assert "现场.jpg" in desk.get(act(cast.milestone, "report")).content.decode()
    assert "现场.jpg" not in desk.get(act(cast.milestone, "claim")).content.decode()
    pk = Upload.objects.get().pk
    client.force_login(cast.head)
    assert "现场.jpg" not in client.get(act(cast.milestone, "report")).content.decode()
    client.post(act(cast.milestone, "report"), {"note": "", "kept": [pk]})
    assert Upload.objects.filter(pk=pk).exists()


def test_who_may_not_act_leaves_no_file_behind(client, cast):
    client.force_login(cast.auditor)
    assert client.post(act(cast.milestone, "report"), {"note": "x", "files": [photo()]}).status_code == 403
    assert not Upload.objects.exists()


def test_of_several_files_the_bad_one_is_named_and_the_good_one_kept(desk, cast):
    page = desk.post(act(cast.milestone, "report"), {"note": "见附件", "files": [photo(), photo("x.html")]})
    assert "x.html" in page.context["form"].errors["files"][0]
    assert [upload.name for upload in Upload.objects.all()] == ["现场.jpg"]


@pytest.mark.parametrize("name", ["现场.jpg", "现场.PNG", "现场.webp", "现场.heic"])
def test_what_is_only_called_a_photo_is_refused_by_name_and_the_text_stays(desk, cast, name):
    body = {"note": "见照片", "files": [photo(name, content=b"<html>not a photo</html>")]}
    page = desk.post(act(cast.milestone, "report"), body)
    assert page.context["form"].errors["files"] == [f"{name}：不是照片，或文件已损坏。"]
    assert page.context["form"]["note"].value() == "见照片" and not Upload.objects.exists()


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 302), (LARGEST + 1, 200)])
def test_a_photo_of_twenty_megabytes_is_taken_and_no_larger_one(desk, cast, size, status):
    body = {"note": "大图", "files": [photo(content=b"\xff\xd8\xff".ljust(size, b"\0"))]}
    assert desk.post(act(cast.milestone, "report"), body).status_code == status


def test_what_nobody_came_back_for_is_forgotten(desk, cast, files):
    desk.post(act(cast.milestone, "report"), {"note": "", "files": [photo()]})
    desk.post(act(cast.milestone, "claim"), {"finished_on": "", "files": [photo("新.jpg")]})
    desk.post(act(cast.milestone, "report"), {"note": "正常", "kept": [], "token": str(uuid4())})
    desk.post(act(cast.milestone, "report"), {"note": "", "files": [photo()]})
    Upload.objects.filter(name="现场.jpg").update(at=timezone.now() - dt.timedelta(days=3))
    Submission.objects.update(at=timezone.now() - dt.timedelta(days=31))
    assert purge_form_leftovers() == {"uploads": 1, "submissions": 1}
    assert [upload.name for upload in Upload.objects.all()] == ["新.jpg"]
    assert len(list((files / "waiting").iterdir())) == 1


def test_a_month_without_progress_is_reported_with_its_reason(desk, cast):
    url = act(cast.milestone, "no-progress")
    prefilled = desk.get(url, headers=ENGLISH).context["form"].fields["note"].initial
    form = desk.post(url, {"note": prefilled}, headers=ENGLISH).context["form"]
    assert "note" in form.errors and not ProgressReport.objects.exists()
    desk.post(url, {"note": f"{prefilled}冬季停工"}, headers=ENGLISH)
    assert ProgressReport.objects.get().note.endswith("冬季停工")
    page = reverse("admin:milestones_milestone_change", args=[cast.milestone.pk])
    assert url not in desk.get(page).content.decode()  # this month is reported on


def test_beside_the_quantity_stand_the_last_one_and_what_is_expected_and_due(desk, cast):
    step = lay(
        cast.project.milestones,
        name="累计建成6条",
        target=cast.target,
        quantity=6,
        forecast_due=today() - dt.timedelta(days=9),
        at=noon(dt.date(2024, 1, 1)),
    )
    approve_plan(cast.project, by=cast.supervisor, at=noon(dt.date(2024, 2, 1)))
    step.report(by=cast.steward, note="四条", quantity=4, at=noon(today() - dt.timedelta(days=8)))
    field = desk.get(act(step, "report"), headers=ENGLISH).context["form"].fields["quantity"]
    assert "Last reported 4 条; expected by now 6 条; due 6 条." in field.help_text
    answer = desk.post(act(step, "report"), {"note": "五条", "quantity": 5}, follow=True, headers=ENGLISH)
    assert said(answer)[0].startswith("The report is filed: 5 条 so far.")


def test_an_extension_is_asked_for_in_sight_of_the_earlier_ones(desk, cast):
    later = today() + dt.timedelta(days=30)
    cast.milestone.request_change(by=cast.steward, kind="extend", new_due=later, reason_class="land", text="征迁未完")
    ChangeRequest.objects.get().approve(by=cast.supervisor)
    about = desk.get(act(cast.milestone, "request-change"), headers=ENGLISH).context["form"].about()
    slip = (later - dt.date(2024, 6, 14)).days
    assert f"{slip} days later; extended 1 times." in about[-1]


def test_a_class_of_reason_is_chosen_and_never_presumed(desk, cast):
    body = {"kind": "extend", "new_due": today() + dt.timedelta(days=9), "text": "暴雨"}
    assert "reason_class" in desk.post(act(cast.milestone, "request-change"), body).context["form"].errors


def test_a_milestone_is_offered_the_quantities_of_its_own_project(as_, cast):
    elsewhere = lay(
        Project.objects,
        code="2024-CJ-008",
        name="别处",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
    )
    other = elsewhere.targets.create(measure="桥梁", value=2, unit="座", as_written="2座")
    draft = cast.project.milestones.create(name="草拟节点", forecast_due=today())
    desk, add = as_("supervisor"), reverse("admin:milestones_milestone_add")

    def offered(address):
        return {key for key, _label in desk.get(address).context["adminform"].form.fields["target"].choices if key}

    assert {key.value for key in offered(act_page(draft))} == {cast.target.pk}
    assert {key.value for key in offered(f"{add}?project={elsewhere.pk}")} == {other.pk}
    assert {key.value for key in offered(add)} == {cast.target.pk, other.pk}
    assert "2024-CJ-008 别处　桥梁 2座" in desk.get(add).content.decode()


def act_page(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def test_the_codes_rule_is_told_before_it_is_broken(as_, cast):
    page = as_("supervisor").get(reverse("admin:projects_project_add")).content.decode()
    assert "编码形如2024-CJ-001" in page


def test_a_constraint_is_told_in_a_sentence_and_not_by_its_name_alone():
    assert gettext("Constraint “%(name)s” is violated.") % {"name": "x_y"} == (
        "所填内容互相矛盾或超出允许范围，未能保存，请检查后再试（x_y）。"
    )


def test_a_failed_run_is_told_in_the_readers_words(as_, cast):
    for number, error in enumerate(("OperationalError: connection refused", "KeyError: 'x'")):
        JobRun.objects.create(job="digest", slot=today() - dt.timedelta(number), state="failed", last_error=error)
    for address in ("/admin/milestones/jobrun/", "/admin/"):
        page = as_("admin").get(address).content.decode()
        assert "数据库没有响应。" in page and "任务因出错中断" in page and "connection refused" in page
