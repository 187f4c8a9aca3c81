"""Quantities: one row for each measure of a project; approval locks what was promised."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.imports.cells import ChoiceCell, IntegerCell, KeyCell, NameCell, NumberCell, TextCell
from milestones.imports.sheet import (
    RowFault,
    WorkbookColumn,
    WorkbookContext,
    WorkbookRow,
    check_faults,
    locked_column_faults,
)
from projects.models import Project, Target, User
from projects.models.target import APPROVAL_LOCKS, check_further_quantity

from .shared import CHANGED_SINCE, NAME_FIXED, ProjectRowsSheet

# An empty cell of a new row takes what the form would take.
DEFAULTS = {
    "nature": Target.Nature.FLOW.value,
    "qualifier": Target.Qualifier.EXACT.value,
    "per": Target.Per.TOTAL.value,
}


class TargetSheet(ProjectRowsSheet):
    name, head = "targets", _("Quantities sheet")
    holds = (Target,)
    keys = ("project", "measure")
    columns = (
        WorkbookColumn("project", _("project code"), KeyCell(), 15, needed=True),
        WorkbookColumn("project_name", _("project name"), TextCell(), 34, fixed=NAME_FIXED, spare=True),
        WorkbookColumn("measure", _("measure"), NameCell(60), 20, needed=True),
        WorkbookColumn("qualifier", _("qualifier"), ChoiceCell("qualifier"), 10),
        WorkbookColumn("value", _("value"), NumberCell(), 14, needed=True),
        WorkbookColumn("value_max", _("upper value"), NumberCell(), 14),
        WorkbookColumn("unit", _("unit of measure"), NameCell(20), 10, needed=True),
        WorkbookColumn("per", _("promised for"), ChoiceCell("per"), 12),
        WorkbookColumn("nature", _("nature"), ChoiceCell("nature"), 12),
        WorkbookColumn("start_value", _("start value"), NumberCell(), 14),
        WorkbookColumn("as_written", _("as written"), NameCell(40), 16),
        WorkbookColumn("source_line", _("line of the source"), IntegerCell(), 10),
        WorkbookColumn("mark", _("edition"), KeyCell(), 8, fixed=CHANGED_SINCE, spare=True),
    )

    def records(self, user: User, projects: QuerySet[Project]) -> Iterator[Target]:
        rows = Target.objects.filter(project__in=projects.order_by().values("pk"))
        return rows.select_related("project").order_by("project__code", "pk").iterator(1000)

    def values(self, target: Target) -> dict[str, Any]:
        return {
            "project": target.project.code,
            "project_name": target.project.name,
            "measure": target.measure,
            "qualifier": target.qualifier,
            "value": target.value,
            "value_max": target.value_max,
            "unit": target.unit,
            "per": target.per,
            "nature": target.nature,
            "start_value": target.start_value,
            "as_written": target.as_written,
            "source_line": target.source_line,
            "mark": str(target.version),
        }

    def key(self, row: WorkbookRow) -> tuple[str, str]:
        return row.values["project"], row.values["measure"]

    def find(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        yield from self.find_projects(rows, book)
        kept = Target.objects.filter(project__in=[project.pk for project in self.projects.values()])
        found = {(row.project.code, row.measure.strip()): row for row in kept.select_related("project")}
        for row in rows:
            row.record = found.get(self.key(row))

    def refuse(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        if not self.may_edit(row, book):
            yield RowFault("project", _t("You may not edit this project."))
        elif row.record is not None and row.record.project.approved_at:
            yield from locked_column_faults(row, APPROVAL_LOCKS)
        elif row.record is None and row["project"] in self.projects:
            yield from check_faults("project", check_further_quantity, self.projects[row["project"]])

    def plan(self, row: WorkbookRow, book: WorkbookContext) -> None:
        book.plan(self.name, self.key(row))

    def write(self, row: WorkbookRow, book: WorkbookContext) -> None:
        if row.record is None:
            row.record = Target(project=self.project_of(row))
        for name, value in row.changed.items():
            if name != "project":
                setattr(row.record, name, DEFAULTS.get(name, value) if value == "" else value)
        # The project was looked up, and whether it has this measure already.
        row.record.full_clean(["project"], validate_unique=False, validate_constraints=False)
        row.record.save()
