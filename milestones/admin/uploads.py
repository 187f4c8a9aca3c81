"""Files of a form that was refused: kept for the next try, listed by name, dropped on request, gone once attached."""

from django.db import OperationalError, transaction

from milestones.models import Upload
from projects.names import mended
from projects.storage import kept_with_rows, lacks_room

MOST = 20  # files that one form keeps waiting


def offer(form):
    """Give the form's file field what waits for it, less what the person has just unticked."""
    field = form.fields.get("files")
    if field is None or not form.place:
        return
    waiting = Upload.objects.of(form.user, form.place)
    if form.is_bound and hasattr(form.data, "getlist"):
        dropped = set(form.data.getlist("kept")) - set(form.data.getlist("keep"))
        waiting.filter(pk__in=[pk for pk in dropped if pk.isdecimal()]).discard()
    field.wait(list(waiting))


def keep(form):
    """Store the good files of a refused form, for whoever may send it again."""
    field = form.fields.get("files")
    if field is None or not form.place or not form.fits(form.user, form.subject):
        return
    for file in field.good[: MOST - len(field.waiting)]:
        file.seek(0)
        try:
            with transaction.atomic(), kept_with_rows():
                upload = Upload.objects.create(
                    by=form.user, place=form.place, file=file, name=mended(file.name)[-200:]
                )
        except (OSError, OperationalError) as error:
            if lacks_room(error):
                return  # the form says so, and keeps the words
            raise
        field.wait([*field.waiting, upload])


def clear(form):
    """What was attached waits no longer."""
    if form.place and "files" in form.fields:
        for upload in form.fields["files"].waiting:
            upload.file.close()
        Upload.objects.of(form.user, form.place).discard()
