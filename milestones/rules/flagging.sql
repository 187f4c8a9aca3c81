-- The nightly flagging of one day, in three statements over all milestones at once. %(day)s is the day.

-- Flags close on the day's facts: a confirmed finish, a cancellation, or an approved later date.
-- name: clear
UPDATE milestones_overdueflag f
SET cleared_on = %(day)s,
    why = CASE WHEN s.state IN ('finished', 'cancelled') THEN s.state ELSE 'extended' END
FROM standing_on(%(day)s) s
WHERE f.cleared_on IS NULL AND s.milestone_id = f.milestone_id
  AND (s.state IN ('finished', 'cancelled') OR s.baseline_due <> f.baseline_due)

-- name: raise
INSERT INTO milestones_overdueflag (milestone_id, baseline_due, since, raised_on, why)
SELECT s.milestone_id, s.baseline_due, s.baseline_due + 1, %(day)s, ''
FROM standing_on(%(day)s) s
WHERE s.state = 'overdue'
  AND NOT EXISTS (SELECT FROM milestones_overdueflag f WHERE f.milestone_id = s.milestone_id AND f.cleared_on IS NULL)
ORDER BY s.milestone_id

-- Every step passed is recorded once. While a claim is pending or the project stands still, the state is not
-- 'overdue' and no step is taken. A vacant post, or one whose holder has left, goes to the next.
-- name: escalate
INSERT INTO milestones_escalation (flag_id, step, "on", to_id)
SELECT f.id, ladder.step, %(day)s, CASE ladder.step
    WHEN 1 THEN COALESCE(owner.id, head.id, leader.id)
    WHEN 2 THEN COALESCE(head.id, leader.id)
    WHEN 3 THEN leader.id END
FROM milestones_overdueflag f
JOIN standing_on(%(day)s) s ON s.milestone_id = f.milestone_id AND s.state = 'overdue'
JOIN milestones_policy p ON p.id = s.policy_id
CROSS JOIN LATERAL unnest(p.ladder) WITH ORDINALITY AS ladder (workdays, step)
LEFT JOIN projects_unit u ON u.id = s.unit_id
LEFT JOIN projects_user owner ON owner.id = s.owner_id AND owner.is_active
LEFT JOIN projects_user head ON head.id = u.head_id AND head.is_active
LEFT JOIN projects_user leader ON leader.id = s.leader_id AND leader.is_active
WHERE f.cleared_on IS NULL AND ladder.step <= 4 AND s.working_days_late >= ladder.workdays
  AND NOT EXISTS (SELECT FROM milestones_escalation e WHERE e.flag_id = f.id AND e.step = ladder.step)
ORDER BY f.id, ladder.step
