"""Export, import, export: the same cells, whatever the texts are; and no cell is ever a formula."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from milestones.models import Import, Milestone, ProgressReport
from milestones.papers.csv import TRIGGERS, safe
from milestones.workbook.cells import Number, Text, disarmed
from projects.clock import today
from projects.models import Phase, Project, Target, Unit

from .cast import make_cast
from .workbook import MILESTONES, PEOPLE, PROGRESS, PROJECTS, TARGETS, all_cells, checked, exported, imported

pytestmark = pytest.mark.django_db
# Surrogates and NUL are no text of the database.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NASTY = st.builds(
    lambda sign, text: sign + text,
    st.sampled_from([*TRIGGERS[:-5], "'", "＝", "＋", "－", "＠", "_x0041_", ""]),
    TEXTS,
)


@pytest.fixture
def cast():
    return make_cast()


def report(cast, **fields):
    return cast.milestone.report(by=cast.steward, note="路基完成一半", **fields)


@rounds(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@example("=1+1", "＝SUM(A1)", "'quoted", "''twice", "\ttab\r\nline", "@x")
@example("\r", "\ufffe", "\x01\x1f", "_x000D_", "  spaces  ", "-5")
@given(NASTY, NASTY, NASTY, NASTY, NASTY, NASTY)
def test_any_text_comes_back_as_it_was(cast, note, location, measure, name, problem, written):
    Project.objects.filter(pk=cast.project.pk).update(note=note, location=location)
    Target.objects.filter(pk=cast.target.pk).update(measure=f"{measure}x", as_written=written)
    Milestone.objects.filter(pk=cast.milestone.pk).update(name=f"{name}x")
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
    assert not safe(text).startswith(TRIGGERS)
    assert disarmed(safe(text)) == text


@rounds(max_examples=500, deadline=None)
@given(st.decimals(0, Decimal("99999999999999.9999"), places=4))
def test_every_number_of_the_register_survives(value):
    cell = Number().show(value, {})
    back = float(cell) if isinstance(cell, Decimal) else cell
    assert Number().read(back, {}) == value


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


def test_a_new_register_makes_the_trip_into_an_empty_one(cast):
    """What comes in goes out again as it came in: the second export has the cells of the first but for numbers."""
    cast.project.co_units.set([cast.schools])
    cast.project.move_to(Phase.STARTED, by=cast.supervisor)
    Unit.objects.create(code="water", name="=水务、局")
    imported(exported(cast.admin), cast.admin)
    first = exported(cast.supervisor)
    assert all_cells(exported(cast.supervisor)) == all_cells(first)


def test_whoever_opens_it_the_template_is_chinese(cast):
    cast.steward.language = "en"
    cast.steward.save()
    assert checked(exported(cast.steward), cast.steward).state == Import.State.UNCHANGED


def test_trailing_spaces_are_not_a_change():
    assert Text().same("路基 ", "路基")
