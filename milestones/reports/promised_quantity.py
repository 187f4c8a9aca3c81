"""What is promised of a quantity on a day: as it was approved, or as it was decided since."""

import datetime as dt

from django.db.models import DateField, DecimalField, F, Func, Value


def target_number_on(function: str, on: dt.date, target: str = "pk") -> Func:
    """Return a database expression for a target's number at the end of a day, computed by the named SQL function
    (`target_on`, `expected_on`, `figure_on`).
    """
    return Func(
        F(target),
        Value(on, DateField()),
        function=function,
        output_field=DecimalField(max_digits=24, decimal_places=6),
    )
