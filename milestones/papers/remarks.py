"""What the leaders' sheet says of a project in words: the promise, the progress by a day, and the reasons."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant
from backoffice.days import show_day
from backoffice.numbers import plain_decimal
from milestones.models import Instruction, Standing
from milestones.models.status import State
from milestones.reports.causes import DelayCause
from milestones.reports.leaders_sheet import SheetRow
from milestones.rules.reasons import late_approval_text
from projects.models import Target
from projects.quantities import format_rounded_quantity

NEXT = "\n"
STOPS = "。．.；;，,、 \t\n"


def task_text(row: SheetRow) -> str:
    """The name, with that of its programme."""
    said = {"name": row.project.name, "programme": row.programme}
    return _("%(name)s (%(programme)s)") % said if row.programme else row.project.name


def goal_text(row: SheetRow) -> str:
    """The quantities as the source writes them, and as they were decided since."""
    goals = (f"{target.measure} {target.in_force(value)}" for target, value in row.promises)
    return NEXT.join(goals) or _("—")


def responsible_units(row: SheetRow) -> str:
    """The lead unit and those that co-operate."""
    lead = [row.charge.unit.name] if row.charge and row.charge.unit else []
    return _(", ").join([*lead, *(unit.name for unit in row.co_units if unit.name not in lead)]) or _("—")


def progress_before_text(row: SheetRow) -> str:
    """What was done by the end of the period before."""
    return NEXT.join(progress_parts(row.promises_before, row.figures_before, row.before)) or _("—")


def progress_now_text(row: SheetRow, on: dt.date) -> str:
    """What is done by now, and the latest note with its day."""
    parts = progress_parts(row.promises, row.figures, row.now)
    if row.report:
        said = {"day": show_day(day_of_instant(row.report.at), on), "note": end_sentence(row.report.note)}
        parts.append(_("%(day)s: %(note)s") % said)
    return NEXT.join(parts) or _("—")


def progress_parts(
    promises: Iterable[tuple[Target, Decimal]], figures: dict[int, Decimal], rows: list[Standing]
) -> list[str]:
    """The quantities reported, and the milestones finished of those that are not cancelled."""
    parts = [
        f"{target.measure} {target.progress(figures[target.pk], value)}"
        for target, value in promises
        if target.pk in figures
    ]
    counted = [row for row in rows if row.state != State.CANCELLED]
    finished = sum(row.state == State.FINISHED for row in counted)
    if counted:
        parts.append(_("milestones %(done)s/%(all)s") % {"done": finished, "all": len(counted)})
    return parts


def remark_text(row: SheetRow, on: dt.date) -> str:
    """What is late or behind and why, what is needed, how its extension stands, and what was instructed."""
    if not row.now or all(one.state == State.UNPLANNED for one in row.now):
        parts = [_("No approved schedule yet.")]
    else:
        parts = [sentence for one in row.now for sentence in _milestone_remarks(one, row.causes.get(one.pk), on)]
    return NEXT.join(dict.fromkeys([*parts, *(_instruction_text(order, on) for order in row.instructions)]))


def _milestone_remarks(row: Standing, cause: DelayCause | None, on: dt.date) -> list[str]:
    """The sentences about one milestone that is not finished."""
    said = [text % _remark_numbers(row, on) for applies, text in _state_texts(row) if applies]
    said += [end_sentence(late)] if row.is_overdue and (late := late_approval_text(row)) else []
    if cause:
        problem = end_sentence(cause.reason)
        said += [_("Problem: %(problem)s") % {"problem": problem}] if problem else []
        said += [_("Need: %(need)s") % {"need": end_sentence(cause.need)}] if cause.need else []
        said += [end_sentence(cause.extension)] if cause.asked else []
    return said


def _state_texts(row: Standing) -> list[tuple[bool, str]]:
    behind = row.state == State.OPEN and row.behind is not None and row.policy and row.behind > row.policy.behind_yellow
    return [
        (row.state == State.SUSPENDED, _("Suspended by decision since %(since)s.")),
        (
            row.state == State.AWAITING,
            _("“%(name)s” claimed finished on %(claimed)s, awaiting confirmation."),
        ),
        (row.is_overdue, _("“%(name)s” was due on %(due)s, %(late)s days overdue (%(work)s working days).")),
        (bool(behind), _("%(expected)s expected by now, %(behind)s points behind.")),
    ]


def _remark_numbers(row: Standing, on: dt.date) -> dict:
    target = row.milestone.target
    return {
        "name": row.milestone.name,
        "due": show_day(row.baseline_due, on),
        "since": show_day(row.suspended_on, on),
        "claimed": show_day(row.claimed_on, on),
        "late": row.days_late,
        "work": row.working_days_late,
        "expected": format_rounded_quantity(row.expected, target.unit if target else ""),
        "behind": plain_decimal(round(row.behind, 1)) if row.behind is not None else "",
    }


def _instruction_text(order: Instruction, on: dt.date) -> str:
    said = {
        "kind": order.get_kind_display(),
        "text": order.text.rstrip(STOPS),
        "day": show_day(order.reply_by, on),
    }
    return _("%(kind)s: %(text)s (reply by %(day)s).") % said


def end_sentence(text: str) -> str:
    """A sentence with one full stop, on one line."""
    text = " ".join(text.split()).rstrip(STOPS)
    return _("%(sentence)s.") % {"sentence": text} if text else ""
