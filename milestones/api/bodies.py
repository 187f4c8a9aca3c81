"""What the verbs read. With files a body goes as multipart under the same names."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from backoffice.evidence import split_evidence_files
from backoffice.names import refuse_controls
from milestones.models import ChangeRequest, Milestone, ProgressReport
from milestones.models.word_correction import WORDS
from projects.api.strict import ByCode, StrictBody
from projects.models import Project, Target, Unit, User

MOST_FILES = 10
ALL_WORDS = {name for names in WORDS.values() for name in names}


class VisibleToReader:
    """Name a record of those that the writer may see; any other is as if it did not exist."""

    def get_queryset(self) -> QuerySet[Any]:
        """What may be named."""
        return super().get_queryset().visible_to(self.context["request"].user)  # type: ignore[attr-defined, misc]


class VisibleRecord(VisibleToReader, serializers.PrimaryKeyRelatedField):
    """By id."""


class VisibleProject(VisibleToReader, ByCode):
    """By code."""

    def __init__(self, **options: Any) -> None:
        super().__init__("code", queryset=Project.objects.all(), **options)


def quantity_field(**options: Any) -> serializers.DecimalField:
    """A decimal as a string."""
    return serializers.DecimalField(max_digits=18, decimal_places=4, min_value=0, **options)


def optional_text_field(**options: Any) -> serializers.CharField:
    """Corrected words; left out where they stay."""
    return serializers.CharField(required=False, **options)


def bodies_by_media_type(body: type[StrictBody], with_files: type[StrictBody]) -> dict[str, type[StrictBody]]:
    """The body for each media type: multipart may carry files."""
    return {"application/json": body, "multipart/form-data": with_files}


class WithFiles(StrictBody):
    """Photos and papers."""

    files = serializers.ListField(child=serializers.FileField(), required=False, max_length=MOST_FILES)

    def validate_files(self, files: list[UploadedFile]) -> list[UploadedFile]:
        """Refuse what the admin refuses, all of it at once."""
        good, errors = split_evidence_files(files)
        if errors:
            raise ValidationError(errors)
        return good


class ReportBody(StrictBody):
    """Progress: the quantity so far, a new forecast, a problem, what is asked of the leader."""

    quantity = quantity_field(required=False, allow_null=True)
    day = serializers.DateField(required=False, allow_null=True)
    forecast_due = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=5000)
    problem = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    need = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    next_step = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=5000,
        help_text="Needed where the figure is hard to believe: far beyond the promise or the last figure, or lowered.",
    )
    corrects = VisibleRecord(queryset=ProgressReport.objects.all(), required=False, allow_null=True)


class ReportBodyWithFiles(ReportBody, WithFiles):
    pass


class ClaimBody(StrictBody):
    """A finish: the day and what shows it."""

    finished_on = serializers.DateField()
    note = serializers.CharField(max_length=5000)
    late_reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ClaimBodyWithFiles(ClaimBody, WithFiles):
    pass


class ChangeBody(StrictBody):
    """A change of what was approved."""

    kind = serializers.ChoiceField(ChangeRequest.Kind.choices)
    name = optional_text_field(max_length=120)
    label = optional_text_field(allow_blank=True, max_length=40)  # type: ignore[assignment]
    measure = optional_text_field(max_length=60)
    as_written = optional_text_field(allow_blank=True, max_length=40)
    qualifier = serializers.ChoiceField(Target.Qualifier.choices, required=False)
    continues = VisibleProject(required=False, allow_null=True)
    new_due = serializers.DateField(required=False, allow_null=True)
    new_quantity = quantity_field(required=False, allow_null=True)
    reason_class = serializers.ChoiceField(
        ChangeRequest.ReasonClass.choices, required=False, help_text="Needed but for a correction of words."
    )
    text = serializers.CharField(max_length=5000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Words go together, and with their own kind alone; every other kind has a class of reason."""
        words = {name: attrs.pop(name) for name in ALL_WORDS if name in attrs}
        if attrs["kind"] == ChangeRequest.Kind.WORDS:
            return attrs | {"words": words}
        said = _("Only a correction of words (kind “words”) takes this.")
        errors = {name: serializers.ErrorDetail(said, "unknown") for name in words}
        if "reason_class" not in attrs:
            errors["reason_class"] = serializers.ErrorDetail(_("Choose a class of reason."), "required")
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class ChangeBodyWithFiles(ChangeBody, WithFiles):
    pass


class ProjectChangeBody(ChangeBody):
    """A change of a project, or of the promised quantity that `target` names."""

    target = VisibleRecord(queryset=Target.objects.all(), required=False, allow_null=True)


class ProjectChangeBodyWithFiles(ProjectChangeBody, WithFiles):
    pass


class ReasonBody(StrictBody):
    """Why."""

    reason = serializers.CharField(max_length=5000)


class ApprovalBody(StrictBody):
    """The number of the document that decides, where there is one."""

    document_number = serializers.CharField(
        required=False, allow_blank=True, max_length=60, validators=[refuse_controls]
    )


class PlanBody(StrictBody):
    """Why a plan is approved although the day of a milestone has passed; needed only then."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class NothingBody(StrictBody):
    """Nothing to say: `{}`."""


class AssignBody(StrictBody):
    """Who answers for the project; what is left out stays."""

    unit = ByCode("code", queryset=Unit.objects.open(), required=False)
    steward = ByCode("username", queryset=User.objects.open(), required=False)
    leader = ByCode("username", queryset=User.objects.open(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something must be assigned."""
        if not attrs:
            raise serializers.ValidationError(_("Name a unit, a steward or a leader."), "required")
        return attrs


class MilestoneBody(StrictBody, serializers.ModelSerializer):
    """A new milestone; it waits for the approval of its plan."""

    class Meta:
        model = Milestone
        fields = ["name", "sequence", "weight", "starts_on", "target", "quantity"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A quantity counts one of the project's own targets."""
        target = attrs.get("target", getattr(self.instance, "target", None))
        project = attrs.get("project") or self.instance.project  # type: ignore[union-attr]
        if target and target.project_id != project.pk:
            raise serializers.ValidationError({"target": _("That quantity belongs to another project.")}, "invalid")
        if attrs.get("quantity", getattr(self.instance, "quantity", None)) is not None and target is None:
            raise serializers.ValidationError({"target": _("Choose which quantity this milestone counts.")}, "required")
        return attrs
