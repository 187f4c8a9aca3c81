"""What the application's own database role is refused, tried over a connection that belongs to it alone."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from .role_expected import HISTORY, RIGHTS

pytestmark = pytest.mark.django_db
REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def app(db: None) -> Iterator[psycopg.Connection]:
    """The test's database, logged in as tiexi_app: no SET ROLE leads back to the owner."""
    address = os.environ["DATABASE_URL"].replace(
        "tiexi_owner@/tiexi?", f"tiexi_app@/{connection.settings_dict['NAME']}?"
    )
    # Waits for no lock: what a test holds must not look like a refusal, nor hang.
    with psycopg.connect(address, autocommit=True, options="-c lock_timeout=5s") as login:
        yield login


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def histories() -> list[str]:
    return [name for name in tables() if name.startswith(("projects_", "milestones_")) and name.endswith("event")]


def test_no_function_of_the_database_knows_a_switch(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE prosrc ~ 'pgtrigger.ignore|_pgtrigger_should_ignore'")
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)


def test_the_setting_of_pgtrigger_silences_no_guard_and_no_history(cast) -> None:
    due = cast.milestone.baseline_due
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname)::text FROM pg_trigger WHERE NOT tgisinternal")
        (names,) = cursor.fetchone()
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
        with pytest.raises(Exception, match="follow from its facts"), transaction.atomic():
            cursor.execute(
                "UPDATE milestones_milestone SET baseline_due = '2099-01-01' WHERE id = %s",
                [cast.milestone.pk],
            )
        cursor.execute("SELECT count(*) FROM milestones_milestoneevent")
        (before,) = cursor.fetchone()
        cursor.execute("UPDATE milestones_milestone SET sequence = sequence + 1 WHERE id = %s", [cast.milestone.pk])
        cursor.execute("SELECT count(*) FROM milestones_milestoneevent")
        assert cursor.fetchone() == (before + 1,)
    cast.milestone.refresh_from_db()
    assert cast.milestone.baseline_due == due


def test_a_history_is_read_and_never_written(app: psycopg.Connection) -> None:
    found = histories()
    assert len(found) >= 20
    for table in found:
        name = sql.Identifier(table)
        app.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(name))
        for attack in (
            "INSERT INTO {} (pgh_created_at, pgh_label) VALUES (now() - interval '1 month', 'update')",
            "UPDATE {} SET pgh_created_at = now() - interval '1 month'",
            "DELETE FROM {}",
        ):
            with pytest.raises(REFUSED):
                app.execute(sql.SQL(attack).format(name))


def test_the_laid_database_lets_the_application_connect_and_no_more(db: None) -> None:
    """The one that roles.sql was run on, not a copy made for tests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right_ FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMP']) right_ "
            "WHERE has_database_privilege('tiexi_app', 'tiexi', right_)"
        )
        assert cursor.fetchall() == [("CONNECT",)]


def test_every_effect_has_the_owners_rights_and_a_path_of_its_own(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE prosecdef")
        found = cursor.fetchall()
    assert {tuple(path) for _name, path in found} == {("search_path=public, pg_temp",)}
    assert all(name.startswith("pgtrigger_") for name, _path in found)


@pytest.mark.parametrize(
    "attack",
    [
        "SET ROLE tiexi_owner",
        "SET SESSION AUTHORIZATION tiexi_owner",
        "SET session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', false)",
        # A trigger on a table of one's own would act at a depth at which guards let effects pass.
        "CREATE TEMP TABLE mine (id int)",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION pg_temp.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY projects_project TO '/tmp/mine'",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER ROLE tiexi_app SUPERUSER",
        "ALTER FUNCTION ends_at(date) RENAME TO mine",
        "CREATE OR REPLACE FUNCTION ends_at(day date) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_no_way_around_the_triggers_is_open(app: psycopg.Connection, attack: str) -> None:
    with pytest.raises(REFUSED):
        app.execute(attack)


@pytest.mark.parametrize(
    "attack",
    [
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE TRIGGER USER",
        "DROP TABLE {}",
        "CREATE RULE mine AS ON UPDATE TO {} DO INSTEAD NOTHING",
        "CREATE TRIGGER mine BEFORE UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_no_table_loses_its_triggers(app: psycopg.Connection, attack: str) -> None:
    for table in tables():
        with pytest.raises(REFUSED):
            app.execute(sql.SQL(attack).format(sql.Identifier(table)))


def allowed(app: psycopg.Connection, statement: sql.Composed) -> bool:
    """Whether the role may say this of no row at all: rights are asked before rows are looked for."""
    try:
        app.execute(statement)
    except REFUSED:
        return False
    return True


def rights(app: psycopg.Connection, table: str) -> str:
    """The letters of RIGHTS, each tried by a statement: UPDATE of every column by itself."""
    name = sql.Identifier(table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' ORDER BY attname",
            [table],
        )
        columns = [column for (column,) in cursor.fetchall()]
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    updated = [
        column
        for column in columns
        if allowed(app, sql.SQL("UPDATE {} SET {} = NULL WHERE false").format(name, sql.Identifier(column)))
    ]
    found = "S" if allowed(app, sql.SQL("SELECT FROM {} WHERE false").format(name)) else ""
    found += "I" * allowed(
        app,
        sql.SQL("INSERT INTO {0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM {0} WHERE false").format(name, listed),
    )
    found += "U" * bool(updated)
    if updated and updated != columns:
        found += ":" + ",".join(updated)
    return found + "D" * allowed(app, sql.SQL("DELETE FROM {} WHERE false").format(name))


def test_each_table_gives_the_role_what_is_written_by_hand_and_no_more(app: psycopg.Connection) -> None:
    expected = dict.fromkeys(histories(), HISTORY) | {table: given for table, (given, _why) in RIGHTS.items()}
    assert {table: rights(app, table) for table in tables()} == expected


def test_a_baseline_in_force_is_not_ended_by_hand(app: psycopg.Connection) -> None:
    with pytest.raises(REFUSED):
        app.execute("UPDATE milestones_baselineversion SET to_at = now() - interval '1 month'")
