DROP FUNCTION quantity_standing_on(bigint, boolean, date);

CREATE OR REPLACE FUNCTION owner_on(milestone bigint, project bigint, asked date) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE((
        SELECT owner_id FROM milestones_ownership
        WHERE milestone_id = milestone AND from_at < ends_at(asked) ORDER BY from_at DESC, id DESC LIMIT 1),
        assigned_on(project, asked, 'steward'))
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
    SELECT m.id, m.project_id, g.category_id, assigned_on(p.id, asked, 'unit'), assigned_on(p.id, asked, 'steward'),
        assigned_on(p.id, asked, 'leader'), owner_on(m.id, p.id, asked), s.state, b1.due, b.due, b.due - b1.due, f.forecast,
        CASE WHEN b.id IS NULL THEN d.quantity ELSE b.quantity END,
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
    -- A draft is read as it was on the day, whatever it says since; what is approved says the same for ever.
    LEFT JOIN LATERAL (
        SELECT words FROM projects_wording
        WHERE b.id IS NULL AND kind = 'milestone' AND record = m.id AND to_at >= ends_at(asked)
        ORDER BY to_at, id LIMIT 1) said ON true
    CROSS JOIN LATERAL (SELECT
        CASE WHEN said.words ? 'target_id' THEN (said.words ->> 'target_id')::bigint ELSE m.target_id END AS target_id,
        CASE WHEN said.words ? 'quantity' THEN (said.words ->> 'quantity')::numeric ELSE m.quantity END AS quantity) d
    LEFT JOIN LATERAL (
        SELECT words FROM projects_wording
        WHERE (p.approved_at IS NULL OR p.approved_at >= ends_at(asked))
          AND kind = 'project' AND record = p.id AND to_at >= ends_at(asked)
        ORDER BY to_at, id LIMIT 1) former ON true
    CROSS JOIN LATERAL (
        SELECT COALESCE((former.words ->> 'category_id')::bigint, p.category_id) AS category_id) g
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
        SELECT COUNT(*) FILTER (WHERE state = 'returned' AND decided_at < ends_at(asked))::integer AS times,
            COUNT(*) FILTER (WHERE reopened_at < ends_at(asked)) AS reopened
        FROM milestones_claim WHERE milestone_id = m.id) r
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
        WHERE effective_from <= asked AND (category_id = g.category_id OR category_id IS NULL)
        ORDER BY category_id NULLS LAST, effective_from DESC LIMIT 1) w ON true
    CROSS JOIN LATERAL (SELECT
        CASE WHEN m.cancelled_on <= asked THEN m.cancelled_on END AS cancelled_on,
        CASE WHEN m.cancelled_on <= asked THEN 'cancelled'
             WHEN c.confirmed_on IS NOT NULL THEN 'finished'
             -- After a return or a reopening a further claim pauses nothing.
             WHEN c.claimed_on IS NOT NULL AND r.times + r.reopened = 0 THEN 'awaiting'
             WHEN h.from_at IS NOT NULL THEN 'suspended'
             WHEN b.id IS NULL THEN 'unplanned'
             WHEN b.due < asked THEN 'overdue'
             ELSE 'open' END AS state) s
    CROSS JOIN LATERAL (SELECT GREATEST(0, COALESCE(
        CASE WHEN s.state IN ('finished', 'awaiting') THEN c.finished_on ELSE COALESCE(s.cancelled_on, asked) END
        - b.due, 0)) AS days) late
    LEFT JOIN LATERAL (SELECT
        figure_on(d.target_id, asked) AS reported,
        CASE WHEN b.id IS NOT NULL THEN expected_on(d.target_id, asked) END AS expected,
        target_on(d.target_id, asked) AS target_value,
        (SELECT start_value FROM projects_target WHERE id = d.target_id) AS start_value
        -- Here and not as the condition of the join, which is asked only after all this is known.
        WHERE d.target_id IS NOT NULL OFFSET 0
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
