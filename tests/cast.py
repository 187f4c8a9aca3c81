"""A small named cast: one person per role, two units, one project with a plan."""

import datetime as dt
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone

from backoffice.clock import today
from backoffice.recording import historical_replay
from milestones.models import Milestone
from milestones.models.plan import ANSWERING, approve_plan
from milestones.rules.flagging import flag_overdue
from projects.models import Category, Project, Reorganization, Role, Target, Unit, User


def person(username, role, unit=None, **fields):
    """An account with one role."""
    user = User.objects.create_user(
        username, f"{username}@example.com", "tiexi-demo", name=username, unit=unit, **fields
    )
    give(user, role)
    return user


@contextmanager
def owner():
    """Write as the database's owner, who lays the ground; the application's own door is shut to this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = 'tiexi_app'")
        (bound,) = cursor.fetchone()
        if bound:
            cursor.execute("SET ROLE tiexi_owner")
        yield
        if bound:
            cursor.execute("SET ROLE tiexi_app")


def rewrite(rows, **values):
    """Rewrite what approval or two people guard, as a record of before the guards would be."""
    table = rows.model._meta.db_table
    connection.check_constraints()  # what is deferred is asked now: a table that owes an answer is not altered
    with owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        rows.update(**values)
        connection.check_constraints()
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT lay_spans(array_agg(id)) FROM milestones_milestone")


def give(user, role):
    """Put somebody into a role without the two people that the application asks for."""
    with owner():
        user.groups.set([Group.objects.get(name=role)])
    user.__dict__.pop("role", None)


@historical_replay()
def lay(rows, **fields):
    """A record of an earlier instant, as the owner of the database lays it: `lay(Milestone.objects, name=…, at=…)`."""
    return rows.create(**fields)


@historical_replay()
def flag_night(on, **options):
    """A night of an earlier day, as it was flagged then."""
    return flag_overdue(on, **options)


def enter(user):
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(user)
    return client


def day(month, number, year=2024):
    """A day of the cast's year; its milestone is due on Friday 14 June."""
    return dt.date(year, month, number)


def noon(day):
    """An instant on a district day, when nobody doubts which day it is."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def believed(cast, milestone, quantity, at=None, **said):
    """A report whose figure counts the same moment: one that is doubtful, a supervisor accepts."""
    given = {"by": cast.steward, "note": "进展", "reason": "验收单已核"} | said
    report = milestone.report(quantity=Decimal(quantity), at=at, **given)
    return report.accept(by=cast.supervisor, at=at) if report.doubtful else report


def rename_unit(cast, unit, name):
    """A unit is called otherwise from now on, by decision."""
    asked = Reorganization.ask("rename", unit, by=cast.admin, day=today(), text="机构改革", name=name)
    return asked.approve(by=cast.supervisor)


def approve_as_before(project, by, **given):
    """A plan approved before anybody had to answer for it."""
    row, kept = Project.objects.filter(pk=project.pk), {name: getattr(project, name) for name in ANSWERING}
    if all(kept.values()):
        return approve_plan(project, by=by, **given)
    other = User.objects.exclude(pk=by.pk).first()
    rewrite(row, **{name: kept[name] or (Unit.objects.first() if name == "unit" else other) for name in ANSWERING})
    approved = approve_plan(project, by=by, **given)
    rewrite(row, **kept)
    project.refresh_from_db()
    return approved


@historical_replay()
def make_cast():
    """Everybody and one project, recorded on 1 January 2024 so that later days may be replayed."""
    start = noon(dt.date(2024, 1, 1))
    roads = Unit.objects.create(code="roads", name="区住建局")
    schools = Unit.objects.create(code="schools", name="区教育局")
    cast = SimpleNamespace(
        roads=roads,
        schools=schools,
        steward=person("steward", Role.STEWARD, roads),
        other=person("other", Role.STEWARD, schools),
        head=person("head", Role.UNIT_HEAD, roads),
        supervisor=person("supervisor", Role.SUPERVISOR),
        second=person("second", Role.SUPERVISOR),
        leader=person("leader", Role.LEADER),
        auditor=person("auditor", Role.AUDITOR),
        admin=person("admin", Role.ADMIN),
    )
    Unit.objects.filter(pk=roads.pk).update(head=cast.head)
    cast.project = Project.objects.create(
        code="2024-CJ-001",
        name="新建牛心屯一路等9条道路",
        plan_year=2024,
        category=Category.objects.get(code="road"),
        unit=roads,
        steward=cast.steward,
        leader=cast.leader,
        starts_on=dt.date(2024, 1, 1),
        at=start,
    )
    cast.target = Target.objects.create(
        project=cast.project, measure="新建道路", value=Decimal(9), unit="条", as_written="9条"
    )
    cast.milestone = add_milestone(cast, "路基完成", dt.date(2024, 6, 14), at=start)
    approve_plan(cast.project, by=cast.supervisor, at=start)
    cast.milestone.refresh_from_db()
    return cast


@historical_replay()
def add_milestone(cast, name, due, **fields):
    """A milestone of the cast's project with a forecast and no baseline yet."""
    return Milestone.objects.create(project=cast.project, name=name, forecast_due=due, **fields)
