-- The two roles and what each may do. The launcher runs this at every start; an operator runs it once, as a superuser:
--   createdb tiexi && psql -d tiexi -f devserver/roles.sql, then \password tiexi_owner and \password tiexi_app
-- tiexi_owner owns the schema and migrates it. tiexi_app serves: no DDL, no TRUNCATE.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_owner') THEN
    CREATE ROLE tiexi_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN
    CREATE ROLE tiexi_app LOGIN;
  END IF;
  EXECUTE format('ALTER DATABASE %I OWNER TO tiexi_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO tiexi_app', current_database());
END
$$;

-- So that the owner can act as the application: SET ROLE tiexi_app.
GRANT tiexi_app TO tiexi_owner;

ALTER SCHEMA public OWNER TO tiexi_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tiexi_app;

ALTER DEFAULT PRIVILEGES FOR ROLE tiexi_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tiexi_app;
ALTER DEFAULT PRIVILEGES FOR ROLE tiexi_owner IN SCHEMA public
  GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO tiexi_app;  -- UPDATE: loaddata sets them after the rows it adds
