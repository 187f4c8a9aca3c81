"""The doors by which a delay might hide, each tried and each shut."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from backoffice.clock import today
from backoffice.errors import Conflict
from milestones.models import CalendarDay, ChangeRequest, Policy, Standing
from milestones.models.plan import approve_plan
from tests.cast import add_milestone, believed, day, flag_night, noon, owner

pytestmark = pytest.mark.django_db
DUE = dt.date(2024, 6, 14)  # a Friday
SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(cast, when):
    return Standing.objects.on(when).get(pk=cast.milestone.pk)


def extend(cast, new_due, asked):
    return cast.milestone.request_change(
        by=cast.steward, kind="extend", new_due=new_due, reason_class="land", text="征迁未完", at=noon(asked)
    )


def test_pending_on_the_day_then_returned_then_confirmed(cast):
    cast.milestone.claim(by=cast.steward, finished_on=DUE, note="完成", at=noon(DUE)).send_back(
        by=cast.supervisor, reason="缺验收单", at=noon(day(6, 20))
    )
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 21), note="补齐", at=noon(day(6, 21))).confirm(
        by=cast.supervisor, at=noon(day(6, 24))
    )
    assert [on(cast, d).state for d in (day(6, 17), day(6, 20), day(6, 22), day(6, 24))] == [
        "awaiting",
        "overdue",
        "overdue",
        "finished",
    ]
    assert on(cast, day(12, 31)).days_late == 7


def test_asked_before_and_decided_after_the_day_leaves_it_overdue_until_the_decision(cast):
    extend(cast, day(8, 1), day(6, 10)).approve(by=cast.supervisor, at=noon(day(6, 25)))
    assert on(cast, day(6, 24)).state == "overdue"
    assert on(cast, day(6, 25)).state == "open"


def test_of_two_extensions_the_first_refused_counts_for_nothing(cast):
    extend(cast, day(7, 1), day(6, 3)).refuse(by=cast.supervisor, reason="理由不足", at=noon(day(6, 4)))
    extend(cast, day(7, 20), day(6, 5)).approve(by=cast.supervisor, at=noon(day(6, 6)))
    extend(cast, day(8, 20), day(7, 1)).approve(by=cast.supervisor, at=noon(day(7, 2)))
    row = on(cast, day(7, 2))
    assert (row.baseline_first, row.baseline_due, row.slip_days) == (DUE, day(8, 20), 67)
    assert [b.number for b in cast.milestone.baselines.all()] == [1, 2, 3]
    assert ChangeRequest.objects.filter(milestone=cast.milestone).count() == 3


def test_cancelled_while_overdue_keeps_the_days_of_its_cancellation(cast):
    cast.milestone.request_change(
        by=cast.steward, kind="cancel", reason_class="design", text="撤项", at=noon(day(7, 1))
    ).approve(by=cast.supervisor, at=noon(day(7, 4)))
    row = on(cast, day(12, 31))
    assert (row.state, row.days_late, row.cancelled_on) == ("cancelled", 20, day(7, 4))


def test_a_plan_approved_when_its_date_is_past_is_overdue_from_that_day(cast):
    late = add_milestone(cast, "补报节点", day(3, 1), at=noon(day(4, 1)))
    approve_plan(cast.project, by=cast.supervisor, note="补报", at=noon(day(5, 6)))
    assert Standing.objects.on(day(5, 5)).get(pk=late.pk).state == "unplanned"
    row = Standing.objects.on(day(5, 6)).get(pk=late.pk)
    assert (row.state, row.days_late) == ("overdue", 66)


def test_a_policy_from_tomorrow_changes_nothing_today(cast):
    with owner():
        Policy.objects.create(effective_from=day(5, 16), due_soon_workdays=40)
    assert on(cast, day(5, 15)).light_rule == "on_track"
    assert on(cast, day(5, 16)).light_rule == "due_soon"


def test_a_categorys_policy_comes_before_a_newer_general_one(cast):
    with owner():
        Policy.objects.create(effective_from=day(5, 1), category=cast.project.category, due_soon_workdays=1)
        Policy.objects.create(effective_from=day(5, 10), due_soon_workdays=60)
    assert on(cast, day(5, 20)).light_rule == "on_track"


def test_a_claim_on_the_eve_of_a_step_stops_the_ladder_until_it_is_returned(cast):
    """Due Friday: Monday is the first working day late, 21 June the fifth."""
    for offset in range(1, 7):
        flag_night(DUE + dt.timedelta(days=offset))
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 20), note="完成", at=noon(day(6, 20)))
    flag_night(day(6, 21))
    flag = cast.milestone.flags.get()
    assert [e.step for e in flag.escalations.all()] == [1]
    cast.milestone.claims.get().send_back(by=cast.supervisor, reason="不符", at=noon(day(6, 24)))
    flag_night(day(6, 24))
    flag.refresh_from_db()
    assert sorted(e.step for e in flag.escalations.all()) == [1, 2] and flag.cleared_on is None


def test_a_correction_downwards_after_a_confirmation_leaves_the_finish(cast):
    counted = add_milestone(cast, "建成9条", day(12, 1), target=cast.target, quantity=9, at=noon(day(1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    report = believed(cast, counted, 9, at=noon(day(11, 1)))
    counted.claim(by=cast.steward, finished_on=day(11, 1), note="完成", at=noon(day(11, 1))).confirm(
        by=cast.supervisor, at=noon(day(11, 2))
    )
    believed(cast, counted, 8, corrects=report, at=noon(day(11, 10)))
    before, after = (Standing.objects.on(d).get(pk=counted.pk) for d in (day(11, 9), day(11, 10)))
    assert (before.state, before.reported) == ("finished", 9)
    assert (after.state, after.reported) == ("finished", 8)


def test_a_worked_sunday_counts_and_a_monday_holiday_does_not(cast):
    with owner():
        CalendarDay.objects.update_or_create(day=day(6, 16), defaults={"is_workday": True, "name": "调休"})
        CalendarDay.objects.update_or_create(day=day(6, 17), defaults={"is_workday": False, "name": "放假"})
    assert [on(cast, day(6, n)).working_days_late for n in (15, 16, 17, 18)] == [0, 1, 1, 2]


def test_the_day_ends_at_midnight_in_shanghai(cast):
    last = dt.datetime(2024, 6, 14, 23, 59, 59, tzinfo=SHANGHAI)
    claim = cast.milestone.claim(by=cast.steward, finished_on=DUE, note="完成", at=last)
    assert on(cast, DUE).state == "awaiting"
    claim.confirm(by=cast.supervisor, at=dt.datetime(2024, 6, 15, 0, 0, 0, tzinfo=SHANGHAI))
    assert (on(cast, DUE).state, on(cast, day(6, 15)).state) == ("awaiting", "finished")


def test_a_lower_quantity_is_refused_unless_it_names_what_it_corrects(cast):
    counted = add_milestone(cast, "建成9条", day(12, 1), target=cast.target, quantity=9, at=noon(day(1, 2)))
    first = counted.report(by=cast.steward, note="建成4条", quantity=4, at=noon(day(5, 1)))
    with pytest.raises(ValidationError) as caught:
        counted.report(by=cast.steward, note="建成3条", quantity=3, at=noon(day(5, 2)))
    assert "quantity" in caught.value.error_dict
    lowered = {"note": "更正：实为3条", "quantity": 3, "corrects": first, "reason": "重复计数"}
    assert counted.report(by=cast.steward, at=noon(day(5, 3)), **lowered).state == "pending"


def test_a_claim_below_the_milestones_quantity_is_refused(cast):
    counted = add_milestone(cast, "建成9条", day(12, 1), target=cast.target, quantity=9, at=noon(day(1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    believed(cast, counted, 8, at=noon(day(11, 1)))
    with pytest.raises(ValidationError):
        counted.claim(by=cast.steward, finished_on=day(11, 2), note="差不多", at=noon(day(11, 2)))


def test_a_claimed_milestone_takes_no_request_and_a_suspended_one_no_claim(cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 10), note="完成", at=noon(day(6, 10)))
    with pytest.raises(Conflict):
        extend(cast, day(8, 1), day(6, 11))
    claim.send_back(by=cast.supervisor, reason="不符", at=noon(day(6, 11)))
    ChangeRequest.ask(
        by=cast.steward,
        kind="suspend",
        project=cast.project,
        reason_class="weather",
        text="冬季停工",
        at=noon(day(6, 12)),
    ).approve(by=cast.supervisor, at=noon(day(6, 12)))
    with pytest.raises(Conflict):
        cast.milestone.claim(by=cast.steward, finished_on=day(6, 13), note="完成", at=noon(day(6, 13)))


def test_a_request_asked_for_an_earlier_or_a_past_date_is_refused(cast):
    for impossible in (day(6, 14), day(5, 1)):
        with pytest.raises(ValidationError):
            extend(cast, impossible, day(6, 10))
    late = extend(cast, day(6, 20), day(6, 18))
    with pytest.raises(ValidationError):
        late.approve(by=cast.supervisor, at=noon(day(6, 21)))


def test_a_policy_in_effect_is_neither_edited_nor_deleted(cast):
    policy = Policy.objects.get(effective_from=dt.date(2000, 1, 1))
    for act in (lambda: Policy.objects.update(behind_red=99), policy.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    coming = Policy.objects.create(effective_from=today() + dt.timedelta(days=1), behind_red=40)
    coming.delete()
