"""What several sheets ask alike: the project that a row names, and the sentences for what does not come in."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.imports.sheet import RowFault, WorkbookContext, WorkbookRow, WorkbookSheet
from milestones.models.checks import STATE_REFUSALS
from milestones.models.milestone import UNREPORTABLE
from projects.models import Project

DERIVED = _("This column is worked out by the system and does not come in; restore it.")
CHANGED_SINCE = _("The record was changed after this file was exported; export it again.")
PAST_FORECAST = _("A new forecast must not be before today.")
NAME_FIXED = _("The name does not belong to this code; correct the code, or the name on the projects sheet.")


def natural_code(record: Any) -> str:
    """A record as its code or username."""
    return record.natural_key()[0] if record else ""


def missing_project_text(code: str) -> str:
    return _t("There is no project %(code)s, or it is outside what you may see.") % {"code": code}


def unreportable_faults(column: str, state: str | None) -> Iterator[RowFault]:
    """A state in which no progress is reported."""
    if state in UNREPORTABLE:
        yield RowFault(column, str(STATE_REFUSALS[state]))


class ProjectRowsSheet(WorkbookSheet):
    """Rows that hang on a project: finds the projects of many rows at once."""

    def find_projects(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        """The projects named, those editable, and the rows whose project is nowhere."""
        codes = {row.values["project"] for row in rows}
        everywhere = Project.objects.filter(code__in=codes)
        self.projects = {project.code: project for project in everywhere.visible_to(book.by)}
        self.editable = set(everywhere.editable_by(book.by).values_list("code", flat=True))
        for row in rows:
            code = row.values["project"]
            if code not in self.projects and not book.is_planned("projects", code):
                yield row, RowFault("project", missing_project_text(code))

    def project_of(self, row: WorkbookRow) -> Project:
        """The project that a row about to be written hangs on."""
        code = row["project"]
        return self.projects[code] if code in self.projects else Project.objects.get(code=code)

    def may_edit(self, row: WorkbookRow, book: WorkbookContext) -> bool:
        code = row["project"]
        return code in self.editable or (code not in self.projects and book.is_planned("projects", code))

    def expected(self, row: WorkbookRow, name: str, book: WorkbookContext) -> Any:
        """A new row may carry the name that belongs to its code."""
        if name != "project_name":
            return super().expected(row, name, book)
        code = row["project"]
        planned = book.planned.get("projects", {}).get(code)
        return planned or (self.projects[code].name.strip() if code in self.projects else "")
