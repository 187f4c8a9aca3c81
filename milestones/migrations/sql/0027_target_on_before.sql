CREATE OR REPLACE FUNCTION target_on(target bigint, asked date) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(
        (SELECT new_quantity FROM milestones_changerequest
         WHERE target_id = target AND kind = 'quantity' AND state = 'approved' AND decided_at < ends_at(asked)
         ORDER BY decided_at DESC, id DESC LIMIT 1),
        (SELECT value FROM projects_target WHERE id = target))
$$;
