"""Rows for measuring, written straight into the tables by their owner; nobody else ever sees them."""

import datetime as dt

from django.db import connection

TABLES = (
    "projects_project",
    "projects_assignment",
    "milestones_milestone",
    "milestones_ownership",
    "milestones_baselineversion",
    "milestones_claim",
    "milestones_progressreport",
    "milestones_overdueflag",
)

ROWS = """
INSERT INTO projects_user (username, password, name, email, phone, language, is_superuser, is_staff, is_active,
    date_joined, must_change_password, generated)
SELECT 'bench' || g, '', '', '', '', '', false, true, true, now(), false, true FROM generate_series(1, 2) g;
INSERT INTO projects_user_groups (user_id, group_id)
SELECT u.id, g.id FROM projects_user u, auth_group g WHERE g.name = 'supervisor';
INSERT INTO projects_unit (code, name, kind, generated)
SELECT 'bench' || g, '单位' || g, 'department', true FROM generate_series(1, 40) g;
INSERT INTO projects_project (code, name, plan_year, category_id, label, unit_id, phase, starts_on, location, note, at,
    cancel_reason, version)
SELECT '2024-CJ-' || lpad((g %% 1000)::text, 3, '0') || CASE WHEN g >= 1000 THEN '-' || lpad((g / 1000)::text, 2, '0') ELSE '' END,
    '项目' || g, 2024, (SELECT min(id) FROM projects_category) + g %% 20, '',
    (SELECT min(id) FROM projects_unit) + g %% 40, 'started', %(on)s::date - 258, '', '', %(on)s::date - 258, '', 1
FROM generate_series(0, %(projects)s - 1) g;
INSERT INTO projects_assignment (project_id, unit_id, from_at) SELECT id, unit_id, at FROM projects_project;
INSERT INTO milestones_milestone (project_id, name, sequence, weight, at, origin, first_forecast, forecast_due, baseline_due, version)
SELECT p.id, '节点' || g, g, 1, p.at, 'manual', due, due, due, 1
FROM projects_project p, generate_series(1, 10) g, LATERAL (SELECT %(on)s::date - 227 + (g * 30 + p.id %% 30)::int AS due) d;
INSERT INTO milestones_ownership (milestone_id, from_at) SELECT id, at FROM milestones_milestone;
INSERT INTO milestones_baselineversion (milestone_id, number, due, note, by_id, from_at)
SELECT id, 1, baseline_due, '', (SELECT min(id) FROM projects_user), at FROM milestones_milestone;
INSERT INTO milestones_claim (milestone_id, finished_on, note, late_reason, by_id, at, state, decided_by_id, decided_at)
SELECT m.id, m.baseline_due, '', '', u.low, m.baseline_due::timestamptz, 'confirmed', u.high, m.baseline_due::timestamptz + interval '1 day'
FROM milestones_milestone m, (SELECT min(id) AS low, max(id) AS high FROM projects_user) u
WHERE m.id %% 10 < 7 AND m.baseline_due < %(on)s::date - 2;
UPDATE milestones_milestone m SET claimed_on = c.finished_on, finished_on = c.finished_on, confirmed_on = c.finished_on + 1,
    confirmed_by_id = c.decided_by_id FROM milestones_claim c WHERE c.milestone_id = m.id;
INSERT INTO milestones_progressreport (milestone_id, note, problem, need, next_step, by_id, at, day)
SELECT id, '', '', '', '', (SELECT min(id) FROM projects_user), baseline_due::timestamptz - interval '20 day', baseline_due
FROM milestones_milestone WHERE baseline_due < %(on)s::date + 20 AND project_id %% 20 > 0;
INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why)
SELECT id, baseline_due, baseline_due + 1, baseline_due + 1, '' FROM milestones_milestone
WHERE claimed_on IS NULL AND baseline_due < %(on)s::date;
"""  # noqa: E501


def insert_bench_rows(milestones: int, on: dt.date) -> None:
    """Ten milestones a project; of those due by the day seven in ten are finished, the rest is late or still to come.

    One project in twenty never reports."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(ROWS, {"projects": milestones // 10, "on": on})
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


def truncate_bench_rows() -> None:
    """Empty everything that hangs on the seeded rows."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE projects_project, projects_unit, projects_user CASCADE")
