"""A report of a past day is the same, byte for byte, whatever is recorded later."""

import datetime as dt
import json
import random

import pytest

from milestones.models import CalendarDay, Standing
from milestones.reports.milestone_row import milestone_row
from milestones.reports.overdue.report import build_overdue_report
from tests.cast import make_cast, owner

from .oracle import ONE
from .test_rule_agrees import HOLIDAYS, START, Register

MOMENT = dt.time(9, 30)


def reports(days):
    """The overdue report of each day, and every milestone's row, as they would be sent."""
    return [json.dumps([build_overdue_report(None, day).summary(), rows(day)], ensure_ascii=False) for day in days]


def rows(day):
    """Every milestone as the API shows it."""
    return [milestone_row(standing, day).as_json() for standing in Standing.objects.on(day).with_names().worst_first()]


def act_at_random(register, chance):
    """One act such as people do, on a later day."""
    n, offset = chance.randrange(7), chance.randrange(-5, 60)
    chance.choice(
        [
            lambda: register.days_pass(chance.randrange(1, 9), MOMENT),
            lambda: register.report(n, chance.choice([None, chance.randrange(10)]), offset, False),
            lambda: register.claim(n, chance.randrange(3)),
            lambda: register.decide_a_claim(n, chance.choice(["confirm", "send_back", "reopen"])),
            lambda: register.ask(
                n, chance.choice(["extend", "quantity", "cancel", "suspend", "resume", "target"]), offset, 5
            ),
            lambda: register.changes and register.decide_a_change(offset % 30, chance.choice(["approve", "refuse"])),
            lambda: register.the_calendar_is_corrected(chance.randrange(-9, 40), chance.random() < 0.5),
            lambda: register.a_policy_is_made(3, chance.random() < 0.5, 5, 5, 5),
            register.approve_the_plan,
        ]
    )()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_later_acts_leave_past_reports_byte_equal(seed):
    Register.cast = make_cast()
    with owner():
        CalendarDay.objects.bulk_create(CalendarDay(day=d, is_workday=w, name="调休") for d, w in HOLIDAYS.items())
    chance, register = random.Random(seed), Register()
    register.lay_the_project()
    try:
        past_stays(register, chance)
    finally:
        register.teardown()


def past_stays(register, chance):
    """Act, look back, act a hundred times more, look back again."""
    for _ in range(20):
        act_at_random(register, chance)
    register.days_pass(180, MOMENT)
    days = [START + n * ONE for n in range(0, (register.day - START).days, 9)]
    before = reports(days)
    assert any(json.loads(text)[0]["total"] for text in before), "nothing was overdue: the seed shows nothing"
    for _ in range(100):
        act_at_random(register, chance)
    register.project.assign(by=register.cast.supervisor, unit=register.cast.schools, at=register.tick())
    assert reports(days) == before
