"""Files that go with reports, claims and requests."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.guards import append_only_guard, present_instant_guards, track_history
from projects.models import User

from .milestone_fact import person_foreign_key
from .progress_report import ProgressReport


def evidence_path(attachment: "Attachment", filename: str) -> str:
    """Where an uploaded file is kept: by day, under a name that says nothing about its content."""
    return f"evidence/{timezone.localdate():%Y/%m}/{timezone.now():%H%M%S%f}-{filename[-60:]}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """The files of the facts that one may see."""
        seen = Q()
        for name in ("report", "claim", "change"):
            facts: Any = self.model._meta.get_field(name).related_model
            seen |= Q(**{f"{name}__in": facts.objects.visible_to(user)})
        return self.filter(seen)


@track_history()
class Attachment(models.Model):
    """A photo or paper that goes with a report, a claim or a change request."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("report")
    )
    claim = models.ForeignKey(
        "Claim", models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("claim")
    )
    change = models.ForeignKey(
        "ChangeRequest", models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("change")
    )
    file = models.FileField(_("file"), upload_to=evidence_path)
    by = person_foreign_key(verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                name="file_goes_with_one_fact",
                condition=Q(report__isnull=False, claim=None, change=None)
                | Q(report=None, claim__isnull=False, change=None)
                | Q(report=None, claim=None, change__isnull=False),
            )
        ]
        triggers = [*present_instant_guards("at"), append_only_guard()]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name as it was uploaded; the stored one begins with an instant."""
        return str(self.file.name).rpartition("/")[2].partition("-")[2]

    @property
    def is_picture(self) -> bool:
        return self.title.lower().endswith((".jpg", ".jpeg", ".png", ".webp"))
