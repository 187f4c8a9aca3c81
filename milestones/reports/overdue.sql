-- The totals of the overdue report, drawn from its facts in one reading.
-- Groups: the mask says which column they share (1 = not that one), in the order unit, category, band, list, leader.
-- Unit, steward, leader and owner of the day are looked up for all rows at once: assigned_on() and owner_on() in bulk.
, charge AS (
    SELECT DISTINCT ON (project_id) project_id, unit_id, steward_id, leader_id FROM projects_assignment
    WHERE from_at < ends_at(%(on)s::date) AND project_id IN (SELECT project_id FROM facts)
    ORDER BY project_id, from_at DESC, id DESC
), own AS (
    SELECT DISTINCT ON (milestone_id) milestone_id, owner_id FROM milestones_ownership
    WHERE from_at < ends_at(%(on)s::date) AND milestone_id IN (SELECT milestone_id FROM facts)
    ORDER BY milestone_id, from_at DESC, id DESC
), late AS (
    SELECT facts.*, unit_id, steward_id, leader_id, COALESCE(owner_id, steward_id) AS owner_id, CASE WHEN days_late > 90 THEN 0 WHEN days_late > 30 THEN 1 WHEN days_late > 7 THEN 2
                   WHEN days_late > 0 THEN 3 ELSE 4 END AS band
    FROM facts LEFT JOIN charge USING (project_id) LEFT JOIN own USING (milestone_id)
    WHERE (%(state)s::text IS NULL OR state = %(state)s) AND (%(light)s::text IS NULL OR light = %(light)s)
      AND days_late BETWEEN %(least)s AND %(most)s
), groups AS (
    SELECT GROUPING(unit_id, category_id, band, listed, leader_id) AS mask,
        COALESCE(unit_id::text, category_id::text, band::text, listed, leader_id::text) AS key,
        COUNT(*) AS count, MAX(days_late) AS longest
    FROM late GROUP BY GROUPING SETS ((unit_id), (category_id), (band), (listed), (leader_id))
)
SELECT
    (SELECT COUNT(*) FROM facts WHERE state = 'awaiting') AS awaiting,
    (SELECT COUNT(*) FROM facts WHERE state = 'suspended') AS suspended,
    (SELECT json_agg(groups) FROM groups) AS groups,
    COUNT(*) AS total, COUNT(DISTINCT project_id) AS projects, COUNT(DISTINCT unit_id) AS units,
    COALESCE(MAX(days_late), 0) AS longest, MIN(baseline_due) AS first,
    ARRAY(SELECT milestone_id FROM late ORDER BY {order}) AS ids,
    encode(sha256(convert_to(%(on)s || COALESCE(string_agg(
        ROW({facts})::text, E'\n' ORDER BY light_rank, days_late DESC, baseline_due, milestone_id), ''), 'UTF8')), 'hex') AS digest
FROM late
