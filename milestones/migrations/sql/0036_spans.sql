-- The schedule of milestones as stretches of days, from the facts: one row from the day on which something about it changed
-- until the day on which something changed again, as a day is known at its end in Asia/Shanghai. `state` leaves the day out:
-- what is running is overdue on the days of `overdue_on`.

CREATE OR REPLACE FUNCTION spans_of(keys bigint[]) RETURNS TABLE (
    milestone_id bigint, project_id bigint, from_day date, to_day date, state text, baseline_first date, baseline_due date,
    quantity numeric, claimed_on date, finished_on date, confirmed_on date, cancelled_on date, suspended_on date,
    returned_times integer, forecast_due date
) LANGUAGE sql STABLE AS $$
    WITH schedule AS (
        SELECT m.id, m.project_id, (m.at AT TIME ZONE 'Asia/Shanghai')::date AS begins, m.cancelled_on, m.first_forecast
        FROM milestones_milestone m WHERE m.id = ANY (keys)
    ), changes AS (
        SELECT s.id, s.begins AS day FROM schedule s
        UNION SELECT s.id, s.cancelled_on FROM schedule s
        UNION SELECT s.id, (b.from_at AT TIME ZONE 'Asia/Shanghai')::date
        FROM schedule s JOIN milestones_baselineversion b ON b.milestone_id = s.id
        UNION SELECT s.id, (instant AT TIME ZONE 'Asia/Shanghai')::date
        FROM schedule s JOIN milestones_claim c ON c.milestone_id = s.id
        CROSS JOIN LATERAL (VALUES (c.at), (c.decided_at), (c.reopened_at)) recorded (instant)
        UNION SELECT s.id, (f.at AT TIME ZONE 'Asia/Shanghai')::date
        FROM schedule s JOIN milestones_progressreport f ON f.milestone_id = s.id AND f.forecast_due IS NOT NULL
        UNION SELECT s.id, (instant AT TIME ZONE 'Asia/Shanghai')::date
        FROM schedule s JOIN milestones_suspension h ON h.project_id = s.project_id
        CROSS JOIN LATERAL (VALUES (h.from_at), (h.to_at)) recorded (instant)
    ), known AS (
        SELECT s.id, s.project_id, day, b1.due AS baseline_first, b.due AS baseline_due, b.quantity,
            c.claimed_on, c.finished_on, c.confirmed_on,
            CASE WHEN s.cancelled_on <= day THEN s.cancelled_on END AS cancelled_on,
            (h.from_at AT TIME ZONE 'Asia/Shanghai')::date AS suspended_on, r.times, r.reopened,
            COALESCE(f.due, s.first_forecast) AS forecast_due
        FROM schedule s JOIN changes USING (id)
        LEFT JOIN LATERAL (
            SELECT due, v.quantity FROM milestones_baselineversion v
            WHERE v.milestone_id = s.id AND from_at < ends_at(day) ORDER BY number DESC LIMIT 1) b ON true
        LEFT JOIN milestones_baselineversion b1 ON b1.milestone_id = s.id AND b1.number = 1 AND b1.from_at < ends_at(day)
        -- The claim that stands on the day: neither returned nor reopened by then.
        LEFT JOIN LATERAL (
            SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS claimed_on, stands.finished_on,
                CASE WHEN decided_at < ends_at(day) THEN (decided_at AT TIME ZONE 'Asia/Shanghai')::date END AS confirmed_on
            FROM milestones_claim stands
            WHERE stands.milestone_id = s.id AND at < ends_at(day)
              AND NOT (stands.state = 'returned' AND decided_at < ends_at(day))
              AND (reopened_at IS NULL OR reopened_at >= ends_at(day))
            ORDER BY at DESC, stands.id DESC LIMIT 1) c ON true
        CROSS JOIN LATERAL (
            SELECT COUNT(*) FILTER (WHERE ended.state = 'returned' AND decided_at < ends_at(day))::integer AS times,
                COUNT(*) FILTER (WHERE reopened_at < ends_at(day)) AS reopened
            FROM milestones_claim ended WHERE ended.milestone_id = s.id) r
        LEFT JOIN LATERAL (
            SELECT from_at FROM milestones_suspension still
            WHERE still.project_id = s.project_id AND from_at < ends_at(day) AND (to_at IS NULL OR to_at >= ends_at(day))
            ORDER BY from_at DESC LIMIT 1) h ON true
        LEFT JOIN LATERAL (
            SELECT told.forecast_due AS due FROM milestones_progressreport told
            WHERE told.milestone_id = s.id AND told.forecast_due IS NOT NULL AND told.at < ends_at(changes.day)
            ORDER BY told.at DESC, told.id DESC LIMIT 1) f ON true
        WHERE day >= s.begins
    ), told AS (
        SELECT known.*, CASE
                WHEN cancelled_on IS NOT NULL THEN 'cancelled'
                WHEN confirmed_on IS NOT NULL THEN 'finished'
                -- After a return or a reopening a further claim pauses nothing.
                WHEN claimed_on IS NOT NULL AND times + reopened = 0 THEN 'awaiting'
                WHEN suspended_on IS NOT NULL THEN 'suspended'
                WHEN baseline_due IS NULL THEN 'unplanned'
                ELSE 'running' END AS state
        FROM known
    ), compared AS (
        SELECT told.*, words IS DISTINCT FROM lag(words) OVER (PARTITION BY id ORDER BY day) AS is_new
        FROM told CROSS JOIN LATERAL (SELECT ROW(
            state, baseline_first, baseline_due, quantity, claimed_on, finished_on, confirmed_on, cancelled_on, suspended_on,
            times, forecast_due)::text AS words) said
    )
    SELECT id, project_id, day, lead(day, 1, 'infinity') OVER (PARTITION BY id ORDER BY day), state, baseline_first,
        baseline_due, quantity, claimed_on, finished_on, confirmed_on, cancelled_on, suspended_on, times, forecast_due
    FROM compared WHERE is_new
$$;

-- Lay the spans of some milestones anew, as their facts are now; whoever writes a fact of them waits for the commit.
CREATE OR REPLACE FUNCTION lay_spans(keys bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM milestones_milestone WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
    WITH fresh AS MATERIALIZED (SELECT * FROM spans_of(keys)), gone AS (
        DELETE FROM milestones_span s WHERE s.milestone_id = ANY (keys) AND NOT EXISTS (
            SELECT FROM fresh f WHERE f.milestone_id = s.milestone_id AND f.from_day = s.from_day)
    )
    INSERT INTO milestones_span AS s (
        milestone_id, project_id, from_day, to_day, state, baseline_first, baseline_due, quantity, claimed_on, finished_on,
        confirmed_on, cancelled_on, suspended_on, returned_times, forecast_due)
    SELECT * FROM fresh
    ON CONFLICT (milestone_id, from_day) DO UPDATE SET
        (project_id, to_day, state, baseline_first, baseline_due, quantity, claimed_on, finished_on, confirmed_on, cancelled_on,
            suspended_on, returned_times, forecast_due)
        = (EXCLUDED.project_id, EXCLUDED.to_day, EXCLUDED.state, EXCLUDED.baseline_first, EXCLUDED.baseline_due,
            EXCLUDED.quantity, EXCLUDED.claimed_on, EXCLUDED.finished_on, EXCLUDED.confirmed_on, EXCLUDED.cancelled_on,
            EXCLUDED.suspended_on, EXCLUDED.returned_times,
            EXCLUDED.forecast_due)
    WHERE (s.project_id, s.to_day, s.state, s.baseline_first, s.baseline_due, s.quantity, s.claimed_on, s.finished_on,
            s.confirmed_on, s.cancelled_on, s.suspended_on, s.returned_times, s.forecast_due)
        IS DISTINCT FROM (EXCLUDED.project_id, EXCLUDED.to_day, EXCLUDED.state, EXCLUDED.baseline_first, EXCLUDED.baseline_due,
            EXCLUDED.quantity, EXCLUDED.claimed_on, EXCLUDED.finished_on, EXCLUDED.confirmed_on, EXCLUDED.cancelled_on,
            EXCLUDED.suspended_on, EXCLUDED.returned_times, EXCLUDED.forecast_due);
END
$$;
