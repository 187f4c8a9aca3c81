"""What was promised stays as it was worded: no door rewrites it, a decided correction keeps the old words, past days
show theirs.
"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from backoffice.actions import record_action_url
from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.models import ChangeRequest
from milestones.models.plan import approve_plan
from milestones.reports.home.report import home_report
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.wall.report import wall_checksum, wall_places, wall_rows_by_project
from projects.models import Category, Project, Promise, Target, Unit, User, Wording
from tests.api_client import V1, act, client_of, faults, read
from tests.cast import add_milestone, lay, noon, rename_unit
from tests.imports.workbook import MILESTONES, PROJECTS, TARGETS, cells, edited, exported, imported
from tests.imports.workbook import faults as faults_of

pytestmark = pytest.mark.django_db
ON = dt.date(2024, 7, 1)
WHY = {"text": "印刷错误"}


def ask(cast, by=None, **asked):
    return ChangeRequest.ask(by=by or cast.steward, kind="words", **(WHY | asked))


LOCKED = {
    "projects_project": ["name", "label", "continues_id", "source_line", "parent_id", "plan_year"],
    "projects_target": [
        "measure",
        "value",
        "unit",
        "nature",
        "start_value",
        "as_written",
        "qualifier",
        "value_max",
        "per",
        "source_line",
    ],
    "milestones_milestone": ["name", "target_id", "quantity", "weight", "starts_on"],
}
VALUES = {
    "unit": "'x'",
    "per": "'day'",
    "nature": "'rate'",
    "qualifier": "'>'",
    "name": "'x'",
    "label": "'x'",
    "measure": "'x'",
    "as_written": "'x'",
    "starts_on": "'2024-02-02'",
    "continues_id": "(SELECT max(id) FROM projects_project)",
    "parent_id": "(SELECT max(id) FROM projects_project)",
    "target_id": "(SELECT max(id) FROM projects_target)",
}


@pytest.mark.parametrize(("table", "column"), [(table, one) for table, found in LOCKED.items() for one in found])
def test_the_applications_role_cannot_rewrite_what_was_promised(cast, table, column):
    Project.objects.create(code="2023-CJ-009", name="前身", plan_year=2023, category=cast.project.category)
    with pytest.raises(IntegrityError, match="approved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {VALUES.get(column, 7)}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO projects_wording (kind, record, words, to_at) SELECT 'project', id, '{\"name\": \"x\"}', now() FROM projects_project",  # noqa: E501
        "UPDATE projects_promise SET name = 'x'",
        "DELETE FROM projects_promise",
    ],
)
def test_nobody_forges_former_words_or_the_promise(cast, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_api_names_the_words_that_approval_locked(cast):
    for path, body in [
        ("projects/2024-CJ-001/", {"name": "改过的名称"}),
        ("projects/2024-CJ-001/", {"label": "改"}),
        (f"milestones/{cast.milestone.pk}/", {"name": "改"}),
    ]:
        own = client_of(cast.steward)
        tag = own.get(V1 + path)["ETag"]
        assert own.patch(V1 + path, body, format="json", headers={"if-match": tag}).status_code == 409


def test_the_workbook_refuses_words_at_their_cells(cast):
    content = exported(cast.steward)
    for title, head, value in [
        (PROJECTS, "名称", "改"),
        (MILESTONES, "名称", "改"),
        (TARGETS, "原文写法", "九条"),
        (TARGETS, "限定", ">"),
    ]:
        heads = [one.strip() for one in cells(content, title)[0]]
        if head not in heads:
            continue
        done = imported(edited(content, title, 2, head, value), cast.steward)
        assert faults_of(done), (title, head)
    assert Project.objects.get().name == cast.project.name
    assert not Wording.objects.exclude(kind="unit").exists()


def test_a_decided_correction_works_from_its_day_and_keeps_the_old_words(cast):
    old = cast.project.name
    change = ask(
        cast,
        project=cast.project,
        words={"name": "新建牛心屯路等9条道路", "label": ""},
        at=noon(dt.date(2024, 7, 2)),
    )
    assert (change.new_words, change.old_words, change.reason_class) == (
        {"name": "新建牛心屯路等9条道路"},
        {"name": old},
        "other",
    )
    with pytest.raises(NotAllowed):
        change.approve(by=cast.steward)
    change.approve(by=cast.supervisor, at=noon(dt.date(2024, 7, 3)))
    cast.project.refresh_from_db()
    assert cast.project.name == "新建牛心屯路等9条道路"

    def said(day):
        return build_overdue_report(None, day).rows()[0].project_name

    assert [said(dt.date(2024, 7, number)) for number in (1, 2, 3)] == [old, old, "新建牛心屯路等9条道路"]
    assert Promise.objects.get().name == old
    assert change.corrected == [("名称", old, "新建牛心屯路等9条道路")] or change.corrected[0][1:] == (
        old,
        "新建牛心屯路等9条道路",
    )


def test_quantities_and_milestones_are_corrected_too(cast):
    ask(cast, target=cast.target, words={"as_written": "九条", "qualifier": "~", "measure": "道路"}).approve(
        by=cast.supervisor
    )
    ask(cast, milestone=cast.milestone, words={"name": "路基"}).approve(by=cast.supervisor)
    cast.target.refresh_from_db()
    cast.milestone.refresh_from_db()
    assert (cast.target.measure, cast.target.as_written, cast.target.qualifier) == ("道路", "九条", "~")
    assert (cast.target.value, cast.target.unit, cast.milestone.name) == (9, "条", "路基")
    (kept,) = Promise.objects.get().targets
    assert (kept.measure, kept.written, kept.value, kept.qualifier) == ("新建道路", "9条", 9, "=")


def test_what_is_no_word_or_no_change_or_not_approved_is_refused(cast):
    for subject, words, field in [
        ({"project": cast.project}, {"as_written": "x"}, "as_written"),
        ({"milestone": cast.milestone}, {"name": ""}, "name"),
        ({"project": cast.project}, {"continues": "2024-CJ-001"}, "continues"),
        ({"target": cast.target}, {"qualifier": "?"}, "qualifier"),
    ]:
        with pytest.raises(ValidationError) as refused:
            ask(cast, **subject, words=words)
        assert field in refused.value.message_dict
    with pytest.raises(ValidationError):
        ask(cast, project=cast.project, words={"name": cast.project.name})
    draft = Project.objects.create(
        code="2024-CJ-002", name="草案", plan_year=2024, category=cast.project.category, steward=cast.steward
    )
    with pytest.raises(Conflict):
        ask(cast, project=draft, words={"name": "x"})


def test_a_forged_old_word_takes_no_effect(cast):
    change = ask(cast, project=cast.project, words={"name": "改"})
    forged = {"old_words": {"name": "别的"}}
    copy = ChangeRequest(
        kind="words",
        project=cast.project,
        by=cast.steward,
        text="x",
        reason_class="other",
        new_words={"name": "改二"},
        **forged,
    )
    change.withdraw(by=cast.steward)
    copy.save()
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        ChangeRequest.objects.filter(pk=copy.pk).update(
            state="approved", decided_by=cast.supervisor, decided_at=noon(today())
        )
    assert Project.objects.get(pk=cast.project.pk).name == cast.project.name


def test_the_api_asks_decides_and_shows_both_words(cast):
    path = f"milestones/{cast.milestone.pk}/request-change/"
    asked = act(cast.steward, path, {"kind": "words", "name": "路基工程", **WHY})
    assert (asked["new_words"], asked["old_words"]) == ({"name": "路基工程"}, {"name": "路基完成"})
    act(cast.supervisor, f"changes/{asked['id']}/approve/")
    assert read(cast.leader, f"milestones/{cast.milestone.pk}/")["name"] == "路基工程"
    assert read(cast.leader, f"milestones/{cast.milestone.pk}/", on="2024-07-01")["name"] == "路基完成"
    body = {"kind": "words", "target": cast.target.pk, "as_written": "九条", **WHY}
    asked = act(cast.steward, "projects/2024-CJ-001/request-change/", body)
    assert asked["target"] == cast.target.pk and asked["new_words"] == {"as_written": "九条"}
    wrong = act(cast.steward, path, {"kind": "extend", "name": "x", "new_due": "2030-01-01", **WHY}, status=400)
    assert {field for field, _code in faults(wrong)} == {"name", "reason_class"}
    act(cast.supervisor, path, {"kind": "words", "name": "x", **WHY}, status=403)


def test_the_desk_asks_and_decides_with_both_words_side_by_side(client, cast):
    client.force_login(cast.steward)
    for record, words in [
        (cast.milestone, {"name": "路基工程"}),
        (cast.target, {"measure": "新建道路", "as_written": "九条", "qualifier": "="}),
        (cast.project, {"name": "新建牛心屯路", "label": "", "continues": ""}),
    ]:
        address = record_action_url(record, "correct-words", record.pk)
        assert "已批准" in client.get(address).content.decode()
        sent = client.post(address, words | WHY)
        assert sent.status_code == 302, sent.context["form"].errors
    client.force_login(cast.supervisor)
    for change in ChangeRequest.objects.order_by("pk"):
        address = reverse("admin:milestones_changerequest_act_approve", args=[change.pk])
        page = client.get(address).content.decode()
        (_name, old, new), *_rest = change.corrected
        assert f"{old} → {new}" in page
        assert client.post(address, {}).status_code == 302
    assert Project.objects.get().name == "新建牛心屯路"
    history = client.get(reverse("admin:milestones_changerequest_change", args=[change.pk])).content.decode()
    assert "<del>新建牛心屯一路等9条道路</del>" in history


def everything(client, cast):
    """What a past day says, and under which checksums."""
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    found = wall_places(cast.leader, ON)
    page = client.get("/projects/2024-CJ-001/", {"on": ON.isoformat()})
    first, rows = home_report(cast.leader, ON), build_overdue_report(cast.leader, ON)
    return {
        "page": page.context["stamp"].checksum,
        "text": [line.row.milestone.name for line in page.context["plan"]],
        "wall": (wall_checksum(found, ON), [row.name for row in wall_rows_by_project(found, ON).values()]),
        "home": (first.checksum, first.as_json()),
        "overdue": (
            rows.checksum,
            [row.as_json() for row in rows.rows()],
            [vars(one) for one in rows.by_unit],
        ),
        "sheet": leaders_sheet(cast.leader, ON).checksum,
        "units": unit_ranking(ON).checksum,
        "api": read(cast.leader, "reports/overdue/", on=ON.isoformat()),
    }


RENAMES = {
    "project": lambda cast: ask(cast, project=cast.project, words={"name": "改名", "label": "改"}).approve(
        by=cast.supervisor
    ),
    "milestone": lambda cast: ask(cast, milestone=cast.milestone, words={"name": "改名"}).approve(by=cast.supervisor),
    "target": lambda cast: ask(cast, target=cast.target, words={"measure": "改名"}).approve(by=cast.supervisor),
    "unit": lambda cast: rename_unit(cast, cast.roads, "区城乡建设局"),
    "person": lambda cast: User.objects.filter(pk=cast.steward.pk).update(name="改名"),
    "category": lambda cast: Category.objects.filter(code="road").update(name="改名", name_en="Renamed", order=99),
    "draft": lambda cast: cast.draft.project.milestones.filter(pk=cast.draft.pk).update(
        name="改名", sequence=9, weight=5
    ),
}


@pytest.mark.parametrize("what", RENAMES)
def test_a_past_day_keeps_its_words_and_its_checksums(client, cast, what):
    cast.draft = add_milestone(cast, "后加节点", dt.date(2024, 10, 1), at=noon(dt.date(2024, 2, 1)))
    before = everything(client, cast)
    RENAMES[what](cast)
    assert everything(client, cast) == before


def test_todays_checksums_cover_the_words(client, cast):
    def today_of():
        found = wall_places(cast.leader, today())
        return (
            wall_checksum(found, today()),
            home_report(cast.leader).checksum,
            build_overdue_report(cast.leader).checksum,
            leaders_sheet(cast.leader).checksum,
        )

    for what in ("project", "milestone", "unit"):
        before = today_of()
        RENAMES[what](cast)
        missed = [number for number, (old, new) in enumerate(zip(before, today_of(), strict=True)) if old == new]
        assert not missed, (what, missed)


def test_the_promise_is_written_once_and_shown_in_its_own_words(client, cast):
    RENAMES["project"](cast)
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/projects/2024-CJ-001/").content.decode()
    quoted = page.split("<blockquote>")[1].split("</blockquote>")[0]
    assert "新建牛心屯一路等9条道路" in quoted and "改名" not in quoted and "<h1>" in page
    add_milestone(cast, "再加", dt.date(2030, 1, 1))
    approve_plan(cast.project, by=cast.supervisor)
    assert Promise.objects.get().name == "新建牛心屯一路等9条道路"


def test_words_of_a_day_cost_one_query_however_many_were_changed(cast, django_assert_num_queries):
    for number in range(5):
        lay(Target.objects, project=cast.project, measure=f"另{number}", value=1, unit="条")
        Unit.objects.filter(pk=cast.schools.pk).update(name=f"区教育局{number}")
    with django_assert_num_queries(1):
        assert Wording.objects.on(ON)["unit", cast.schools.pk]["name"] == "区教育局"


def test_a_correction_that_waits_holds_no_request_up_nor_the_other_way_round(cast):
    asked = {
        "target": cast.target,
        "by": cast.steward,
        "kind": "quantity",
        "reason_class": "land",
        "text": "征地",
    }
    correction = ask(cast, target=cast.target, words={"measure": "道路"})
    change = ChangeRequest.ask(**asked, new_quantity=5)
    with pytest.raises(Conflict):
        ask(cast, target=cast.target, words={"measure": "路"})
    with pytest.raises(Conflict):
        ChangeRequest.ask(**asked, new_quantity=4)
    for one in (correction, change):
        with pytest.raises(IntegrityError, match="one_pending"), transaction.atomic():
            twin = ChangeRequest.objects.get(pk=one.pk)
            twin.pk, twin.at = None, timezone.now()
            twin.save(force_insert=True)
    assert {one.approve(by=cast.supervisor).state for one in (change, correction)} == {"approved"}
    cast.target.refresh_from_db()
    assert cast.target.measure == "道路"
