"""Progress: rows are filed through the verb and never edited; what is filed already is recognised."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import now, today
from milestones.imports.cells import (
    DateCell,
    IntegerCell,
    KeyCell,
    NameCell,
    NumberCell,
    TextCell,
    clean_cell_text,
)
from milestones.imports.sheet import RowFault, WorkbookColumn, WorkbookContext, WorkbookRow, check_faults
from milestones.models import Milestone, ProgressReport, Standing
from milestones.models.checks import check_own_work, refuse_future_day, refuse_past_forecast
from milestones.models.figures import check_has_quantity, check_not_falling
from milestones.models.lookups import latest_figures
from projects.models import Project, User
from projects.permissions import may_perform

from .shared import DERIVED, NAME_FIXED, PAST_FORECAST, ProjectRowsSheet, unreportable_faults

CONTENT = ("day", "quantity", "forecast_due", "note", "problem", "need", "next_step", "reason")
FALLS = _("The cumulative quantity must not fall below the last report (%(last)s).")
FILED = _("A report is never edited; file a new row without a report number.")


class ProgressSheet(ProjectRowsSheet):
    name, head = "progress", _("Progress sheet")
    holds = (ProgressReport,)
    keys, called = ("project", "milestone", "note"), ("project", "milestone")
    columns = (
        WorkbookColumn("id", _("report number"), IntegerCell(), 10, spare=True),
        WorkbookColumn("project", _("project code"), KeyCell(), 15, needed=True),
        WorkbookColumn("project_name", _("project name"), TextCell(), 30, fixed=NAME_FIXED, spare=True),
        WorkbookColumn("milestone_id", _("milestone number"), IntegerCell(), 10, spare=True),
        WorkbookColumn("milestone", _("milestone name"), NameCell(), 22, needed=True),
        WorkbookColumn("day", _("day of the figure"), DateCell(), 15),
        WorkbookColumn("quantity", _("quantity so far"), NumberCell(), 14),
        WorkbookColumn("forecast_due", _("forecast"), DateCell(), 15),
        WorkbookColumn("note", _("progress"), TextCell(), 36, needed=True),
        WorkbookColumn("problem", _("problem"), TextCell(), 24),
        WorkbookColumn("need", _("what is asked of the leader"), TextCell(), 24),
        WorkbookColumn("next_step", _("next step"), TextCell(), 24),
        WorkbookColumn("reason", _("reason for the figure"), TextCell(), 24),
        WorkbookColumn("by", _("reported by"), TextCell(), 14, fixed=DERIVED, spare=True),
        WorkbookColumn("at", _("recorded at"), TextCell(), 17, fixed=DERIVED, spare=True),
    )

    def records(self, user: User, projects: QuerySet[Project]) -> Iterator[ProgressReport]:
        rows = ProgressReport.objects.filter(milestone__project__in=projects.order_by().values("pk"))
        shown = rows.visible_to(user).select_related("milestone__project", "by")
        return shown.order_by("milestone__project__code", "milestone", "at", "pk").iterator(1000)

    def values(self, report: ProgressReport) -> dict[str, Any]:
        milestone: Any = report.milestone  # the sheet holds only reports of one
        return {
            "id": report.pk,
            "project": milestone.project.code,
            "project_name": milestone.project.name,
            "milestone_id": milestone.pk,
            "milestone": milestone.name,
            "day": report.day,
            "quantity": report.quantity,
            "forecast_due": report.forecast_due,
            "note": report.note,
            "problem": report.problem,
            "need": report.need,
            "next_step": report.next_step,
            "reason": report.reason,
            "by": str(report.by),
            "at": f"{timezone.localtime(report.at):%Y-%m-%d %H:%M}",
        }

    def key(self, row: WorkbookRow) -> int | tuple[Any, ...]:
        values = row.values
        if values.get("id"):
            return values["id"]
        return (
            values["project"],
            values.get("milestone_id"),
            values["milestone"],
            *(values.get(name) for name in CONTENT),
        )

    def find(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        yield from self.find_projects(rows, book)
        yield from self._find_milestones(rows, book)
        self._find_reports(rows)
        for row in rows:
            if row.values.get("id") and row.record is None:
                yield row, RowFault("id", _t("This milestone has no report with this number."))
        self._load_state(rows, book)

    def _find_milestones(
        self, rows: list[WorkbookRow], book: WorkbookContext
    ) -> Iterator[tuple[WorkbookRow, RowFault]]:
        visible = Milestone.objects.filter(project__code__in={row.values["project"] for row in rows})
        kept = list(visible.visible_to(book.by).select_related("project", "target"))
        by_id, by_name = {row.pk: row for row in kept}, defaultdict(list)
        for one in kept:
            by_name[one.project.code, one.name.strip()].append(one)
        self.milestones = {}
        for row in rows:
            number, pair = row.values.get("milestone_id"), (row.values["project"], row.values["milestone"])
            same = [by_id[number]] if number in by_id else by_name[pair] if not number else []
            same = [one for one in same if (one.project.code, one.name.strip()) == pair]
            self.milestones[row.number] = same[0] if same else None
            if len(same) > 1:
                yield (
                    row,
                    RowFault("milestone", _t("Several milestones have this name; give the number too.")),
                )
            elif not same and (number or not book.is_planned("milestones", pair)):
                yield row, RowFault("milestone", _t("The project has no such milestone."))

    def _find_reports(self, rows: list[WorkbookRow]) -> None:
        """The report with the number, else one that says the same."""
        owners = {one.pk for one in self.milestones.values() if one}
        kept = ProgressReport.objects.filter(milestone__in=owners).select_related("milestone__project", "by")
        by_id: dict[tuple[int | None, int], ProgressReport] = {}
        by_content: dict[tuple[Any, ...], ProgressReport] = {}
        for report in kept:
            by_id[report.milestone_id, report.pk] = report
            by_content.setdefault((report.milestone_id, *self._content(self.values(report))), report)
        for row in rows:
            owner = self.milestones[row.number]
            if owner is None:
                continue
            number = row.values.get("id")
            said = owner.pk, *self._content(row.values)
            row.record = by_id.get((owner.pk, number)) if number else by_content.get(said)

    @staticmethod
    def _content(values: dict[str, Any]) -> tuple[Any, ...]:
        facts = (values.get("day") or today(), values.get("quantity"), values.get("forecast_due"))
        return (*facts, *(clean_cell_text(values.get(name) or "") for name in CONTENT[3:]))

    def _load_state(self, rows: list[WorkbookRow], book: WorkbookContext) -> None:
        found = [one for one in self.milestones.values() if one]
        keys = {one.pk for one in found}
        self.states = dict(Standing.objects.on().filter(pk__in=keys).values_list("pk", "state")) if keys else {}
        may = Milestone.objects.editable_by(book.by).filter(pk__in=keys)
        self.workable = set(may.values_list("pk", flat=True))
        targets = {one.target_id for one in found if one.target_id} - set(book.planned.get("figures", {}))
        known = latest_figures(today()).filter(target__in=targets)
        for target, quantity in known.values_list("target", "quantity"):
            book.plan("figures", target, quantity)

    def refuse(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        milestone = self.milestones[row.number]
        if row.record is not None:
            yield from (RowFault(name, str(FILED)) for name in row.changed)
            return
        own = may_perform(book.by, "report") and (milestone is None or milestone.pk in self.workable)
        stranger = check_faults("", check_own_work, own)
        state = None if milestone is None else self.states.get(milestone.pk)
        yield from stranger or unreportable_faults("milestone", state)
        yield from self._refuse_days(row)
        if row["quantity"] is not None and milestone is not None:
            yield from self._refuse_figure(row, milestone, book)

    @staticmethod
    def _refuse_days(row: WorkbookRow) -> Iterator[RowFault]:
        at, day, forecast = now(), row["day"], row["forecast_due"]
        yield from check_faults("day", refuse_future_day, day, at, "day")
        yield from check_faults("forecast_due", refuse_past_forecast, forecast, at, "forecast_due", PAST_FORECAST)

    @staticmethod
    def _refuse_figure(row: WorkbookRow, milestone: Milestone, book: WorkbookContext) -> Iterator[RowFault]:
        target, quantity = milestone.target, row["quantity"]
        last = book.planned.get("figures", {}).get(milestone.target_id)
        found = check_faults("quantity", check_has_quantity, target)
        found = found or check_faults("quantity", check_not_falling, target, quantity, last, FALLS)
        yield from found
        if not found and not row["reason"]:  # with one it may be doubtful, and count for nothing yet; the verb says
            book.plan("figures", milestone.target_id, quantity)

    def write(self, row: WorkbookRow, book: WorkbookContext) -> None:
        milestone = self.milestones[row.number]
        if milestone is None:
            milestone = Milestone.objects.get(project__code=row["project"], name=row["milestone"])
        given = {name: row[name] for name in CONTENT if row[name] not in (None, "")}
        milestone.report(by=book.by, **given)
