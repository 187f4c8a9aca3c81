-- Whether a figure counts at once ('clear'), waits for a supervisor ('pending') or is refused ('beyond'). Doubtful is what
-- exceeds 1.5 times the promise in force, falls below the last figure that counts, or exceeds it by more than half the
-- promise and more than two units; more than ten times the promise is refused. Of a range its upper end is the promise,
-- until a decision sets a figure. Where no figure counts yet, a jump is taken from the start value, of a flow without one
-- from nothing; a stock or rate whose start nobody knows has none. A rate may fall, and what is promised for each month,
-- day or street may do either: each of its figures stands alone. Of a promise of nothing every figure above nothing is
-- doubtful, and none refused: nothing has no tenfold.
CREATE OR REPLACE FUNCTION figure_judged(target bigint, figure numeric, asked date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN promise > 0 AND figure > promise * 10 THEN 'beyond'
        WHEN figure > promise * 1.5 THEN 'pending'
        WHEN nature <> 'rate' AND adds_up AND figure < last THEN 'pending'
        WHEN adds_up AND figure - COALESCE(last, start) > GREATEST(promise / 2, 2) THEN 'pending'
        ELSE 'clear' END
    FROM (
        SELECT figure_on(t.id, asked) AS last, t.nature, t.per = 'total' AS adds_up,
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
