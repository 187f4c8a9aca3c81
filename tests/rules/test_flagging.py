"""The nightly job records when lateness was noticed, escalated and cleared: once, whatever is run again."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backoffice.recording import historical_replay
from milestones.models import Escalation, Job, JobRun, OverdueFlag, Policy
from milestones.models.plan import approve_plan
from milestones.rules.flagging import flag_overdue
from milestones.tasks import tick as doorbell
from projects.models import Category, Unit
from tests.cast import add_milestone, day, flag_night, noon, owner

pytestmark = pytest.mark.django_db
ASK = {"reason_class": "land", "text": "征迁"}


def done(on):
    counts = flag_night(on)
    return counts.raised, counts.cleared, counts.escalated, counts.open


def steps():
    return list(Escalation.objects.order_by("step").values_list("step", "to__username"))


def last_line(*options):
    output = StringIO()
    call_command("flag_overdue", *options, stdout=output)
    return output.getvalue().strip().splitlines()


def test_a_flag_opens_on_the_first_run_that_finds_the_milestone_overdue(cast):
    assert done(day(6, 14)) == (0, 0, 0, 0)
    assert done(day(6, 17)) == (1, 0, 1, 1)
    flag = OverdueFlag.objects.get()
    assert (flag.baseline_due, flag.since, flag.raised_on) == (day(6, 14), day(6, 15), day(6, 17))


def test_a_rerun_raises_and_clears_nothing(cast):
    flag_night(day(6, 17))
    assert done(day(6, 17)) == (0, 0, 0, 1)
    assert JobRun.objects.get(job="flag").counts == {"raised": 1, "cleared": 0, "escalated": 1, "open": 1}


def test_an_earlier_day_than_the_newest_writes_nothing_and_says_so(cast):
    flag_night(day(6, 20))
    OverdueFlag.objects.get()
    with historical_replay():
        lines = last_line("--on", "2024-06-19")
    assert "2024-06-20" in lines[0]
    assert lines[-1] == "raised=0 cleared=0 escalated=0 open=1"
    assert not JobRun.objects.filter(slot=day(6, 19)).exists()


@pytest.mark.parametrize("text", ["2024-02-30", "tomorrow", "2099-01-01"])
def test_a_day_that_is_none_or_has_not_come_ends_with_code_two(cast, text):
    with pytest.raises(CommandError, match="--on") as caught:
        call_command("flag_overdue", "--on", text)
    assert caught.value.returncode == 2
    assert not JobRun.objects.exists()


def test_the_task_and_the_command_flag_by_the_same_function(cast):
    Job.objects.filter(name="flag").update(due_at=dt.time(0))  # whatever the hour of this test
    doorbell()
    run = JobRun.objects.get(job="flag")
    assert (run.state, run.counts) == ("done", {"raised": 1, "cleared": 0, "escalated": 4, "open": 1})
    assert last_line()[-1] == "raised=0 cleared=0 escalated=0 open=1"
    doorbell()
    assert JobRun.objects.get(job="flag").slot == run.slot


def test_a_confirmed_finish_clears_and_a_pending_claim_only_pauses(cast):
    flag_night(day(6, 17))
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 19), note="完成", at=noon(day(6, 20)))
    assert done(day(6, 28)) == (0, 0, 0, 1)
    claim.confirm(by=cast.supervisor, at=noon(day(6, 29)))
    assert done(day(6, 29)) == (0, 1, 0, 0)
    flag = OverdueFlag.objects.get()
    assert (flag.cleared_on, flag.why) == (day(6, 29), "finished")


def test_a_returned_claim_lets_the_ladder_go_on(cast):
    flag_night(day(6, 17))
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 19), note="完成", at=noon(day(6, 20)))
    claim.send_back(by=cast.supervisor, reason="缺验收单", at=noon(day(6, 27)))
    assert done(day(6, 26)) == (0, 0, 0, 1)
    assert done(day(6, 27)) == (0, 0, 1, 1)
    assert steps() == [(1, "steward"), (2, "head")]


def test_a_reopened_finish_raises_a_flag_of_its_own(cast):
    flag_night(day(6, 17))
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 17), note="完成", at=noon(day(6, 18)))
    claim.confirm(by=cast.supervisor, at=noon(day(6, 18)))
    flag_night(day(6, 18))
    claim.reopen(by=cast.supervisor, reason="照片不符", at=noon(day(6, 21)))
    assert done(day(6, 21)) == (1, 0, 2, 1)
    assert OverdueFlag.objects.count() == 2


def test_an_approved_extension_clears(cast):
    flag_night(day(6, 17))
    change = cast.milestone.request_change(
        by=cast.steward, kind="extend", new_due=day(7, 31), at=noon(day(6, 18)), **ASK
    )
    assert done(day(6, 18)) == (0, 0, 0, 1)
    change.approve(by=cast.supervisor, at=noon(day(6, 19)))
    assert done(day(6, 19)) == (0, 1, 0, 0)
    assert OverdueFlag.objects.get().why == "extended"


def test_a_new_lateness_after_an_extension_is_a_new_flag_even_when_the_job_was_down_between(cast):
    flag_night(day(6, 17))
    change = cast.milestone.request_change(
        by=cast.steward, kind="extend", new_due=day(6, 28), at=noon(day(6, 18)), **ASK
    )
    change.approve(by=cast.supervisor, at=noon(day(6, 19)))
    assert done(day(7, 1)) == (1, 1, 1, 1)
    assert list(OverdueFlag.objects.order_by("id").values_list("baseline_due", "why")) == [
        (day(6, 14), "extended"),
        (day(6, 28), ""),
    ]


def test_a_cancellation_clears(cast):
    flag_night(day(6, 17))
    change = cast.milestone.request_change(by=cast.steward, kind="cancel", at=noon(day(6, 18)), **ASK)
    change.approve(by=cast.supervisor, at=noon(day(6, 19)))
    assert done(day(6, 19)) == (0, 1, 0, 0)
    assert OverdueFlag.objects.get().why == "cancelled"


def test_a_suspension_pauses_the_flag(cast):
    flag_night(day(6, 17))
    ask = cast.milestone.changes.model.ask
    change = ask(by=cast.steward, kind="suspend", project=cast.project, at=noon(day(6, 18)), **ASK)
    change.approve(by=cast.supervisor, at=noon(day(6, 18)))
    assert done(day(7, 20)) == (0, 0, 0, 1)
    assert steps() == [(1, "steward")]


def test_the_ladder_climbs_by_working_days_and_each_step_is_taken_once(cast):
    # One working day late on Monday 17, five on Friday 21; then ten, then twenty.
    for on, expected in [
        (day(6, 15), 0),
        (day(6, 17), 1),
        (day(6, 20), 0),
        (day(6, 21), 1),
        (day(6, 28), 1),
        (day(7, 12), 1),
    ]:
        assert flag_night(on).escalated == expected, on
    assert steps() == [(1, "steward"), (2, "head"), (3, "leader"), (4, None)]


def test_steps_passed_while_the_job_was_down_are_all_recorded(cast):
    assert done(day(8, 1)) == (1, 0, 4, 1)
    assert steps() == [(1, "steward"), (2, "head"), (3, "leader"), (4, None)]


def test_a_vacant_post_goes_to_the_next(cast):
    Unit.objects.filter(pk=cast.roads.pk).update(head=None)
    flag_night(day(6, 21))
    assert steps() == [(1, "steward"), (2, "leader")]


def test_a_post_whose_holder_has_left_is_vacant(cast):
    type(cast.steward).objects.filter(pk__in=[cast.steward.pk, cast.leader.pk]).update(is_active=False)
    flag_night(day(6, 28))
    assert steps() == [(1, "head"), (2, "head"), (3, None)]


def test_the_owner_comes_before_the_steward(cast):
    cast.milestone.assign(cast.other, by=cast.supervisor, at=noon(day(6, 1)))
    flag_night(day(6, 17))
    assert steps() == [(1, "other")]


def test_the_ladder_is_that_of_the_policy_in_force(cast):
    with owner():
        Policy.objects.create(
            effective_from=day(6, 1), category=Category.objects.get(code="road"), ladder=[3, 8, 15, 30]
        )
    assert flag_night(day(6, 18)).escalated == 0
    assert flag_night(day(6, 19)).escalated == 1


def test_the_number_of_queries_does_not_grow_with_the_milestones(cast, django_assert_num_queries):
    for number in range(30):
        add_milestone(cast, f"节点{number}", day(6, 10), at=noon(day(1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    with historical_replay(), django_assert_num_queries(13):
        assert flag_overdue(day(6, 17)).raised == 31
