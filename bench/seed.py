"""A district, a city or a province for measuring, written straight into the tables by their owner; nobody else sees it.

Ten milestones a project over three years: seven in ten are finished, some late; the rest is late, claimed, suspended,
cancelled, due, to come or not planned. Three in ten dates were moved once, three in ten claims came after a return,
each project reports monthly, one in ten counts a quantity, one in twenty falls silent, one in a hundred stands still.
"""

import datetime as dt

from django.db import connection

from milestones.rules.spans import lay_all_spans

TABLES = (
    "projects_project",
    "projects_assignment",
    "projects_phasechange",
    "projects_target",
    "milestones_milestone",
    "milestones_ownership",
    "milestones_changerequest",
    "milestones_suspension",
    "milestones_baselineversion",
    "milestones_claim",
    "milestones_progressreport",
    "milestones_overdueflag",
    "milestones_jobrun",
)
UNITS, PEOPLE = 100, 2_000  # stewards from the 131st account on; before them supervisors, leaders and heads

# `number` is of the project from 1, `draw` a fixed throw of dice for each milestone.
ROWS = """
INSERT INTO projects_unit (code, name, kind, generated)
SELECT 'bench' || g, '第' || g || '局', 'department', true FROM generate_series(1, %(units)s) g;
INSERT INTO projects_user (username, password, name, email, phone, language, is_superuser, is_staff, is_active,
    date_joined, must_change_password, generated, unit_id)
SELECT 'bench' || g, '', '用户' || g, '', '', '', false, true, true, now(), false, true,
    CASE WHEN g > 30 THEN (SELECT min(id) FROM projects_unit) + g %% %(units)s END
FROM generate_series(1, %(people)s) g;
INSERT INTO projects_user_groups (user_id, group_id)
SELECT u.id, g.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS g FROM projects_user WHERE username LIKE 'bench%%') u
JOIN auth_group g ON g.name = CASE WHEN u.g <= 2 THEN 'supervisor' WHEN u.g <= 30 THEN 'leader'
    WHEN u.g <= 130 THEN 'unit_head' ELSE 'steward' END;
CREATE TEMP TABLE who AS SELECT row_number() OVER (ORDER BY id) AS g, id FROM projects_user WHERE username LIKE 'bench%%';
INSERT INTO projects_project (code, name, plan_year, category_id, label, unit_id, steward_id, leader_id, phase, starts_on,
    location, note, at, cancel_reason, version, approved_at, approved_by_id)
SELECT EXTRACT(year FROM %(on)s::date) - number %% 3 || '-CJ-' || lpad((number %% 1000)::text, 3, '0')
        || CASE WHEN number >= 1000 THEN '-' || lpad((number / 1000)::text, 2, '0') ELSE '' END,
    (ARRAY['新建', '改造', '续建'])[1 + number %% 3] || number || '号道路', EXTRACT(year FROM %(on)s::date) - number %% 3,
    (SELECT min(id) FROM projects_category) + number %% 20, '', (SELECT min(id) FROM projects_unit) + number %% %(units)s,
    steward.id, leader.id, 'started', start, '', '', start - 20, '', 1, start - 5, (SELECT id FROM who WHERE g = 1)
FROM generate_series(1, %(projects)s) number CROSS JOIN LATERAL (SELECT %(on)s::date - 900 + number %% 60 AS start) s
JOIN who steward ON steward.g = 131 + number %% (%(people)s - 130) JOIN who leader ON leader.g = 3 + number %% 28;
INSERT INTO projects_assignment (project_id, unit_id, steward_id, leader_id, from_at, to_at)
SELECT id, unit_id, steward_id, leader_id, at, NULL FROM projects_project;
INSERT INTO projects_phasechange (project_id, phase, from_at) SELECT id, phase, at FROM projects_project;
INSERT INTO projects_target (project_id, measure, value, unit, nature, as_written, qualifier)
SELECT id, '道路', 1000, '公里', 'flow', '1000公里', '=' FROM projects_project WHERE id %% 10 = 3;
CREATE TEMP TABLE plan AS
SELECT p.id AS project_id, p.starts_on AS start, p.at, t.id AS target_id, g, draw, due, p.steward_id,
    CASE WHEN draw %% 10 < 3 THEN due - 45 ELSE due END AS first_due,
    CASE WHEN g = 10 AND draw %% 10 = 9 THEN 'unplanned'
         WHEN due > %(on)s::date THEN 'to come'
         WHEN p.id %% 100 = 17 AND g >= 8 THEN 'suspended'
         WHEN draw %% 1000 < CASE WHEN g >= 8 THEN 350 ELSE 15 END THEN 'late'
         WHEN draw %% 1000 >= 995 THEN 'cancelled'
         WHEN draw %% 1000 >= 985 THEN 'claimed'
         ELSE 'finished' END AS fate
FROM projects_project p LEFT JOIN projects_target t ON t.project_id = p.id, generate_series(1, 10) g,
    LATERAL (SELECT hashint8(p.id * 10 + g)::bigint & 2147483647 AS draw) dice,
    LATERAL (SELECT p.starts_on + g * 95 - (draw %% 20)::int AS due) d;
ALTER TABLE plan ADD finished date;
UPDATE plan SET finished = CASE fate WHEN 'claimed' THEN %(on)s::date - 2 ELSE
    LEAST(due + CASE WHEN draw %% 7 < 2 THEN (draw %% 40)::int ELSE -(draw %% 15)::int END, %(on)s::date - 4) END
WHERE fate IN ('finished', 'claimed');
INSERT INTO milestones_milestone (project_id, name, sequence, weight, starts_on, at, origin, target_id, quantity, first_forecast,
    forecast_due, baseline_due, claimed_on, finished_on, confirmed_on, confirmed_by_id, cancelled_on, version, owner_id)
SELECT project_id, (ARRAY['立项批复', '用地手续', '初步设计', '施工许可', '开工建设', '基础完工', '主体完工', '设备安装', '竣工验收',
        '交付使用'])[g], g, 1, start + g * 60, at, 'manual', target_id, CASE WHEN target_id IS NOT NULL THEN g * 100 END,
    first_due, due, CASE WHEN fate <> 'unplanned' THEN due END, CASE WHEN finished IS NOT NULL THEN finished + 1 END, finished,
    CASE WHEN fate = 'finished' THEN finished + 3 END, CASE WHEN fate = 'finished' THEN (SELECT id FROM who WHERE g = 2) END,
    CASE WHEN fate = 'cancelled' THEN due END, 1, CASE WHEN draw %% 2 = 0 THEN steward_id END
FROM plan;
CREATE TEMP TABLE step AS SELECT m.id, plan.* FROM plan JOIN milestones_milestone m ON m.project_id = plan.project_id AND m.sequence = plan.g;
INSERT INTO milestones_ownership (milestone_id, owner_id, from_at) SELECT id, owner_id, at FROM milestones_milestone;
INSERT INTO milestones_changerequest (kind, milestone_id, new_due, reason_class, text, at, state, decided_at, by_id, decided_by_id)
SELECT 'extend', id, due, (ARRAY['land', 'funds', 'permits', 'weather', 'force_majeure'])[1 + draw %% 5], '征收延后',
    first_due - 20, 'approved', LEAST(first_due - 10, %(on)s::date - 1), steward_id, (SELECT id FROM who WHERE g = 1)
FROM step WHERE first_due < due AND fate <> 'unplanned';
INSERT INTO milestones_changerequest (kind, project_id, reason_class, text, at, state, decided_at, by_id, decided_by_id)
SELECT 'suspend', id, 'funds', '', %(on)s::date - 210, 'approved', %(on)s::date - 200, steward_id, (SELECT id FROM who WHERE g = 1)
FROM projects_project WHERE id %% 100 = 17;
INSERT INTO milestones_suspension (project_id, change_id, from_at)
SELECT project_id, id, decided_at FROM milestones_changerequest WHERE kind = 'suspend';
INSERT INTO milestones_baselineversion (milestone_id, number, due, quantity, note, by_id, from_at, to_at, change_id)
SELECT s.id, 1, first_due, CASE WHEN s.target_id IS NOT NULL THEN g * 100 END, '', (SELECT id FROM who WHERE g = 1), s.start - 5,
    c.decided_at, NULL::bigint
FROM step s LEFT JOIN milestones_changerequest c ON c.milestone_id = s.id WHERE fate <> 'unplanned'
UNION ALL SELECT s.id, 2, due, CASE WHEN s.target_id IS NOT NULL THEN g * 100 END, '', (SELECT id FROM who WHERE g = 1), c.decided_at,
    NULL, c.id
FROM step s JOIN milestones_changerequest c ON c.milestone_id = s.id;
INSERT INTO milestones_claim (milestone_id, finished_on, note, late_reason, by_id, at, state, decided_by_id, decided_at, reason)
SELECT step.id, finished, '完成', '', steward_id, finished + time '09:00', 'returned', who.id, finished + time '17:00', '材料不全'
FROM step, who WHERE who.g = 2 AND finished IS NOT NULL AND draw %% 10 >= 7
UNION ALL SELECT step.id, finished, '完成', '', steward_id, finished + 1 + time '09:00',
    CASE fate WHEN 'finished' THEN 'confirmed' ELSE 'pending' END, CASE fate WHEN 'finished' THEN who.id END,
    CASE fate WHEN 'finished' THEN finished + 3 + time '10:00' END, NULL
FROM step, who WHERE who.g = 2 AND finished IS NOT NULL;
INSERT INTO milestones_progressreport (milestone_id, target_id, quantity, forecast_due, note, problem, need, next_step, by_id, at, day)
SELECT s.id, s.target_id, CASE WHEN s.target_id IS NOT NULL THEN month * 30 END, CASE WHEN month %% 2 = 0 THEN s.due END, '进展', '', '', '',
    s.steward_id, s.start + month * 30 + time '09:00', s.start + month * 30
FROM step s, generate_series(1, 29) month
WHERE s.g = LEAST(10, 1 + month / 3) AND s.start + month * 30 < %(on)s::date AND NOT (s.project_id %% 20 = 0 AND month > 27);
INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why)
SELECT id, due, due + 1, due + 1, '' FROM step WHERE fate = 'late' AND due < %(on)s::date - 1;
INSERT INTO milestones_jobrun (job, slot, state, started_at, ended_at, token, attempts, counts, last_error)
SELECT 'flag', d::date, 'done', d, d, gen_random_uuid(), 1, '{}', ''
FROM generate_series(%(on)s::date - 300, %(on)s::date - 1, interval '1 day') d;
UPDATE projects_project p SET (name_key, search_key) = (SELECT key, concat(lower(p.code), E'\\n', p.name, E'\\n', initials, E'\\n\\n', sound)
    FROM spell(p.name, false));
WITH named AS MATERIALIZED (SELECT name, spell(name, false) AS spelt FROM (SELECT DISTINCT name FROM milestones_milestone) names)
UPDATE milestones_milestone m SET name_key = (spelt).key, search_key = concat(E'\\n', m.name, E'\\n', (spelt).initials, E'\\n\\n', (spelt).sound)
FROM named WHERE named.name = m.name;
DROP TABLE step, plan, who;
"""  # noqa: E501


def insert_bench_rows(milestones: int, on: dt.date) -> None:
    """So many milestones, ten a project, as of a day; laid with the triggers off, and their spans at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET timezone = 'Asia/Shanghai'; SET synchronous_commit = off")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(ROWS, {"projects": milestones // 10, "on": on, "units": UNITS, "people": PEOPLE})
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        lay_all_spans()
        cursor.execute("VACUUM ANALYZE")


def truncate_bench_rows() -> None:
    """Empty everything that hangs on the seeded rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE projects_project, projects_unit, projects_user, milestones_span, milestones_jobrun CASCADE"
        )
