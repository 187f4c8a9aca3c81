"""Files of a form that was refused: kept for the next try, listed by name, dropped on request, gone once attached."""

from typing import Any

from django.db import OperationalError, transaction

from .models import Upload
from .names import sanitise_name
from .storage import discard_files_on_failure, is_disk_full

MOST = 20  # files that one form keeps waiting


def restore_kept_uploads(form: Any) -> None:
    """Give the form's file field what waits for it, less what the person has just unticked."""
    field = form.fields.get("files")
    if field is None or not form.place:
        return
    waiting = Upload.objects.of(form.user, form.place)
    if form.is_bound and hasattr(form.data, "getlist"):
        dropped = set(form.data.getlist("kept")) - set(form.data.getlist("keep"))
        waiting.filter(pk__in=[pk for pk in dropped if pk.isdecimal()]).discard()
    field.wait(list(waiting))


def store_refused_uploads(form: Any) -> None:
    """Store the good files of a refused form, for whoever may send it again."""
    field = form.fields.get("files")
    if field is None or not form.place or not form.fits(form.user, form.subject):
        return
    for file in field.good[: MOST - len(field.waiting)]:
        file.seek(0)
        try:
            with transaction.atomic(), discard_files_on_failure():
                upload = Upload.objects.create(
                    by=form.user, place=form.place, file=file, name=sanitise_name(file.name)[-200:]
                )
        except (OSError, OperationalError) as error:
            if is_disk_full(error):
                return  # the form says so, and keeps the words
            raise
        field.wait([*field.waiting, upload])


def discard_kept_uploads(form: Any) -> None:
    """What was attached waits no longer."""
    if form.place and "files" in form.fields:
        for upload in form.fields["files"].waiting:
            upload.file.close()
        Upload.objects.of(form.user, form.place).discard()
