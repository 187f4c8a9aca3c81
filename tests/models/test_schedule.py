"""What approval locks, and the verbs that move a milestone from plan to sign-off."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from backoffice.errors import Conflict, NotAllowed
from milestones.models import ChangeRequest, Claim, Milestone, Standing
from milestones.models.plan import approve_plan
from projects.models import Project, Target
from tests.cast import add_milestone, day, noon

pytestmark = pytest.mark.django_db


def standing(milestone, on):
    return Standing.objects.on(on).get(pk=milestone.pk)


def refused(act, error=IntegrityError):
    with pytest.raises(error), transaction.atomic():
        act()


def test_due_today_is_on_time_and_tomorrow_is_overdue(cast):
    assert standing(cast.milestone, day(6, 14)).state == "open"
    row = standing(cast.milestone, day(6, 15))
    assert (row.state, row.light, row.days_late, row.working_days_late) == ("overdue", "red", 1, 0)


def test_moving_the_forecast_does_not_move_the_baseline(cast):
    cast.milestone.report(by=cast.steward, note="晚", forecast_due=day(12, 1), at=noon(day(6, 1)))
    row = standing(cast.milestone, day(7, 1))
    assert (row.baseline_due, row.forecast_due, row.state) == (day(6, 14), day(12, 1), "overdue")
    assert cast.milestone.forecast_due == day(12, 1)


@pytest.mark.parametrize("field", ["baseline_due", "forecast_due", "finished_on", "cancelled_on", "confirmed_on"])
def test_the_database_refuses_a_date_that_follows_from_facts(cast, field):
    refused(lambda: Milestone.objects.update(**{field: day(12, 31)}))
    setattr(cast.milestone, field, day(12, 31))
    refused(cast.milestone.save)
    refused(lambda: Milestone.objects.bulk_update([cast.milestone], [field]))
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(f"UPDATE milestones_milestone SET {field} = '2024-12-31'"))


def test_the_database_refuses_what_approval_locked(cast):
    refused(lambda: Milestone.objects.update(weight=5))
    refused(lambda: Target.objects.update(value=4))
    refused(lambda: Project.objects.update(starts_on=day(5, 1)))
    refused(lambda: cast.milestone.baselines.create(number=2, due=day(12, 1), by=cast.supervisor))
    refused(lambda: cast.milestone.baselines.update(due=day(12, 1)), ProgrammingError)
    refused(lambda: Milestone.objects.filter(pk=cast.milestone.pk)._raw_delete("default"))
    refused(lambda: cast.milestone.baselines.all()._raw_delete("default"), ProgrammingError)


def test_an_approved_extension_moves_the_baseline_and_keeps_the_slip(cast):
    change = cast.milestone.request_change(
        by=cast.steward,
        kind="extend",
        new_due=day(7, 31),
        reason_class="land",
        text="征迁",
        at=noon(day(6, 10)),
    )
    change.approve(by=cast.supervisor, at=noon(day(6, 20)))
    assert standing(cast.milestone, day(6, 19)).state == "overdue"
    row = standing(cast.milestone, day(6, 20))
    assert (row.state, row.baseline_due, row.slip_days) == ("open", day(7, 31), 47)


def test_nobody_decides_their_own_request(cast):
    change = cast.milestone.request_change(
        by=cast.steward,
        kind="extend",
        new_due=day(7, 31),
        reason_class="land",
        text="征迁",
        at=noon(day(6, 10)),
    )
    for who in (cast.steward, cast.head, cast.leader, cast.admin, cast.auditor):
        with pytest.raises(NotAllowed):
            change.approve(by=who)


def test_a_supervisor_decides_nothing_of_a_project_they_run(cast):
    Project.objects.filter(pk=cast.project.pk).update(steward=cast.supervisor)
    asked = {"kind": "extend", "new_due": day(7, 31), "reason_class": "land", "text": "征迁"}
    change = cast.milestone.request_change(by=cast.head, **asked, at=noon(day(6, 10)))
    claim = cast.milestone.claim(by=cast.head, finished_on=day(6, 10), note="完成", at=noon(day(6, 10)))
    draft = add_milestone(cast, "绿化完成", day(9, 1), at=noon(day(6, 10)))
    acts = [
        lambda by: change.approve(by=by),
        lambda by: change.refuse(by=by, reason="不够"),
        lambda by: claim.confirm(by=by),
        lambda by: claim.send_back(by=by, reason="缺验收单"),
        lambda by: approve_plan(Project.objects.get(pk=cast.project.pk), by=by),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act(cast.supervisor)
    claim.confirm(by=cast.second, at=noon(day(6, 11)))
    with pytest.raises(NotAllowed):
        type(claim).objects.get(pk=claim.pk).reopen(by=cast.supervisor, reason="未完")
    assert not draft.baselines.exists()


def test_a_returned_claim_was_awaiting_until_its_return(cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 14), note="完成", at=noon(day(6, 14)))
    claim.send_back(by=cast.supervisor, reason="缺验收单", at=noon(day(6, 20)))
    assert standing(cast.milestone, day(6, 19)).state == "awaiting"
    row = standing(cast.milestone, day(6, 20))
    assert (row.state, row.days_late, row.returned_times) == ("overdue", 6, 1)


def test_a_late_finish_stays_late(cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 24), note="天气", at=noon(day(6, 25)))
    claim.confirm(by=cast.supervisor, at=noon(day(6, 26)))
    row = standing(cast.milestone, day(12, 1))
    assert (row.state, row.light_rule, row.days_late, row.finished_on) == (
        "finished",
        "finished_late",
        10,
        day(6, 24),
    )
    cast.milestone.refresh_from_db()
    assert cast.milestone.finished_on == day(6, 24)


@pytest.mark.parametrize(
    ("finished", "field"),
    [(day(6, 15), "future"), (dt.date(2023, 12, 31), "before_start"), (day(6, 3), "too_far_back")],
)
def test_a_claim_with_an_impossible_day_is_refused(cast, finished, field):
    with pytest.raises(ValidationError) as caught:
        cast.milestone.claim(by=cast.steward, finished_on=finished, note="完成", at=noon(day(6, 14)))
    assert caught.value.error_dict["finished_on"][0].code == field


def test_the_second_of_two_deciders_is_told_who_was_first(cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 14), note="完成", at=noon(day(6, 14)))
    stale = Claim.objects.get(pk=claim.pk)
    claim.confirm(by=cast.supervisor, at=noon(day(6, 15)))
    with pytest.raises(Conflict, match="supervisor"):
        stale.send_back(by=cast.second, reason="不符")


def test_a_suspension_over_the_due_day_is_named_and_not_subtracted(cast):
    ask = {"reason_class": "funds", "text": "资金"}
    change = type(cast.milestone).changes.rel.related_model.ask
    change(by=cast.steward, kind="suspend", project=cast.project, at=noon(day(6, 10)), **ask).approve(
        by=cast.supervisor, at=noon(day(6, 11))
    )
    assert standing(cast.milestone, day(6, 30)).state == "suspended"
    change(by=cast.steward, kind="resume", project=cast.project, at=noon(day(7, 10)), **ask).approve(
        by=cast.supervisor, at=noon(day(7, 11))
    )
    row = standing(cast.milestone, day(7, 11))
    assert (row.state, row.days_late) == ("overdue", 27)


def test_a_cancelled_milestone_leaves_the_overdue_from_its_day_on(cast):
    change = cast.milestone.request_change(
        by=cast.steward, kind="cancel", reason_class="design", text="取消", at=noon(day(7, 1))
    )
    change.approve(by=cast.supervisor, at=noon(day(7, 3)))
    assert standing(cast.milestone, day(7, 2)).state == "overdue"
    row = standing(cast.milestone, day(8, 1))
    assert (row.state, row.light, row.days_late) == ("cancelled", None, 19)


def test_an_added_milestone_is_unplanned_until_approved(cast):
    added = add_milestone(cast, "通车", day(9, 1), at=noon(day(3, 1)))
    row = standing(added, day(10, 1))
    assert (row.state, row.light, row.is_overdue) == ("unplanned", "grey", False)


def test_quantity_behind_its_expected_share_turns_red(cast):
    milestone = add_milestone(cast, "建成9条", day(12, 31), target=cast.target, quantity=9, at=noon(day(1, 2)))
    from milestones.models.plan import approve_plan

    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    milestone.report(by=cast.steward, note="建成1条", quantity=1, at=noon(day(6, 1)))
    row = standing(milestone, day(7, 1))
    assert (row.light, row.light_rule) == ("red", "behind_red")
    assert round(row.expected, 2) == round(9 * row.expected / 9, 2)
    with pytest.raises(ValidationError):
        milestone.report(by=cast.steward, note="更少", quantity=0)


def test_people_are_those_of_the_day(cast):
    cast.project.assign(by=cast.supervisor, unit=cast.schools, steward=cast.other, at=noon(day(5, 1)))
    assert standing(cast.milestone, day(4, 30)).steward == cast.steward
    assert standing(cast.milestone, day(5, 1)).unit == cast.schools


def test_no_later_date_is_asked_for_what_nobody_approved_while_the_project_stands_still(cast):
    draft = add_milestone(cast, "后加节点", day(9, 1), at=noon(day(2, 1)))
    ChangeRequest.ask(
        project=cast.project, by=cast.steward, kind="suspend", reason_class="land", text="征迁", at=noon(day(3, 1))
    ).approve(by=cast.supervisor, at=noon(day(3, 2)))
    asked = {"kind": "extend", "new_due": day(10, 1), "reason_class": "land", "text": "征迁"}
    with pytest.raises(Conflict):
        draft.request_change(by=cast.steward, **asked, at=noon(day(3, 3)))
