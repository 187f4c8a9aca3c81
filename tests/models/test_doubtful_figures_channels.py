"""A doubtful figure at every door: the reason is asked at its field, and a supervisor finds and decides it."""

import datetime as dt
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from backoffice import clock
from milestones.digests.compose import compose_digest
from milestones.digests.daily_facts import read_daily_facts as edition_of
from milestones.digests.links import action_url
from milestones.digests.readers import reader_for_person as reader_of
from milestones.models import ProgressReport, Standing
from milestones.models.plan import approve_plan
from projects.models import Target
from tests.api_client import act, faults, read
from tests.cast import add_milestone, enter, lay, noon
from tests.imports.workbook import PROGRESS, checked, imported, made
from tests.imports.workbook import faults as faults_of

pytestmark = pytest.mark.django_db
WHY = "验收单已核"
LIST = reverse("admin:milestones_progressreport_changelist")


@pytest.fixture
def cast(cast):
    """45 communities, 40 of them due long ago, of which 20 are counted: red."""
    start = noon(dt.date(2024, 1, 1))
    cast.homes = lay(Target.objects, project=cast.project, measure="老旧小区", value=45, unit="个")
    for count, days in ((40, -200), (45, 90)):
        due = clock.today() + dt.timedelta(days)
        cast.whole = add_milestone(cast, f"累计{count}个", due, target=cast.homes, quantity=count, at=start)
    approve_plan(cast.project, by=cast.supervisor, at=start)
    earlier = noon(clock.today() - dt.timedelta(30))
    cast.whole.report(by=cast.steward, note="进展", quantity=Decimal(20), at=earlier)
    return cast


@pytest.fixture
def doubtful(cast):
    return cast.whole.report(by=cast.steward, note="一次建成", quantity=Decimal(45), reason=WHY)


def now(cast):
    return Standing.objects.on().get(pk=cast.whole.pk)


def test_the_api_refuses_asks_why_and_lets_a_supervisor_decide(cast):
    path = f"milestones/{cast.whole.pk}/report/"
    assert faults(act(cast.steward, path, {"note": "x", "quantity": "99999999999"}, 400)) == {("quantity", "beyond")}
    for who in (cast.steward, cast.head):
        assert faults(act(who, path, {"note": "x", "quantity": "45"}, 400)) == {("reason", "required")}
    answer = act(cast.steward, path, {"note": "x", "quantity": "45", "reason": WHY})
    assert answer["reported"] == "20" and answer["light"] == "red"
    (row,) = read(cast.supervisor, "progress-reports/", state="pending")["results"]
    assert (row["doubtful"], row["reason"], row["decided_by"]) == (True, WHY, None)
    path = f"progress-reports/{row['id']}/"
    for who in (cast.steward, cast.head, cast.leader, cast.admin):
        act(who, path + "accept/", status=403)
        act(who, path + "return/", {"reason": "不实"}, 403)
    act(cast.supervisor, path + "return/", {}, 400)
    assert act(cast.supervisor, path + "accept/")["decided_by"] == "supervisor"
    act(cast.second, path + "return/", {"reason": "不实"}, 409)
    assert now(cast).reported == 45 and now(cast).light == "green"


def test_the_api_returns_a_figure_with_a_reason(cast, doubtful):
    answer = act(cast.supervisor, f"progress-reports/{doubtful.pk}/return/", {"reason": "与台账不符"})
    assert (answer["state"], answer["decision_reason"]) == ("returned", "与台账不符")
    assert now(cast).reported == 20


def link(cast):
    until = clock.now() + dt.timedelta(hours=5)
    return urlsplit(action_url(cast.steward, "milestone", cast.whole.pk, "report", until)).path


@pytest.mark.parametrize(
    "door", [lambda cast: reverse("admin:milestones_milestone_act_report", args=[cast.whole.pk]), link]
)
def test_the_form_asks_for_the_reason_at_its_field_and_keeps_what_was_typed(cast, door):
    steward, url = enter(cast.steward), door(cast)
    answer = steward.post(url, {"note": "抢工完成", "quantity": "44"})
    form = answer.context["form"]
    assert answer.status_code == 200 and list(form.errors) == ["reason"]
    assert "抢工完成" in answer.content.decode() and form["quantity"].value() == "44"
    answer = steward.post(url, {"note": "抢工完成", "quantity": "99999999999", "reason": WHY})
    assert list(answer.context["form"].errors) == ["quantity"] and now(cast).light == "red"
    answer = steward.post(url, {"note": "抢工完成", "quantity": "44", "reason": WHY}, follow=True)
    assert "待督查核定" in str([*answer.context["messages"]][0])
    assert ProgressReport.objects.first().state == "pending" and now(cast).reported == 20


def test_the_workbook_names_row_and_reason(cast):
    heads = ["项目编码", "节点名称", "累计完成量", "进展", "数字理由"]
    row = ["2024-CJ-001", "累计45个", 45, "一次建成"]
    record = checked(made(**{PROGRESS: [heads, [*row, None]]}), cast.steward)
    assert faults_of(record) == [(PROGRESS, 2, "E 数字理由")] or [fault[1] for fault in record.faults] == [2]
    wild = checked(made(**{PROGRESS: [heads, [*row[:2], 99999999999, "x", WHY]]}), cast.steward)
    assert faults_of(wild) == [(PROGRESS, 2, "C 累计完成量")]
    assert imported(made(**{PROGRESS: [heads, [*row, WHY]]}), cast.steward).state == "done"
    report = ProgressReport.objects.first()
    assert (report.state, report.reason, now(cast).reported) == ("pending", WHY, 20)


def test_a_supervisor_finds_it_on_the_start_page_and_decides_it_there(cast, doubtful):
    page = enter(cast.supervisor).get("/admin/")
    (section,) = [one for one in page.context["sections"] if one.name == "figures"]
    assert section.total == 1 and WHY in section.lines[0].why and "45" in section.lines[0].why
    url = reverse("admin:milestones_progressreport_act_accept", args=[doubtful.pk])
    shown = enter(cast.supervisor).get(url).content.decode()
    assert WHY in shown and "20" in shown
    assert enter(cast.steward).post(url).status_code == 403
    assert enter(cast.supervisor).post(url).status_code == 302
    assert now(cast).reported == 45


def test_the_reporter_reads_why_it_was_returned_and_reports_again(cast, doubtful):
    url = reverse("admin:milestones_progressreport_act_return_figure", args=[doubtful.pk])
    supervisor = enter(cast.supervisor)
    assert "reason" in supervisor.post(url, {"reason": ""}).context["form"].errors
    assert supervisor.post(url, {"reason": "与台账不符"}).status_code == 302
    for page in (
        f"/projects/{cast.project.code}/",
        reverse("admin:milestones_milestone_change", args=[cast.whole.pk]),
    ):
        assert "与台账不符" in enter(cast.steward).get(page).content.decode()
    cast.whole.report(by=cast.steward, note="更正", quantity=Decimal(31))
    assert now(cast).reported == 31


def test_many_are_decided_at_once(cast, doubtful):
    other = cast.whole.report(by=cast.head, note="进展", quantity=Decimal(70), reason=WHY)
    body = {"_selected_action": [doubtful.pk, other.pk], "apply": "1"}
    supervisor = enter(cast.supervisor)
    supervisor.post(LIST, body | {"action": "return_figures", "reason": "不实"})
    assert set(ProgressReport.objects.filter(state="returned")) == {doubtful, other}


def test_the_project_page_shows_what_waits_beside_what_counts(cast, doubtful):
    page = enter(cast.leader).get(f"/projects/{cast.project.code}/").content.decode()
    assert "填报45个，待督查核定；目前计入：20个" in page
    doubtful.accept(by=cast.supervisor)
    assert "待督查核定" not in enter(cast.leader).get(f"/projects/{cast.project.code}/").content.decode()


def test_the_supervisors_digest_counts_it_until_it_is_decided(cast, doubtful):
    def section():
        digest = compose_digest(reader_of(cast.supervisor, "digest"), edition_of(clock.today()))
        return [one for one in digest.sections if one.name == "figures"]

    assert WHY in section()[0].lines[0].notes[0]
    doubtful.accept(by=cast.supervisor)
    assert not section()


def test_whoever_reported_it_finds_it_on_the_start_page_until_it_counts_or_is_reported_again(cast, doubtful):
    def found():
        page = enter(cast.steward).get(reverse("admin:index"))
        (section,) = [one for one in page.context["sections"] if one.name == "questioned"]
        listed = enter(cast.steward).get(section.link).context["cl"].result_count
        assert section.total == listed == len(section.lines)
        return [(line.why, [button["title"] for button in line.buttons]) for line in section.lines]

    assert found() == [("“累计45个”填报45个，待督查核定，暂不计入。", [])]
    doubtful.send_back(by=cast.supervisor, reason="缺验收单")
    assert found() == [("“累计45个”填报45个，被supervisor退回：缺验收单。该数字不计入。", ["填报进度"])]
    cast.whole.report(by=cast.steward, note="重报", quantity=Decimal(21))
    assert found() == []
