"""Whatever an act allows, it hides no lateness: the oddities of docs/actions.md, and that no act is missing there."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from backoffice.clock import today
from milestones.models import ChangeRequest, Milestone, ProgressReport, Standing
from milestones.models.carry_over import carry_over
from milestones.models.handover import hand_over
from milestones.models.plan import approve_plan
from milestones.reports.home.report import home_report
from projects.models import Project, Role
from projects.permissions import ACTIONS
from tests.api_client import V1, client_of, faults
from tests.cast import add_milestone, approve_as_before, person
from tests.forms import filled
from tests.imports.workbook import MILESTONES, TARGETS, imported, made

pytestmark = pytest.mark.django_db
TABLE = (settings.BASE_DIR / "docs/actions.md").read_text("utf-8")
SOON = today() + dt.timedelta(60)


def said(cast):
    """What the leaders' home says."""
    now = home_report(cast.leader)
    return now.district.lights, now.total, now.now.longest


def draft(cast, code="2024-CJ-002"):
    return Project.objects.create(
        code=code,
        name="待批道路",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
    )


def test_every_act_stands_in_the_table_with_a_test_that_exists():
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (.+) \| `([\w/]+)::(test_\w+)` \|$", TABLE, re.MULTILINE)
    assert [row[0] for row in rows] == list(ACTIONS)
    for _act, chinese, english, module, name in rows:
        assert re.search("[\u4e00-\u9fff]", chinese) and not re.search("[\u4e00-\u9fff]", english)
        text = (settings.BASE_DIR / f"tests/{module}.py").read_text("utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), (module, name)


def test_forty_equal_milestones_are_one(cast):
    before, body = said(cast), {"project": cast.project.code, "name": "路面完成", "forecast_due": str(SOON)}
    answers = [client_of(cast.steward).post(f"{V1}milestones/", body, format="json") for _ in range(40)]
    assert [answer.status_code for answer in answers] == [201] + [400] * 39
    assert faults(answers[1].json()) == {("name", "unique")}
    assert Milestone.objects.filter(name="路面完成").count() == 1
    assert said(cast) == before and home_report(cast.leader).apart["unplanned"] == 1


PROMISE = {"measure": "路灯", "value": 1, "unit": "盏", "nature": "flow", "qualifier": "=", "per": "total"}


@pytest.mark.parametrize("who", ["steward", "head", "supervisor"])
def test_an_approved_project_is_promised_no_further_quantity(client, cast, who):
    """It would stand on pages and papers as a promise that nobody decided, and milestones could count it up."""
    someone, before = getattr(cast, who), said(cast)
    client.force_login(someone, "django.contrib.auth.backends.ModelBackend")
    add = reverse("admin:projects_target_add")
    answer = client.post(add, filled(client.get(add), **PROMISE, project=cast.project.pk))
    assert answer.status_code == 200 and "project" in answer.context["adminform"].form.errors
    page = client.get(reverse("admin:projects_project_change", args=[cast.project.pk]))
    added = filled(page) | {"targets-TOTAL_FORMS": 2}
    client.post(page.request["PATH_INFO"], added | {f"targets-1-{name}": value for name, value in PROMISE.items()})
    body = PROMISE | {"project": cast.project.code}
    assert client_of(someone).post(f"{V1}targets/", body, format="json").status_code == 405
    rows = [["项目编码", "指标", "数值", "计量单位"], [cast.project.code, "路灯", 1, "盏"]]
    record = imported(made(**{TARGETS: rows}), someone)
    assert [fault[1:3] for fault in record.faults] == [[2, "A 项目编码"]]
    with pytest.raises(IntegrityError, match="no further quantity"), transaction.atomic():
        cast.project.targets.create(**PROMISE)
    assert cast.project.targets.count() == 1 and said(cast) == before


def test_a_draft_takes_quantities_until_it_is_approved(client, cast):
    kept = draft(cast)
    client.force_login(cast.steward, "django.contrib.auth.backends.ModelBackend")
    add = reverse("admin:projects_target_add")
    assert client.post(add, filled(client.get(add), **PROMISE, project=kept.pk)).status_code == 302
    rows = [["项目编码", "指标", "数值", "计量单位"], [kept.code, "长度", 3, "公里"]]
    assert imported(made(**{TARGETS: rows}), cast.steward).state == "done"
    assert {one.measure for one in kept.targets.all()} == {"路灯", "长度"}


def test_the_desk_and_the_workbook_add_no_twin_either(cast, client):
    add_milestone(cast, "路面完成", SOON)
    client.force_login(cast.steward, "django.contrib.auth.backends.ModelBackend")
    url = reverse("admin:projects_project_change", args=[cast.project.pk])
    page = client.get(url)
    number = int(filled(page)["milestones-TOTAL_FORMS"])
    twin = {
        "project": cast.project.pk,
        "name": "路面完成",
        "sequence": 9,
        "forecast_due": str(SOON),
        "weight": 1,
    }
    typed = {f"milestones-{number}-{name}": value for name, value in twin.items()}
    answer = client.post(url, filled(page, **typed, **{"milestones-TOTAL_FORMS": number + 1}))
    assert answer.status_code == 200 and "该项目已有名称和日期相同的节点" in answer.content.decode()
    heads = ["项目编号", "节点", "预计"]
    record = imported(made(**{MILESTONES: [heads, [cast.project.code, "路面完成", str(SOON)]]}), cast.steward)
    assert Milestone.objects.filter(name="路面完成").count() == 1, record.faults
    with pytest.raises(DatabaseError, match="already"), transaction.atomic():
        Milestone.objects.create(project=cast.project, name="路面完成", forecast_due=SOON)


def test_the_same_milestone_of_another_day_or_after_a_cancellation_may_be_added(cast):
    first = add_milestone(cast, "路面完成", SOON)
    add_milestone(cast, "路面完成", SOON + dt.timedelta(1))
    approve_plan(cast.project, by=cast.supervisor)
    ChangeRequest.ask(milestone=first, by=cast.steward, kind="cancel", reason_class="design", text="并入").approve(
        by=cast.supervisor
    )
    Milestone.objects.create(project=cast.project, name="路面完成", forecast_due=SOON)


def test_an_approved_code_stays(cast):
    before = said(cast)
    etag = client_of(cast.supervisor).get(f"{V1}projects/{cast.project.code}/")["ETag"]
    answer = client_of(cast.supervisor).patch(
        f"{V1}projects/{cast.project.code}/", {"code": "2024-CJ-999"}, format="json", HTTP_IF_MATCH=etag
    )
    assert answer.status_code in (400, 409), answer.json()
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET code = '2024-CJ-999' WHERE id = %s", [cast.project.pk])
    assert said(cast) == before and Standing.objects.on().get(pk=cast.milestone.pk).state == "overdue"


def test_a_project_split_in_two_stays_late(cast):
    before = said(cast)
    half = draft(cast)
    Milestone.objects.create(project=half, name=cast.milestone.name, forecast_due=SOON)
    approve_as_before(half, cast.supervisor)
    for record in (cast.milestone, cast.target):
        with pytest.raises(DatabaseError, match="locked|stays with"), transaction.atomic():
            type(record).objects.filter(pk=record.pk).update(project=half)
    lights, overdue, longest = said(cast)
    assert (overdue, longest, lights["red"]) == (before[1], before[2], before[0]["red"])


def test_what_was_reported_on_is_not_deleted_though_nobody_approved_it(cast, client):
    added = add_milestone(cast, "后加节点", SOON)
    added.report(by=cast.steward, note="开工")
    with pytest.raises(ProtectedError):
        added.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM milestones_milestone WHERE id = %s", [added.pk])
        connection.check_constraints()
    client.force_login(cast.steward, "django.contrib.auth.backends.ModelBackend")
    client.post(reverse("admin:milestones_milestone_delete", args=[added.pk]), {"post": "yes"})
    answer = client_of(cast.steward).delete(f"{V1}milestones/{added.pk}/")
    assert answer.status_code in (403, 405, 409) and Milestone.objects.filter(pk=added.pk).exists()
    assert ProgressReport.objects.filter(milestone=added).exists()


def test_a_carried_over_project_stays_late_where_it_was(cast):
    before = said(cast)
    carry_over(cast.project, by=cast.supervisor)
    after = said(cast)
    assert (after[0]["red"], *after[1:]) == (before[0]["red"], *before[1:])


def test_what_only_tells_leaves_the_first_page_as_it_is(cast):
    before = said(cast)
    cast.milestone.report(by=cast.steward, note="本月无进展：待征迁")
    cast.project.move_to("completed", by=cast.steward)
    hand_over(cast.steward, person("heir", Role.STEWARD, cast.roads), by=cast.supervisor, note="调离")
    assert said(cast) == before
