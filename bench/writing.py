"""A report, a claim and an approval, beside the statements alone with which they write."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from backoffice.clock import now, today
from milestones.models import Milestone
from milestones.models.plan import approve_plan
from projects.models import Project, User

NODES = 100
WAITING = "2000-CJ-001"

WAITING_SQL = """
INSERT INTO projects_project (code, name, plan_year, category_id, label, unit_id, steward_id, leader_id, phase,
    starts_on, location, note, at, cancel_reason, version, name_key, search_key)
SELECT %(code)s, %(code)s, plan_year, category_id, label, unit_id, steward_id, leader_id, phase, starts_on, location,
    note, at, cancel_reason, version, '', ''
FROM projects_project ORDER BY id LIMIT 1;
INSERT INTO milestones_milestone (project_id, name, sequence, weight, at, origin, first_forecast, forecast_due, version,
    name_key, search_key)
SELECT id, '节点' || g, g, 1, at, 'manual', current_date + g, current_date + g, 1, '', ''
FROM projects_project, generate_series(1, %(nodes)s) g WHERE code = %(code)s;
"""


def lay_waiting_project() -> None:
    """A project whose plan of a hundred nodes waits for its approval."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_SQL, {"code": WAITING, "nodes": NODES})


def running_milestone() -> Any:
    """One that is to come and counts nothing."""
    return Milestone.objects.filter(
        target=None, confirmed_on=None, claimed_on=None, cancelled_on=None, baseline_due__gt=today()
    ).earliest("pk")


def report(milestone: Any) -> None:
    """A note with a new forecast."""
    milestone.report(by=milestone.project.steward, note="进展", forecast_due=milestone.baseline_due)


def claim(milestone: Any) -> None:
    """Say that it is finished today."""
    milestone.claim(by=milestone.project.steward, finished_on=today(), note="完成")


def approve(supervisor: str) -> None:
    """The whole plan at once."""
    approve_plan(Project.objects.get(code=WAITING), by=User.objects.get(username=supervisor), at=now())


def facts_after(act: Callable[[], Any], model: Any, **about: Any) -> Callable[[], int]:
    """The act, and how many facts of its kind there are after it."""

    def acted() -> int:
        act()
        return model.objects.filter(**about).count()

    return acted


def writes_alone(verb: Callable[[], Any]) -> Callable[[], Any]:
    """What the verb inserts and changes, by the same statements and nothing else."""
    written: list[tuple[str, Any]] = []

    def keep(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        if statement.startswith(("INSERT", "UPDATE")):
            written.append((statement, values))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(keep):
        verb()

    def replay() -> None:
        with connection.cursor() as cursor:
            for statement, values in written:
                cursor.execute(statement, values)

    return replay
