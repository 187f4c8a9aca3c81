"""Spans are what the facts say: whoever writes at once, whatever comes late, whoever bypassed them."""

import datetime as dt
import os
import random
from contextlib import suppress
from importlib import import_module
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.jobs.handlers import run_verify_job
from milestones.jobs.runs import claim_run
from milestones.models import ChangeRequest, Claim, Job, Milestone, Span
from milestones.models.plan import approve_plan
from milestones.rules.spans import SpansDiffer, lay_all_spans, verify_spans
from tests.backoffice.test_conflicts import in_threads
from tests.cast import add_milestone, day, make_cast, owner

ROUNDS = int(os.environ.get("INTERLEAVINGS", 40))
REFUSALS = (ValidationError, Conflict, NotAllowed)


def spans(milestone):
    rows = Span.objects.filter(milestone=milestone).order_by("from_day")
    return [(one.from_day, one.to_day, one.state, one.baseline_due) for one in rows]


@pytest.mark.django_db
def test_a_span_begins_where_something_changes_and_the_last_one_holds(cast):
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 20), note="完成", at=noon(6, 20))
    cast.milestone.claims.get().send_back(by=cast.supervisor, reason="不实", at=noon(6, 20))
    due = day(6, 14)
    # Claimed and returned on one day: a return counts from its day on, and nothing else changed.
    assert spans(cast.milestone) == [
        (day(1, 1), day(6, 20), "running", due),
        (day(6, 20), dt.date.max, "running", due),
    ]
    overdue = [
        (one.overdue_on.lower, one.overdue_on.upper) for one in cast.milestone.spans.filter(overdue_on__isempty=False)
    ]
    assert overdue == [(day(6, 15), day(6, 20)), (day(6, 20), None)]


def noon(month, number):
    return timezone.make_aware(dt.datetime.combine(day(month, number), dt.time(12)))


@pytest.mark.django_db
def test_what_was_recorded_earlier_is_laid_from_its_day(cast):
    before = spans(cast.milestone)
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 10), note="完成", at=noon(6, 10))
    after = spans(cast.milestone)
    assert before == [(day(1, 1), dt.date.max, "running", day(6, 14))]
    assert after == [
        (day(1, 1), day(6, 10), "running", day(6, 14)),
        (day(6, 10), dt.date.max, "awaiting", day(6, 14)),
    ]
    assert verify_spans().differing == []


@pytest.mark.django_db
def test_an_unapproved_milestone_that_is_deleted_leaves_none(cast):
    added = Milestone.objects.create(project=cast.project, name="路面", forecast_due=today() + dt.timedelta(9))
    assert [state for *_days, state, _due in spans(added)] == ["unplanned"]
    key = added.pk
    added.delete()
    assert not Span.objects.filter(milestone=key).exists() and verify_spans().differing == []


@pytest.mark.django_db
def test_the_application_writes_none(cast):
    for sql in ("UPDATE milestones_span SET to_day = '2024-06-01'", "DELETE FROM milestones_span"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(sql)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        lay_all_spans()


def bypass():
    """A date moved with the triggers off, as only the owner can."""
    connection.check_constraints()
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE milestones_baselineversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE milestones_baselineversion SET due = due + 30")
        connection.check_constraints()
        cursor.execute("ALTER TABLE milestones_baselineversion ENABLE TRIGGER USER")


@pytest.mark.django_db
def test_what_was_written_with_the_triggers_off_is_named_and_laid_anew(cast, capsys):
    bypass()
    with pytest.raises(CommandError) as told:
        call_command("verify_spans")
    assert told.value.returncode == 1
    said = capsys.readouterr().out.splitlines()
    assert str(cast.milestone.pk) in said[0]
    assert said[-1].startswith("milestones=1 differing=1 laid=0 seconds=")
    with pytest.raises(CommandError), transaction.atomic():  # the application's role may not
        call_command("verify_spans", "--lay")
    with owner():
        call_command("verify_spans", "--lay")
    assert capsys.readouterr().out.splitlines()[-1].startswith("milestones=1 differing=1 laid=1 seconds=")
    call_command("verify_spans", "--sample", "5")
    assert capsys.readouterr().out.startswith("milestones=1 differing=0 laid=0 seconds=")
    with pytest.raises(CommandError) as refused:
        call_command("verify_spans", "--sample", "0")
    assert "--sample" in str(refused.value)


@pytest.mark.django_db
def test_the_nightly_sample_fails_where_one_differs(cast):
    now = timezone.now()
    run = claim_run(Job.objects.get(name="verify"), today(), now)
    bypass()
    with pytest.raises(SpansDiffer, match=str(cast.milestone.pk)):
        run_verify_job(run, now)


@pytest.mark.django_db
def test_the_migration_lays_those_of_an_existing_database(cast):
    laid = spans(cast.milestone)
    with owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM milestones_span")
        cursor.execute(
            import_module("milestones.migrations.0036_forecasts_in_spans").LAID.format(columns=", forecast_due")
        )
    assert spans(cast.milestone) == laid and verify_spans().differing == []


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_at_once_leaves_no_span_that_is_not_what_the_facts_say():
    cast = make_cast()
    for number in range(3):
        add_milestone(cast, f"节点{number}", today() + dt.timedelta(number))
    with owner():
        approve_plan(cast.project, by=cast.second, note="补录")
    done: set[str] = set()
    for seed in range(ROUNDS):
        tools = [random.Random(seed * 10 + number) for number in range(4)]
        done.update(filter(None, in_threads(4, lambda number, tools=tools: one_act(cast, tools[number]))))
    assert verify_spans().differing == []
    assert len(done) >= 6, done


PAIRS = [("claims", "suspends"), ("suspends", "claims"), ("extends", "suspends"), ("suspends", "adds")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_what_another_writes_meanwhile_is_waited_for(first, second):
    cast = make_cast()
    acts = {"claims": report_finish, "suspends": suspend, "extends": extend, "adds": add_and_approve}

    def begin(number):
        """The first holds its transaction open once it has written, while the second writes, or is refused."""
        with suppress(*REFUSALS), transaction.atomic():
            if number:
                wrote.wait()
            acts[(first, second)[number]](cast, random.Random(1))
            if not number:
                wrote.set()
                sleep(0.5)

    wrote = Event()
    in_threads(2, begin)
    assert verify_spans().differing == []
    assert {state for *_days, state, _due in spans(cast.milestone)} - {"running"}


def one_act(cast, chance):
    """One act of whoever may: what was done, or nothing where it was refused."""
    acts = [report_finish, decide_claim, suspend_or_resume, extend, reassign, add_and_approve]
    act = chance.choice(acts)
    try:
        with transaction.atomic():
            return act.__name__ if act(cast, chance) else None
    except REFUSALS:
        return None


def some_milestone(cast, chance):
    return chance.choice(list(Milestone.objects.filter(project=cast.project, cancelled_on=None)))


def report_finish(cast, chance):
    some_milestone(cast, chance).claim(by=cast.steward, finished_on=today(), note="完成", late_reason="征迁")
    return True


def decide_claim(cast, chance):
    waiting = list(Claim.objects.filter(state="pending"))
    if waiting:
        claim = chance.choice(waiting)
        chance.choice([claim.confirm, lambda by: claim.send_back(by=by, reason="不实")])(by=cast.supervisor)
    return bool(waiting)


def suspend_or_resume(cast, chance):
    return suspend(cast, chance, chance.choice(["suspend", "resume"]))


def suspend(cast, chance, kind="suspend"):
    asked = ChangeRequest.ask(by=cast.steward, kind=kind, reason_class="land", text="征迁", project=cast.project)
    asked.approve(by=cast.supervisor)
    return True


def extend(cast, chance):
    milestone = some_milestone(cast, chance)
    later = max(milestone.baseline_due or today(), today()) + dt.timedelta(chance.randint(1, 9))
    asked = milestone.request_change(by=cast.steward, kind="extend", new_due=later, reason_class="land", text="征迁")
    asked.approve(by=cast.supervisor)
    return True


def reassign(cast, chance):
    cast.project.assign(by=cast.supervisor, unit=chance.choice([cast.roads, cast.schools]))
    return True


def add_and_approve(cast, chance):
    if Milestone.objects.count() > 12:
        return False
    Milestone.objects.create(
        project=cast.project, name=f"新增{chance.random()}", forecast_due=today() + dt.timedelta(5)
    )
    approve_plan(cast.project, by=cast.second)
    return True
