-- Working days d with after < d <= until. Twin: workdays.py.
-- Monday to Friday by arithmetic from a Monday, corrected by the days that the calendar table names.
CREATE OR REPLACE FUNCTION workdays(after date, until date) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN until <= after THEN 0 ELSE
        ((until - DATE '1900-01-01') / 7 * 5 + LEAST((until - DATE '1900-01-01') % 7 + 1, 5))
        - ((after - DATE '1900-01-01') / 7 * 5 + LEAST((after - DATE '1900-01-01') % 7 + 1, 5))
        + (SELECT COALESCE(SUM(CASE
                WHEN is_workday AND EXTRACT(isodow FROM day) > 5 THEN 1
                WHEN NOT is_workday AND EXTRACT(isodow FROM day) <= 5 THEN -1 ELSE 0 END), 0)::integer
            FROM milestones_calendarday WHERE day > after AND day <= until)
    END
$$;

-- The n-th working day after a day, n from 1: workdays(day, due) <= n exactly when due comes before the (n + 1)-th.
CREATE OR REPLACE FUNCTION workday_after(start date, n integer) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT g::date
    FROM generate_series(start + 1, start + 2 * n + 40, interval '1 day') g
    LEFT JOIN milestones_calendarday c ON c.day = g::date
    WHERE COALESCE(c.is_workday, EXTRACT(isodow FROM g) <= 5)
    ORDER BY g OFFSET n - 1 LIMIT 1
$$;
