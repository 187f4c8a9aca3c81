-- Where every milestone stands at the end of a day: its span, and the facts recorded before that day's end in Asia/Shanghai.
-- The plain model of tests/truth/oracle.py is held against it. The planner inlines standing_on(), so conditions on it reach the
-- tables; OFFSET 0 keeps it from repeating an expression wherever its value is used. Who answered is
-- written out in it, for the planner takes in no function that holds a query; what a query does not use is not computed.

CREATE OR REPLACE FUNCTION ends_at(asked date) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (asked + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
$$;

-- What is promised on a day: by the last decision before its end, else the figure that a draft had at its end.
CREATE OR REPLACE FUNCTION target_on(target bigint, asked date) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(
        (SELECT new_quantity FROM milestones_changerequest
         WHERE target_id = target AND kind = 'quantity' AND state = 'approved' AND decided_at < ends_at(asked)
         ORDER BY decided_at DESC, id DESC LIMIT 1),
        (SELECT CASE WHEN former.words ? 'value' THEN (former.words ->> 'value')::numeric ELSE t.value END
         FROM projects_target t LEFT JOIN LATERAL (
             SELECT words FROM projects_wording
             WHERE kind = 'target' AND record = t.id AND to_at >= ends_at(asked) ORDER BY to_at, id LIMIT 1) former ON true
         WHERE t.id = target))
$$;

-- The last figure that counts: one not yet in doubt by the end of the day, or accepted by a supervisor by then.
CREATE OR REPLACE FUNCTION figure_on(target bigint, asked date) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (SELECT quantity FROM milestones_progressreport
        WHERE target_id = target AND quantity IS NOT NULL AND at < ends_at(asked)
          AND (state = 'clear' OR doubted_at >= ends_at(asked) OR (state = 'accepted' AND decided_at < ends_at(asked)))
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
                WHERE target_id = t.id AND quantity IS NOT NULL AND (state = 'clear' OR doubted_at >= ends_at(asked))
                    AND at < ends_at(asked)
                ORDER BY at, id LIMIT 1) AS first, t.nature, t.per = 'total' AS adds_up,
            CASE WHEN target_on(t.id, asked) = t.value THEN GREATEST(t.value, t.value_max)
                ELSE target_on(t.id, asked) END AS promise,
            CASE t.nature WHEN 'flow' THEN COALESCE(t.start_value, 0) WHEN 'stock' THEN t.start_value END AS start
        FROM projects_target t WHERE t.id = target
    ) known
$$;

-- Who answered for a project on a day.
CREATE OR REPLACE FUNCTION assigned_on(project bigint, asked date, part text) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE part WHEN 'unit' THEN unit_id WHEN 'steward' THEN steward_id ELSE leader_id END
    FROM projects_assignment WHERE project_id = project AND from_at < ends_at(asked) ORDER BY from_at DESC, id DESC LIMIT 1
$$;

-- For which unit a lateness counts: who had the project on the day after the first baseline, or was the first to get it since.
CREATE OR REPLACE FUNCTION charged_on(project bigint, first_due date, asked date) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(assigned_on(project, first_due + 1, 'unit'), (
        SELECT unit_id FROM projects_assignment
        WHERE project_id = project AND unit_id IS NOT NULL AND from_at >= ends_at(first_due + 1) AND from_at < ends_at(asked)
        ORDER BY from_at, id LIMIT 1))
$$;

-- Under which programme a project stood; null for none.
CREATE OR REPLACE FUNCTION parent_on(project bigint, asked date) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT parent_id FROM projects_placement
    WHERE project_id = project AND from_at < ends_at(asked) AND (to_at IS NULL OR to_at >= ends_at(asked)) LIMIT 1
$$;

-- What is planned for a day (序时): straight lines through the start and each milestone's baseline in force before an
-- instant, flat after the last. What is promised for each month, day or street has no total, and nothing is expected of it
-- by now: one month's figure says nothing of the year, whose light comes from the dates of its milestones alone.
CREATE OR REPLACE FUNCTION planned_on(target bigint, day date, before timestamptz) RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE AS $$
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
          AND b.from_at < before AND (b.to_at IS NULL OR b.to_at >= before)
          AND (m.cancelled_on IS NULL
            OR m.cancelled_on > ((before - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date)
    )
    SELECT ROUND(CASE
            WHEN lo.due IS NULL THEN start.quantity
            WHEN hi.due IS NULL THEN lo.quantity
            ELSE lo.quantity + (hi.quantity - lo.quantity) * (day - lo.due) / (hi.due - lo.due)::numeric
        END, 6)
    FROM start
    LEFT JOIN LATERAL (
        SELECT * FROM points WHERE due <= day ORDER BY due DESC, quantity DESC LIMIT 1) lo ON true
    LEFT JOIN LATERAL (
        SELECT * FROM points WHERE due > day ORDER BY due, quantity LIMIT 1) hi ON true
    WHERE EXISTS (SELECT FROM points OFFSET 1)
$$;

-- Expected by the end of a day, as it was planned then.
CREATE OR REPLACE FUNCTION expected_on(target bigint, asked date) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT planned_on(target, asked, ends_at(asked))
$$;

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
        s.baseline_due - s.baseline_first, s.forecast_due,
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
            WHEN s.forecast_due > s.baseline_due THEN 'forecast_late'
            WHEN s.forecast_due < asked THEN 'forecast_passed'
            WHEN counted.behind > w.behind_yellow THEN 'behind_yellow'
            WHEN m.starts_on > asked AND counted.reported IS NULL AND NOT EXISTS (
                SELECT FROM milestones_progressreport WHERE milestone_id = s.milestone_id AND at < ends_at(asked)) THEN 'not_started'
            ELSE 'on_track' END
            FROM (SELECT) one LEFT JOIN LATERAL quantity_standing_on(m.target_id, true, asked) counted ON true
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
