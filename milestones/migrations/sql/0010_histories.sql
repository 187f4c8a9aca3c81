-- What triggers alone write: the application reads histories and former words.
DO $$
DECLARE history text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN RETURN; END IF;
    FOR history IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND (tablename LIKE 'projects\_%event' OR tablename LIKE 'milestones\_%event')
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I FROM tiexi_app', history);
    END LOOP;
    REVOKE INSERT, UPDATE, DELETE ON projects_wording FROM tiexi_app;
END $$;
