"""Nothing leaves a report because a year ended."""

import datetime as dt
from decimal import Decimal

import pytest

from backoffice.errors import Conflict, NotAllowed
from milestones.models import Standing
from milestones.models.carry_over import carry_over
from tests.cast import add_milestone, believed, day, noon

pytestmark = pytest.mark.django_db
NEW_YEARS_EVE = dt.date(2024, 12, 31)


def test_an_unfinished_project_makes_next_years_draft_and_stays_overdue(cast):
    before = Standing.objects.on(NEW_YEARS_EVE).get(pk=cast.milestone.pk).days_late
    draft = carry_over(cast.project, by=cast.supervisor, at=noon(NEW_YEARS_EVE))
    assert (draft.code, draft.plan_year, draft.continues, draft.approved_at) == (
        "2025-CJ-001",
        2025,
        cast.project,
        None,
    )
    assert not draft.milestones.exists()
    after = Standing.objects.on(dt.date(2025, 1, 1)).get(pk=cast.milestone.pk)
    assert (after.state, after.days_late) == ("overdue", before + 1)


def test_a_project_is_carried_over_once(cast):
    carry_over(cast.project, by=cast.supervisor, at=noon(NEW_YEARS_EVE))
    with pytest.raises(Conflict):
        carry_over(cast.project, by=cast.supervisor, at=noon(NEW_YEARS_EVE))


def test_a_finished_project_is_not_carried_over(cast):
    cast.milestone.claim(
        by=cast.steward, finished_on=dt.date(2024, 6, 14), note="完成", at=noon(dt.date(2024, 6, 14))
    ).confirm(by=cast.supervisor, at=noon(dt.date(2024, 6, 15)))
    with pytest.raises(Conflict):
        carry_over(cast.project, by=cast.supervisor, at=noon(NEW_YEARS_EVE))


def test_what_is_left_is_what_the_figures_that_count_leave(cast):
    paved = add_milestone(cast, "通车", day(9, 1), target=cast.target, quantity=9, at=noon(day(1, 1)))
    believed(cast, paved, 2, at=noon(day(7, 1)))
    said = {"by": cast.steward, "note": "进展", "reason": "一次建成"}
    doubtful = paved.report(quantity=Decimal(9), at=noon(day(7, 2)), **said)
    assert doubtful.state == "pending"
    assert carry_over(cast.project, by=cast.supervisor, at=noon(NEW_YEARS_EVE)).targets.get().value == 7


def test_only_a_supervisor_carries_over(cast):
    with pytest.raises(NotAllowed):
        carry_over(cast.project, by=cast.steward)
