"""Progress: rows are filed through the verb and never edited; what is filed already is recognised."""

from collections import defaultdict

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.models import Milestone, ProgressReport, Standing
from milestones.models.checks import STATE_REFUSALS
from milestones.workbook.cells import Day, Key, Name, Number, Text, Whole, cleaned
from milestones.workbook.sheet import Column, Refusal
from projects.access import WORKERS
from projects.clock import end_of, today
from projects.quantities import show_number

from .shared import DERIVED, NAME_FIXED, InProject

CONTENT = ("day", "quantity", "forecast_due", "note", "problem", "need", "next_step", "reason")
FILED = _("A report is never edited; file a new row without a report number.")


class ProgressSheet(InProject):
    name, head = "progress", _("Progress sheet")
    holds = (ProgressReport,)
    keys, called = ("project", "milestone", "note"), ("project", "milestone")
    columns = (
        Column("id", _("report number"), Whole(), 10, spare=True),
        Column("project", _("project code"), Key(), 15, needed=True),
        Column("project_name", _("project name"), Text(), 30, fixed=NAME_FIXED, spare=True),
        Column("milestone_id", _("milestone number"), Whole(), 10, spare=True),
        Column("milestone", _("milestone name"), Name(), 22, needed=True),
        Column("day", _("day of the figure"), Day(), 15),
        Column("quantity", _("quantity so far"), Number(), 14),
        Column("forecast_due", _("forecast"), Day(), 15),
        Column("note", _("progress"), Text(), 36, needed=True),
        Column("problem", _("problem"), Text(), 24),
        Column("need", _("what is asked of the leader"), Text(), 24),
        Column("next_step", _("next step"), Text(), 24),
        Column("reason", _("reason for the figure"), Text(), 24),
        Column("by", _("reported by"), Text(), 14, fixed=DERIVED, spare=True),
        Column("at", _("recorded at"), Text(), 17, fixed=DERIVED, spare=True),
    )

    def records(self, user, projects):
        rows = ProgressReport.objects.filter(milestone__project__in=projects.order_by().values("pk"))
        shown = rows.visible_to(user).select_related("milestone__project", "by")
        return shown.order_by("milestone__project__code", "milestone", "at", "pk").iterator(1000)

    def values(self, report):
        milestone = report.milestone
        return {
            "id": report.pk, "project": milestone.project.code, "project_name": milestone.project.name,
            "milestone_id": milestone.pk, "milestone": milestone.name, "day": report.day, "quantity": report.quantity,
            "forecast_due": report.forecast_due, "note": report.note, "problem": report.problem, "need": report.need,
            "next_step": report.next_step, "reason": report.reason, "by": str(report.by),
            "at": f"{timezone.localtime(report.at):%Y-%m-%d %H:%M}",
        }  # fmt: skip

    def key(self, row):
        values = row.values
        if values.get("id"):
            return values["id"]
        return (
            values["project"], values.get("milestone_id"), values["milestone"], *(values.get(name) for name in CONTENT),
        )  # fmt: skip

    def find(self, rows, book):
        yield from self.find_projects(rows, book)
        yield from self._find_milestones(rows, book)
        self._find_reports(rows)
        for row in rows:
            if row.values.get("id") and row.record is None:
                yield row, Refusal("id", _t("This milestone has no report with this number."))
        self._load_state(rows, book)

    def _find_milestones(self, rows, book):
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
                yield row, Refusal("milestone", _t("Several milestones have this name; give the number too."))
            elif not same and (number or not book.is_planned("milestones", pair)):
                yield row, Refusal("milestone", _t("The project has no such milestone."))

    def _find_reports(self, rows):
        """The report with the number, else one that says the same."""
        owners = {one.pk for one in self.milestones.values() if one}
        kept = ProgressReport.objects.filter(milestone__in=owners).select_related("milestone__project", "by")
        by_id, by_content = {}, {}
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
    def _content(values):
        facts = (values.get("day") or today(), values.get("quantity"), values.get("forecast_due"))
        return (*facts, *(cleaned(values.get(name) or "") for name in CONTENT[3:]))

    def _load_state(self, rows, book):
        found = [one for one in self.milestones.values() if one]
        keys = {one.pk for one in found}
        self.states = (
            dict(Standing.objects.on().filter(pk__in=keys).values_list("pk", "state")) if keys else {}
        )
        may = Milestone.objects.editable_by(book.by).filter(pk__in=keys)
        self.workable = set(may.values_list("pk", flat=True)) if book.by.role in WORKERS else set()
        targets = {one.target_id for one in found if one.target_id} - set(book.planned.get("figures", {}))
        known = ProgressReport.objects.counted(end_of(today())).filter(target__in=targets)
        latest = known.order_by("target", "-at", "-pk")
        for target, quantity in latest.distinct("target").values_list("target", "quantity"):
            book.plan("figures", target, quantity)

    def refuse(self, row, book):
        milestone = self.milestones[row.number]
        if row.record is not None:
            yield from (Refusal(name, str(FILED)) for name in row.changed)
            return
        if (milestone is None and book.by.role not in WORKERS) or (
            milestone is not None and milestone.pk not in self.workable
        ):
            yield Refusal("", _t("Only the steward, the milestone's owner or the unit head may do this."))
        elif milestone is not None and self.states.get(milestone.pk) == "cancelled":
            yield Refusal("milestone", str(STATE_REFUSALS["cancelled"]))
        yield from self._refuse_days(row)
        if row["quantity"] is not None:
            yield from self._refuse_figure(row, milestone, book)

    @staticmethod
    def _refuse_days(row):
        if row["day"] and row["day"] > today():
            text = _t("The day must not be after today (%(today)s).")
            yield Refusal("day", text % {"today": date_format(today(), "MONTH_DAY_FORMAT")})
        if row["forecast_due"] and row["forecast_due"] < today():
            yield Refusal("forecast_due", _t("A new forecast must not be before today."))

    @staticmethod
    def _refuse_figure(row, milestone, book):
        if milestone is None:
            return
        if milestone.target is None:
            yield Refusal("quantity", _t("This milestone has no quantity to report."))
            return
        last = book.planned.get("figures", {}).get(milestone.target_id)
        if last is not None and row["quantity"] < last and milestone.target.never_falls:
            text = _t("The cumulative quantity must not fall below the last report (%(last)s).")
            yield Refusal("quantity", text % {"last": show_number(last, milestone.target.unit)})
            return
        if not row["reason"]:  # with one it may be doubtful, and count for nothing yet; the verb says
            book.plan("figures", milestone.target_id, row["quantity"])

    def write(self, row, book):
        milestone = self.milestones[row.number]
        if milestone is None:
            milestone = Milestone.objects.get(project__code=row["project"], name=row["milestone"])
        given = {name: row[name] for name in CONTENT if row[name] not in (None, "")}
        milestone.report(by=book.by, **given)
