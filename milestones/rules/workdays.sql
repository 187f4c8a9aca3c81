-- The calendar as it stood at the end of a day: what was changed later is replaced by what it said before.
-- milestones_formerday holds what the calendar said between two instants; is_workday is null where it was as its weekday says.
CREATE OR REPLACE FUNCTION calendar_on(asked date) RETURNS TABLE (day date, is_workday boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT c.day, c.is_workday FROM milestones_calendarday c
    WHERE NOT EXISTS (SELECT FROM milestones_formerday f
        WHERE f.day = c.day AND f.from_at < ends_at(asked) AND f.to_at >= ends_at(asked))
    UNION ALL
    SELECT f.day, f.is_workday FROM milestones_formerday f
    WHERE f.is_workday IS NOT NULL AND f.from_at < ends_at(asked) AND f.to_at >= ends_at(asked)
$$;

CREATE OR REPLACE FUNCTION calendar_years_on(asked date) RETURNS TABLE (year smallint, status text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT y.year, y.status::text FROM milestones_calendaryear y
    WHERE NOT EXISTS (SELECT FROM milestones_formeryear f
        WHERE f.year = y.year AND f.from_at < ends_at(asked) AND f.to_at >= ends_at(asked))
    UNION ALL
    SELECT f.year, f.status::text FROM milestones_formeryear f
    WHERE f.status <> '' AND f.from_at < ends_at(asked) AND f.to_at >= ends_at(asked)
$$;

-- What a day adds to Monday to Friday: 1 for a weekend that is worked, -1 for a weekday off.
CREATE OR REPLACE FUNCTION day_adds(worked boolean, day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN worked AND EXTRACT(isodow FROM day) > 5 THEN 1
        WHEN NOT worked AND EXTRACT(isodow FROM day) <= 5 THEN -1 ELSE 0 END
$$;

-- Working days d with after < d <= until, by the calendar in force at the end of the day asked. Twin: workdays.py.
-- Monday to Friday by arithmetic from a Monday, corrected by the days that the calendar table names, these again by what
-- was changed only after the day asked; whether anything was, is asked once for all rows.
DROP FUNCTION IF EXISTS workdays(date, date);
CREATE OR REPLACE FUNCTION workdays(after date, until date, asked date) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN until <= after THEN 0 ELSE
        ((until - DATE '1900-01-01') / 7 * 5 + LEAST((until - DATE '1900-01-01') % 7 + 1, 5))
        - ((after - DATE '1900-01-01') / 7 * 5 + LEAST((after - DATE '1900-01-01') % 7 + 1, 5))
        + (SELECT COALESCE(SUM(day_adds(is_workday, day)), 0)::integer
            FROM milestones_calendarday WHERE day > after AND day <= until)
        + CASE WHEN EXISTS (SELECT FROM milestones_formerday WHERE from_at < ends_at(asked) AND to_at >= ends_at(asked))
            THEN (SELECT COALESCE(SUM(day_adds(f.is_workday, f.day) - COALESCE(day_adds(c.is_workday, c.day), 0)), 0)::integer
                FROM milestones_formerday f LEFT JOIN milestones_calendarday c ON c.day = f.day
                WHERE f.day > after AND f.day <= until AND f.from_at < ends_at(asked) AND f.to_at >= ends_at(asked))
            ELSE 0 END
    END
$$;

-- The n-th working day after a day, n from 1, by the calendar in force at its end: workdays(day, due, day) <= n exactly
-- when due comes before the (n + 1)-th.
CREATE OR REPLACE FUNCTION workday_after(start date, n integer) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT g::date
    FROM generate_series(start + 1, start + 2 * n + 40, interval '1 day') g
    LEFT JOIN milestones_calendarday c ON c.day = g::date
    LEFT JOIN milestones_formerday f ON f.day = g::date AND f.from_at < ends_at(start) AND f.to_at >= ends_at(start)
    WHERE COALESCE(CASE WHEN f.id IS NULL THEN c.is_workday ELSE f.is_workday END, EXTRACT(isodow FROM g) <= 5)
    ORDER BY g OFFSET n - 1 LIMIT 1
$$;
