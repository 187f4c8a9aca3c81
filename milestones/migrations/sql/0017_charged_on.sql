-- For which unit a lateness counts: who had the project on the day after the first baseline, or was the first to get it since.
CREATE OR REPLACE FUNCTION charged_on(project bigint, first_due date, asked date) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(assigned_on(project, first_due + 1, 'unit'), (
        SELECT unit_id FROM projects_assignment
        WHERE project_id = project AND unit_id IS NOT NULL AND from_at >= ends_at(first_due + 1) AND from_at < ends_at(asked)
        ORDER BY from_at, id LIMIT 1))
$$;
