"""Whether a key is one of those of some rows, which are found once and then looked up by an index."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q


class IsAny(models.Func):
    """Whether a value is in an array: the array is computed once, before any row is looked at."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = models.BooleanField()


def key_subquery(rows: models.QuerySet[Any]) -> ArraySubquery:
    """The primary keys of some rows, which the database finds before anything else."""
    return ArraySubquery(rows.order_by().values("pk"))


def key_among_q(column: str, rows: models.QuerySet[Any]) -> Q:
    """The condition that a column names one of the rows; beside others an index of the column still serves it."""
    return Q(IsAny(F(column), key_subquery(rows)))
