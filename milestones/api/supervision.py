"""What supervision leaves behind: flags, escalations, instructions and mails."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from milestones.models import Delivery, Escalation, Instruction, OverdueFlag
from milestones.models.instruction import Addressee
from projects.api.filters import (
    ChoiceSetFilter,
    CodeFilter,
    Day,
    IdFilter,
    Search,
    WholeNumberFilter,
    YesNo,
    person_filter,
    project_filter,
    unit_filter,
    visible_projects,
)
from projects.api.strict import ReadingViewSet, username_field
from projects.models import Project

from .claims import visible_milestones
from .milestone_fact import MilestoneFactSerializer, read_only_name_field


def visible_flags(request: Any) -> QuerySet[OverdueFlag]:
    """What the reader may name in a filter."""
    return OverdueFlag.objects.visible_to(request.user) if request else OverdueFlag.objects.none()


class FlagSerializer(MilestoneFactSerializer):
    class Meta:
        model = OverdueFlag
        fields = [
            "id",
            *MilestoneFactSerializer.CONTEXT,
            "baseline_due",
            "since",
            "raised_on",
            "cleared_on",
            "why",
        ]


class FlagFilters(filters.FilterSet):
    open = YesNo("cleared_on", "isnull")
    milestone = IdFilter(queryset=visible_milestones)
    project = project_filter("milestone__project")
    unit = unit_filter("milestone__project__unit")
    raised_before = Day("raised_on", "lt")
    raised_after = Day("raised_on", "gt")


class FlagViewSet(ReadingViewSet):
    """When lateness was noticed and cleared. What is overdue today is asked of `milestones/`."""

    queryset = OverdueFlag.objects.select_related(*MilestoneFactSerializer.JOINS)
    serializer_class = FlagSerializer
    filterset_class = FlagFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-raised_on",)
    ordering_fields = {"raised_on": "raised_on", "cleared_on": "cleared_on", "since": "since", "id": "id"}


class EscalationSerializer(serializers.ModelSerializer):
    milestone = serializers.IntegerField(source="flag.milestone_id", read_only=True)
    milestone_name = read_only_name_field("flag.milestone.name")
    project = read_only_name_field("flag.milestone.project.code")
    project_name = read_only_name_field("flag.milestone.project.name")
    to = username_field(allow_null=True)

    class Meta:
        model = Escalation
        fields = ["id", "flag", "milestone", "milestone_name", "project", "project_name", "step", "on", "to"]


class EscalationFilters(filters.FilterSet):
    flag = IdFilter(queryset=visible_flags)
    milestone = IdFilter("flag__milestone", queryset=visible_milestones)
    project = project_filter("flag__milestone__project")
    step = WholeNumberFilter("step")
    to = person_filter("to")
    on_before = Day("on", "lt")
    on_after = Day("on", "gt")


class EscalationViewSet(ReadingViewSet):
    """Steps of the ladder that were reached: 1 owner and steward, 2 unit head, 3 leader, 4 monthly list."""

    queryset = Escalation.objects.select_related("flag__milestone__project", "to")
    serializer_class = EscalationSerializer
    filterset_class = EscalationFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-on",)
    ordering_fields = {"on": "on", "step": "step", "id": "id"}


class InstructionSerializer(serializers.ModelSerializer):
    """`project` is the project concerned, whether the instruction names it or one of its milestones."""

    milestone_name = read_only_name_field("milestone.name", allow_null=True)
    project = serializers.SerializerMethodField()
    project_name = serializers.SerializerMethodField()
    given_by = username_field("by")
    closed_by = username_field(allow_null=True)
    unit = read_only_name_field("unit.code", allow_null=True)

    class Meta:
        model = Instruction
        fields = [
            "id",
            "kind",
            "milestone",
            "milestone_name",
            "project",
            "project_name",
            "to",
            "unit",
            "given_by",
            "at",
            "text",
            "reply_by",
            "reply",
            "closed_at",
            "closed_by",
            "close_reason",
        ]

    @staticmethod
    def concerns(instruction: Instruction) -> Project:
        """The project."""
        return instruction.project or instruction.milestone.project  # type: ignore[union-attr]

    def get_project(self, instruction: Instruction) -> str:
        """Its code."""
        return self.concerns(instruction).code

    def get_project_name(self, instruction: Instruction) -> str:
        """Its name."""
        return self.concerns(instruction).name


class InstructedProject(CodeFilter):
    """The project itself, or that of the milestone."""

    def filter(self, qs: QuerySet[Instruction], value: Any) -> QuerySet[Instruction]:
        """Both ways an instruction can be about a project."""
        return qs.filter(Q(project__in=value) | Q(milestone__project__in=value)) if value else qs


class InstructionFilters(filters.FilterSet):
    kind = ChoiceSetFilter(Instruction.Kind.choices)
    open = YesNo("closed_at", "isnull")
    answered = YesNo("reply", "isnull", exclude=True)
    milestone = IdFilter(queryset=visible_milestones)
    project = InstructedProject("project", visible_projects)
    to = ChoiceSetFilter(Addressee.choices)
    unit = unit_filter("unit")
    given_by = person_filter("by")
    reply_by_before = Day("reply_by", "lt")
    reply_by_after = Day("reply_by", "gt")
    search = Search("text")


class InstructionViewSet(ReadingViewSet):
    """What leaders and supervisors asked for, and by which day."""

    queryset = Instruction.objects.select_related("milestone__project", "project", "by", "unit", "closed_by")
    serializer_class = InstructionSerializer
    filterset_class = InstructionFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-at",)
    ordering_fields = {"at": "at", "reply_by": "reply_by", "id": "id"}


class DeliverySerializer(serializers.ModelSerializer):
    recipient = username_field()

    class Meta:
        model = Delivery
        fields = [
            "id",
            "kind",
            "slot",
            "recipient",
            "language",
            "subject",
            "state",
            "attempts",
            "ambiguous",
            "planned_at",
            "handoff_at",
            "sent_at",
            "last_code",
            "last_error",
        ]


class DeliveryFilters(filters.FilterSet):
    state = ChoiceSetFilter(Delivery.State.choices)
    kind = filters.CharFilter("kind")
    recipient = person_filter("recipient")
    slot = Day("slot")
    slot_before = Day("slot", "lt")
    slot_after = Day("slot", "gt")


class DeliveryViewSet(ReadingViewSet):
    """The ledger of mails: one's own, or all for supervisor, auditor and administrator."""

    queryset = Delivery.objects.select_related("recipient").defer("text", "html", "items")
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilters
    lookup_value_regex = "[0-9]+"
    ordering = ("-planned_at",)
    ordering_fields = {"planned_at": "planned_at", "sent_at": "sent_at", "slot": "slot", "id": "id"}
