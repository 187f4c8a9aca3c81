"""The acts of an import: upload a workbook, have it written, or do the work without a worker."""

import datetime as dt
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from milestones.imports.upload import process_import_inline, start_import, store_import
from milestones.models import Import
from projects.models import User

from .import_counts import import_summary_lines
from .outcome import OutcomeActionForm

PATIENCE = dt.timedelta(seconds=20)  # after which a waiting import is offered to be done here


class WorkbookFileInput(forms.FileInput):
    """A button in our own words, and the name of what was chosen."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return render_to_string(
            "admin/workbook_file.html", {"widget": self.get_context(name, value, attrs)["widget"]}
        )


class UploadWorkbookForm(OutcomeActionForm):
    verb, title, submit = "upload", _("Upload a workbook"), _("Upload and check")
    done = _("The workbook is uploaded and being checked.")
    line = "import"
    explain = _("It is checked first: every fault is listed, and nothing is written before you say so.")
    made = None
    more = _("Change cells in an export, or fill in the empty template; its last sheet says how.")

    file = forms.FileField(
        label=_("Excel file (.xlsx)"),
        widget=WorkbookFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("At most 10 MB and 50,000 rows."),
        allow_empty_file=True,  # the gate says it in its own words
    )

    def about(self) -> list[str]:
        return [self.more]

    def act(self) -> None:
        self.made = store_import(self.cleaned_data["file"], by=self.user)


class StartImportForm(OutcomeActionForm):
    """The button that has a checked workbook written."""

    verb, title, solid = "start", _("Import"), True
    done = _("The import has begun; how far it is and what came of it stands below.")
    line = "import"
    explain = _("All rows are written in one go, or none of them.")

    def about(self) -> list[str]:
        return [self.subject.name, *import_summary_lines(self.subject)]

    @classmethod
    def fits(cls, user: User, subject: Import) -> bool:
        return subject.by_id == user.pk and subject.state == Import.State.CHECKED

    def act(self) -> None:
        start_import(self.subject, by=self.user)


class RunImportHereForm(OutcomeActionForm):
    """For when no worker is about: do the work of a small file within this request."""

    verb, title = "here", _("Work on it here and now")
    done = _("Done; the outcome is below.")
    line = "import"
    explain = _("Use this when the background worker does not answer.")

    @classmethod
    def fits(cls, user: User, subject: Import) -> bool:
        return subject.by_id == user.pk and subject.is_left_alone(PATIENCE) and subject.is_small

    def act_once(self) -> None:
        """Not in a transaction of its own: the import makes one."""
        process_import_inline(self.subject, by=self.user)
