"""What is measured: a line for each thing that somebody waits for, beside the least SQL that gives the same numbers."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from backoffice.clock import today
from milestones.models import BaselineVersion, Claim, Milestone, ProgressReport
from milestones.rules.flagging import flag_overdue
from milestones.rules.spans import verify_spans
from projects.models import Project

from .mail import send_by_loop, send_by_outbox
from .opening import open_page
from .traffic import slowest_of_twenty
from .workbook import peak_in_process, read_cells, write_bare_workbook, write_product_workbook
from .writing import WAITING, approve, claim, facts_after, lay_waiting_project, report, running_milestone, writes_alone

ON = today()
YEAR_AGO = ON - dt.timedelta(365)
SUPERVISOR, STEWARD = "bench1", "bench200"


@dataclass(frozen=True)
class Line:
    """A name, what the product does, and the SQL beside it, whose first value must equal the product's answer.

    `most` is the ratio that is wanted, `within` the milliseconds by size where an absolute time is. What `measures`
    answers its own figure, of its `unit`.
    """

    name: str
    product: Callable[[], Any]
    limit: Callable[[], Any] | None = None
    most: float | None = None
    within: dict[int, int] | None = None
    turns: int = 5
    measures: bool = False
    unit: str = "ms"

    def goal(self, size: int) -> str:
        """The goal at a size, in words."""
        wanted = [f"≤ {self.most:g} ×"] if self.most and self.limit else []
        wanted += [f"≤ {self.within[size]} {self.unit}"] if self.within and size in self.within else []
        return ", ".join(wanted) or "—"

    def is_met(self, size: int, product: float, ratio: float | None) -> bool | None:
        """Whether the goal of the size is met; none where there is none."""
        met = [ratio <= self.most] if self.most and ratio is not None else []
        met += [product <= self.within[size]] if self.within and size in self.within else []
        return all(met) if met else None


def page(address: str, read: Callable[[Any], Any] | None = None, reader: str = SUPERVISOR) -> Callable[[], Any]:
    """The whole answer to a request, and of it what is compared."""
    return lambda: open_page(address, reader, read)


def sql(text: str, *values: Any) -> Callable[[], Any]:
    """All rows of a statement; of them the first value is compared."""

    def act() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall()[0][0]

    return act


def undone(act: Callable[[], Any]) -> Callable[[], Any]:
    """The act, taken back after it was measured."""

    def tried() -> Any:
        with transaction.atomic():
            done = act()
            transaction.set_rollback(True)
        return done

    return tried


RAISED_SQL = """
INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why)
SELECT milestone_id, baseline_due, baseline_due + 1, %(on)s, '' FROM milestones_span s
WHERE overdue_on @> %(on)s::date
  AND NOT EXISTS (SELECT FROM milestones_overdueflag f WHERE f.milestone_id = s.milestone_id AND f.cleared_on IS NULL)
"""
ESCALATED_SQL = """
INSERT INTO milestones_escalation (flag_id, step, "on", to_id)
SELECT f.id, step, %(on)s, p.steward_id
FROM milestones_overdueflag f JOIN milestones_milestone m ON m.id = f.milestone_id
JOIN projects_project p ON p.id = m.project_id, (VALUES (1, 1), (2, 5), (3, 10), (4, 20)) s (step, days)
WHERE f.cleared_on IS NULL AND f.baseline_due <= %(on)s::date - days * 7 / 5
"""


def flag_by_sql() -> int:
    """The rows that a night writes, and nothing else asked."""
    with connection.cursor() as cursor:
        cursor.execute(RAISED_SQL, {"on": ON})
        raised = cursor.rowcount
        cursor.execute(ESCALATED_SQL, {"on": ON})
    return raised


OVERDUE_SQL = """
WITH late AS MATERIALIZED (
    SELECT s.milestone_id, s.project_id, s.baseline_due, p.category_id, a.unit_id FROM milestones_span s
    JOIN projects_project p ON p.id = s.project_id
    LEFT JOIN projects_assignment a ON a.project_id = p.id AND a.from_at < ends_at(%s) AND (a.to_at IS NULL OR a.to_at >= ends_at(%s))
    WHERE s.overdue_on @> %s::date)
SELECT (SELECT count(*) FROM late), (SELECT json_agg(x) FROM (SELECT unit_id, count(*), min(baseline_due) FROM late GROUP BY 1) x),
    (SELECT json_agg(x) FROM (SELECT category_id, count(*), min(baseline_due) FROM late GROUP BY 1) x),
    (SELECT encode(sha256(convert_to(string_agg(ROW(late.*, m.name, p.name)::text, ' ' ORDER BY late.baseline_due, milestone_id), 'UTF8')), 'hex')
     FROM late JOIN milestones_milestone m ON m.id = milestone_id JOIN projects_project p ON p.id = late.project_id),
    (SELECT json_agg(x) FROM (SELECT late.*, m.name, p.name, u.name, o.name FROM late JOIN milestones_milestone m ON m.id = milestone_id
        JOIN projects_project p ON p.id = late.project_id LEFT JOIN projects_unit u ON u.id = late.unit_id
        LEFT JOIN projects_user o ON o.id = COALESCE(m.owner_id, p.steward_id) ORDER BY late.baseline_due, milestone_id LIMIT 100) x)
"""  # noqa: E501
TREND_SQL = """
SELECT array_agg(n ORDER BY d) FROM (
    SELECT d::date AS d, count(s.id) AS n FROM generate_series(%s::date - 175, %s::date, interval '7 day') d
    LEFT JOIN milestones_span s ON s.overdue_on @> d::date GROUP BY 1) weeks
"""
# Lights without quantities, of today and of a week ago, and what stands late.
HOME_SQL = """
WITH soon AS MATERIALIZED (SELECT d AS day, workday_after(d, 11) AS later FROM unnest(ARRAY[%s::date, %s::date - 7]) d), lights AS (
    SELECT day, s.project_id, min(CASE s.state WHEN 'cancelled' THEN 6 WHEN 'finished' THEN 5 WHEN 'awaiting' THEN 2
        WHEN 'running' THEN CASE WHEN s.baseline_due < day THEN 1 WHEN s.baseline_due < later OR m.forecast_due > s.baseline_due
            OR m.forecast_due < day THEN 2 ELSE 3 END ELSE 4 END) AS rank
    FROM soon JOIN milestones_span s ON s.from_day <= day AND s.to_day > day JOIN milestones_milestone m ON m.id = s.milestone_id
    GROUP BY 1, 2)
SELECT (SELECT count(*) FROM milestones_span WHERE overdue_on @> %s::date), (SELECT json_agg(x) FROM (
    SELECT day, unit_id, category_id, rank, count(*) FROM lights JOIN projects_project p ON p.id = project_id GROUP BY 1, 2, 3, 4) x)
"""  # noqa: E501


def flag_again() -> float:
    """Milliseconds of a night that was flagged a moment ago."""
    flag_overdue(ON)
    begun = perf_counter()
    flag_overdue(ON)
    return (perf_counter() - begun) * 1000


def first_project() -> str:
    return Project.objects.order_by("pk").values_list("code", flat=True)[50]


def first_milestone() -> int:
    return Milestone.objects.order_by("pk").values_list("pk", flat=True)[505]


def remembered(read: Callable[[], Any], act: Callable[[Any], Any]) -> Callable[[], Any]:
    """The act upon what is read once, before it is measured."""
    kept = cache(read)
    return lambda: act(kept())


def total(answer: Any) -> Any:
    return answer.json()["total"]


def lines() -> list[Line]:
    """Every line; the rows must have been seeded."""
    listed, projects = "/admin/milestones/milestone/", "/admin/projects/project/"
    lay_waiting_project()
    running = running_milestone()
    verbs = {
        "a report": (lambda: report(running), ProgressReport, {"milestone": running}),
        "a claim": (lambda: claim(running), Claim, {"milestone": running}),
        "an approval of 100 nodes": (
            lambda: approve(SUPERVISOR),
            BaselineVersion,
            {"milestone__project__code": WAITING},
        ),
    }
    return [
        Line("nightly flagging", undone(lambda: flag_overdue(ON).raised), undone(flag_by_sql), most=2),
        Line(
            "again the same night",
            undone(flag_again),
            within={10_000: 100, 100_000: 100, 1_000_000: 500},
            measures=True,
        ),
        Line(
            "overdue report, API",
            page("/api/v1/reports/overdue/", total),
            sql(OVERDUE_SQL, ON, ON, ON),
            3,
            {100_000: 100, 1_000_000: 1_000},
        ),
        Line(
            "overdue report, page",
            page("/reports/overdue/"),
            sql(OVERDUE_SQL, ON, ON, ON),
            5,
            {100_000: 200, 1_000_000: 1_500},
        ),
        Line(
            "overdue as of last year",
            page(f"/api/v1/reports/overdue/?on={YEAR_AGO}", total),
            sql(OVERDUE_SQL, YEAR_AGO, YEAR_AGO, YEAR_AGO),
            3,
        ),
        Line("home", page("/"), sql(HOME_SQL, ON, ON, ON), 1.5, {100_000: 200, 1_000_000: 2_500}),
        Line("home as of last year", page(f"/?on={YEAR_AGO}"), sql(HOME_SQL, YEAR_AGO, YEAR_AGO, YEAR_AGO), 1.5),
        Line("units", page("/reports/units/"), within={100_000: 300, 1_000_000: 2_500}),
        Line(
            "trend",
            page("/api/v1/reports/trend/", lambda answer: [week["overdue"] for week in answer.json()["weeks"]]),
            sql(TREND_SQL, ON, ON),
            1.5,
            {100_000: 150, 1_000_000: 2_500},
        ),
        Line("API: milestones", page("/api/v1/milestones/"), within={10_000: 40, 100_000: 40, 1_000_000: 40}),
        Line("API: overdue milestones", page("/api/v1/milestones/?overdue=true"), within=dict.fromkeys(SIZES, 40)),
        Line("API: an empty list", page("/api/v1/milestones/?plan_year=1999&page_size=1")),
        *(
            Line(f"list: {name}", page(address), within=dict.fromkeys(SIZES, 300))
            for name, address in {
                "milestones": listed,
                "red": f"{listed}?light=red",
                "yellow": f"{listed}?light=yellow",
                "green": f"{listed}?light=green",
                "overdue": f"{listed}?overdue=true",
                "due within ten days": f"{listed}?due_within=10",
                "searched in Chinese": f"{listed}?q=设备安装",
                "projects": projects,
                "projects searched": f"{projects}?q=500号",
            }.items()
        ),
        Line("one project", page(f"/projects/{first_project()}/"), within=dict.fromkeys(SIZES, 150)),
        Line("one milestone's form", page(f"{listed}{first_milestone()}/change/"), within=dict.fromkeys(SIZES, 150)),
        Line("wall of a unit", page("/wall/?by=unit&unit=bench17"), within=dict.fromkeys(SIZES, 300)),
        Line("a steward's home", page("/", reader=STEWARD), within=dict.fromkeys(SIZES, 300)),
        Line("a steward's overdue", page("/reports/overdue/", reader=STEWARD), within=dict.fromkeys(SIZES, 200)),
        *(
            Line(
                name,
                undone(facts_after(verb, model, **about)),
                undone(facts_after(writes_alone(undone(verb)), model, **about)),
            )
            for name, (verb, model, about) in verbs.items()
        ),
        Line(
            "xlsx of 50,000 rows",
            lambda: write_product_workbook(SUPERVISOR),
            remembered(lambda: read_cells(SUPERVISOR), write_bare_workbook),
            most=1.5,
            turns=1,
        ),
        Line(
            "xlsx of 50,000 rows, memory",
            lambda: peak_in_process(lambda: write_product_workbook(SUPERVISOR)),
            within=dict.fromkeys(SIZES, 100),
            turns=1,
            measures=True,
            unit="MB",
        ),
        # At least 150 a second, and 40 % of what the loop sends.
        Line(
            "2,000 digests",
            send_by_outbox,
            send_by_loop,
            most=2.5,
            within=dict.fromkeys(SIZES, 13_333),
            turns=1,
            measures=True,
        ),
        Line(
            "4 clients, slowest of twenty",
            lambda: slowest_of_twenty(SUPERVISOR),
            turns=1,
            measures=True,
        ),
        Line("spans of 2,000 verified", lambda: len(verify_spans(2_000).differing)),
    ]


SIZES = (10_000, 100_000, 1_000_000)
