"""Mend names of earlier installations before the database holds every name to the rule. Frozen, as migrations are."""

import re
from contextlib import contextmanager
from typing import NamedTuple

from django.db import IntegrityError, migrations, models, transaction


class Rule(NamedTuple):
    """What a name of that time could not hold: blanks, which are folded, and controls, which are taken out."""

    blanks: str
    controls: str

    @property
    def broken(self) -> str:
        """The pattern of a name that breaks it."""
        return f"[{self.blanks}{self.controls}]|  |^ | $"


ONE_LINE = Rule(
    r"\u0009-\u000d\u0085\u00a0\u00ad\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f-\u2064\u3000\u3164\ufeff",
    r"\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2065-\u206f"
    r"\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f",
)
WITHOUT_FILLERS = Rule(
    r"\u0009-\u000d\u0085\u00a0\u00ad\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200d"
    r"\u2028\u2029\u202f\u205f-\u2064\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0",
    r"\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2065-\u206f"
    r"\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17)),
)


def mending(app: str, rule: Rule = ONE_LINE, **columns: tuple[str, ...]) -> migrations.RunPython:
    """The step of a migration that mends these columns by the rule, given as model=(column, …)."""

    def mend(apps, schema_editor):
        for model, names in columns.items():
            for name in names:
                mend_column(schema_editor.connection, apps.get_model(app, model)._meta, name, rule)

    return migrations.RunPython(mend, migrations.RunPython.noop)


def renewing(app: str, rule: Rule, **columns: tuple[str, ...]) -> list:
    """The steps that mend these columns by a stricter rule, and hold them to it from then on."""
    named = [(model, name, f"{model}_{name}_is_one_line") for model, names in columns.items() for name in names]
    return [
        *(migrations.RemoveConstraint(model, held) for model, _name, held in named),
        mending(app, rule, **columns),
        *(
            migrations.AddConstraint(
                model, models.CheckConstraint(condition=~models.Q(**{f"{name}__regex": rule.broken}), name=held)
            )
            for model, name, held in named
        ),
    ]


def mend_column(connection, meta, column: str, rule: Rule = ONE_LINE) -> int:
    """Fold every name that breaks the rule; answer how many. The histories tell of it."""
    field, key, table = meta.get_field(column), meta.pk.column, meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{key}", "{column}" FROM {table} WHERE "{column}" ~ %s', [rule.broken])
        rows = cursor.fetchall()
        if rows:
            with guards_aside(cursor, table):
                for pk, text in rows:
                    write(cursor, f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = %s', candidates(text, field, rule), pk)
    return len(rows)


def candidates(text: str, field, rule: Rule):
    """The mended name, and with a number should another row have it already."""
    name = re.sub(f"[ {rule.blanks}]+", " ", re.sub(f"[{rule.controls}]", "", text)).strip(" ")
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
