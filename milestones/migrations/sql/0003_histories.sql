-- The application's role may only add to a history.
DO $$
DECLARE history text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN RETURN; END IF;
    FOR history IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND (tablename LIKE 'projects\_%event' OR tablename LIKE 'milestones\_%event')
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %I FROM tiexi_app', history);
    END LOOP;
END $$;
