"""What the rows of facts have in common: their milestone with its people, and their files."""

from typing import Any

from rest_framework import serializers

from milestones.models import Attachment, Milestone
from projects.models import User


class AttachmentSerializer(serializers.ModelSerializer):
    """A file that goes with a fact."""

    name = serializers.CharField(source="title", read_only=True, help_text="The name as it was uploaded.")

    class Meta:
        model = Attachment
        fields = ["id", "name"]


def read_only_name_field(source: str, **options: Any) -> serializers.CharField:
    """A name, flat beside its code."""
    return serializers.CharField(source=source, read_only=True, default=None, **options)


class MilestoneFactSerializer(serializers.ModelSerializer):
    """Project, unit and owner of the fact's milestone as they are today."""

    milestone: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    milestone_name = read_only_name_field("milestone.name")
    project = read_only_name_field("milestone.project.code")
    project_name = read_only_name_field("milestone.project.name")
    unit = read_only_name_field("milestone.project.unit.code", allow_null=True)
    unit_name = read_only_name_field("milestone.project.unit.name", allow_null=True)
    owner = serializers.SerializerMethodField()
    owner_name = serializers.SerializerMethodField()

    CONTEXT = [
        "milestone",
        "milestone_name",
        "project",
        "project_name",
        "unit",
        "unit_name",
        "owner",
        "owner_name",
    ]
    JOINS = ("milestone__project__unit", "milestone__project__steward", "milestone__owner")

    @staticmethod
    def subject(fact: Any) -> Milestone | None:
        """The milestone that the fact is about."""
        return fact.milestone

    def person(self, fact: Any) -> User | None:
        """The milestone's owner, else the project's steward."""
        milestone = self.subject(fact)
        return milestone and (milestone.owner or milestone.project.steward)  # type: ignore[return-value]

    def get_owner(self, fact: Any) -> str | None:
        """The username."""
        person = self.person(fact)
        return person.username if person else None

    def get_owner_name(self, fact: Any) -> str | None:
        """The name."""
        person = self.person(fact)
        return person.name if person else None
