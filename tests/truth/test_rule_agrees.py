"""Whatever people do, in whatever order: the rule and a plain model agree on every past day, and no answer changes."""

import datetime as dt
import os
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Value
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backoffice.errors import Conflict, NotAllowed
from milestones.models import CalendarDay, ChangeRequest, Milestone, Policy, Standing
from milestones.models.plan import approve_plan
from milestones.reports.trend.report import overdue_trend
from milestones.rules.spans import verify_spans
from projects.models import Project, Target
from tests.cast import lay, make_cast, owner

from .oracle import ONE, SHANGHAI, Oracle

REFUSALS = (ValidationError, Conflict, NotAllowed)
START = dt.date(2024, 1, 15)
# New Year, a worked Sunday and its Saturday, the long October holiday.
HOLIDAYS = {dt.date(2024, 2, 4): True, dt.date(2024, 5, 11): True, dt.date(2024, 9, 29): True} | {
    dt.date(2024, 2, 9) + n * ONE: False for n in range(9)
}
STEPS, EXAMPLES = 50, int(os.environ.get("SEQUENCES", 60))
FEW_DAYS = st.integers(0, 25)
MOMENTS = st.sampled_from([dt.time(0, 0), dt.time(0, 0, 1), dt.time(9, 30), dt.time(23, 59, 58), dt.time(23, 59, 59)])


class Register(RuleBasedStateMachine):
    """Verbs in random order over a project that counts nine roads."""

    steps = 0  # of all sequences together
    cast = None  # set by the test, whose transaction every sequence is rolled back to

    @initialize()
    def lay_the_project(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.day, self.now = START, dt.datetime.combine(START, dt.time(8), SHANGHAI)
        self.project = lay(
            Project.objects,
            code="2024-CJ-900",
            name="道路",
            plan_year=2024,
            category=self.cast.project.category,
            unit=self.cast.roads,
            steward=self.cast.steward,
            leader=self.cast.leader,
            starts_on=START,
            at=self.now,
        )
        self.target = Target.objects.create(project=self.project, measure="道路", value=9, unit="条")
        self.oracle = Oracle(START, Decimal(9), HOLIDAYS)
        self.oracle.units = [(self.now, self.cast.roads.pk)]
        self.oracle.policies = [(dt.date(2000, 1, 1), False, 10, Decimal(10), Decimal(30))]
        self.milestones, self.changes, self.snapshots = [], [], {}
        for offset, quantity, begins in ((20, None, 5), (45, 4, None), (70, 9, 30), (90, None, 60)):
            self.add(offset, quantity, begins)
        self.approve_the_plan()
        Register.steps -= 5  # what laid the project is no step

    def tick(self):
        """Every act has an instant of its own; at midnight's edge the next one falls on the next day."""
        Register.steps += 1
        self.now += dt.timedelta(seconds=1)
        self.day = self.now.date()
        return self.now

    def add(self, offset, quantity, begins):
        at = self.tick()
        milestone = lay(
            Milestone.objects,
            project=self.project,
            name=f"节点{len(self.milestones)}",
            forecast_due=self.day + offset * ONE,
            at=at,
            starts_on=None if begins is None else self.day + begins * ONE,
            quantity=quantity,
            target=self.target if quantity else None,
        )
        self.milestones.append(milestone)
        self.oracle.starts[milestone.pk] = milestone.starts_on
        if quantity:
            self.oracle.counted.add(milestone.pk)
        self.oracle.tell(
            at,
            "added",
            milestone.pk,
            forecast=milestone.forecast_due,
            quantity=quantity and Decimal(quantity),
        )

    def pick(self, n):
        return Milestone.objects.get(pk=self.milestones[n % len(self.milestones)].pk)

    @rule(days=FEW_DAYS, moment=MOMENTS)
    def days_pass(self, days, moment):
        Register.steps += 1
        if days:
            self.snapshots[self.day] = self.read(self.day)
            self.now = dt.datetime.combine(self.day + days * ONE, moment, SHANGHAI)
            self.day = self.now.date()

    @precondition(lambda self: len(self.milestones) < 7)
    @rule(
        offset=st.integers(-10, 60),
        quantity=st.sampled_from([None, 5, 8]),
        begins=st.sampled_from([None, 10]),
    )
    def a_milestone_is_added(self, offset, quantity, begins):
        self.add(offset, quantity, begins and min(begins, offset))  # none ends before it starts

    @rule()
    def approve_the_plan(self):
        at = self.tick()
        try:
            for milestone in approve_plan(self.project, by=self.cast.supervisor, note="补录", at=at):
                self.oracle.tell(at, "approved", milestone.pk)
        except (Conflict, ValidationError):  # nothing waits, or a further one asks less than what is planned
            pass

    @rule(unit=st.sampled_from(["roads", "schools"]))
    def the_project_moves(self, unit):
        at, unit = self.tick(), getattr(self.cast, unit)
        self.project.assign(by=self.cast.supervisor, unit=unit, at=at)
        self.oracle.units.append((at, unit.pk))

    @rule(
        n=st.integers(0, 6),
        quantity=st.one_of(st.none(), st.integers(0, 9), st.integers(0, 9), st.integers(10, 100)),
        forecast=st.one_of(st.none(), st.integers(-5, 60)),
        correct=st.booleans(),
    )
    def report(self, n, quantity, forecast, correct):
        milestone, at = self.pick(n), self.tick()
        corrects = self.target.reports.filter(quantity__isnull=False).first() if correct else None
        due = self.day + forecast * ONE if forecast is not None else None
        try:
            report = milestone.report(
                by=self.cast.steward,
                note="进展",
                reason="复核过",
                quantity=quantity,
                forecast_due=due,
                corrects=corrects,
                at=at,
            )
        except REFUSALS:
            return
        value = None if quantity is None else Decimal(quantity)
        _, _, figures, target = self.oracle.story(self.day)
        doubted = value is not None and self.oracle.doubts(value, figures, target, at)
        assert report.state == ("pending" if doubted else "clear")
        self.oracle.tell(at, "reported", milestone.pk, quantity=value, forecast=due, report=report.pk)

    @rule(n=st.integers(0, 30), verb=st.sampled_from(["accept", "accept", "send_back"]))
    def decide_a_figure(self, n, verb):
        waiting, at = list(self.target.reports.filter(state="pending")), self.tick()
        if not waiting:
            return
        report = waiting[n % len(waiting)]
        getattr(report, verb)(by=self.cast.supervisor, at=at, **({"reason": "不实"} if verb == "send_back" else {}))
        if verb == "accept":
            self.oracle.tell(at, "accepted", report.pk)

    @rule(n=st.integers(0, 6), back=st.integers(-1, 5))
    def claim(self, n, back):
        milestone, at = self.pick(n), self.tick()
        finished = self.day - back * ONE
        try:
            milestone.claim(by=self.cast.steward, finished_on=finished, note="完成", at=at)
        except REFUSALS:
            return
        assert finished <= self.day
        self.oracle.tell(at, "claimed", milestone.pk, finished=finished)

    @rule(n=st.integers(0, 6), verb=st.sampled_from(["confirm", "send_back", "reopen"]))
    def decide_a_claim(self, n, verb):
        milestone, at = self.pick(n), self.tick()
        claim = milestone.claims.first()
        if claim is None:
            return
        words = {} if verb == "confirm" else {"reason": "理由"}
        try:
            getattr(claim, verb)(by=self.cast.supervisor, at=at, **words)
        except REFUSALS:
            return
        self.oracle.tell(
            at, {"confirm": "confirmed", "send_back": "returned", "reopen": "reopened"}[verb], milestone.pk
        )

    @rule(
        n=st.integers(0, 6),
        kind=st.sampled_from(["extend", "extend", "quantity", "cancel", "suspend", "resume", "target"]),
        offset=st.integers(-5, 60),
        amount=st.integers(1, 9),
    )
    def ask(self, n, kind, offset, amount):
        at = self.tick()
        subject = {"project": self.project} if kind in ("suspend", "resume") else {"milestone": self.pick(n)}
        if kind == "target":
            subject, kind = {"target": self.target}, "quantity"
        try:
            change = ChangeRequest.ask(
                by=self.cast.steward,
                kind=kind,
                reason_class="land",
                text="征迁",
                at=at,
                new_due=self.day + offset * ONE,
                new_quantity=Decimal(amount),
                **subject,
            )
        except REFUSALS:
            return
        self.changes.append(change)

    @precondition(lambda self: self.changes)
    @rule(n=st.integers(0, 30), verb=st.sampled_from(["approve", "approve", "refuse", "withdraw"]))
    def decide_a_change(self, n, verb):
        change, at = self.changes[n % len(self.changes)], self.tick()
        by = self.cast.steward if verb == "withdraw" else self.cast.supervisor
        before = change.milestone_id and Milestone.objects.get(pk=change.milestone_id).baseline_due
        try:
            getattr(change, verb)(by=by, at=at, **({"reason": "不符"} if verb == "refuse" else {}))
        except REFUSALS:
            return
        if verb == "approve":
            self.take_effect(change, before, at)

    def take_effect(self, change, before, at):
        if change.kind == "extend":
            assert change.new_due > before and change.new_due >= self.day
            self.oracle.tell(at, "extended", change.milestone_id, due=change.new_due)
        elif change.kind == "quantity" and change.milestone_id:
            self.oracle.tell(at, "requantified", change.milestone_id, quantity=change.new_quantity)
        elif change.kind == "quantity":
            self.oracle.tell(at, "target", value=change.new_quantity)
        elif change.kind == "cancel":
            self.oracle.tell(at, "cancelled", change.milestone_id)
        else:
            self.oracle.tell(at, change.kind)

    @rule(
        days=st.integers(1, 20),
        own=st.booleans(),
        soon=st.integers(0, 15),
        yellow=st.integers(1, 20),
        more=st.integers(0, 30),
    )
    def a_policy_is_made(self, days, own, soon, yellow, more):
        effective = self.day + days * ONE
        category = self.project.category if own else None
        if Policy.objects.filter(effective_from=effective, category=category).exists():
            return
        with owner():
            Policy.objects.create(
                effective_from=effective,
                category=category,
                due_soon_workdays=soon,
                behind_yellow=yellow,
                behind_red=yellow + more,
            )
        self.oracle.policies.append((effective, own, soon, Decimal(yellow), Decimal(yellow + more)))

    @rule(back=st.integers(-30, 60), worked=st.booleans())
    def the_calendar_is_corrected(self, back, worked):
        at, day = self.tick(), self.day - back * ONE
        with owner():
            CalendarDay.objects.update_or_create(
                day=day, defaults={"is_workday": worked, "name": "更正", "from_at": at}
            )
        self.oracle.tell(at, "calendar", day=day, worked=worked)

    def read(self, day):
        rows = Standing.objects.on(day).filter(project=self.project)
        return {
            s.pk: (
                s.state,
                s.days_late,
                s.working_days_late,
                s.light_rule,
                s.baseline_due,
                s.baseline_first,
                s.forecast_due,
                s.returned_times,
            )
            for s in rows
        }

    def teardown(self):
        if not hasattr(self, "savepoint"):
            return
        try:
            self.compare()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def compare(self):
        for day, seen in self.snapshots.items():
            assert self.read(day) == seen, f"the answer for {day} changed"
        ends = max(START, self.day) + 3 * ONE
        for day in {START + n * ONE for n in range((ends - START).days)} | set(self.snapshots) | {self.day}:
            assert self.read(day) == self.oracle.answer(day), day
            self.compare_charges(day)
        self.compare_trend()
        assert verify_spans().differing == []

    def compare_trend(self):
        """How many were overdue at each week's end."""
        counts = overdue_trend(self.cast.leader, self.day).weeks
        for week in counts:
            found = Standing.objects.on(week.last).filter(is_overdue=True)
            assert week.overdue == found.count(), week

    def compare_charges(self, day):
        """For which unit each lateness counts."""
        late = Standing.objects.on(day).filter(project=self.project, baseline_first__lt=day)
        had_it = Func(
            F("project_id"),
            F("baseline_first"),
            Value(day),
            function="charged_on",
            output_field=BigIntegerField(),
        )
        for first, unit in late.annotate(charged=had_it).values_list("baseline_first", "charged"):
            assert unit == self.oracle.charged(first, day), (first, day)


@pytest.mark.django_db
def test_the_rule_and_a_plain_model_agree_whatever_people_do():
    Register.cast = make_cast()
    with owner():
        CalendarDay.objects.bulk_create(CalendarDay(day=d, is_workday=w, name="调休") for d, w in HOLIDAYS.items())
    run_state_machine_as_test(
        Register,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize="SEQUENCES" not in os.environ,
            database=None,
            print_blob=False,
        ),
    )
    assert Register.steps >= 1_500 or EXAMPLES < 60
