"""The overdue report as JSON: its totals, and its rows a page at a time."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from backoffice.clock import parse_day
from milestones.models.status import Light
from milestones.reports.filters import GROUPS, SORTS, STATES, OverdueFilters
from milestones.reports.overdue.report import OverdueReport, build_overdue_report
from projects.api.strict import StrictParameters

from .milestone_row import MilestoneRowSerializer
from .milestones import ON

SIZE, MOST = 100, 200
CHOICES = [
    ("light", Light.choices, "Every milestone that carries the light, in place of what is overdue."),
    ("state", STATES[1:], "The milestones in this state, in place of what is overdue."),
    ("group", GROUPS[1:], "What the order of the rows keeps together; by default how long overdue."),
    ("sort", SORTS[1:], "The order within a group; by default the longest overdue first."),
]
PAGING = ("on", "page_size", "cursor")


class GroupSerializer(serializers.Serializer):
    """A unit or category with its rows and the longest of them in days."""

    code = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    longest = serializers.IntegerField()


class PolicyInForceSerializer(serializers.Serializer):
    """Numbers that the lights of the day rest on; without a category the general ones."""

    category = serializers.CharField(allow_null=True)
    effective_from = serializers.DateField()
    due_soon_workdays = serializers.IntegerField()
    behind_yellow = serializers.CharField()
    behind_red = serializers.CharField()


class CalendarEditionSerializer(serializers.Serializer):
    """Which holidays the working days were counted with."""

    edition = serializers.CharField()
    years = serializers.DictField(child=serializers.ChoiceField(["official", "provisional", "missing"]))


class OverdueReportSerializer(serializers.Serializer):
    """`total` counts all; `rows` is one page, worst first. The same day answers the same, whenever it is asked."""

    on = serializers.DateField()
    total = serializers.IntegerField()
    awaiting = serializers.IntegerField(
        help_text="Claimed finished, not decided; only what was claimed again is in the overdue count too."
    )
    suspended = serializers.IntegerField()
    by_unit = GroupSerializer(many=True)
    by_category = GroupSerializer(many=True)
    rules = serializers.IntegerField(help_text="The version of the rules; docs/truth.md tells what each changed.")
    policy = PolicyInForceSerializer(many=True)
    calendar = CalendarEditionSerializer()
    checksum = serializers.CharField()
    rows = MilestoneRowSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class OverdueView(StrictParameters):
    """What is past its approved date at the end of a day."""

    PARAMETERS = [
        ON,
        *(OpenApiParameter(name, str) for name in ("unit", "list", "category", "leader", "steward")),
        *(OpenApiParameter(name, int) for name in ("plan_year", "late_min", "late_max")),
        *(
            OpenApiParameter(name, str, enum=[value for value, _word in words], description=said)
            for name, words, said in CHOICES
        ),
        OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}),
        OpenApiParameter("cursor", str, description="Opaque; from `next`."),
    ]

    def known_parameters(self) -> dict[str, Any]:
        """The conditions of the report, the day and the page."""
        return dict.fromkeys([*OverdueFilters.base_fields, *PAGING])

    @extend_schema(parameters=PARAMETERS, responses=OverdueReportSerializer, operation_id="reports_overdue")
    def get(self, request: Request) -> Response:
        """The totals and the first page, or the page of the cursor."""
        params = request.query_params.dict()
        size: Any  # as asked, then as a number
        day, size, cursor = (params.pop(name, None) for name in PAGING)
        report = build_overdue_report(request.user, parse_day(day), params)  # type: ignore[arg-type]
        start, size = self._start(cursor, report), self._size(size)
        page = [row.as_json() for row in report.rows(start, start + size)]
        return Response(report.summary() | {"rows": page, "next": self._next(report, start + size)})

    @staticmethod
    def _size(text: str | None) -> int:
        field = serializers.IntegerField(min_value=1, max_value=MOST)
        try:
            return SIZE if text is None else field.run_validation(text)
        except serializers.ValidationError as fault:
            raise serializers.ValidationError({"page_size": fault.detail}) from None

    @staticmethod
    def _start(cursor: str | None, report: OverdueReport) -> int:
        """The place after the last row that was shown; of a row that left the report, the place it had."""
        if cursor is None:
            return 0
        try:
            place, last = signing.loads(cursor, salt="api.overdue")
        except (signing.BadSignature, ValueError):
            text = _("This cursor is not one of ours; start from the first page.")
            raise serializers.ValidationError({"cursor": text}) from None
        return report.ids.index(last) + 1 if last in report.ids else place

    def _next(self, report: OverdueReport, stop: int) -> str | None:
        if stop >= len(report.ids):
            return None
        cursor = signing.dumps([stop, report.ids[stop - 1]], salt="api.overdue")
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)
