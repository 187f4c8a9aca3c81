"""Every way out of the house, cell by cell: a file holds what its reader may see, and nothing else."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from milestones.imports.sheets import sheets_in_workbook_order
from tests.cast import enter
from tiexi.access_map import own_model_admins

from . import access_expected as expected
from .access_asking import people, place, roles
from .access_world import OUTSIDE, WITHIN, sees

EXPORTS = ["admin:projects_project_export_workbook", "admin:milestones_import_export_all"]
# Words that stand in a sheet wherever the record of the world does.
SIGNS = {
    "projects.Project": "2024-CJ-001",
    "projects.Target": "新建道路",
    "milestones.Milestone": "机密甲",
    "milestones.ProgressReport": "机密进展",
    "projects.User": "steward@example.com",
    "projects.Unit": "roads",
}


def words_in(content):
    """Each sheet of a workbook as one text, by its title."""
    book = load_workbook(BytesIO(content), read_only=True)
    return {
        page.title: "\n".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell)
        for page in book
    }


def test_every_kind_of_record_with_an_export_is_looked_for():
    assert set(SIGNS) == {label for label, cells in expected.RECORDS.items() if cells.get("export")}
    assert {model._meta.label for sheet in sheets_in_workbook_order() for model in sheet.holds} == set(SIGNS)


@pytest.mark.parametrize("name", EXPORTS)
def test_a_workbook_holds_what_its_reader_sees(world, name):
    titles = {model._meta.label: sheet.title for sheet in sheets_in_workbook_order() for model in sheet.holds}
    for who, user in people(world, WITHIN + OUTSIDE):
        sheets = words_in(enter(user).get(reverse(name)).getvalue())
        for label, sign in SIGNS.items():
            allowed = user.role in roles(expected.RECORDS[label]["export"]) and sees(label, who)
            assert (sign in sheets[titles[label]]) == allowed, (who, label)
        assert who not in OUTSIDE or not any("机密" in text for text in sheets.values()), who


def test_a_filter_never_widens_an_export(world):
    for query in ({"q": "机密"}, {"steward": "steward"}, {"unit": "roads"}):
        sheets = words_in(enter(world.other).get(reverse(EXPORTS[0]), query).getvalue())
        assert "2024-CJ-001" not in "".join(sheets.values()), query


def test_the_empty_template_holds_no_record(world):
    answer = enter(world.other).get(reverse("admin:milestones_import_empty_template"))
    assert not any("机密" in text or "2024-CJ" in text for text in words_in(answer.getvalue()).values())


def test_a_report_as_csv_and_as_a_sheet_holds_what_its_reader_sees(world):
    for who, user in people(world, (*WITHIN, "leader", *OUTSIDE)):
        client = enter(user)
        csv = client.get(reverse("overdue-csv")).getvalue().decode("utf-8-sig")
        sheet = "".join(words_in(client.get(reverse("paper-sheet")).getvalue()).values())
        for text in (csv, sheet):
            assert (world.project.name in text) == (who not in OUTSIDE), who


def test_a_circular_is_drawn_up_by_who_reads_the_whole_district(world):
    allowed = roles(expected.PAGES["paper-circular"])
    for who, user in people(world, (*WITHIN, "leader", *OUTSIDE)):
        answer = enter(user).get(reverse("paper-circular"))
        assert answer.status_code == (200 if user.role in allowed else 403), who
        if answer.status_code == 200:
            with ZipFile(BytesIO(answer.content)) as paper:
                assert world.milestone.name in paper.read("word/document.xml").decode(), who


def test_the_faults_of_an_import_are_read_by_who_sees_the_import(world):
    label = "milestones.Import"
    model_admin = next(row for row in own_model_admins() if row.opts.label == label)
    address = place(model_admin, "change", world.records[label].pk) + "?faults"
    for who, user in people(world, WITHIN + OUTSIDE):
        answer = enter(user).get(address)
        assert answer.status_code == (200 if sees(label, who) else 404), who
        assert answer.status_code == 404 or "机密" in answer.getvalue().decode(), who
