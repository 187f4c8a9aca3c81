"""Run SQL aggregates over querysets: the rows of each are materialized once as a CTE, and all totals are computed from
them.
"""

import re
from collections import namedtuple
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def aggregate_over(rows: QuerySet[Any] | Mapping[str, QuerySet[Any]], sql: str, params: dict | None = None) -> list:
    """Run `sql`, which reads the queryset's rows as the CTE `facts`, or those of several under their names, and return
    its result rows; empty when one of them can have no row.
    """
    named = rows if isinstance(rows, Mapping) else {"facts": rows}
    ctes, given = [], dict(params or {})
    try:
        for name, queryset in named.items():
            inner, values = sql_with_named_params(queryset, f"{name}_")
            ctes.append(f"{name} AS MATERIALIZED ({inner})")
            given |= values
    except EmptyResultSet:
        return []
    return fetch_named_rows(f"WITH {', '.join(ctes)} {sql}", given)


def sql_with_named_params(rows: QuerySet[Any], prefix: str = "inner") -> tuple[str, dict]:
    """A query as SQL whose parameters have names, so that it may stand within another."""
    sql, values = rows.query.sql_with_params()
    names = iter(range(len(values)))
    # What follows a percent sign is a parameter (s) or a percent sign.
    sql = re.sub(r"%(.)", lambda sign: f"%({prefix}{next(names)})s" if sign[1] == "s" else sign[0], sql)
    return sql, {f"{prefix}{number}": value for number, value in enumerate(values)}


def fetch_named_rows(sql: str, params: dict) -> list:
    """Rows with the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = namedtuple("row", [column.name for column in cursor.description])  # type: ignore[misc]
        return [row(*values) for values in cursor.fetchall()]
