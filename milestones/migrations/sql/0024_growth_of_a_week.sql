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
