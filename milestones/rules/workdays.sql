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
