-- Nobody writes readings but a migration.
CREATE TABLE projects_reading (
    sign text COLLATE "C" PRIMARY KEY,
    syllable text NOT NULL,
    phrases jsonb
);

-- A line has syllables and, behind a tab, the characters or phrases that are read so; ^ stands before surnames.
INSERT INTO projects_reading (sign, syllable, phrases)
WITH known AS (
    SELECT ltrim(sign, '^') AS sign, sign LIKE '^%%' AS surname, split_part(line, E'\t', 1) AS syllables
    FROM string_to_table(%s, E'\n') line, string_to_table(split_part(line, E'\t', 2), ' ') sign
    WHERE line NOT LIKE '#%%' AND sign <> ''
)
SELECT left(sign, 1), max(syllables) FILTER (WHERE length(sign) = 1 AND NOT surname),
    jsonb_object_agg(CASE WHEN surname THEN '^' ELSE '' END || substr(sign, 2), syllables)
        FILTER (WHERE length(sign) > 1 OR surname)
FROM known GROUP BY 1;

ANALYZE projects_reading;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tiexi_app') THEN
        REVOKE INSERT, UPDATE, DELETE ON projects_reading FROM tiexi_app;
    END IF;
END $$;
