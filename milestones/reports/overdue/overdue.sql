-- The totals of the overdue report, drawn from its facts in one reading.
-- Groups: the mask says which column they share (1 = not that one), in the order unit, category, band, list, leader.
-- The checksum covers the words of the day too, and which requests and reports had come by then.
-- Unit, steward, leader and owner of the day are looked up row by row, by an index: the planner takes the facts for a few,
-- and would compare each of many with every other in a join.
, former AS (
    SELECT DISTINCT ON (kind, record) kind, record, words FROM projects_wording
    WHERE to_at >= ends_at(%(on)s::date) ORDER BY kind, record, to_at, id
), called AS MATERIALIZED (
    -- Units in the order of the pinyin of their names.
    SELECT u.id, (CASE WHEN w.words->>'name' IS NULL THEN u.name_key ELSE (spell(w.words->>'name', false)).key END) COLLATE "C" AS key
    FROM projects_unit u LEFT JOIN former w ON w.kind = 'unit' AND w.record = u.id
), late AS (
    SELECT facts.*, unit_id, steward_id, leader_id, COALESCE(owner_id, steward_id) AS owner_id,
        CASE WHEN days_late > 90 THEN 0 WHEN days_late > 30 THEN 1 WHEN days_late > 7 THEN 2
             WHEN days_late > 0 THEN 3 ELSE 4 END AS band
    FROM facts
    LEFT JOIN LATERAL (
        SELECT unit_id, steward_id, leader_id FROM projects_assignment
        WHERE project_id = facts.project_id AND from_at < ends_at(%(on)s::date)
        ORDER BY from_at DESC, id DESC LIMIT 1) charge ON true
    LEFT JOIN LATERAL (
        SELECT owner_id FROM milestones_ownership
        WHERE milestone_id = facts.milestone_id AND from_at < ends_at(%(on)s::date)
        ORDER BY from_at DESC, id DESC LIMIT 1) own ON true
    -- What awaits its decision includes what was claimed again, which is overdue meanwhile.
    WHERE CASE %(state)s::text WHEN 'awaiting' THEN claim_pending
            WHEN 'late_claimed' THEN state = 'awaiting' AND days_late > 30 ELSE COALESCE(state = %(state)s, true) END AND (%(light)s::text IS NULL OR light = %(light)s)
      AND days_late BETWEEN %(least)s AND %(most)s
), groups AS (
    SELECT GROUPING(unit_id, category_id, band, listed, leader_id) AS mask,
        COALESCE(unit_id::text, category_id::text, band::text, listed, leader_id::text) AS key,
        COUNT(*) AS count, MAX(days_late) AS longest
    FROM late GROUP BY GROUPING SETS ((unit_id), (category_id), (band), (listed), (leader_id))
)
SELECT
    (SELECT COUNT(*) FROM facts WHERE claim_pending) AS awaiting,
    (SELECT COUNT(*) FROM facts WHERE state = 'suspended') AS suspended,
    (SELECT json_agg(groups) FROM groups) AS groups,
    COUNT(*) AS total, COUNT(DISTINCT late.project_id) AS projects, COUNT(DISTINCT late.unit_id) AS units,
    COALESCE(MAX(days_late), 0) AS longest, MIN(late.baseline_due) AS first,
    ARRAY(SELECT milestone_id FROM late ORDER BY {order}) AS ids,
    encode(sha256(convert_to(%(rules)s || ' ' || %(on)s || COALESCE(string_agg(
        ROW({facts}, {said})::text || COALESCE((
            SELECT ' late at approval: ' || ((from_at AT TIME ZONE 'Asia/Shanghai')::date - due) FROM milestones_baselineversion
            WHERE milestone_id = late.milestone_id AND number = 1 AND due < (from_at AT TIME ZONE 'Asia/Shanghai')::date), ''), E'\n' ORDER BY light_rank, days_late DESC, late.baseline_due, milestone_id), ''), 'UTF8')), 'hex') AS digest
FROM late
LEFT JOIN milestones_milestone m ON m.id = late.milestone_id LEFT JOIN former mw ON mw.kind = 'milestone' AND mw.record = m.id
LEFT JOIN projects_project p ON p.id = late.project_id LEFT JOIN former pw ON pw.kind = 'project' AND pw.record = p.id
LEFT JOIN projects_category c ON c.id = late.category_id LEFT JOIN former cw ON cw.kind = 'category' AND cw.record = c.id
LEFT JOIN projects_target t ON t.id = CASE WHEN mw.words ? 'target_id' THEN (mw.words->>'target_id')::bigint ELSE m.target_id END
LEFT JOIN former tw ON tw.kind = 'target' AND tw.record = t.id
LEFT JOIN projects_unit u ON u.id = late.unit_id LEFT JOIN former uw ON uw.kind = 'unit' AND uw.record = u.id
LEFT JOIN projects_user s ON s.id = late.steward_id LEFT JOIN former sw ON sw.kind = 'user' AND sw.record = s.id
LEFT JOIN projects_user l ON l.id = late.leader_id LEFT JOIN former lw ON lw.kind = 'user' AND lw.record = l.id
LEFT JOIN projects_user o ON o.id = late.owner_id LEFT JOIN former ow ON ow.kind = 'user' AND ow.record = o.id
