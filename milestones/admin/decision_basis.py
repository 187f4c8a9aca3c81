"""What a decision about a milestone or a project rests on: its dates, its lateness, what was decided before, and what
the decision would make of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t

from backoffice.clock import day_of_instant, today
from backoffice.days import show_day
from backoffice.errors import Conflict, NotAllowed
from backoffice.refusals import database_refusal_text
from milestones.models import Attachment, ChangeRequest, Claim, Standing
from milestones.models.checks import already_decided_conflict
from milestones.models.status import State

from .outcome import milestone_light_text

Decided = Claim | ChangeRequest


class DecisionBasis:
    """The lines about some claims or requests; three queries for all of them together."""

    def __init__(self, records: Iterable[Decided]) -> None:
        records = list(records)
        milestones = {one.milestone_id for one in records if one.milestone_id}
        self.on = today()
        self.standings: dict[int, Standing] = Standing.objects.on(self.on).with_names().in_bulk(milestones)
        self.extensions: dict[int, list[ChangeRequest]] = defaultdict(list)
        earlier = ChangeRequest.objects.filter(milestone__in=milestones, kind=ChangeRequest.Kind.EXTEND)
        for change in earlier.filter(state=ChangeRequest.State.APPROVED).order_by("decided_at", "pk"):
            self.extensions[change.milestone_id].append(change)  # type: ignore[index]
        self.files: dict[int, list[Attachment]] = defaultdict(list)
        column = "claim" if records and isinstance(records[0], Claim) else "change"
        for file in Attachment.objects.filter(**{f"{column}__in": records}).order_by("pk"):
            self.files[getattr(file, f"{column}_id")].append(file)

    def lines(self, record: Decided) -> list[str]:
        """Of one record, in the order in which somebody who decides asks; of what is decided, by whom and when."""
        if isinstance(record, ChangeRequest) and record.state != ChangeRequest.State.PENDING:
            return [str(already_decided_conflict(record))]
        row = self.standings.get(record.milestone_id or 0)
        said = [*self.dates(row), *self.lateness(record, row)] if row else project_lines(record, self.on)
        return [*said, *self.earlier(record), *self.evidence(record)]

    def dates(self, row: Standing) -> list[str]:
        """The first baseline, the one in force, and the forecast."""
        if row.baseline_due is None or row.baseline_first is None:
            return []
        said = {
            "first": show_day(row.baseline_first, self.on),
            "due": show_day(row.baseline_due, self.on),
            "slip": row.slip_days,
            "forecast": show_day(row.forecast_due, self.on),
        }
        text = _t("Baseline %(due)s, never moved; forecast %(forecast)s.")
        if row.slip_days:
            text = _t("First baseline %(first)s, now %(due)s, moved by %(slip)s days; forecast %(forecast)s.")
        return [text % said]

    def lateness(self, record: Decided, row: Standing) -> list[str]:
        """How late it is, and what is odd about the day that is claimed or asked for."""
        if isinstance(record, Claim):
            return [claimed_lateness(record, row)]
        said = []
        if row.days_late:
            text = _t("%(days)s days (%(work)s working days) overdue today.")
            said.append(text % {"days": row.days_late, "work": row.working_days_late})
        if record.new_due and record.new_due < row.forecast_due:
            said.append(_t("The day asked for is before the steward's own forecast."))
        return said

    def earlier(self, record: Decided) -> list[str]:
        """The extensions that were approved before, with their reasons."""
        known = self.extensions.get(record.milestone_id or 0, [])
        if isinstance(record, Claim) or not known:
            return []
        text = _t("%(day)s to %(due)s, %(reason)s: %(text)s")
        told = [
            text
            % {
                "day": show_day(day_of_instant(one.decided_at), self.on) if one.decided_at else "",
                "due": show_day(one.new_due, self.on),
                "reason": one.get_reason_class_display(),
                "text": one.text,
            }
            for one in known
        ]
        return [_t("Extended %(count)s times before.") % {"count": len(known)}, *told]

    def evidence(self, record: Decided) -> list[str]:
        """The files that came with it, to open."""
        files = self.files.get(record.pk, [])
        if not files:
            return [_t("No photo or paper was added.")] if isinstance(record, Claim) else []
        links = format_html_join("　", '<a href="{}">{}</a>', ((reverse("file", args=[f.pk]), f.title) for f in files))
        return [format_html("{}{}", _t("Files: "), links)]


def claimed_lateness(claim: Claim, row: Standing) -> str:
    """By how much the claimed day misses the first baseline and the one in force."""
    if row.baseline_due is None or row.baseline_first is None:
        return ""
    late, slip = (claim.finished_on - row.baseline_due).days, (claim.finished_on - row.baseline_first).days
    if slip <= 0:
        return _t("Claimed for a day by its date: in time.")
    if late <= 0:
        return _t("Claimed for a day by the date in force, %(slip)s days after the first one.") % {"slip": slip}
    text = _t("Claimed for %(late)s days after its date: finished late for ever (%(slip)s days after the first one).")
    return text % {"late": late, "slip": slip}


def project_lines(record: Decided, on: dt.date) -> list[str]:
    """Of a request about a whole project: how many of its milestones are overdue, and the longest."""
    if isinstance(record, Claim) or record.project_id is None:
        return []
    late = Standing.objects.on(on).of_projects([record.project_id]).filter(state=State.OVERDUE)
    days = list(late.values_list("days_late", flat=True))
    if not days:
        return [_t("None of its milestones is overdue.")]
    return [
        _t("%(count)s of its milestones are overdue, the longest by %(days)s days.")
        % {"count": len(days), "days": max(days)}
    ]


def rehearsed_outcome(action: Callable[[], Any], milestone: int | None) -> list[str]:
    """What an action would make of a light, found by doing it and undoing it; or why it would be refused."""
    try:
        with transaction.atomic():
            action()
            said = (
                [_t("Approved, it reads: %(light)s") % {"light": milestone_light_text(milestone)}] if milestone else []
            )
            transaction.set_rollback(True)
        return said
    except (ValidationError, Conflict, NotAllowed) as error:
        text = "".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return [_t("It would be refused now: %(why)s") % {"why": text}]
    except IntegrityError as error:
        return [_t("It would be refused now: %(why)s") % {"why": database_refusal_text(error)}]
