"""What Python looks up for many records is what the rule's SQL says of each."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from milestones.models.lookups import decision_state_before, latest_figures
from projects.models import PhaseChange
from projects.models.assignment import assignments_on
from tests.cast import add_milestone, believed, day, noon, person

pytestmark = pytest.mark.django_db


def asked_of_the_rule(call, *values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", values)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("on", [dt.date(2023, 12, 31), *(day(month, 1) for month in (1, 2, 3, 4))])
def test_who_answered_is_what_assigned_on_says(cast, on):
    heir = person("heir", "steward", cast.roads)
    cast.project.assign(by=cast.supervisor, steward=heir, at=noon(day(2, 1)))
    cast.project.assign(by=cast.supervisor, unit=cast.schools, at=noon(day(3, 1)))
    cast.project.assign(by=cast.supervisor, unit=cast.roads, at=noon(day(3, 1)))
    charge = assignments_on(on).get(cast.project.pk)
    for part in ("unit", "steward", "leader"):
        said = asked_of_the_rule("assigned_on(%s, %s, %s)", cast.project.pk, on, part)
        assert getattr(charge, f"{part}_id", None) == said


@pytest.mark.parametrize("on", [day(month, 1) for month in (1, 2, 3, 4, 5)])
def test_the_latest_figure_is_what_figure_on_says(cast, on):
    paved = add_milestone(cast, "通车", day(9, 1), target=cast.target, quantity=9, at=noon(day(1, 1)))
    believed(cast, paved, 2, at=noon(day(2, 1)))
    said = {"by": cast.steward, "note": "进展", "reason": "验收单已核"}
    doubtful = paved.report(quantity=Decimal(8), at=noon(day(3, 1)), **said)
    doubtful.accept(by=cast.supervisor, at=noon(day(4, 1)))
    paved.report(quantity=Decimal(20), at=noon(day(4, 2)), **said).send_back(
        by=cast.supervisor, reason="单位有误", at=noon(day(4, 3))
    )
    found = dict(latest_figures(on).values_list("target", "quantity"))
    assert found.get(cast.target.pk) == asked_of_the_rule("figure_on(%s, %s)", cast.target.pk, on)


def test_a_phase_holds_until_the_next(cast):
    cast.project.move_to("started", by=cast.steward, at=noon(day(3, 1)))
    phases = [PhaseChange.objects.on(on).get(project=cast.project).phase for on in (day(2, 29), day(3, 1))]
    assert phases == ["planned", "started"]


def test_what_was_decided_later_was_pending_and_what_was_reopened_later_confirmed(cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 10), note="完成", at=noon(day(6, 10)))
    claim.confirm(by=cast.supervisor, at=noon(day(6, 12)))
    claim.reopen(by=cast.second, reason="返工", at=noon(day(6, 14)))
    assert [decision_state_before(claim, noon(day(6, number))) for number in (11, 12, 13, 15)] == [
        "pending",
        "pending",
        "confirmed",
        "confirmed",
    ]
    change = cast.milestone.request_change(
        by=cast.steward, kind="extend", new_due=day(9, 1), reason_class="land", text="征迁", at=noon(day(6, 16))
    )
    change.refuse(by=cast.supervisor, reason="不同意", at=noon(day(6, 18)))
    assert [decision_state_before(change, noon(day(6, number))) for number in (17, 19)] == ["pending", "refused"]
