-- The instants of facts, as the database's own clock has them.

CREATE OR REPLACE FUNCTION is_now(instant timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT instant BETWEEN clock_timestamp() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'
$$;

CREATE OR REPLACE FUNCTION day_has_ended(instant timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT (instant AT TIME ZONE 'Asia/Shanghai')::date < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
$$;
