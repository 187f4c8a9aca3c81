"""Mend names of earlier installations before the database holds every name to the rule. Frozen, as migrations are."""

import re
from contextlib import contextmanager

from django.db import IntegrityError, migrations, transaction

BLANKS = r"\u0009-\u000d\u0085\u00a0\u00ad\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f-\u2064\u3000\u3164\ufeff"
CONTROLS = (
    r"\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2065-\u206f"
    r"\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
UNNAMEABLE = f"[{BLANKS}{CONTROLS}]|  |^ | $"


def mending(app: str, **columns: tuple[str, ...]) -> migrations.RunPython:
    """The step of a migration that mends these columns, given as model=(column, …)."""

    def mend(apps, schema_editor):
        for model, names in columns.items():
            for name in names:
                mend_column(schema_editor.connection, apps.get_model(app, model)._meta, name)

    return migrations.RunPython(mend, migrations.RunPython.noop)


def mend_column(connection, meta, column: str) -> int:
    """Fold every name that breaks the rule; answer how many. The histories tell of it."""
    field, key, table = meta.get_field(column), meta.pk.column, meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{key}", "{column}" FROM {table} WHERE "{column}" ~ %s', [UNNAMEABLE])
        rows = cursor.fetchall()
        if rows:
            with guards_aside(cursor, table):
                for pk, text in rows:
                    write(cursor, f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = %s', candidates(text, field), pk)
    return len(rows)


def candidates(text: str, field):
    """The mended name, and with a number should another row have it already."""
    name = re.sub(f"[ {BLANKS}]+", " ", re.sub(f"[{CONTROLS}]", "", text)).strip(" ")
    name = name or ("" if field.blank else "未命名")
    yield name
    for number in range(2, 1000):
        yield f"{name[: field.max_length - 6]} ({number})"


def write(cursor, sql: str, names, pk) -> None:
    for name in names:
        try:
            with transaction.atomic(using=cursor.db.alias):
                cursor.execute(sql, [name, pk])
            return
        except IntegrityError:
            continue
    raise IntegrityError(f"no free name for row {pk}")


@contextmanager
def guards_aside(cursor, table: str):
    """Guards refuse edits of what was approved; what stood there is meant by the mended name too."""
    cursor.execute(
        "SELECT quote_ident(tgname) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
        " AND tgenabled = 'O' AND tgname NOT LIKE 'pgtrigger\\_update\\_update%%'",
        [table],
    )
    guards = [name for (name,) in cursor.fetchall()]
    for name in guards:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for name in guards:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
