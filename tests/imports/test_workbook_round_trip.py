"""Export, import, export: the same cells, whatever the texts are; and no cell is ever a formula."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from openpyxl import load_workbook

from backoffice.clock import today
from backoffice.names import sanitise_name
from milestones.imports.cells import NumberCell, TextCell, strip_formula_quote
from milestones.models import Import, Milestone, ProgressReport
from milestones.papers.csv import TRIGGERS, safe_cell
from projects.models import Project, Target, Unit

from .test_workbook_imports import WHOLE
from .workbook import (
    MILESTONES,
    PEOPLE,
    PROGRESS,
    PROJECTS,
    TARGETS,
    all_cells,
    checked,
    exported,
    imported,
    made,
)

pytestmark = pytest.mark.django_db
# Surrogates and NUL are no text of the database.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NASTY = st.builds(
    lambda sign, text: sign + text,
    st.sampled_from([*TRIGGERS[:-5], "'", "＝", "＋", "－", "＠", "_x0041_", ""]),
    TEXTS,
)


def report(cast, **fields):
    return cast.milestone.report(by=cast.steward, note="路基完成一半", **fields)


@rounds(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@example("=1+1", "＝SUM(A1)", "'quoted", "''twice", "\ttab\r\nline", "@x")
@example("\r", "\ufffe", "\x01\x1f", "_x000D_", "  spaces  ", "-5")
@given(NASTY, NASTY, NASTY, NASTY, NASTY, NASTY)
def test_any_text_comes_back_as_it_was(cast, note, location, measure, name, problem, written):
    draft = Project.objects.create(
        code=f"2024-CJ-1{Project.objects.count():02}",
        name=sanitise_name(f"{name}x"),
        plan_year=2024,
        steward=cast.steward,
        category=cast.project.category,
        note=note,
        location=sanitise_name(location),
    )
    draft.targets.create(value=1, unit="条", measure=sanitise_name(f"{measure}x"), as_written=sanitise_name(written))
    draft.milestones.create(name=sanitise_name(f"{name}x"), forecast_due=dt.date(2030, 1, 1))
    report(cast, problem=problem)
    first = exported(cast.steward)
    record = checked(first, cast.steward)
    assert (record.state, record.faults) == ("unchanged", [])
    second = all_cells(exported(cast.steward))
    assert second == all_cells(first)
    assert not [cell for sheet in second.values() for row in sheet for cell in row if cell[1] == "f"]


@rounds(max_examples=3_000, deadline=None)
@given(NASTY)
def test_the_quote_disarms_and_comes_off_again(text):
    assert not safe_cell(text).startswith(TRIGGERS)
    assert strip_formula_quote(safe_cell(text)) == text


@rounds(max_examples=500, deadline=None)
@given(st.decimals(0, Decimal("99999999999999.9999"), places=4))
def test_every_number_of_the_register_survives(value):
    cell = NumberCell().show(value, {})
    back = float(cell) if isinstance(cell, Decimal) else cell
    assert NumberCell().read(back, {}) == value


def test_a_file_nobody_touched_changes_nothing_and_says_so(cast):
    report(cast)
    for person in (cast.admin, cast.supervisor, cast.steward):
        assert checked(exported(person), person).state == "unchanged"
    assert ProgressReport.objects.count() == 1


def test_cells_have_their_types(cast):
    report(cast, forecast_due=today())
    cells = all_cells(exported(cast.admin))
    assert set(cells) == {PROJECTS, TARGETS, MILESTONES, PROGRESS, PEOPLE, "说明", "选项"}
    heads = [cell[0] for cell in cells[MILESTONES][0]]
    row = dict(zip(heads, cells[MILESTONES][1], strict=True))
    assert row["批准基线"] == (dt.datetime(2024, 6, 14), "d")
    assert row["权重"] == (1, "n") and row["节点名称"] == ("路基完成", "s")


def without_numbers(content):
    """The cells but for the columns that the system writes: numbers of records, editions, when and by whom."""
    book = all_cells(content)
    kept = {}
    for title in (PROJECTS, TARGETS, MILESTONES):
        heads, *rows = book[title]
        places = [at for at, head in enumerate(heads) if head[0] not in ("节点编号", "版本")]
        kept[title] = [[row[at] for at in places] for row in (heads, *rows)]
    return kept


def as_new_rows(content):
    """The workbook with those columns emptied that a new row does not have."""
    book, file = load_workbook(BytesIO(content)), BytesIO()
    for sheet in book:
        for column in sheet.iter_cols():
            if column[0].value in ("节点编号", "专栏", "日期来源", "版本"):
                for cell in column[1:]:
                    cell.value = None
    book.save(file)
    return file.getvalue()


def test_a_register_makes_the_trip_into_an_empty_one(cast):
    """Not approved yet, it goes out, is deleted, comes in again and goes out as the same cells."""
    cast.project.co_units.set([cast.schools])
    Unit.objects.create(code="water", name="=水务、局")
    imported(made(**{title: rows for title, rows in WHOLE.items() if title != PROGRESS}), cast.supervisor)
    mine = Project.objects.filter(code__startswith="2026")
    mine.get(code="2026-CJ-900").co_units.set(Unit.objects.all())
    first = exported(cast.supervisor, mine.all())
    assert len(without_numbers(first)[MILESTONES]) == 2
    Milestone.objects.filter(project__in=mine).delete()
    Target.objects.filter(project__in=mine).delete()
    mine.filter(parent__isnull=False).delete()
    mine.all().delete()
    record = imported(as_new_rows(first), cast.supervisor)
    assert (record.state, record.faults) == ("done", [])
    assert without_numbers(exported(cast.supervisor, mine.all())) == without_numbers(first)


def test_whoever_opens_it_the_template_is_chinese(cast):
    cast.steward.language = "en"
    cast.steward.save()
    assert checked(exported(cast.steward), cast.steward).state == Import.State.UNCHANGED


def test_trailing_spaces_are_not_a_change():
    assert TextCell().same("路基 ", "路基")
