-- The sums of the first page over `projects` and `facts`, in one row. Groups: the mask says what they share (1 = not that), in
-- the order list, unit, category, phase, rank, rule.
, counting AS MATERIALIZED (
    SELECT *, CASE WHEN rule = 'unplanned' AND schedule = 'stated' THEN schedule ELSE rule END AS counted_rule
    FROM projects WHERE NOT is_cancelled
), groups AS (
    SELECT GROUPING(listed, of_unit, category_then, in_phase, rank, counted_rule) AS mask,
        COALESCE(listed, of_unit::text, category_then::text, in_phase) AS key, rank, counted_rule AS rule,
        COUNT(*) AS count, COUNT(*) FILTER (WHERE scheduled) AS planned, MAX(longest) AS longest
    FROM counting
    GROUP BY GROUPING SETS ((listed, rank, counted_rule), (of_unit, rank, counted_rule), (category_then, rank, counted_rule),
        (rank, counted_rule), (in_phase))
), late AS MATERIALIZED (
    SELECT milestone_id, days_late FROM facts WHERE state = 'overdue'
)
SELECT (SELECT json_agg(groups) FROM groups) AS groups,
    (SELECT COUNT(*) FROM counting WHERE schedule = 'no') AS unscheduled,
    (SELECT COUNT(*) FROM counting WHERE schedule = 'stated') AS stated,
    (SELECT COUNT(DISTINCT of_parent) FROM counting c WHERE NOT EXISTS (SELECT FROM counting WHERE id = c.of_parent)) AS programmes,
    (SELECT COALESCE(bool_or(of_leader = %(reader)s), false) FROM counting) AS in_charge,
    (SELECT json_object_agg(id, decides) FROM counting WHERE rank = 1) AS red,
    (SELECT COUNT(*) FROM late) AS total,
    (SELECT COALESCE(MAX(days_late), 0) FROM late) AS longest,
    (SELECT json_object_agg(band, count) FROM (
        SELECT width_bucket(days_late, %(bounds)s::integer[]) AS band, COUNT(*) FROM late GROUP BY 1) bands) AS bands,
    ARRAY(SELECT milestone_id FROM late ORDER BY days_late DESC, milestone_id LIMIT %(most)s) AS worst,
    (SELECT COUNT(*) FROM facts WHERE claim_pending) AS awaiting,
    (SELECT COUNT(*) FROM facts WHERE state = 'awaiting' AND days_late > 30) AS late_claimed,
    (SELECT COUNT(*) FROM facts WHERE state = 'suspended') AS suspended,
    (SELECT COUNT(*) FROM facts WHERE state = 'unplanned') AS unplanned,
    (SELECT COUNT(*) FROM facts WHERE state = 'cancelled' AND days_late > 0) AS cancelled,
    (SELECT encode(sha256(convert_to(COALESCE(string_agg(
        ROW(id, of_parent, rank, rule, in_phase, of_unit, of_leader)::text, '' ORDER BY id), ''), 'UTF8')), 'hex') FROM counting)
        AS digest,
    (SELECT encode(sha256(convert_to(COALESCE(string_agg(
        ROW(milestone_id, days_late)::text, '' ORDER BY milestone_id), ''), 'UTF8')), 'hex') FROM late) AS late_digest
