-- The nightly flagging of one day, in three statements over all milestones at once. %(day)s is the day.

-- Flags close on the day's facts: a confirmed finish, a cancellation, or an approved later date.
-- name: clear
UPDATE milestones_overdueflag f
SET cleared_on = %(day)s,
    why = CASE WHEN s.state IN ('finished', 'cancelled') THEN s.state ELSE 'extended' END
FROM milestones_span s
WHERE f.cleared_on IS NULL AND s.milestone_id = f.milestone_id AND s.from_day <= %(day)s AND s.to_day > %(day)s
  AND (s.state IN ('finished', 'cancelled') OR s.baseline_due <> f.baseline_due)

-- name: raise
INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why)
SELECT s.milestone_id, s.baseline_due, s.baseline_due + 1, %(day)s, ''
FROM milestones_span s
WHERE s.overdue_on @> %(day)s::date
  AND NOT EXISTS (SELECT FROM milestones_overdueflag f WHERE f.milestone_id = s.milestone_id AND f.cleared_on IS NULL)
ORDER BY s.milestone_id

-- Every step passed is recorded once: so many working days late is what was due on a day that the step asks for, or
-- before. While a claim is pending or the project stands still, nothing is overdue and no step is taken. A vacant post, or
-- one whose holder has left, goes to the next.
-- name: escalate
WITH steps AS MATERIALIZED (
    SELECT p.id AS policy_id, ladder.step, (
        SELECT max(due)::date
        FROM generate_series(%(day)s::date - 2 * ladder.workdays - 40, %(day)s::date, interval '1 day') due
        WHERE workdays(due::date, %(day)s, %(day)s) >= ladder.workdays) AS due
    FROM milestones_policy p CROSS JOIN LATERAL unnest(p.ladder) WITH ORDINALITY AS ladder (workdays, step)
    WHERE p.effective_from <= %(day)s AND ladder.step <= 4
), passed AS MATERIALIZED (
    SELECT f.id AS flag_id, f.milestone_id, steps.step
    FROM milestones_overdueflag f
    JOIN standing_on(%(day)s) s ON s.milestone_id = f.milestone_id AND s.is_overdue
    JOIN steps ON steps.policy_id = s.policy_id AND s.baseline_due <= steps.due
    WHERE f.cleared_on IS NULL
      AND NOT EXISTS (SELECT FROM milestones_escalation e WHERE e.flag_id = f.id AND e.step = steps.step)
)
INSERT INTO milestones_escalation (flag_id, step, "on", to_id)
SELECT passed.flag_id, passed.step, %(day)s, CASE passed.step
    WHEN 1 THEN COALESCE(owner.id, head.id, leader.id)
    WHEN 2 THEN COALESCE(head.id, leader.id)
    WHEN 3 THEN leader.id END
FROM passed
JOIN standing_on(%(day)s) s ON s.milestone_id = passed.milestone_id
LEFT JOIN projects_unit u ON u.id = s.unit_id
LEFT JOIN projects_user owner ON owner.id = s.owner_id AND owner.is_active
LEFT JOIN projects_user head ON head.id = u.head_id AND head.is_active
LEFT JOIN projects_user leader ON leader.id = s.leader_id AND leader.is_active
ORDER BY passed.flag_id, passed.step
