"""What is promised of a quantity on a day: as it was approved, or as it was decided since."""

import datetime as dt

from django.db.models import DateField, DecimalField, F, Func, Value


def target_number_on(function: str, on: dt.date, target: str = "pk") -> Func:
    """A number of a target at the end of a day, by the rule's own function: `target_on`, `expected_on`."""
    return Func(
        F(target),
        Value(on, DateField()),
        function=function,
        output_field=DecimalField(max_digits=24, decimal_places=6),
    )
