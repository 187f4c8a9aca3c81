-- How many milestones were overdue at the end of each day asked for: standing_on(day) in short, for the count alone.
-- A version whose claim stood by its due day can never be late where no claim was sent back, and is set aside first.
WITH days AS (SELECT unnest(%(days)s::date[]) AS asked), sent_back AS MATERIALIZED (
    SELECT milestone_id, MIN(COALESCE(reopened_at, decided_at)) AS at
    FROM milestones_claim WHERE state IN ('returned', 'reopened') GROUP BY milestone_id
), risky AS MATERIALIZED (
    SELECT m.id, m.project_id, m.at, m.cancelled_on, b.due, b.from_at, b.to_at, sent_back.at AS sent_back_at
    FROM milestones_baselineversion b JOIN milestones_milestone m ON m.id = b.milestone_id
    LEFT JOIN sent_back ON sent_back.milestone_id = m.id
    WHERE b.due < (SELECT MAX(asked) FROM days) AND m.id IN ({seen})
      AND (b.to_at IS NULL OR b.to_at >= ends_at((SELECT MIN(asked) FROM days)))
      AND (sent_back.at IS NOT NULL OR NOT EXISTS (
        SELECT FROM milestones_claim c
        WHERE c.milestone_id = m.id AND c.at < ends_at(b.due + 1) AND c.state IN ('pending', 'confirmed')))
)
SELECT d.asked, COUNT(*) AS count FROM days d
JOIN risky r ON r.due < d.asked AND r.at < ends_at(d.asked) AND r.from_at < ends_at(d.asked)
    AND (r.to_at IS NULL OR r.to_at >= ends_at(d.asked)) AND (r.cancelled_on IS NULL OR r.cancelled_on > d.asked)
WHERE NOT EXISTS (
        SELECT FROM milestones_claim c
        WHERE c.milestone_id = r.id AND c.at < ends_at(d.asked)
          AND NOT (c.state = 'returned' AND c.decided_at < ends_at(d.asked))
          AND (c.reopened_at IS NULL OR c.reopened_at >= ends_at(d.asked))
          -- After a return or a reopening a further claim pauses nothing until it is confirmed.
          AND (c.decided_at < ends_at(d.asked) OR r.sent_back_at IS NULL OR r.sent_back_at >= ends_at(d.asked)))
    AND NOT EXISTS (
        SELECT FROM milestones_suspension s
        WHERE s.project_id = r.project_id AND s.from_at < ends_at(d.asked)
          AND (s.to_at IS NULL OR s.to_at >= ends_at(d.asked)))
    AND (%(leader)s::bigint IS NULL OR assigned_on(r.project_id, d.asked, 'leader') = %(leader)s)
GROUP BY d.asked
