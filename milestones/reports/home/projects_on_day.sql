-- One row for each project of `works`: its light, which the worst of its own and its works' milestones decides.
-- `facts` are the milestones that are not finished; what is finished decides only where nothing else does. A severity is
-- an array in the order of Standing.worst_first(): rank, days late, baseline, milestone, and the number of its rule.
, lines AS MATERIALIZED (
    SELECT project_id,
        MIN(ARRAY[light_rank, -days_late, COALESCE(baseline_due, DATE '9999-12-31') - DATE '2000-01-01', milestone_id,
            array_position(%(names)s::text[], light_rule)]) FILTER (WHERE light_rank < 6) AS worst,
        COALESCE(bool_or(baseline_due IS NOT NULL AND state <> 'cancelled'), false) AS scheduled,
        COALESCE(MAX(days_late) FILTER (WHERE state = 'overdue'), 0) AS longest
    FROM facts GROUP BY project_id
), unlit AS MATERIALIZED (
    SELECT s.project_id,
        MIN(ARRAY[light_rank, -days_late, baseline_due - DATE '2000-01-01', milestone_id, array_position(%(names)s::text[], light_rule)])
            AS worst
    FROM standing_on(%(on)s::date) s
    WHERE state = 'finished' AND s.project_id = ANY (ARRAY(
        SELECT w.id FROM works w LEFT JOIN lines l ON l.project_id = w.id WHERE l.worst IS NULL OR NOT l.scheduled))
    GROUP BY 1
), own AS MATERIALIZED (
    SELECT w.id, of_parent, LEAST(l.worst, u.worst) AS worst, COALESCE(l.scheduled, false) OR u.worst IS NOT NULL AS scheduled,
        COALESCE(l.longest, 0) AS longest
    FROM works w LEFT JOIN lines l ON l.project_id = w.id LEFT JOIN unlit u ON u.project_id = w.id
), decided AS (
    SELECT id, MIN(worst) AS worst FROM (
        SELECT id, worst FROM own UNION ALL SELECT of_parent, worst FROM own WHERE of_parent IS NOT NULL) both_levels
    GROUP BY id
), projects AS MATERIALIZED (
    SELECT w.*, COALESCE(cancelled_on <= %(on)s::date, false) AS is_cancelled, COALESCE(decided.worst[1], 4) AS rank,
        COALESCE((%(names)s::text[])[decided.worst[5]], 'unplanned') AS rule, decided.worst[4] AS decides,
        own.scheduled, own.longest,
        CASE WHEN own.scheduled THEN 'yes' WHEN in_phase = stated.phase THEN 'stated' ELSE 'no' END AS schedule
    FROM works w JOIN own USING (id) JOIN decided USING (id)
    LEFT JOIN unnest(%(stated)s::text[], %(phases)s::text[]) stated (code, phase) ON stated.code = w.code
)
