-- Under which programme a project stood; null for none.
CREATE OR REPLACE FUNCTION parent_on(project bigint, asked date) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT parent_id FROM projects_placement
    WHERE project_id = project AND from_at < ends_at(asked) AND (to_at IS NULL OR to_at >= ends_at(asked)) LIMIT 1
$$;
