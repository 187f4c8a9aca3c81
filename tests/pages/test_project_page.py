"""The page of a project and of a milestone: everything about it in tabs, and its acts without leaving the page."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice.actions import record_action_url
from backoffice.clock import today
from milestones.models import Instruction
from milestones.models.plan import approve_plan
from projects.models import Project
from tests.cast import add_milestone, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    rewrite(Project.objects.filter(pk=cast.project.pk), source_line=160, label="道路建设")
    cast.counted = add_milestone(cast, "累计建成6条", today() + dt.timedelta(days=90), target=cast.target, quantity=6)
    approve_plan(cast.project, by=cast.supervisor)
    return cast


def address(record: Model, page: str = "change") -> str:
    name = f"{record._meta.app_label}_{record._meta.model_name}"
    return reverse(f"admin:{name}_{page}", args=[record.pk])


def act(record: Model, verb: str) -> str:
    return record_action_url(record, verb, record.pk)


def page(client, record):
    response = client.get(address(record))
    assert response.status_code == 200
    return response


def tabs(response):
    return [one.formset.prefix for one in response.context["inline_admin_formsets"]]


def test_a_project_has_its_tabs_for_everyone_who_sees_it(as_, cast):
    for who in ("steward", "head", "supervisor", "auditor", "admin"):
        assert tabs(page(as_(who), cast.project)) == [
            "milestones",
            "targets",
            "works",
            "requests",
            "reports",
            "claims",
            "instructions",
            "charge",
            "history",
        ]
    assert as_("other").get(address(cast.project)).status_code == 404


def test_the_line_of_the_source_stands_with_label_and_words_as_printed(as_, cast):
    text = page(as_("steward"), cast.project).content.decode()
    assert "来源第160行" in text and "道路建设" in text and "新建道路 9条" in text


def test_a_quantity_shows_what_is_done_what_is_asked_and_what_is_expected(as_, cast):
    cast.counted.report(by=cast.steward, note="进展", quantity=Decimal(4))
    text = page(as_("steward"), cast.project).content.decode()
    assert "4/9条" in text and 'class="tx-bar"' in text and 'class="expected"' in text


def test_each_milestone_offers_what_this_person_may_do_to_it_now(as_, cast):
    text = page(as_("steward"), cast.project).content.decode()
    assert act(cast.counted, "report") in text and act(cast.counted, "claim") in text
    claim = cast.milestone.claim(by=cast.steward, finished_on=today(), note="完成", late_reason="征迁")
    text = page(as_("steward"), cast.project).content.decode()
    assert act(cast.milestone, "claim") not in text
    text = page(as_("supervisor"), cast.project).content.decode()
    assert act(claim, "confirm") in text and act(cast.counted, "report") not in text
    assert act(claim, "confirm") not in page(as_("auditor"), cast.project).content.decode()


def test_an_act_comes_back_to_the_tab(as_, cast):
    back = address(cast.project) + "#milestones"
    response = as_("steward").post(act(cast.counted, "report"), {"note": "进展", "next": back})
    assert response["Location"] == back


def test_the_programme_stands_above_and_its_works_below(as_, cast):
    work = Project.objects.create(
        code="2024-CJ-001-01",
        name="牛心屯一路",
        plan_year=2024,
        category=cast.project.category,
        parent=cast.project,
        unit=cast.roads,
        steward=cast.steward,
    )
    for record in (cast.project, work):
        panel = next(
            one
            for one in page(as_("steward"), record).context["inline_admin_formsets"]
            if one.formset.prefix == "works"
        )
        assert [row[0].code for row in panel.rows] == ["2024-CJ-001", "2024-CJ-001-01"]


def test_photos_are_shown_and_papers_named(as_, cast):
    files = [SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff"), SimpleUploadedFile("验收单.pdf", b"%PDF")]
    report = cast.counted.report(by=cast.steward, note="见照片", files=files)
    text = page(as_("supervisor"), cast.project).content.decode()
    for file in report.files.all():
        assert reverse("admin:milestones_attachment_file", args=[file.pk]) in text
    assert text.count('loading="lazy"') == 1 and "验收单.pdf" in text


def test_requests_instructions_and_assignments_are_told_with_what_became_of_them(as_, cast):
    change = cast.counted.request_change(
        by=cast.steward,
        kind="extend",
        new_due=today() + dt.timedelta(days=120),
        reason_class="land",
        text="征迁未完",
    )
    change.approve(by=cast.supervisor, document_number="铁督〔2026〕3号", reason="情况属实")
    Instruction.give(by=cast.leader, text="抓紧推进", reply_by=today(), project=cast.project)
    text = page(as_("steward"), cast.project).content.decode()
    assert all(words in text for words in ("征迁未完", "铁督〔2026〕3号", "情况属实", "抓紧推进", "区住建局"))


def test_a_supervisor_decides_from_the_tab(as_, cast):
    change = cast.counted.request_change(
        by=cast.steward,
        kind="extend",
        new_due=today() + dt.timedelta(days=120),
        reason_class="land",
        text="征迁",
    )
    assert act(change, "approve") in page(as_("supervisor"), cast.project).content.decode()
    assert act(change, "approve") not in page(as_("steward"), cast.project).content.decode()
    assert act(change, "withdraw") in page(as_("steward"), cast.project).content.decode()


def test_the_history_of_project_quantities_and_milestones_comes_newest_first(as_, cast):
    as_("steward").post(act(cast.counted, "report"), {"note": "推迟", "forecast_due": today() + dt.timedelta(days=95)})
    response = as_("auditor").get(address(cast.project, "history_panel"))
    moments = [change.at for change in response.context["changes"]]
    assert moments == sorted(moments, reverse=True) and len(moments) > 3
    kinds = {change.model.__name__ for change in response.context["changes"]}
    assert kinds >= {"Project", "Target", "Milestone", "ProgressReport"}
    assert as_("other").get(address(cast.project, "history_panel")).status_code == 404


def test_a_milestone_has_its_tabs_too(as_, cast):
    response = page(as_("supervisor"), cast.milestone)
    assert tabs(response) == ["baselines", "reports", "claims", "requests", "instructions", "history"]
    assert as_("supervisor").get(address(cast.milestone, "history_panel")).status_code == 200


def fill(cast):
    for number in range(6):
        milestone = add_milestone(cast, f"工序{number}", today() + dt.timedelta(days=30 + number))
        approve_plan(cast.project, by=cast.supervisor)
        milestone.report(by=cast.steward, note="正常", files=[SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")])
        if number % 2:
            milestone.claim(by=cast.steward, finished_on=today(), note="完成")
        else:
            milestone.request_change(
                by=cast.steward,
                kind="extend",
                new_due=today() + dt.timedelta(days=99),
                reason_class="land",
                text="征迁",
            )
        Instruction.give(by=cast.leader, text="抓紧", reply_by=today(), milestone=milestone)
        cast.project.assign(by=cast.supervisor, steward=cast.steward)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(("who", "most"), [("supervisor", 57), ("steward", 55), ("auditor", 50)])
def test_the_page_of_a_project_takes_no_more_queries_for_more_facts(as_, cast, who, most):
    cast.milestone.claim(by=cast.steward, finished_on=today(), note="完成", late_reason="征迁")
    before = queries(as_(who), address(cast.project))
    fill(cast)
    after = queries(as_(who), address(cast.project))
    assert after <= before + 4 and after <= most


def test_the_page_of_a_milestone_takes_few_queries(as_, cast):
    cast.counted.report(by=cast.steward, note="正常", files=[SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")])
    assert queries(as_("supervisor"), address(cast.counted)) <= 40
