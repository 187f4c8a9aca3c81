-- Names in the order of their pinyin, and as they are searched: alike on any PostgreSQL, whatever its locale. The
-- readings are rows that a migration wrote: a character, how it is usually read, and the phrases beginning with it that
-- are read otherwise, by their further characters; ^ begins those that hold for surnames alone.

CREATE OR REPLACE FUNCTION plain_text(typed text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    -- Full-width signs as ordinary ones, capital letters as small ones.
    SELECT translate(normalize(typed, NFKC), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
$$;

CREATE OR REPLACE FUNCTION spell(name text, person boolean, OUT key text, OUT sound text, OUT initials text)
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    whole text := plain_text(name);
    next integer := 1;
    place integer;
    piece text;
    said text;
    phrases jsonb;
    syllable text;
    found text;
BEGIN
    key := ''; sound := ''; initials := '';
    FOR place, piece, said, phrases IN
        SELECT i, one, reading.syllable, reading.phrases
        FROM string_to_table(whole, NULL) WITH ORDINALITY AS signs (one, i)
        -- OFFSET 0: each by the index, for a name is short and the table is not.
        LEFT JOIN LATERAL (SELECT * FROM projects_reading WHERE sign = one OFFSET 0) reading ON true
    LOOP
        CONTINUE WHEN place < next;
        IF phrases IS NOT NULL THEN
            FOR size IN REVERSE least(3, length(whole) - place) .. 1 LOOP
                found := phrases ->> substr(whole, place + 1, size);
                IF found IS NOT NULL THEN
                    piece := substr(whole, place, size + 1);
                    said := found;
                    EXIT;
                END IF;
            END LOOP;
            IF person AND place = 1 AND phrases ? '^' THEN
                piece := left(whole, 1);
                said := phrases ->> '^';
            END IF;
            IF person AND place = 1 AND phrases ? ('^' || substr(whole, 2, 1)) AND length(whole) > 1 THEN
                piece := left(whole, 2);
                said := phrases ->> ('^' || substr(whole, 2, 1));
            END IF;
        END IF;
        IF said IS NULL THEN
            IF piece COLLATE "C" BETWEEN '0' AND '9' THEN
                -- By value: how many digits there are goes before them.
                piece := substring(substr(whole, place) FROM '^[0-9]+');
                key := key || '0' || lpad(length(ltrim(piece, '0'))::text, 3, '0') || ltrim(piece, '0');
            ELSE
                key := key || piece;
            END IF;
            IF piece COLLATE "C" BETWEEN '0' AND '9z' OR piece COLLATE "C" BETWEEN 'a' AND 'z' THEN
                sound := sound || piece;
                initials := initials || piece;
            END IF;
        ELSE
            FOR nth IN 1 .. length(piece) LOOP
                -- Behind every Latin letter: syllable, tone, and the character, so that one character stands together.
                syllable := CASE WHEN length(piece) = 1 THEN said ELSE split_part(said, ' ', nth) END;
                key := key || '|' || syllable || substr(piece, nth, 1);
                sound := sound || rtrim(syllable, '12345');
                initials := initials || left(syllable, 1);
            END LOOP;
        END IF;
        next := place + length(piece);
    END LOOP;
END
$$;
