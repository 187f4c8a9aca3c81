"""What a form leaves behind: that it was sent, so that it counts once, and files chosen for an action that was not done
yet.
"""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .names import NameField, one_line_constraints

UPLOADS_STAY = dt.timedelta(days=2)
SUBMISSIONS_STAY = dt.timedelta(days=30)


class Submission(models.Model):
    """One form, sent and done. It is written with its fact, so that sending the form again writes nothing again."""

    token = models.UUIDField(primary_key=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    digest = models.CharField(max_length=64)  # of what was typed: another text is another action
    said = models.TextField()  # what the person was told

    class Meta:
        db_table = "milestones_submission"
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        return str(self.token)


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: Any, place: str) -> "UploadQuerySet":
        """What a person chose for one action on one record."""
        return self.filter(by=user, place=place).order_by("id")

    def discard(self) -> int:
        """Delete the rows and then their files; answer how many."""
        found = list(self)
        self.filter(pk__in=[upload.pk for upload in found]).delete()
        for upload in found:
            upload.file.storage.delete(upload.file.name)  # type: ignore[arg-type]
        return len(found)


def waiting_path(upload: Any, filename: str) -> str:
    """Apart from evidence, under a name that says nothing and cannot be guessed."""
    return f"waiting/{uuid.uuid4().hex}"


class Upload(models.Model):
    """A chosen file whose form was refused: browsers forget it, the admin keeps it for the next try."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=200)  # the address of the form
    file = models.FileField(_("file"), upload_to=waiting_path)
    name = NameField(max_length=200)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        db_table = "milestones_upload"
        verbose_name = _("waiting file")
        verbose_name_plural = _("waiting files")
        indexes = [models.Index(fields=["by", "place"], name="upload_of_form")]
        constraints = one_line_constraints("upload", "name")

    def __str__(self) -> str:
        return self.name

    def opened(self) -> File:
        """The content, read once it is asked for, under the name it was chosen by."""
        return File(self.file, name=self.name)


def purge_form_leftovers(now: dt.datetime | None = None) -> dict[str, int]:
    """Forget what no form asks for any more; answer the counts."""
    now = now or timezone.now()
    uploads = Upload.objects.filter(at__lt=now - UPLOADS_STAY).discard()
    submissions, _by_model = Submission.objects.filter(at__lt=now - SUBMISSIONS_STAY).delete()
    return {"uploads": uploads, "submissions": submissions}
