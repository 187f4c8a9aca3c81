"""From an uploaded file to an import that waits, and the doorbell that wakes the worker."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.errors import Conflict, NotAllowed
from backoffice.names import sanitise_name
from backoffice.statement_timeout import lift_statement_limit
from backoffice.storage import discard_files_on_failure
from milestones.models import Import
from projects import valkey
from projects.models import User
from projects.permissions import may_perform

from .importer import process_waiting_imports
from .reader import refusal_sentence
from .validate_file import WorkbookRefused, check_workbook_file


def store_import(file: Any, *, by: User) -> Import:
    """Keep the file and have it checked. Raise NotAllowed, or ValidationError where it is not fit to be read."""
    if not may_perform(by, "import"):
        raise NotAllowed(_("Your role may not import."))
    try:
        if file.name.lower().endswith(".xlsm"):
            raise WorkbookRefused("macros")
        check_workbook_file(file)
    except WorkbookRefused as refusal:
        raise ValidationError({"file": ValidationError(refusal_sentence(refusal), refusal.why)}) from None
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    with discard_files_on_failure():
        record = Import.objects.create(file=file, name=sanitise_name(file.name)[-200:], sha256=digest, by=by)
    transaction.on_commit(lambda: wake_import_worker(record))
    return record


@transaction.atomic
def start_import(record: Import, *, by: User) -> None:
    """Have a checked import written. Only its maker starts it, once."""
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.by_id != by.pk:
        raise NotAllowed(_("Only who uploaded the file starts the import."))
    if record.state != Import.State.CHECKED:
        said = _("This import is not waiting to be started; it is: %(state)s.")
        raise Conflict(said % {"state": record.get_state_display()})
    record.state, record.done = Import.State.APPLYING, 0
    record.ended_at = timezone.now()  # it waits from here on
    record.save(update_fields=["state", "done", "ended_at"])
    transaction.on_commit(lambda: wake_import_worker(record))


def process_import_inline(record: Import, *, by: User) -> None:
    """Check or write a small import within this request. Only its maker has it done."""
    if record.by_id != by.pk:
        raise NotAllowed(_("Only who uploaded the file has it worked on here."))
    if not record.is_small:
        raise Conflict(_("A file of this size is left to the background worker."))
    with lift_statement_limit():
        process_waiting_imports(pk=record.pk)


def wake_import_worker(record: Import) -> None:
    """Wake a worker; if the broker is away, a small file is worked on here, and a large one by the next tick."""
    if not valkey.enqueue_task("milestones.work_imports") and record.is_small:
        with lift_statement_limit():
            process_waiting_imports(pk=record.pk)
