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
from milestones.models.checks import already_decided_conflict, person_and_time
from milestones.reports.instruction_subject import project_lateness
from milestones.reports.late_decisions import workdays_waited

from .outcome import project_standing_words, standing_words

Decided = Claim | ChangeRequest
UNDONE = (Claim.State.RETURNED, Claim.State.REOPENED)


class DecisionBasis:
    """The lines about some claims or requests; five queries for all of them together."""

    def __init__(self, records: Iterable[Decided]) -> None:
        records = list(records)
        milestones = {one.milestone_id for one in records if one.milestone_id}
        self.on = today()
        self.standings: dict[int, Standing] = Standing.objects.on(self.on).with_names().in_bulk(milestones)
        self.extensions: dict[int, list[ChangeRequest]] = defaultdict(list)
        earlier = ChangeRequest.objects.filter(milestone__in=milestones, kind=ChangeRequest.Kind.EXTEND)
        for change in earlier.filter(state=ChangeRequest.State.APPROVED).order_by("decided_at", "pk"):
            self.extensions[change.milestone_id].append(change)  # type: ignore[index]
        self.claims: dict[int, list[Claim]] = defaultdict(list)
        refused = Claim.objects.filter(milestone__in=milestones, state__in=UNDONE).select_related("by", "decided_by")
        for claim in refused.order_by("at", "pk"):
            self.claims[claim.milestone_id].append(claim)
        self.files: dict[int, list[Attachment]] = defaultdict(list)
        self.waited: dict[int, int] = {}
        if records:
            waiting = type(records[0])._default_manager.filter(pk__in=[one.pk for one in records])
            self.waited = dict(waiting.annotate(waited=workdays_waited(self.on)).values_list("pk", "waited"))
        column = "claim" if records and isinstance(records[0], Claim) else "change"
        for file in Attachment.objects.filter(**{f"{column}__in": records}).order_by("pk"):
            self.files[getattr(file, f"{column}_id")].append(file)

    def lines(self, record: Decided) -> list[str]:
        """Of one record, in the order in which somebody who decides asks; of what is decided, by whom and when."""
        decided = decision_taken(record)
        if decided and not (isinstance(record, Claim) and record.state == Claim.State.CONFIRMED):
            return decided
        row = self.standings.get(record.milestone_id or 0)
        said = [*self.dates(row), *self.lateness(record, row)] if row else project_lines(record, self.on)
        return [*decided, *said, *self.waits(record), *self.earlier(record), *self.evidence(record)]

    def waits(self, record: Decided) -> list[str]:
        """How long it has lain here, where nobody has decided it yet."""
        if record.state != record.State.PENDING:
            return []
        return [_t("Waits for %(days)s working days") % {"days": self.waited[record.pk]}]

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
        """How it stands, and what is odd about the day that is claimed or asked for."""
        if isinstance(record, Claim):
            return [claimed_lateness(record, row)]
        said = [_t("Now: %(light)s") % {"light": standing_words(row)}]
        if record.new_due and record.new_due < row.forecast_due:
            said.append(_t("The day asked for is before the steward's own forecast."))
        return said

    def earlier(self, record: Decided) -> list[str]:
        """What was decided before on the same milestone: claims undone, or extensions, with their reasons."""
        if isinstance(record, Claim):
            return [claim_undone_text(one, self.on) for one in self.claims[record.milestone_id] if one.pk != record.pk]
        known = self.extensions.get(record.milestone_id or 0, [])
        if not known:
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


def decision_taken(record: Decided) -> list[str]:
    """Who decided it already and when, and who undid that; nothing while it waits."""
    if record.state == record.State.PENDING:
        return []
    said = [str(already_decided_conflict(record))]
    if record.reason:
        said.append(f"{record.get_state_display()}{_t(': ')}{record.reason}")
    if isinstance(record, Claim) and record.reopened_at:
        text = _t("Reopened by %(person)s on %(when)s.")
        said.append(text % person_and_time(record.reopened_by, record.reopened_at))
    return said


def claim_undone_text(claim: Claim, on: dt.date) -> str:
    """An earlier claim that was returned, or whose confirmation was undone: when, and why."""
    text = _t("Claimed finished on %(day)s before, returned on %(when)s: %(reason)s")
    at, reason = claim.decided_at, claim.reason
    if claim.state == Claim.State.REOPENED:
        text = _t("Claimed finished on %(day)s before, reopened on %(when)s: %(reason)s")
        at, reason = claim.reopened_at, claim.reopen_reason
    when = show_day(day_of_instant(at), on) if at else ""
    return text % {"day": show_day(claim.finished_on, on), "when": when, "reason": reason}


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
    """Of a request about a whole project: how it stands, how many of its milestones are overdue, and the longest."""
    if isinstance(record, Claim) or record.project is None:
        return []
    now = _t("Now: %(light)s") % {"light": project_standing_words(record.project)}
    return [project_lateness(record.project.pk, on), now]


def rehearsed_outcome(action: Callable[[], Any], light: Callable[[], str]) -> list[str]:
    """What an action would make of a light, found by doing it and undoing it; or why it would be refused."""
    try:
        with transaction.atomic():
            action()
            after = light()
            transaction.set_rollback(True)
        return [_t("After approval: %(light)s") % {"light": after}] if after else []
    except (ValidationError, Conflict, NotAllowed) as error:
        text = "".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return [_t("It would be refused now: %(why)s") % {"why": text}]
    except IntegrityError as error:
        return [_t("It would be refused now: %(why)s") % {"why": database_refusal_text(error)}]
