"""The fields of a milestone as the API tells them: those of every report's row."""

from typing import Any

from rest_framework import serializers

from milestones.models import Milestone
from milestones.models.status import DECIDING_ORDER, RANKED, State

STATES = [
    state.value
    for state in (
        State.UNPLANNED,
        State.OPEN,
        State.OVERDUE,
        State.AWAITING,
        State.FINISHED,
        State.SUSPENDED,
        State.CANCELLED,
    )
]
LIGHTS = [light.value for light in RANKED]
RULES = [rule.value for rule in DECIDING_ORDER]


def nullable_field(field: type[serializers.Field], **options: Any) -> serializers.Field:
    """A field that may be null."""
    return field(allow_null=True, **options)


class MilestoneRowSerializer(serializers.Serializer):
    """Where a milestone stands at the end of a day; unit, steward and owner are those of that day."""

    id = serializers.IntegerField()
    project = serializers.CharField(help_text="Code of the project.")
    project_name = serializers.CharField()
    name = serializers.CharField()
    unit = nullable_field(serializers.CharField, help_text="Code of the responsible unit.")
    unit_name = nullable_field(serializers.CharField)
    category = serializers.CharField(help_text="Code of the category.")
    category_name = serializers.CharField(help_text="In the reader's language.")
    owner = nullable_field(serializers.CharField, help_text="Username of the owner, else of the project's steward.")
    owner_name = nullable_field(serializers.CharField)
    origin = serializers.ChoiceField(Milestone.Origin.choices)
    state = serializers.ChoiceField(STATES)
    starts_on = nullable_field(serializers.DateField)
    baseline_first = nullable_field(serializers.DateField)
    baseline_due = nullable_field(serializers.DateField)
    forecast_due = serializers.DateField()
    slip_days = nullable_field(serializers.IntegerField, help_text="Baseline in force less the first one.")
    claimed_on = nullable_field(serializers.DateField)
    claim_pending = serializers.BooleanField(
        help_text="A claim waits for its decision; after an earlier return the state stays what it would be without it."
    )
    confirmed_on = nullable_field(serializers.DateField)
    cancelled_on = nullable_field(serializers.DateField)
    finished_on = nullable_field(serializers.DateField)
    is_overdue = serializers.BooleanField()
    days_late = serializers.IntegerField(help_text="Calendar days.")
    working_days_late = serializers.IntegerField()
    late_at_approval = serializers.IntegerField(
        help_text="Days by which the first baseline had passed when it was approved; 0 where it had not."
    )
    quantity = nullable_field(serializers.CharField, help_text="Cumulative quantity due, a decimal.")
    quantity_written = serializers.CharField(
        help_text="The quantity due as people read it: the whole promise in its words."
    )
    reported = nullable_field(serializers.CharField, help_text="Last quantity reported, a decimal.")
    expected = nullable_field(serializers.CharField, help_text="Quantity expected by the day, a decimal.")
    light = serializers.ChoiceField(LIGHTS, allow_null=True, help_text="Null when cancelled.")
    light_rule = serializers.ChoiceField(RULES, allow_null=True)
    light_reason = serializers.CharField(help_text="One sentence in the language of Accept-Language.")
    returned_times = serializers.IntegerField()
