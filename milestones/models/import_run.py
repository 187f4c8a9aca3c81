"""A workbook that somebody wants to bring in: the file, how far it is, and what it would change or why it cannot."""

import uuid

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.names import NameField, one_line_constraints
from projects.models import User
from projects.permissions import may_perform

from .milestone_fact import person_foreign_key

SMALL = 64 << 10  # bytes that a page can wait for: some thousand rows


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> "ImportQuerySet":
        """One's own imports; supervisors, auditors and administrators see all."""
        if may_perform(user, "watch"):
            return self
        return self.filter(by=user) if user.role else self.none()

    def under_way(self) -> "ImportQuerySet":
        return self.filter(state__in=(Import.State.CHECKING, Import.State.APPLYING))


def workbook_path(record: "Import", filename: str) -> str:
    """Where an uploaded workbook is kept: by month, under a name that says nothing."""
    return f"imports/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}.xlsx"


class Import(models.Model):
    """One upload. It is checked first and written only when its maker says so; who works on it holds a lease."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        FAULTY = "faulty", _("Has faults")
        CHECKED = "checked", _("Ready to import")
        UNCHANGED = "unchanged", _("Nothing to change")
        APPLYING = "applying", _("Being imported")
        DONE = "done", _("Import done")
        FAILED = "failed", _("Not readable")

    file = models.FileField(_("file"), upload_to=workbook_path, validators=[FileExtensionValidator(["xlsx"])])
    name = NameField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    by = person_foreign_key(verbose_name=_("imported by"))
    at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    # sheet -> {"create": n, "update": n, "unchanged": n}
    counts = models.JSONField(_("counts"), default=dict)
    # [sheet, row, column, reason]
    faults = models.JSONField(_("faults"), default=list)
    fault_count = models.PositiveIntegerField(_("number of faults"), default=0)
    # [sheet, row, title, new?, [[head, old, new], …]]
    changes = models.JSONField(_("changes"), default=list)
    message = models.CharField(_("message"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-id"]
        constraints = one_line_constraints("import", "name")
        # The worker looks for what is under way.
        indexes = [
            models.Index(fields=["at"], name="imports_under_way", condition=Q(state__in=["checking", "applying"]))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_small(self) -> bool:
        name = self.file.name or ""
        return self.file.storage.exists(name) and self.file.size <= SMALL

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)
