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
