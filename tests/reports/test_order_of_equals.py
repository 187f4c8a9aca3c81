"""What ties stands in an order that the checksum covers: by the names of the day, never by a code, which no page
prints.
"""

import pytest

from milestones.reports.home.project_list import project_list_report
from milestones.reports.home.report import home_report
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.missing_reports import silent_projects
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.trend.report import overdue_trend
from projects.models import Category, Project, Unit
from tests.cast import day, lay, noon, rename_unit, rewrite
from tests.district import make_district, work

pytestmark = pytest.mark.django_db
ON = day(7, 1)


@pytest.fixture
def cast(db):
    """Four units and three categories with one late milestone each, two drafts put under a programme, two works
    moved.
    """
    cast = make_district()
    names = {"a": "丁局", "b": "乙局", "c": "丙局", "d": "甲局"}
    cast.units = [Unit.objects.create(code=f"{code}-office", name=name) for code, name in names.items()]
    for number, (unit, category) in enumerate(
        zip(cast.units, ("road", "bridge", "education", "road"), strict=True), 60
    ):
        late = work(cast, number, unit, day(6, 26), category)
        late.project.assign(by=cast.supervisor, unit=cast.units[number % 4 - 1], at=noon(day(6, 28)))
    for number in (71, 70):
        draft = lay(
            Project.objects,
            code=f"2024-CJ-0{number}",
            name=f"子项{number}",
            plan_year=2024,
            category=cast.project.category,
            unit=cast.roads,
            at=noon(day(6, 28)),
            parent=cast.programme,
        )
        lay(draft.milestones, name="完工", forecast_due=day(9, 1), at=noon(day(6, 28)))
    return cast


def told(cast):
    """The rows of every report in their order, in names, and its checksum."""
    first, ranked, paper = home_report(cast.leader, ON), unit_ranking(ON), leaders_sheet(None, ON)
    moved = first.changes
    reports = {}
    for asked in ({}, {"sort": "unit"}, {"group": "unit"}, {"group": "category"}, {"group": "leader"}):
        found = build_overdue_report(cast.leader, ON, asked)
        groups = [[group.name for group in by] for by in (found.by_unit, found.by_category)]
        reports[str(asked)] = (found.ids, groups, found.checksum)
    return reports | {
        "home": [
            [line.name for line in first.by_unit],
            [line.name for line in first.by_category],
            first.checksum,
            [one.project_name for one in (*moved.red, *moved.cured, *moved.placed, *moved.moved)],
        ],
        "units": ([row.unit_name for group in ranked.groups for row in group.rows], ranked.checksum),
        "trend": overdue_trend(cast.leader, ON).checksum,
        "sheet": ([row.project.pk for row in paper.rows], paper.checksum),
        "projects": project_list_report(cast.leader, ON).ids,
        "silent": [row.id for row in silent_projects(cast.leader, ON)],
    }


def test_other_codes_put_no_row_of_any_report_elsewhere(cast):
    before = told(cast)
    assert len(before["home"][0]) > 5 and len(before["home"][3]) > 5
    backwards = sorted(Unit.objects.values_list("pk", flat=True), reverse=True)
    for number, pk in enumerate(backwards):
        Unit.objects.filter(pk=pk).update(code=f"z-{number:03}")
    for number, pk in enumerate(sorted(Category.objects.values_list("pk", flat=True), reverse=True)):
        Category.objects.filter(pk=pk).update(code=f"z-{number:03}")
    for number, pk in enumerate(sorted(Project.objects.values_list("pk", flat=True), reverse=True)):
        rewrite(Project.objects.filter(pk=pk), code=f"2024-MS-{number:03}")
    after = told(cast)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}


def test_equals_stand_by_the_names_of_the_day_and_another_name_since_moves_none(cast):
    lines = [
        line.name for line in home_report(cast.leader, ON).by_unit if line.name.endswith("局") and len(line.name) == 2
    ]
    assert lines == sorted(lines) and len(lines) == 4
    before = told(cast)
    for number, unit in enumerate(cast.units):
        rename_unit(cast, unit, f"新{number}局")
    assert told(cast) == before
