"""What counts as one project, wherever it is counted; and who may put what under a programme."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from backoffice.clock import today
from milestones.demo.load import demo_counts
from milestones.demo.scenarios import unscheduled_projects
from milestones.digests.daily_facts import active_projects_on
from milestones.models.headings import countable_projects, heading_projects
from milestones.reports.home.project_list import project_list_report
from milestones.reports.home.report import home_report
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.missing_reports import silent_projects
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.wall.report import wall_places
from projects.models import Category, Placement, Project
from tests.api_client import V1, client_of, faults, read
from tests.cast import enter, lay, noon
from tests.forms import filled
from tests.imports.workbook import PROJECTS, cells, edited, exported, imported
from tests.imports.workbook import faults as faults_of

from .test_fixture_loader import PROJECT

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    """The cast's project is late for years; beside it a draft of the same steward, and one of another unit."""
    cast.draft = draft("2024-CJ-002", cast.roads, cast.steward)
    cast.foreign = draft("2024-CJ-003", cast.schools, cast.other)
    return cast


def draft(code, unit=None, steward=None, **fields):
    return lay(
        Project.objects,
        code=code,
        name=f"草案{code[-2:]}",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        unit=unit,
        steward=steward,
        at=noon(dt.date(2024, 1, 2)),
        **fields,
    )


def everywhere(cast, on=None):
    """Every place that counts projects: what it counts, and what is late among it."""
    on = on or today()
    first, rows = home_report(cast.leader, on), build_overdue_report(cast.leader, on)
    listed = project_list_report(cast.leader, on, {"light": "red"})
    return {
        "rule": countable_projects(Project.objects, on).count(),
        "home": (first.district.total, first.district.lights["red"], first.total, first.now.longest),
        "units": [(line.code, line.lights["red"]) for line in first.by_unit if line.lights["red"]],
        "categories": [(line.code, line.lights["red"]) for line in first.by_category],
        "list": [row.project.code for row in listed.rows()],
        "overdue": (rows.total, rows.projects, rows.longest),
        "wall": len(wall_places(cast.leader, on)),
        "sheet": len(leaders_sheet(cast.leader, on).rows),
        "mails": active_projects_on(on).count(),
        "silent": len(silent_projects(None, on)),
        "ranking": [row.as_json() for group in unit_ranking(on).groups for row in group.rows],
        "overview": demo_counts(on)["projects"],
        "api": [row["code"] for row in read(cast.leader, "projects/", works="true", light="red")["results"]],
        "units of the api": read(cast.leader, "projects/", works="true", count="true")["count"],
    }


def test_a_late_project_counts_everywhere_whatever_is_put_under_it(cast):
    before = everywhere(cast)
    assert before["home"][:3] == (3, 1, 1) and before["list"] == before["api"] == ["2024-CJ-001"]
    own = client_of(cast.steward)
    tag = own.get(f"{V1}projects/2024-CJ-002/")["ETag"]
    answer = own.patch(
        f"{V1}projects/2024-CJ-002/", {"parent": "2024-CJ-001"}, format="json", headers={"if-match": tag}
    )
    assert answer.status_code == 200, answer.content
    draft("2024-CJ-001-07", parent=cast.project)
    now = everywhere(cast)
    added = {"rule", "home", "wall", "sheet", "mails", "overview", "units of the api"}
    assert {name: now[name] for name in now if name not in added} == {
        name: before[name] for name in before if name not in added
    }
    assert now["home"] == (4, *before["home"][1:])
    assert {now[name] for name in added - {"home"}} == {4}
    assert not heading_projects(Project.objects).exists()


def test_a_heading_has_works_and_no_milestone_of_its_own_and_its_light_rolls_up(cast):
    heading = draft("2024-CJ-004", cast.roads)
    work = draft("2024-CJ-004-01", cast.roads, parent=heading)
    lay(work.milestones, name="完工", forecast_due=dt.date(2024, 9, 1), at=noon(dt.date(2024, 1, 3)))
    found = everywhere(cast)
    assert [row.code for row in heading_projects(Project.objects)] == ["2024-CJ-004"]
    assert (found["rule"], found["home"][0], found["wall"], found["mails"]) == (4, 4, 4, 4)
    assert home_report(cast.leader).as_json()["programmes"] == 1
    (only,) = read(cast.leader, "projects/", works="false")["results"]
    assert (only["code"], only["light_rule"]) == ("2024-CJ-004", "unplanned")
    assert work not in {project for project, _target in unscheduled_projects()}


def test_a_past_day_keeps_its_programmes_and_its_checksum(cast):
    on = dt.date(2024, 7, 1)
    heading = draft("2024-CJ-004", cast.roads)
    then, seen = home_report(cast.leader, on), everywhere(cast, on)
    cast.draft.parent = heading
    cast.draft.save()
    assert (home_report(cast.leader, on).checksum, home_report(cast.leader, on).as_json()) == (
        then.checksum,
        then.as_json(),
    )
    assert everywhere(cast, on)["rule"] == seen["rule"] == 4
    assert countable_projects(Project.objects).count() == 3
    page = client_page(cast, "2024-CJ-004", on)
    assert "草案02" not in page and "草案02" in client_page(cast, "2024-CJ-004", today())


def client_page(cast, code, on):
    client = enter(cast.leader)
    return client.get(f"/projects/{code}/", {"on": on.isoformat()}).content.decode()


def test_home_lists_what_came_under_a_programme_and_what_left_it(client, cast):
    cast.draft.parent = cast.project
    cast.draft.save()
    week = home_report(cast.leader)
    assert [(one.project, one.how) for one in week.changes.placed] == [("2024-CJ-002", f"归入“{cast.project.name}”")]
    listed = project_list_report(cast.leader, filters={"turned": "placed", "since": week.since.isoformat()})
    assert [row.project.code for row in listed.rows()] == ["2024-CJ-002"]
    assert [one["project"] for one in read(cast.leader, "reports/home/")["placed"]] == ["2024-CJ-002"]
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    assert f"归入“{cast.project.name}”" in client.get("/").content.decode()
    cast.draft.parent = None
    cast.draft.save()
    assert [one.how for one in home_report(cast.leader).changes.placed] == [f"不再归入“{cast.project.name}”"]
    assert home_report(cast.leader, dt.date(2024, 7, 1)).changes.placed == []


@pytest.mark.parametrize("parent", ["2024-CJ-001", "2024-CJ-003", "2024-CJ-002", "2024-CJ-005-01"])
def test_the_api_refuses_a_foreign_programme_itself_and_a_third_level(cast, parent):
    """Nothing under what another unit answers for, under itself, or under a work."""
    draft("2024-CJ-005-01", cast.roads, cast.steward, parent=draft("2024-CJ-005", cast.roads, cast.steward))
    who = cast.steward
    if parent == "2024-CJ-001":  # in sight as a co-operating unit, and not one's own
        cast.project.assign(by=cast.supervisor, steward=cast.head)
        cast.project.co_units.add(cast.roads)
    own = client_of(who)
    tag = own.get(f"{V1}projects/2024-CJ-002/")["ETag"]
    answer = own.patch(f"{V1}projects/2024-CJ-002/", {"parent": parent}, format="json", headers={"if-match": tag})
    assert answer.status_code == 400 and {field for field, _code in faults(answer.json())} == {"parent"}
    cast.draft.refresh_from_db()
    assert cast.draft.parent is None


def test_the_desk_refuses_a_foreign_programme_at_its_field(client, cast):
    cast.project.assign(by=cast.supervisor, steward=cast.head)
    client.force_login(cast.steward)
    address = reverse("admin:projects_project_change", args=[cast.draft.pk])
    answer = client.post(address, filled(client.get(address), parent=cast.project.pk))
    assert answer.context["adminform"].form.errors["parent"]
    cast.draft.refresh_from_db()
    assert cast.draft.parent is None


def test_the_workbook_refuses_a_foreign_programme_at_its_row(cast):
    cast.project.assign(by=cast.supervisor, steward=cast.head)
    content = exported(cast.steward)
    number = [row[0] for row in cells(content, PROJECTS)].index("2024-CJ-002") + 1
    done = imported(edited(content, PROJECTS, number, "所属项目群", "2024-CJ-001"), cast.steward)
    assert faults_of(done) == [(PROJECTS, number, "G 所属项目群")] and not Placement.objects.exists()


def test_the_register_refuses_a_third_level(cast, tmp_path):
    draft("2024-CJ-005-01", parent=draft("2024-CJ-005"))
    file = tmp_path / "third.json"
    fields = PROJECT | {"code": "2024-CJ-006", "parent": ["2024-CJ-005-01"]}
    file.write_text(json.dumps([{"model": "projects.project", "fields": fields}]))
    with pytest.raises(CommandError, match="2024-CJ-006：parent"):
        call_command("load_register", str(file))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_project SET parent_id = id WHERE code = '2024-CJ-002'",
        "UPDATE projects_project SET parent_id = (SELECT id FROM projects_project WHERE code = '2024-CJ-005-01')"
        " WHERE code = '2024-CJ-002'",
        "UPDATE projects_project SET parent_id = (SELECT id FROM projects_project WHERE code = '2024-CJ-002')"
        " WHERE code = '2024-CJ-005'",
        "UPDATE projects_project SET parent_id = (SELECT id FROM projects_project WHERE code = '2024-CJ-005-01')"
        " WHERE code = '2024-CJ-005'",
        "UPDATE projects_project SET parent_id = (SELECT id FROM projects_project WHERE code = '2024-CJ-002')"
        " WHERE code = '2024-CJ-001'",
        "UPDATE projects_placement SET parent_id = project_id",
        "UPDATE projects_placement SET to_at = now() WHERE to_at IS NULL",
        "INSERT INTO projects_placement (project_id, parent_id, from_at) SELECT p.id, q.id, p.at FROM "
        "projects_project p,"
        " projects_project q WHERE p.code = '2024-CJ-002' AND q.code = '2024-CJ-001'",
        "DELETE FROM projects_placement WHERE project_id = (SELECT id FROM projects_project WHERE code = "
        "'2024-CJ-007-01')",
    ],
)
def test_the_database_refuses_circles_third_levels_and_what_approval_locked(cast, statement):
    draft("2024-CJ-005-01", parent=draft("2024-CJ-005"))
    approved = draft("2024-CJ-007-01", parent=draft("2024-CJ-007"))
    Project.objects.filter(pk=approved.pk).update(approved_at=timezone.now(), approved_by=cast.second)
    # By a trigger, or because the role may not at all.
    refused = pytest.raises((IntegrityError, ProgrammingError))
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_model_says_so_before_the_database_does(cast):
    cast.draft.parent = cast.draft
    with pytest.raises(ValidationError) as refused:
        cast.draft.full_clean()
    assert "parent" in refused.value.message_dict
