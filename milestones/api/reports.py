"""The leaders' reports as JSON: the first page, the ranking of units and the trend, from the rows that the pages
show.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.clock import parse_day
from milestones.models import Instruction
from milestones.reports.home.report import home_report
from milestones.reports.ranking.report import PERIODS, unit_ranking
from milestones.reports.trend.report import overdue_trend
from milestones.rules.version import RULE_VERSION
from projects.api.strict import StrictParameters
from projects.models import Reorganization, Unit

from .milestone_row import MilestoneRowSerializer, nullable_field
from .milestones import ON
from .overdue import CalendarEditionSerializer, PolicyInForceSerializer

SINCE = OpenApiParameter("since", str, description="The earlier day to compare with (ISO); a week before by default.")
PERIOD = OpenApiParameter("period", str, enum=list(PERIODS), default="year")


class LightsSerializer(serializers.Serializer):
    """How many projects carry each light."""

    red = serializers.IntegerField()
    yellow = serializers.IntegerField()
    green = serializers.IntegerField()
    blue = serializers.IntegerField()
    grey = serializers.IntegerField()


class TallySerializer(serializers.Serializer):
    """Projects of a list, unit or category; `none` is the code of those without a unit."""

    code = serializers.CharField()
    name = serializers.CharField()
    total = serializers.IntegerField()
    lights = LightsSerializer()
    scheduled = serializers.IntegerField(help_text="With an approved schedule.")
    longest = serializers.IntegerField(help_text="Days of the longest overdue milestone.")


class AgeSerializer(serializers.Serializer):
    """Overdue milestones by days late, on the day and on the earlier day."""

    least = serializers.IntegerField()
    most = nullable_field(serializers.IntegerField)
    count = serializers.IntegerField()
    before = serializers.IntegerField()


class ApartSerializer(serializers.Serializer):
    """What no overdue count holds."""

    awaiting = serializers.IntegerField(help_text="Claims to decide; what was claimed again is overdue meanwhile.")
    late_claimed = serializers.IntegerField(help_text="First claims of what is more than 30 days late.")
    suspended = serializers.IntegerField()
    unplanned = serializers.IntegerField(help_text="Milestones without an approved date.")
    cancelled = serializers.IntegerField(help_text="Cancelled while overdue.")
    unscheduled = serializers.IntegerField(help_text="Projects without an approved schedule.")
    stated = serializers.IntegerField(help_text="Without one, and finished as the register itself states.")
    lowered = serializers.IntegerField(help_text="Quantities lowered by decision.")
    doubtful = serializers.IntegerField(help_text="Reported figures hard to believe that wait for a decision.")


class TurnedSerializer(serializers.Serializer):
    """A project whose light or place changed, and how."""

    project = serializers.CharField()
    project_name = serializers.CharField()
    how = serializers.CharField()


class MovedSerializer(TurnedSerializer):
    """A project that was moved from one unit to another, and the days that its longest milestone is overdue."""

    on = serializers.DateField()
    from_unit = serializers.CharField()
    from_unit_name = serializers.CharField()
    to_unit = nullable_field(serializers.CharField)
    to_unit_name = serializers.CharField()
    by = nullable_field(serializers.CharField)
    by_name = serializers.CharField()
    late = serializers.IntegerField()


class LedSerializer(TurnedSerializer):
    """A project that was given from one leader to another, and the days that its longest milestone is overdue."""

    on = serializers.DateField()
    from_leader = serializers.CharField()
    from_leader_name = serializers.CharField()
    to_leader = nullable_field(serializers.CharField)
    to_leader_name = serializers.CharField()
    by = nullable_field(serializers.CharField)
    by_name = serializers.CharField()
    late = serializers.IntegerField()


class ReorganizationSerializer(serializers.Serializer):
    """A unit that was renamed, merged into another, split or closed."""

    on = serializers.DateField()
    kind = serializers.ChoiceField(Reorganization.Kind.choices)
    unit = serializers.CharField()
    unit_name = serializers.CharField(help_text="As it was called before.")
    into = nullable_field(serializers.CharField)
    into_name = nullable_field(serializers.CharField)
    name = serializers.CharField(allow_blank=True, help_text="The new name, where it was renamed.")
    document_number = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    how = serializers.CharField()


class KindChangeSerializer(serializers.Serializer):
    """A unit that is ranked in another group than before."""

    unit = serializers.CharField()
    unit_name = serializers.CharField()
    on = serializers.DateField()
    was = serializers.ChoiceField(Unit.Kind.choices)
    now = serializers.ChoiceField(Unit.Kind.choices)
    people = serializers.ListField(child=serializers.CharField())
    how = serializers.CharField()


class CalendarChangeSerializer(serializers.Serializer):
    """Working days that were changed on one day: they move lights by themselves."""

    on = serializers.DateField()
    days = serializers.ListField(child=serializers.DateField())
    people = serializers.ListField(child=serializers.CharField())
    how = serializers.CharField()


class PolicyChangeSerializer(serializers.Serializer):
    """A policy that took effect, with each number that it changed: column, before, since."""

    on = serializers.DateField()
    category = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    numbers = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    how = serializers.CharField()


class FreshDecisionSerializer(serializers.Serializer):
    """What somebody decided within 24 hours of being given the power to; a grant or the calendar has no project."""

    project = nullable_field(serializers.CharField)
    project_name = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    by = serializers.CharField()
    by_name = serializers.CharField()
    at = serializers.DateTimeField()
    given = serializers.DateTimeField(help_text="When the power was given.")
    how = serializers.CharField()


class OpenInstructionSerializer(serializers.Serializer):
    """The newest instruction still open."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Instruction.Kind.choices)
    text = serializers.CharField()
    reply_by = serializers.DateField()


class WorstSerializer(MilestoneRowSerializer):
    """One of the ten worst: the row of every report, why, and what is asked."""

    steward = nullable_field(serializers.CharField)
    reason = serializers.CharField(allow_blank=True)
    extension = serializers.CharField(allow_blank=True)
    need = serializers.CharField(allow_blank=True)
    instruction = OpenInstructionSerializer(allow_null=True)


class HomeSerializer(serializers.Serializer):
    """Where the district stands at the end of a day, beside an earlier day."""

    on = serializers.DateField()
    since = serializers.DateField()
    projects = serializers.IntegerField()
    programmes = serializers.IntegerField()
    lights = LightsSerializer()
    lights_before = LightsSerializer()
    phases = serializers.DictField(child=serializers.IntegerField())
    phases_before = serializers.DictField(child=serializers.IntegerField())
    overdue = serializers.IntegerField()
    overdue_before = serializers.IntegerField()
    longest = serializers.IntegerField()
    ages = AgeSerializer(many=True)
    apart = ApartSerializer()
    apart_before = ApartSerializer()
    turned_red = TurnedSerializer(many=True)
    cured = TurnedSerializer(many=True)
    placed = TurnedSerializer(many=True, help_text="Came under a programme, or left one.")
    moved = MovedSerializer(many=True, help_text="Given to another unit.")
    led = LedSerializer(many=True, help_text="Given to another leader; what left the leader asked for among them.")
    reorganizations = ReorganizationSerializer(many=True)
    kind_changes = KindChangeSerializer(many=True)
    policy_changes = PolicyChangeSerializer(many=True)
    calendar_changes = CalendarChangeSerializer(many=True)
    fresh_decisions = FreshDecisionSerializer(many=True)
    worst = WorstSerializer(many=True)
    by_list = TallySerializer(many=True)
    by_unit = TallySerializer(many=True)
    by_category = TallySerializer(many=True)
    rules = serializers.IntegerField(help_text="The version of the rules; docs/truth.md tells what each changed.")
    policy = PolicyInForceSerializer(many=True)
    calendar = CalendarEditionSerializer()
    checksum = serializers.CharField()


class LastPeriodSerializer(serializers.Serializer):
    """The period before, to its last day."""

    first = serializers.DateField()
    on = serializers.DateField()


class UnitRowSerializer(serializers.Serializer):
    """One unit of the ranking; rates in percent and days with one decimal, null where nothing is counted."""

    unit = serializers.CharField()
    unit_name = serializers.CharField()
    kind = serializers.ChoiceField(["department", "street", "company", "other"])
    rank = nullable_field(serializers.IntegerField, help_text="Within its kind; null with too few milestones.")
    due = serializers.IntegerField()
    counted = serializers.IntegerField()
    force_majeure = serializers.IntegerField()
    neither = serializers.IntegerField()
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    overdue = serializers.IntegerField()
    returned = serializers.IntegerField()
    silent = serializers.IntegerField()
    rate = nullable_field(serializers.CharField, help_text="Against the first baseline; this is the rank.")
    rate_in_force = nullable_field(serializers.CharField)
    slip_days = nullable_field(serializers.CharField)
    change = nullable_field(serializers.CharField, help_text="Points against the last period.")
    climbed = nullable_field(serializers.IntegerField, help_text="Places won against the last period.")
    reorganizations = ReorganizationSerializer(many=True, help_text="Of the year: what became of the unit.")


class RankingSerializer(serializers.Serializer):
    """The ranking of all units, group by group."""

    on = serializers.DateField()
    first = serializers.DateField()
    period = serializers.ChoiceField(list(PERIODS))
    last_period = LastPeriodSerializer()
    min_milestones = serializers.IntegerField()
    without_unit = serializers.IntegerField()
    rules = serializers.IntegerField()
    checksum = serializers.CharField()
    rows = UnitRowSerializer(many=True)


class WeekSerializer(serializers.Serializer):
    """Seven days: the overdue count at their end, and what the nightly job recorded on `runs` of `nights`."""

    first = serializers.DateField()
    last = serializers.DateField()
    overdue = serializers.IntegerField()
    raised = serializers.IntegerField()
    cleared = serializers.IntegerField()
    nights = serializers.IntegerField()
    runs = serializers.IntegerField()


class TrendSerializer(serializers.Serializer):
    """The last 26 weeks, the oldest first; `since` is the first night of the nightly job."""

    on = serializers.DateField()
    since = nullable_field(serializers.DateField)
    weeks = WeekSerializer(many=True)
    rules = serializers.IntegerField()
    checksum = serializers.CharField()


class ReportView(StrictParameters):
    """A report of a day."""

    takes: tuple[str, ...] = ("on",)

    def known_parameters(self) -> dict[str, Any]:
        return dict.fromkeys(self.takes)

    def asked_day(self) -> dt.date:
        return parse_day(self.request.query_params.get("on"))


class HomeView(ReportView):
    takes = ("on", "since")

    @extend_schema(parameters=[ON, SINCE], responses=HomeSerializer, operation_id="reports_home")
    def get(self, request: Request) -> Response:
        """Projects by light, phase, list, unit and category, what is counted apart, what changed, the ten worst."""
        since: Any  # as asked, then as a day
        on, since = self.asked_day(), request.query_params.get("since")
        since = parse_day(since, "since") if since else None
        if since and since >= on:
            raise serializers.ValidationError({"since": _("This day is not before the day reported.")})
        return Response(home_report(request.user, on, since).as_json())  # type: ignore[arg-type]


class UnitsView(ReportView):
    takes = ("on", "period")

    @extend_schema(parameters=[ON, PERIOD], responses=RankingSerializer, operation_id="reports_units")
    def get(self, request: Request) -> Response:
        """Every unit's on-time rate and rank; the whole table for every reader."""
        period = request.query_params.get("period", "year")
        if period not in PERIODS:
            raise serializers.ValidationError({"period": _("There is no “%(value)s” here.") % {"value": period}})
        return Response(unit_ranking(self.asked_day(), period).as_json())


class TrendView(ReportView):
    @extend_schema(parameters=[ON], responses=TrendSerializer, operation_id="reports_trend")
    def get(self, request: Request) -> Response:
        """Overdue counts at the end of each of 26 weeks, and what the nightly job raised and cleared."""
        found = overdue_trend(request.user, self.asked_day())  # type: ignore[arg-type]
        weeks = [vars(week) for week in found.weeks]
        answer = {
            "on": found.on,
            "since": found.since,
            "weeks": weeks,
            "rules": RULE_VERSION,
            "checksum": found.checksum,
        }
        return Response(TrendSerializer(answer).data)
