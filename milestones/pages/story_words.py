"""What a project's log says of each decision: of an instruction, a request, a claim, a flag."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant
from backoffice.days import show_day
from milestones.models import ChangeRequest, Claim, OverdueFlag, ProgressReport
from milestones.models.policy import LADDER
from milestones.reports.instruction_list import InstructionStateLine
from milestones.reports.project_story import ClaimEntry, FlagHistoryEvent
from projects.quantities import format_quantity

CLEARED: dict[str, Promise] = {
    OverdueFlag.Why.FINISHED: _("Cleared by a confirmed finish"),
    OverdueFlag.Why.EXTENDED: _("Cleared by an approved extension"),
    OverdueFlag.Why.CANCELLED: _("Cleared by a cancellation"),
}


def day_and_person(at: dt.datetime | None, who: object, on: dt.date) -> dict[str, object]:
    return {"day": show_day(day_of_instant(at) if at else None, on), "who": who}


def instruction_words(line: InstructionStateLine, on: dt.date) -> str:
    """Whether it waits for its answer, and since when in vain."""
    one = line.instruction
    if line.state == "late":
        return _t("no answer, %(days)s days past") % {"days": line.late_days}
    if line.state == "waiting":
        return _t("waits for the answer")
    if line.state == "closed":
        said = day_and_person(one.closed_at, one.closed_by, on)
        if one.close_reason:
            return _t("closed without an answer on %(day)s by %(who)s: %(why)s") % (said | {"why": one.close_reason})
        return _t("closed on %(day)s by %(who)s") % said
    return _t("answered")


def reported_words(report: ProgressReport, on: dt.date) -> str:
    """What a report is about, its figure and its forecast."""
    parts = [report.milestone.name if report.milestone else report.target.measure if report.target else ""]
    if report.target and report.quantity is not None:
        parts.append(report.target.so_far(report.quantity))
    if report.forecast_due:
        parts.append(_t("forecast %(day)s") % {"day": show_day(report.forecast_due, on)})
    return "　".join(parts)


def asked_words(change: ChangeRequest, on: dt.date) -> str:
    """What a request asks for: its kind, its milestone, the new day or amount."""
    said = str(change.get_kind_display())
    if change.milestone:
        said += f"　{change.milestone.name}"
    if change.new_due:
        said += f" → {show_day(change.new_due, on)}"
    return f"{said} → {change.new_amount}" if change.new_amount else said


def asked_in_full(change: ChangeRequest) -> str:
    """The same for who decides: what it is about, and the new day with its year."""
    parts = [str(change.milestone or change.target or "")]
    parts += [date_format(change.new_due, "DATE_FORMAT")] if change.new_due else []
    return " → ".join([*parts, str(change.new_amount)] if change.new_amount else parts)


def exact_figure(report: ProgressReport) -> str:
    """The figure reported with its unit, where there is one."""
    if report.quantity is None:
        return ""
    return format_quantity(report.quantity, report.target.unit if report.target else "")


def forecast_in_full(report: ProgressReport) -> str:
    """The forecast of a report with its year, after what else is said of it."""
    if not report.forecast_due:
        return ""
    return "　" + _t("forecast %(day)s") % {"day": date_format(report.forecast_due, "DATE_FORMAT")}


def request_words(change: ChangeRequest, state: str, on: dt.date) -> str:
    """How a request was decided by the day."""
    if state == ChangeRequest.State.PENDING:
        return _t("Awaits its decision")
    if state == ChangeRequest.State.WITHDRAWN:
        return _t("Withdrawn")
    said = day_and_person(change.decided_at, change.decided_by, on)
    if state == ChangeRequest.State.REFUSED:
        return _t("Refused on %(day)s by %(who)s: %(reason)s") % (said | {"reason": change.reason})
    return f"{_t('Approved on %(day)s by %(who)s') % said}　{change.document_number or ''}"


def claim_words(line: ClaimEntry, on: dt.date) -> str:
    """Whether a claim was confirmed or returned by the day."""
    claim = line.claim
    if line.state == Claim.State.PENDING:
        return f"◇ {_t('awaiting confirmation')}"
    said = day_and_person(claim.decided_at, claim.decided_by, on)
    if line.state == Claim.State.CONFIRMED:
        return _t("confirmed on %(day)s by %(who)s") % said
    return f"◇ {_t('returned on %(day)s by %(who)s') % said}"


def flag_words(event: FlagHistoryEvent, on: dt.date) -> str:
    """A flag raised, cleared, or carried up a step of the ladder."""
    if event.kind == "raised":
        return _t("Noticed as overdue, due on %(due)s") % {"due": show_day(event.flag.baseline_due, on)}
    if event.kind == "cleared":
        return str(CLEARED.get(event.flag.why, _("Cleared")))
    said = _t("Step %(step)s: %(who)s") % {"step": event.step, "who": LADDER[event.step - 1][0]}
    return said + (_t("(%(who)s)") % {"who": event.to} if event.to else "")
