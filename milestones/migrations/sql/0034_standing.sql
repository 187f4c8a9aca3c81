DROP FUNCTION owner_on(bigint, bigint, date);

-- How far a quantity is on a day, in one row; in no row without a target. Behind: in percentage points of the target.
CREATE OR REPLACE FUNCTION quantity_standing_on(target bigint, planned boolean, asked date) RETURNS TABLE (
    reported numeric, expected numeric, target_value numeric, behind numeric
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT known.reported, known.expected, known.target_value, CASE WHEN known.target_value > 0 THEN ROUND(
        (known.expected - COALESCE(known.reported, known.start_value, 0)) * 100 / known.target_value, 6) END
    FROM (
        SELECT figure_on(target, asked) AS reported, CASE WHEN planned THEN expected_on(target, asked) END AS expected,
            target_on(target, asked) AS target_value, (SELECT start_value FROM projects_target WHERE id = target) AS start_value
        -- Here and not as a condition of a join, which is asked only after all this is known.
        WHERE target IS NOT NULL OFFSET 0
    ) known
$$;

DROP FUNCTION IF EXISTS standing_on(date);
CREATE FUNCTION standing_on(asked date) RETURNS TABLE (
    milestone_id bigint, project_id bigint, category_id bigint, unit_id bigint, steward_id bigint, leader_id bigint,
    owner_id bigint, state text, baseline_first date, baseline_due date, slip_days integer, forecast_due date,
    quantity numeric, claimed_on date, claim_pending boolean, finished_on date, confirmed_on date, cancelled_on date, suspended_on date,
    is_overdue boolean, days_late integer, working_days_late integer, due_in integer, returned_times integer,
    reported numeric, expected numeric, target_value numeric, behind numeric,
    light text, light_rule text, light_rank integer, policy_id bigint, excused_days integer, first_forced_on date
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.milestone_id, s.project_id, g.category_id, (SELECT a.unit_id FROM projects_assignment a
            WHERE a.project_id = s.project_id AND from_at < ends_at(asked) ORDER BY from_at DESC, a.id DESC LIMIT 1),
        (SELECT a.steward_id FROM projects_assignment a
            WHERE a.project_id = s.project_id AND from_at < ends_at(asked) ORDER BY from_at DESC, a.id DESC LIMIT 1), (SELECT a.leader_id FROM projects_assignment a
            WHERE a.project_id = s.project_id AND from_at < ends_at(asked) ORDER BY from_at DESC, a.id DESC LIMIT 1),
        COALESCE((SELECT o.owner_id FROM milestones_ownership o
            WHERE o.milestone_id = s.milestone_id AND from_at < ends_at(asked) ORDER BY from_at DESC, o.id DESC LIMIT 1), (
            SELECT a.steward_id FROM projects_assignment a
            WHERE a.project_id = s.project_id AND from_at < ends_at(asked) ORDER BY from_at DESC, a.id DESC LIMIT 1)),
        stands.state, s.baseline_first, s.baseline_due,
        s.baseline_due - s.baseline_first, COALESCE((SELECT forecast_due FROM milestones_progressreport
            WHERE milestone_id = s.milestone_id AND forecast_due IS NOT NULL AND at < ends_at(asked)
            ORDER BY at DESC, id DESC LIMIT 1), m.first_forecast),
        CASE WHEN s.baseline_due IS NULL THEN d.quantity ELSE s.quantity END,
        s.claimed_on, s.cancelled_on IS NULL AND s.claimed_on IS NOT NULL AND s.confirmed_on IS NULL, s.finished_on,
        s.confirmed_on, s.cancelled_on, s.suspended_on, s.overdue_on @> asked, late.days,
        CASE WHEN late.days > 0 THEN workdays(s.baseline_due, s.baseline_due + late.days, asked) ELSE 0 END,
        workdays(asked, s.baseline_due, asked), s.returned_times,
        q.reported, q.expected, q.target_value, q.behind, (ARRAY['red', 'yellow', 'green', 'grey', 'blue'])[light.rank], rule.name, light.rank, w.id,
        COALESCE(forced.days, 0)::integer, forced.first_on
    FROM milestones_span s
    LEFT JOIN milestones_milestone m ON m.id = s.milestone_id
    LEFT JOIN projects_project p ON p.id = s.project_id
    -- A draft is read as it was on the day, whatever it says since; what is approved says the same for ever.
    CROSS JOIN LATERAL (SELECT
        CASE WHEN s.baseline_due IS NULL THEN (SELECT words FROM projects_wording
            WHERE kind = 'milestone' AND record = s.milestone_id AND to_at >= ends_at(asked)
            ORDER BY to_at, id LIMIT 1) END AS words OFFSET 0) said
    CROSS JOIN LATERAL (SELECT
        CASE WHEN said.words ? 'target_id' THEN (said.words ->> 'target_id')::bigint ELSE m.target_id END AS target_id,
        CASE WHEN said.words ? 'quantity' THEN (said.words ->> 'quantity')::numeric ELSE m.quantity END AS quantity) d
    CROSS JOIN LATERAL (SELECT COALESCE(
        CASE WHEN p.approved_at < ends_at(asked) THEN NULL
            ELSE (SELECT (words ->> 'category_id')::bigint FROM projects_wording
                WHERE kind = 'project' AND record = s.project_id AND to_at >= ends_at(asked)
                ORDER BY to_at, id LIMIT 1) END, p.category_id) AS category_id) g
    LEFT JOIN (
        SELECT DISTINCT ON (c.id) c.id AS category_id, one.id, one.due_later, one.behind_yellow, one.behind_red
        FROM projects_category c JOIN (
            SELECT *, workday_after(asked, due_soon_workdays + 1) AS due_later FROM milestones_policy
            WHERE effective_from <= asked OFFSET 0) one ON one.category_id = c.id OR one.category_id IS NULL
        ORDER BY c.id, one.category_id NULLS LAST, one.effective_from DESC) w ON w.category_id = g.category_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN s.state <> 'running' THEN s.state WHEN s.baseline_due < asked THEN 'overdue' ELSE 'open' END AS state) stands
    CROSS JOIN LATERAL (SELECT GREATEST(0, COALESCE(
        CASE WHEN s.state IN ('finished', 'awaiting') THEN s.finished_on ELSE COALESCE(s.cancelled_on, asked) END
        - s.baseline_due, 0)) AS days) late
    LEFT JOIN LATERAL quantity_standing_on(d.target_id, s.baseline_due IS NOT NULL, asked) q ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN s.state = 'cancelled' THEN NULL
        WHEN s.state = 'finished' THEN CASE WHEN late.days > 0 THEN 'finished_late' ELSE 'finished' END
        WHEN stands.state <> 'open' THEN stands.state
        -- Asked of open milestones alone.
        ELSE (SELECT CASE
            WHEN counted.behind > w.behind_red THEN 'behind_red'
            WHEN s.baseline_due < w.due_later THEN 'due_soon'
            WHEN forecast.due > s.baseline_due THEN 'forecast_late'
            WHEN forecast.due < asked THEN 'forecast_passed'
            WHEN counted.behind > w.behind_yellow THEN 'behind_yellow'
            WHEN m.starts_on > asked AND counted.reported IS NULL AND NOT EXISTS (
                SELECT FROM milestones_progressreport WHERE milestone_id = s.milestone_id AND at < ends_at(asked)) THEN 'not_started'
            ELSE 'on_track' END
            FROM (SELECT COALESCE((SELECT forecast_due FROM milestones_progressreport
                WHERE milestone_id = s.milestone_id AND forecast_due IS NOT NULL AND at < ends_at(asked)
                ORDER BY at DESC, id DESC LIMIT 1), m.first_forecast) AS due OFFSET 0) forecast
            LEFT JOIN LATERAL quantity_standing_on(m.target_id, true, asked) counted ON true
        ) END AS name OFFSET 0) rule
    CROSS JOIN LATERAL (SELECT CASE
        WHEN rule.name IN ('overdue', 'behind_red') THEN 1
        WHEN rule.name IN ('awaiting', 'due_soon', 'forecast_late', 'forecast_passed', 'behind_yellow') THEN 2
        WHEN rule.name = 'on_track' THEN 3
        WHEN rule.name IN ('suspended', 'unplanned', 'not_started') THEN 4
        WHEN rule.name IN ('finished', 'finished_late') THEN 5
        ELSE 6 END AS rank) light
    -- The days to come by which extensions for force majeure moved the date, and the day on which the first was approved:
    -- what was late by then stays late.
    LEFT JOIN (
        SELECT moved.milestone_id, MIN(moved.on_day) AS first_on, SUM(moved.due - GREATEST(before.due, moved.on_day)) AS days
        FROM (SELECT b.milestone_id, b.number, b.due, (b.from_at AT TIME ZONE 'Asia/Shanghai')::date AS on_day
            FROM milestones_baselineversion b JOIN milestones_changerequest c ON c.id = b.change_id
            WHERE c.reason_class = 'force_majeure' AND b.from_at < ends_at(asked)) moved
        JOIN milestones_baselineversion before ON before.milestone_id = moved.milestone_id AND before.number = moved.number - 1
        GROUP BY moved.milestone_id) forced ON forced.milestone_id = s.milestone_id
    WHERE s.from_day <= asked AND s.to_day > asked
$$;
