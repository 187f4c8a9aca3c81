"""A form counts once, however often it is sent, and says what was recorded; files of a refused form wait for the next
try.
"""

import uuid
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .clock import day_of_instant, today
from .concurrency import snapshot
from .days import show_day
from .errors import Conflict
from .models import Submission, Upload
from .names import sanitise_name
from .requests import PersonRequest
from .storage import discard_files_on_failure, is_disk_full

# What differs between two sendings of the same text.
ASIDE = {"csrfmiddlewaretoken", "next", "token", "kept", "keep", "draft"}


def form_token(data: Mapping[str, Any]) -> uuid.UUID:
    """The form's own number: as sent, or a new one."""
    try:
        return uuid.UUID(data.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def form_digest(data: Any, files: Any) -> str:
    """What was typed and chosen, as a number."""
    typed = sorted((name, data.getlist(name)) for name in data if name not in ASIDE)
    chosen = sorted((file.name, file.size) for name in files for file in files.getlist(name))
    return sha256(repr((typed, chosen)).encode()).hexdigest()


def record_submission(form: Any) -> tuple[Submission, bool]:
    """Get or create the Submission for the form's token; return it and whether it is new. Raise Conflict if the token
    was used with different content.
    """
    digest = form_digest(form.data, form.files)
    mark, first = Submission.objects.get_or_create(token=form.token, defaults={"by": form.user, "digest": digest})
    if not first:
        handle_repeated_form(form, mark, digest)
    return mark, first


def told_before(request: HttpRequest) -> str | None:
    """What this person was told when this very form was done before; None if it was not.

    The answer may have been lost on its way, and what the form did may be the reason why it is no longer valid.
    """
    mark = Submission.objects.filter(token=form_token(request.POST), by=request.user.pk).first()
    same = mark is not None and mark.digest == form_digest(request.POST, request.FILES)
    return mark.said if mark and same else None


def record_page_submission(request: PersonRequest) -> Submission | None:
    """The mark that this very page of a record was sent with this text; `said` is where its first sending led."""
    if request.method != "POST" or not request.POST.get(snapshot.NAME):
        return None
    typed = sorted((name, request.POST.getlist(name)) for name in request.POST if name not in ASIDE)
    digest = sha256(repr((request.path, typed)).encode()).hexdigest()
    defaults = {"by": request.user, "digest": digest}
    return Submission.objects.get_or_create(token=uuid.UUID(digest[:32]), defaults=defaults)[0]


def submit_form_once(form: Any) -> None:
    """Do the action unless this very form was done before; in one transaction with the mark that it was."""
    mark, first = record_submission(form)
    if not first:
        return
    form.act()
    if form.preview is not None:
        return transaction.set_rollback(True)
    form.said = form.outcome()
    mark.said = strip_tags(form.said)
    mark.save(update_fields=["said"])


def handle_repeated_form(form: Any, mark: Submission, digest: str) -> None:
    """The same again is answered as before; another text in a form that was done is asked about."""
    if (mark.by_id, mark.digest) == (form.user.pk, digest):
        form.said = mark.said
        return
    form.token = uuid.uuid4()
    when = f"{show_day(day_of_instant(mark.at), today())} {time_format(timezone.localtime(mark.at), 'H:i')}"
    text = _(
        "This form was filed already on %(when)s. What it says now is not recorded: send it again to file it as well."
    )
    raise Conflict(text % {"when": when})


def forget_draft(response: HttpResponse) -> HttpResponse:
    """An answer after which the browser forgets what was typed: the form can never be sent."""
    response.draft_over = True  # type: ignore[attr-defined]
    return response


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


def kept_name(file: Any) -> str:
    return sanitise_name(file.name)[-200:]


def store_refused_uploads(form: Any) -> None:
    """Store the good files of a refused form, for whoever may send it again."""
    field = form.fields.get("files")
    if field is None or not form.place or not form.fits(form.user, form.subject):
        return
    waiting = {(upload.name, upload.file.size) for upload in field.waiting}
    for file in field.good[: MOST - len(field.waiting)]:
        if (kept_name(file), file.size) in waiting:
            continue  # the same form, sent again
        file.seek(0)
        try:
            with transaction.atomic(), discard_files_on_failure():
                upload = Upload.objects.create(by=form.user, place=form.place, file=file, name=kept_name(file))
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
