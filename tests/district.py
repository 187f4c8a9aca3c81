"""A small district in which something of everything happened, beside the cast: for pages that count."""

import datetime as dt
from decimal import Decimal

from backoffice.recording import historical_replay
from milestones.models import ChangeRequest, Instruction, ProgressReport
from milestones.models.plan import approve_plan
from projects.models import Category, Project, Unit

from .cast import add_milestone, approve_as_before, day, flag_night, lay, make_cast, noon

START = noon(dt.date(2024, 1, 1))


@historical_replay()
def work(cast, number, unit, due, category="road", **fields):
    """A project with one milestone, approved from the first day."""
    project = lay(
        Project.objects,
        code=f"2024-CJ-{number:03}",
        name=f"工程{number}",
        plan_year=2024,
        unit=unit,
        at=START,
        category=Category.objects.get(code=category),
        steward=cast.steward if unit == cast.roads else cast.other,
        **{"leader": cast.leader} | fields,
    )
    milestone = lay(project.milestones, name="完工", forecast_due=due, at=START)
    approve_as_before(project, cast.supervisor, at=START)
    return milestone


def finish(cast, milestone, on, confirmed):
    """Claimed on its day, confirmed by someone else."""
    by = milestone.project.steward
    claim = milestone.claim(by=by, finished_on=on, note="完", late_reason="迟", at=noon(on))
    if confirmed:
        claim.confirm(by=cast.supervisor, at=noon(confirmed))
    return claim


def decide(cast, subject, at, **asked):
    """A request, approved two days later."""
    ask = {"reason_class": "weather", "text": "汛期", "by": cast.head} | asked
    change = ChangeRequest.ask(**ask, **subject, at=noon(at))
    change.approve(by=cast.supervisor, at=noon(at + dt.timedelta(2)))


@historical_replay()
def make_district():
    """Red, cured, late for ever, awaiting, suspended, cancelled while overdue, lowered, in doubt, never approved, under
    a programme.
    """
    cast = make_cast()
    cast.street = Unit.objects.create(code="street", name="霁虹街道", kind="street")
    cast.in_time = work(cast, 2, cast.roads, day(6, 10))
    finish(cast, cast.in_time, day(6, 9), day(6, 11))
    cast.late = work(cast, 3, cast.roads, day(6, 3))
    finish(cast, cast.late, day(6, 24), day(6, 26))
    cast.waiting = work(cast, 4, cast.roads, day(6, 20))
    finish(cast, cast.waiting, day(6, 27), None)
    cast.extended = work(cast, 5, cast.roads, day(6, 5))
    decide(cast, {"milestone": cast.extended}, day(6, 24), kind="extend", new_due=day(9, 1))
    cast.forced = work(cast, 6, cast.roads, day(6, 28))
    decide(
        cast,
        {"milestone": cast.forced},
        day(6, 20),
        kind="extend",
        new_due=day(9, 1),
        reason_class="force_majeure",
    )
    cast.stopped = work(cast, 7, cast.roads, day(6, 8))
    decide(cast, {"project": cast.stopped.project}, day(6, 20), kind="suspend")
    cast.dropped = work(cast, 8, cast.roads, day(5, 8))
    decide(cast, {"milestone": cast.dropped}, day(6, 20), kind="cancel")
    cast.gone = work(cast, 9, cast.roads, day(5, 9))
    decide(cast, {"project": cast.gone.project}, day(6, 25), kind="cancel")
    cast.school = work(cast, 10, cast.schools, day(2, 1), category="education")
    cast.programme = lay(
        Project.objects,
        code="2024-CJ-011",
        name="工程群",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        unit=cast.roads,
        at=START,
    )
    lay(
        Project.objects,
        code="2024-CJ-011-01",
        name="未排期",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        at=START,
        parent=cast.programme,
    )
    add_milestone(cast, "后加节点", day(10, 1), at=noon(day(2, 1)))
    many = lay(
        Project.objects,
        code="2024-CJ-012",
        name="多节点工程",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        unit=cast.roads,
        steward=cast.steward,
        leader=cast.leader,
        at=START,
    )
    for number in range(1, 5):
        lay(many.milestones, name=f"节点{number}", forecast_due=day(4, number), at=START)
    approve_plan(many, by=cast.supervisor, at=START)
    decide(cast, {"target": cast.target}, day(6, 20), kind="quantity", new_quantity=Decimal(8))
    lay(
        ProgressReport.objects,
        target=cast.target,
        quantity=8,
        reason="一次并入",
        state="pending",
        note="完成8条",
        by=cast.steward,
        day=day(6, 21),
        at=noon(day(6, 21)),
    )
    cast.milestone.report(by=cast.steward, note="推迟", problem="征迁", need="协调征迁", at=noon(day(6, 20)))
    Instruction.give(
        milestone=cast.milestone, by=cast.leader, text="倒排工期", reply_by=day(7, 20), at=noon(day(6, 21))
    )
    return cast


def flag_days(*days):
    """The nightly job, on these nights only."""
    for one in days:
        flag_night(one)
