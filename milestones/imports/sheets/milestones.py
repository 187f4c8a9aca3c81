"""Milestones: dates come in as forecasts, baselines never; an existing forecast moves by a progress report."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import now
from milestones.imports.cells import (
    ChoiceCell,
    DateCell,
    IntegerCell,
    KeyCell,
    NameCell,
    NumberCell,
    TextCell,
)
from milestones.imports.sheet import (
    RowFault,
    WorkbookColumn,
    WorkbookContext,
    WorkbookRow,
    check_faults,
    locked_column_faults,
)
from milestones.models import Milestone, Standing
from milestones.models.checks import refuse_past_forecast
from milestones.models.milestone import APPROVAL_LOCKS, NO_MEASURE, check_quantity_due
from projects.models import Project, Role, Target, Unit, User
from projects.models.project import check_may_assign
from projects.permissions import may_perform

from .shared import (
    CHANGED_SINCE,
    DERIVED,
    NAME_FIXED,
    PAST_FORECAST,
    ProjectRowsSheet,
    natural_code,
    unreportable_faults,
)

LOCKED = ["measure" if name == "target" else name for name in APPROVAL_LOCKS]
PLAIN = ("name", "sequence", "weight", "starts_on", "quantity")
NEEDED = {"sequence": 1, "weight": 1}
BASELINE = _("A baseline does not come in: have the plan approved, or request a change.")


class MilestoneSheet(ProjectRowsSheet):
    name, head = "milestones", _("Milestones sheet")
    holds = (Milestone,)
    keys = ("project", "name")
    columns = (
        WorkbookColumn("id", _("milestone number"), IntegerCell(), 10, spare=True),
        WorkbookColumn("project", _("project code"), KeyCell(), 15, needed=True),
        WorkbookColumn("project_name", _("project name"), TextCell(), 34, fixed=NAME_FIXED, spare=True),
        WorkbookColumn("name", _("milestone name"), NameCell(80), 22, needed=True),
        WorkbookColumn("sequence", _("order"), IntegerCell(), 8),
        WorkbookColumn("weight", _("weight"), NumberCell(places=2), 8),
        WorkbookColumn("starts_on", _("starts on"), DateCell(), 15),
        WorkbookColumn("forecast_due", _("forecast"), DateCell(), 15, needed=True),
        WorkbookColumn("baseline_due", _("baseline"), DateCell(), 15, fixed=BASELINE),
        WorkbookColumn("measure", _("measure"), NameCell(), 18),
        WorkbookColumn("quantity", _("cumulative quantity due"), NumberCell(), 14),
        WorkbookColumn("owner", _("owner"), ChoiceCell("person"), 26),
        WorkbookColumn("origin", _("origin of the date"), ChoiceCell("origin"), 10, fixed=DERIVED),
        WorkbookColumn("mark", _("edition"), KeyCell(), 8, fixed=CHANGED_SINCE, spare=True),
    )

    def records(self, user: User, projects: QuerySet[Project]) -> Iterator[Milestone]:
        rows = Milestone.objects.filter(project__in=projects.order_by().values("pk")).visible_to(user)
        return self._joined(rows).order_by("project__code", "sequence", "pk").iterator(1000)

    @staticmethod
    def _joined(rows: QuerySet[Milestone]) -> QuerySet[Milestone]:
        """With the last report that moved the forecast: with the version it tells whether a file is stale."""
        moved = Max("reports__pk", filter=Q(reports__forecast_due__isnull=False))
        return rows.select_related("project", "target", "owner").annotate(moved=moved)

    def values(self, row: Any) -> dict[str, Any]:
        return {
            "id": row.pk,
            "project": row.project.code,
            "project_name": row.project.name,
            "name": row.name,
            "sequence": row.sequence,
            "weight": row.weight,
            "starts_on": row.starts_on,
            "forecast_due": row.forecast_due,
            "baseline_due": row.baseline_due,
            "measure": row.target.measure if row.target else "",
            "quantity": row.quantity,
            "owner": natural_code(row.owner),
            "origin": row.origin,
            "mark": f"{row.version}-{row.moved or 0}",
        }

    def key(self, row: WorkbookRow) -> int | tuple[str, str]:
        return row.values.get("id") or (row.values["project"], row.values["name"])

    def find(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        yield from self.find_projects(rows, book)
        keys = [project.pk for project in self.projects.values()]
        kept = list(self._joined(Milestone.objects.filter(project__in=keys).visible_to(book.by)))
        by_id, by_name = {row.pk: row for row in kept}, defaultdict(list)
        for one in kept:
            by_name[one.project.code, one.name.strip()].append(one)
        for row in rows:
            number, same = row.values.get("id"), by_name[row.values["project"], row.values["name"]]
            row.record = by_id.get(number) if number else (same[0] if same else None)
            if number and (row.record is None or row.record.project.code != row.values["project"]):
                yield row, RowFault("id", _t("This project has no milestone with this number."))
            elif not number and len(same) > 1:
                yield row, RowFault("name", _t("Several milestones have this name; give the number too."))
        self._stand(rows)
        self._load_measures(keys, book)

    def _stand(self, rows: list[WorkbookRow]) -> None:
        """Where the existing ones stand today, in one query."""
        keys = [row.record.pk for row in rows if row.record is not None]
        self.states = dict(Standing.objects.on().filter(pk__in=keys).values_list("pk", "state")) if keys else {}

    def _load_measures(self, keys: list[int], book: WorkbookContext) -> None:
        found = Target.objects.filter(project__in=keys).select_related("project")
        self.measures = {(target.project.code, target.measure.strip()): target for target in found}
        self.units = set()
        if book.by.role == Role.UNIT_HEAD and book.by.unit_id:
            self.units = set(Unit.objects.within(book.by.unit_id).values_list("pk", flat=True))
        own = Milestone.objects.editable_by(book.by).filter(project__in=keys)
        self.own = set(own.values_list("pk", flat=True))

    def refuse(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        mine = row.record is not None and row.record.pk in self.own
        if not (mine or self.may_edit(row, book)):
            yield RowFault("", _t("You may not edit this milestone."))
            return
        if row.record is not None and row.record.baseline_due:
            yield from locked_column_faults(row, LOCKED)
        if row.changed.get("measure") and not self._has_measure(row, book):
            yield RowFault("measure", _t("The project has no such quantity."))
        if row["quantity"] is not None and not row["measure"]:
            yield RowFault("measure", str(NO_MEASURE))
        counted = self.measures.get((row["project"], row["measure"]))
        yield from check_faults("quantity", check_quantity_due, row["quantity"], counted)
        if row.record is not None and "forecast_due" in row.changed:
            yield from self._refuse_forecast(row, book)
        if row.record is not None and "owner" in row.changed:
            yield from self._refuse_owner(row, book)

    def _has_measure(self, row: WorkbookRow, book: WorkbookContext) -> bool:
        pair = row["project"], row["measure"]
        return pair in self.measures or book.is_planned("targets", pair)

    def _refuse_forecast(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        if not may_perform(book.by, "report"):
            said = _t(
                "A changed forecast is a progress report; only the steward, the owner or the unit head files one."
            )
            yield RowFault("forecast_due", said)
            return
        day, column = row.changed["forecast_due"], "forecast_due"
        past = check_faults(column, refuse_past_forecast, day, now(), column, PAST_FORECAST)
        yield from past or unreportable_faults(column, self.states.get(row.record.pk))

    def _refuse_owner(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        unit = row.record.project.unit_id
        yield from check_faults("owner", check_may_assign, book.by, unit in self.units)

    def plan(self, row: WorkbookRow, book: WorkbookContext) -> None:
        book.plan(self.name, (row["project"], row["name"]), row["measure"])

    def write(self, row: WorkbookRow, book: WorkbookContext) -> None:
        new = row.record is None
        if new:
            row.record = Milestone(
                project=self.project_of(row), origin=Milestone.Origin.IMPORTED, forecast_due=row["forecast_due"]
            )
        milestone = row.record
        self._set_plain(row, milestone)
        if new or {*PLAIN, "measure"} & set(row.changed):
            milestone.full_clean(["project", "target", "owner"], validate_constraints=False)
            milestone.save()
        if "owner" in row.changed and (row.changed["owner"] or not new):
            owner = row.changed["owner"]
            milestone.assign(book.named_by(User, owner) if owner else None, by=book.by)
        if not new and "forecast_due" in row.changed:
            note = _t("Forecast from the workbook “%(file)s”") % {"file": book.file}
            milestone.report(by=book.by, note=note, forecast_due=row.changed["forecast_due"])

    def _set_plain(self, row: WorkbookRow, milestone: Milestone) -> None:
        for name in PLAIN:
            if name in row.changed:
                value = row.changed[name]
                setattr(milestone, name, NEEDED.get(name) if value is None else value)
        if "measure" in row.changed:
            milestone.target = self.measures.get((row["project"], row.changed["measure"]))
