"""Projects: made by a supervisor, edited by whoever may edit them; people and phase through their verbs."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.imports.cells import (
    ChoiceCell,
    DateCell,
    IntegerCell,
    KeyCell,
    MultiChoiceCell,
    NameCell,
    TextCell,
)
from milestones.imports.sheet import (
    RowFault,
    WorkbookColumn,
    WorkbookContext,
    WorkbookRow,
    WorkbookSheet,
    check_faults,
    locked_column_faults,
)
from projects.models import Category, Project, Unit, User
from projects.models.category import CODE
from projects.models.project import APPROVAL_LOCKS, check_own_programme
from projects.permissions import may_perform

from .shared import CHANGED_SINCE, DERIVED, missing_project_text, natural_code

DIRECT = (
    "name",
    "label",
    "location",
    "note",
    "source_line",
    "category",
    "plan_year",
    "starts_on",
    "parent",
    "continues",
)
REFERRED = ("category", "parent", "continues", "unit", "steward", "leader")
ASSIGNED = ("unit", "steward", "leader")


class ProjectSheet(WorkbookSheet):
    name, head = "projects", _("Projects sheet")
    holds = (Project,)
    keys, called = ("code",), ("code", "name")
    columns = (
        WorkbookColumn("code", _("code"), KeyCell(), 15, needed=True),
        WorkbookColumn("name", _("name"), NameCell(120), 34, needed=True),
        WorkbookColumn("plan_year", _("plan year"), IntegerCell(), 10, needed=True),
        WorkbookColumn("list", _("list"), ChoiceCell("list"), 10, fixed=DERIVED),
        WorkbookColumn("category", _("category"), ChoiceCell("category"), 16, needed=True),
        WorkbookColumn("label", _("label as printed"), NameCell(40), 14),
        WorkbookColumn("parent", _("programme"), KeyCell(), 15),
        WorkbookColumn("unit", _("responsible unit"), ChoiceCell("unit"), 18),
        WorkbookColumn("steward", _("steward"), ChoiceCell("person"), 26),
        WorkbookColumn("leader", _("leader in charge"), ChoiceCell("person"), 26),
        WorkbookColumn("co_units", _("co-operating units"), MultiChoiceCell("unit"), 20),
        WorkbookColumn("phase", _("phase"), ChoiceCell("phase"), 12),
        WorkbookColumn("starts_on", _("starts on"), DateCell(), 15),
        WorkbookColumn("continues", _("carries on from"), KeyCell(), 15),
        WorkbookColumn("location", _("location"), NameCell(120), 20),
        WorkbookColumn("source_line", _("line of the source"), IntegerCell(), 10),
        WorkbookColumn("note", _("note"), TextCell(), 34),
        WorkbookColumn("mark", _("edition"), KeyCell(), 8, fixed=CHANGED_SINCE, spare=True),
    )

    def records(self, user: User, projects: QuerySet[Project]) -> Iterator[Project]:
        joined = projects.select_related("category", "parent", "unit", "steward", "leader", "continues")
        return joined.prefetch_related("co_units").order_by("code").iterator(1000)

    def values(self, project: Project) -> dict[str, Any]:
        return {
            "code": project.code,
            "name": project.name,
            "plan_year": project.plan_year,
            "list": project.list,
            "category": project.category.code,
            "label": project.label,
            "parent": natural_code(project.parent),
            "unit": natural_code(project.unit),
            "steward": natural_code(project.steward),
            "leader": natural_code(project.leader),
            "co_units": tuple(sorted(unit.code for unit in project.co_units.all())),
            "phase": project.phase,
            "starts_on": project.starts_on,
            "continues": natural_code(project.continues),
            "location": project.location,
            "source_line": project.source_line,
            "note": project.note,
            "mark": str(project.version),
        }

    def key(self, row: WorkbookRow) -> str:
        return row.values["code"]

    def arrange(self, rows: list[WorkbookRow]) -> list[WorkbookRow]:
        """Programmes before their works."""
        return sorted(rows, key=lambda row: bool(row.values.get("parent")))

    def find(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        named = {row.values.get(name) for row in rows for name in ("code", "parent", "continues")} - {
            None,
            "",
        }
        everywhere = Project.objects.filter(code__in=named)
        self.seen = {project.code: project for project in self.records(book.by, everywhere.visible_to(book.by))}
        self.editable = set(everywhere.editable_by(book.by).values_list("code", flat=True))
        hidden = set(everywhere.values_list("code", flat=True)) - set(self.seen)
        for row in rows:
            row.record = self.seen.get(row.values["code"])
            if row.values["code"] in hidden:
                yield row, RowFault("code", missing_project_text(row.values["code"]))

    def refuse(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        if row.record is None:
            yield from self._refuse_new(row, book)
        elif row.record.code not in self.editable:
            yield RowFault("", _t("You may not edit this project."))
        elif row.record.approved_at:
            yield from locked_column_faults(row, APPROVAL_LOCKS)
        for name in ("parent", "continues"):
            code = row.changed.get(name)
            if code and code not in self.seen and not book.is_planned(self.name, code):
                yield RowFault(name, missing_project_text(code))
        yield from self._refuse_parent(row)
        if row.record is not None:
            yield from (
                RowFault(name, _t("Cannot be emptied; name somebody else instead."))
                for name in (*ASSIGNED, "phase")
                if name in row.changed and not row.changed[name]
            )

    def _refuse_parent(self, row: WorkbookRow) -> Iterator[RowFault]:
        """Nobody puts a project under a programme that is not theirs to edit; the rest the model itself refuses."""
        code = row.changed.get("parent")
        if code in self.seen:
            yield from check_faults("parent", check_own_programme, code in self.editable)

    def _refuse_new(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        if not may_perform(book.by, "register"):
            yield RowFault("code", _t("There is no such project, and only a supervisor adds one."))
        yield from check_faults("code", CODE, row.values["code"])

    def plan(self, row: WorkbookRow, book: WorkbookContext) -> None:
        book.plan(self.name, row["code"], row["name"])

    def write(self, row: WorkbookRow, book: WorkbookContext) -> None:
        if row.record is None:
            row.record = Project(code=row["code"])
        project, new = row.record, row.record.pk is None
        for name in DIRECT:
            if name in row.changed:
                setattr(project, name, self._referred(name, row.changed[name], book))
        if new or set(DIRECT) & set(row.changed):
            # What it refers to was looked up, and its code among all: no need to ask row by row.
            project.full_clean(REFERRED, validate_unique=False, validate_constraints=False)
            project.save()
        self._hand_over(row, project, book)
        if "co_units" in row.changed:
            project.co_units.set(book.named_by(Unit, code) for code in row.changed["co_units"])

    @staticmethod
    def _referred(name: str, value: Any, book: WorkbookContext) -> Any:
        if name == "category":
            return book.named_by(Category, value)
        if name in ("parent", "continues"):
            return Project.objects.get(code=value) if value else None
        return value

    @staticmethod
    def _hand_over(row: WorkbookRow, project: Project, book: WorkbookContext) -> None:
        """Unit, steward and leader by assignment, the phase by its verb: each asks who may."""
        given = {name: row.changed[name] for name in ASSIGNED if row.changed.get(name)}
        if given:
            models = {"unit": Unit, "steward": User, "leader": User}
            people = {name: book.named_by(models[name], code) for name, code in given.items()}
            project.assign(by=book.by, **people)
        if row.changed.get("phase") and row.changed["phase"] != project.phase:
            project.move_to(row.changed["phase"], by=book.by)
