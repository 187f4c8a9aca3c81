-- How many milestones were overdue at the end of each day asked for.
WITH days AS (SELECT unnest(%(days)s::date[]) AS asked)
SELECT d.asked, COUNT(*) AS count FROM days d JOIN ({seen}) s ON s.overdue_on @> d.asked
WHERE %(leader)s::bigint IS NULL OR assigned_on(s.project_id, d.asked, 'leader') = %(leader)s
GROUP BY d.asked
