-- The nightly flagging of one day, in three statements over all milestones at once. %(day)s is the day.

-- Flags close on the day's facts: a confirmed finish, a cancellation, or an approved later date. What is overdue with the
-- baseline of its flag stays open, and its span is not looked up.
-- name: clear
WITH late AS MATERIALIZED (
    SELECT milestone_id, baseline_due FROM milestones_span WHERE overdue_on @> %(day)s::date
), paused AS MATERIALIZED (
    SELECT f.id, f.milestone_id, f.baseline_due FROM milestones_overdueflag f
    WHERE f.cleared_on IS NULL AND NOT EXISTS (
        SELECT FROM late WHERE late.milestone_id = f.milestone_id AND late.baseline_due = f.baseline_due)
)
UPDATE milestones_overdueflag f
SET cleared_on = %(day)s,
    why = CASE WHEN s.state IN ('finished', 'cancelled') THEN s.state ELSE 'extended' END
FROM paused JOIN milestones_span s ON s.milestone_id = paused.milestone_id AND s.from_day <= %(day)s AND s.to_day > %(day)s
WHERE f.id = paused.id AND (s.state IN ('finished', 'cancelled') OR s.baseline_due <> paused.baseline_due)

-- name: raise
INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why)
SELECT s.milestone_id, s.baseline_due, s.baseline_due + 1, %(day)s, ''
FROM milestones_span s
WHERE s.overdue_on @> %(day)s::date
  AND NOT EXISTS (SELECT FROM milestones_overdueflag f WHERE f.milestone_id = s.milestone_id AND f.cleared_on IS NULL)
ORDER BY s.milestone_id

-- Every step passed is recorded once: so many working days late is what was due on a day that the step asks for, or
-- before. While a claim is pending or the project stands still, nothing is overdue and no step is taken. A vacant post, or
-- one whose holder has left, goes to the next. Steps are recorded from the first on, so that a flag whose highest passed
-- step is recorded is not asked where it stands; those that climb are named by an array, so that they alone are.
-- name: escalate
WITH steps AS MATERIALIZED (
    SELECT p.id AS policy_id, ladder.step, asked.due,
        lead(asked.due, 1, '-infinity') OVER (PARTITION BY p.id ORDER BY ladder.step) AS next_due
    FROM (
        SELECT DISTINCT ON (category_id) id, ladder FROM milestones_policy
        WHERE effective_from <= %(day)s ORDER BY category_id, effective_from DESC) p
    CROSS JOIN LATERAL unnest(p.ladder) WITH ORDINALITY AS ladder (workdays, step)
    CROSS JOIN LATERAL (
        SELECT %(day)s::date - back AS due FROM generate_series(ladder.workdays, 2 * ladder.workdays + 40) back
        WHERE workdays(%(day)s::date - back, %(day)s, %(day)s) >= ladder.workdays ORDER BY back LIMIT 1) asked
    WHERE ladder.step <= 4
), climbing AS MATERIALIZED (
    SELECT f.id AS flag_id, f.milestone_id, steps.policy_id, steps.step
    FROM milestones_overdueflag f JOIN steps ON f.baseline_due <= steps.due AND f.baseline_due > steps.next_due
    WHERE f.cleared_on IS NULL
      AND NOT EXISTS (SELECT FROM milestones_escalation e WHERE e.flag_id = f.id AND e.step = steps.step)
), called AS MATERIALIZED (
    SELECT climbing.*, leader.id AS leader_id, COALESCE(head.id, leader.id) AS head_id,
        COALESCE(owner.id, head.id, leader.id) AS owner_id
    FROM climbing
    JOIN standing_on(%(day)s) s ON s.milestone_id = climbing.milestone_id AND s.policy_id = climbing.policy_id AND s.is_overdue
        AND s.milestone_id = ANY (ARRAY(SELECT climbing.milestone_id FROM climbing))
    LEFT JOIN projects_unit u ON u.id = s.unit_id
    LEFT JOIN projects_user owner ON owner.id = s.owner_id AND owner.is_active
    LEFT JOIN projects_user head ON head.id = u.head_id AND head.is_active
    LEFT JOIN projects_user leader ON leader.id = s.leader_id AND leader.is_active
)
INSERT INTO milestones_escalation (flag_id, step, "on", to_id)
SELECT called.flag_id, passed.step, %(day)s,
    CASE passed.step WHEN 1 THEN called.owner_id WHEN 2 THEN called.head_id WHEN 3 THEN called.leader_id END
FROM called JOIN generate_series(1, 4) passed (step) ON passed.step <= called.step
WHERE NOT EXISTS (SELECT FROM milestones_escalation e WHERE e.flag_id = called.flag_id AND e.step = passed.step)
ORDER BY called.flag_id, passed.step
