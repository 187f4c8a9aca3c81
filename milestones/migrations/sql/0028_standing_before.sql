-- The last figure that counts: one that was never doubtful, or that a supervisor accepted by the end of the day.
CREATE OR REPLACE FUNCTION figure_on(target bigint, asked date) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (SELECT quantity FROM milestones_progressreport
        WHERE target_id = target AND quantity IS NOT NULL AND at < ends_at(asked)
          AND (state = 'clear' OR (state = 'accepted' AND decided_at < ends_at(asked)))
        ORDER BY at DESC, id DESC LIMIT 1)
$$;

-- Whether a figure counts at once ('clear'), waits for a supervisor ('pending') or is refused ('beyond'). Doubtful is what
-- exceeds 1.5 times the promise in force, falls below the last figure that counts, or grows by more than half the promise
-- and more than two units within a week, since a supervisor last accepted one if that is less; more than ten times the
-- promise is refused. Of a range its upper end is the promise, until a decision sets a figure. Where no figure counted a
-- week ago, growth is taken from the start value, of a flow without one from nothing, else from the first figure. A rate
-- may fall, and grows from its last figure; what is promised for each month, day or street may do either: each of its
-- figures stands alone. Of a promise of nothing every figure above nothing is doubtful, and none refused: nothing has no
-- tenfold.
CREATE OR REPLACE FUNCTION figure_judged(target bigint, figure numeric, asked date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN promise > 0 AND figure > promise * 10 THEN 'beyond'
        WHEN figure > promise * 1.5 THEN 'pending'
        WHEN nature <> 'rate' AND adds_up AND figure < last THEN 'pending'
        WHEN adds_up AND figure - CASE nature WHEN 'rate' THEN last ELSE COALESCE(accepted, week_ago, start, first) END
            > GREATEST(promise / 2, 2) THEN 'pending'
        ELSE 'clear' END
    FROM (
        SELECT figure_on(t.id, asked) AS last, figure_on(t.id, asked - 7) AS week_ago, (
                SELECT quantity FROM milestones_progressreport
                WHERE target_id = t.id AND state = 'accepted' AND decided_at >= ends_at(asked - 7) AND decided_at < ends_at(asked)
                ORDER BY at DESC, id DESC LIMIT 1) AS accepted, (
                SELECT quantity FROM milestones_progressreport
                WHERE target_id = t.id AND quantity IS NOT NULL AND state = 'clear' AND at < ends_at(asked)
                ORDER BY at, id LIMIT 1) AS first, t.nature, t.per = 'total' AS adds_up,
            CASE WHEN target_on(t.id, asked) = t.value THEN GREATEST(t.value, t.value_max)
                ELSE target_on(t.id, asked) END AS promise,
            CASE t.nature WHEN 'flow' THEN COALESCE(t.start_value, 0) WHEN 'stock' THEN t.start_value END AS start
        FROM projects_target t WHERE t.id = target
    ) known
$$;

-- Expected by now (序时): straight lines through the start and each milestone's baseline in force, flat after the last.
-- What is promised for each month, day or street has no total, and nothing is expected of it by now: one month's figure
-- says nothing of the year, whose light comes from the dates of its milestones alone.
CREATE OR REPLACE FUNCTION expected_on(target bigint, asked date) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH start AS (
        SELECT p.starts_on AS due, COALESCE(t.start_value, 0) AS quantity
        FROM projects_target t JOIN projects_project p ON p.id = t.project_id
        WHERE t.id = target AND p.starts_on IS NOT NULL AND t.per = 'total'
          AND (t.nature = 'flow' OR (t.nature = 'stock' AND t.start_value IS NOT NULL))
    ), points AS (
        SELECT due, quantity FROM start
        UNION ALL
        SELECT b.due, b.quantity
        FROM milestones_milestone m JOIN milestones_baselineversion b ON b.milestone_id = m.id
        WHERE m.target_id = target AND b.quantity IS NOT NULL
          AND b.from_at < ends_at(asked) AND (b.to_at IS NULL OR b.to_at >= ends_at(asked))
          AND (m.cancelled_on IS NULL OR m.cancelled_on > asked)
    )
    SELECT ROUND(CASE
            WHEN lo.due IS NULL THEN start.quantity
            WHEN hi.due IS NULL THEN lo.quantity
            ELSE lo.quantity + (hi.quantity - lo.quantity) * (asked - lo.due) / (hi.due - lo.due)::numeric
        END, 6)
    FROM start
    LEFT JOIN LATERAL (SELECT * FROM points WHERE due <= asked ORDER BY due DESC, quantity DESC LIMIT 1) lo ON true
    LEFT JOIN LATERAL (SELECT * FROM points WHERE due > asked ORDER BY due, quantity LIMIT 1) hi ON true
    WHERE EXISTS (SELECT FROM points OFFSET 1)
$$;

DROP FUNCTION IF EXISTS standing_on(date);
CREATE FUNCTION standing_on(asked date) RETURNS TABLE (
    milestone_id bigint, project_id bigint, category_id bigint, unit_id bigint, steward_id bigint, leader_id bigint,
    owner_id bigint, state text, baseline_first date, baseline_due date, slip_days integer, forecast_due date,
    quantity numeric, claimed_on date, claim_pending boolean, finished_on date, confirmed_on date, cancelled_on date, suspended_on date,
    is_overdue boolean, days_late integer, working_days_late integer, due_in integer, returned_times integer,
    reported numeric, expected numeric, target_value numeric, behind numeric,
    light text, light_rule text, light_rank integer, policy_id bigint
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT m.id, m.project_id, p.category_id, assigned_on(p.id, asked, 'unit'), assigned_on(p.id, asked, 'steward'),
        assigned_on(p.id, asked, 'leader'), owner_on(m.id, p.id, asked), s.state, b1.due, b.due, b.due - b1.due, f.forecast,
        CASE WHEN b.id IS NULL THEN m.quantity ELSE b.quantity END,
        c.claimed_on, s.cancelled_on IS NULL AND c.claimed_on IS NOT NULL AND c.confirmed_on IS NULL, c.finished_on,
        c.confirmed_on, s.cancelled_on,
        (h.from_at AT TIME ZONE 'Asia/Shanghai')::date,
        s.state = 'overdue', late.days,
        CASE WHEN late.days > 0 THEN workdays(b.due, b.due + late.days, asked) ELSE 0 END,
        workdays(asked, b.due, asked), r.times,
        q.reported, q.expected, q.target_value, behind.points, light.name, rule.name, COALESCE(light.rank, 6), w.id
    FROM milestones_milestone m
    JOIN projects_project p ON p.id = m.project_id
    LEFT JOIN LATERAL (
        SELECT id, due, quantity FROM milestones_baselineversion
        WHERE milestone_id = m.id AND from_at < ends_at(asked) ORDER BY number DESC LIMIT 1) b ON true
    LEFT JOIN milestones_baselineversion b1 ON b1.milestone_id = m.id AND b1.number = 1 AND b1.from_at < ends_at(asked)
    -- The claim that stands on the day: neither returned nor reopened by then.
    LEFT JOIN LATERAL (
        SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS claimed_on, finished_on,
            CASE WHEN decided_at < ends_at(asked) THEN (decided_at AT TIME ZONE 'Asia/Shanghai')::date END AS confirmed_on
        FROM milestones_claim
        WHERE milestone_id = m.id AND at < ends_at(asked)
          AND NOT (state = 'returned' AND decided_at < ends_at(asked))
          AND (reopened_at IS NULL OR reopened_at >= ends_at(asked))
        ORDER BY at DESC, id DESC LIMIT 1) c ON true
    CROSS JOIN LATERAL (
        SELECT COUNT(*)::integer AS times FROM milestones_claim
        WHERE milestone_id = m.id AND state = 'returned' AND decided_at < ends_at(asked)) r
    LEFT JOIN LATERAL (
        SELECT from_at FROM milestones_suspension
        WHERE project_id = p.id AND from_at < ends_at(asked) AND (to_at IS NULL OR to_at >= ends_at(asked))
        ORDER BY from_at DESC LIMIT 1) h ON true
    CROSS JOIN LATERAL (SELECT COALESCE(
        (SELECT forecast_due FROM milestones_progressreport
         WHERE milestone_id = m.id AND forecast_due IS NOT NULL AND at < ends_at(asked)
         ORDER BY at DESC, id DESC LIMIT 1), m.first_forecast) AS forecast OFFSET 0) f
    LEFT JOIN LATERAL (
        SELECT *, workday_after(asked, due_soon_workdays + 1) AS due_later FROM milestones_policy
        WHERE effective_from <= asked AND (category_id = p.category_id OR category_id IS NULL)
        ORDER BY category_id NULLS LAST, effective_from DESC LIMIT 1) w ON true
    CROSS JOIN LATERAL (SELECT
        CASE WHEN m.cancelled_on <= asked THEN m.cancelled_on END AS cancelled_on,
        CASE WHEN m.cancelled_on <= asked THEN 'cancelled'
             WHEN c.confirmed_on IS NOT NULL THEN 'finished'
             -- After a return a further claim pauses nothing.
             WHEN c.claimed_on IS NOT NULL AND r.times = 0 THEN 'awaiting'
             WHEN h.from_at IS NOT NULL THEN 'suspended'
             WHEN b.id IS NULL THEN 'unplanned'
             WHEN b.due < asked THEN 'overdue'
             ELSE 'open' END AS state) s
    CROSS JOIN LATERAL (SELECT GREATEST(0, COALESCE(
        CASE WHEN s.state IN ('finished', 'awaiting') THEN c.finished_on ELSE COALESCE(s.cancelled_on, asked) END
        - b.due, 0)) AS days) late
    LEFT JOIN LATERAL (SELECT
        figure_on(m.target_id, asked) AS reported,
        CASE WHEN b.id IS NOT NULL THEN expected_on(m.target_id, asked) END AS expected,
        target_on(m.target_id, asked) AS target_value,
        (SELECT start_value FROM projects_target WHERE id = m.target_id) AS start_value
        -- Here and not as the condition of the join, which is asked only after all this is known.
        WHERE m.target_id IS NOT NULL OFFSET 0
    ) q ON true
    CROSS JOIN LATERAL (SELECT CASE WHEN q.target_value > 0 THEN
        ROUND((q.expected - COALESCE(q.reported, q.start_value, 0)) * 100 / q.target_value, 6) END AS points OFFSET 0) behind
    CROSS JOIN LATERAL (SELECT CASE
        WHEN s.state = 'cancelled' THEN NULL
        WHEN s.state = 'finished' THEN CASE WHEN late.days > 0 THEN 'finished_late' ELSE 'finished' END
        WHEN s.state <> 'open' THEN s.state
        WHEN behind.points > w.behind_red THEN 'behind_red'
        WHEN b.due < w.due_later THEN 'due_soon'
        WHEN f.forecast > b.due THEN 'forecast_late'
        WHEN f.forecast < asked THEN 'forecast_passed'
        WHEN behind.points > w.behind_yellow THEN 'behind_yellow'
        WHEN m.starts_on > asked AND q.reported IS NULL AND (
            SELECT id FROM milestones_progressreport
            WHERE milestone_id = m.id AND at < ends_at(asked) LIMIT 1) IS NULL THEN 'not_started'
        ELSE 'on_track' END AS name OFFSET 0) rule
    LEFT JOIN (VALUES
        ('overdue', 'red', 1), ('behind_red', 'red', 1),
        ('awaiting', 'yellow', 2), ('due_soon', 'yellow', 2), ('forecast_late', 'yellow', 2),
        ('forecast_passed', 'yellow', 2), ('behind_yellow', 'yellow', 2),
        ('on_track', 'green', 3),
        ('suspended', 'grey', 4), ('unplanned', 'grey', 4), ('not_started', 'grey', 4),
        ('finished', 'blue', 5), ('finished_late', 'blue', 5)
    ) light (rule, name, rank) ON light.rule = rule.name
    WHERE m.at < ends_at(asked)
$$;

DROP FUNCTION planned_on(bigint, date, timestamptz);
