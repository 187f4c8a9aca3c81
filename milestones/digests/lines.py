"""One line of a digest: a light or a mark, a number, the project, what happened, and where to act."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant
from backoffice.days import show_day
from milestones.models import ChangeRequest, Claim, Standing
from milestones.models.status import SHAPES, Light
from milestones.reports.causes import DelayCause
from milestones.rules.reasons import (
    claimed_again_sentence,
    late_approval_text,
    light_sentence,
    sentence_values,
)
from projects.models import Project, User
from projects.quantities import format_quantity

from .daily_facts import DailyFacts
from .links import absolute_url, action_url

MARKS: dict[str, str] = {**SHAPES, "": "◇"}
COLOURS: dict[str, str] = {
    Light.RED: "#B3261E",
    Light.YELLOW: "#7A5200",
    Light.GREEN: "#28753F",
    Light.BLUE: "#2B65A8",
    Light.GREY: "#63676B",
    "": "#1B1D1F",
}


@dataclass(frozen=True)
class DigestLine:
    """As every form of the mail shows it; `light` is empty for what is not a light."""

    milestone: int | None
    light: str
    figure: str  # “54”, or a word where there is nothing to count
    unit: str
    title: str
    link: str
    notes: list[str] = field(default_factory=list)
    ask: str = ""
    also: tuple[int, ...] = ()  # further milestones of which it speaks
    action: str = ""  # the words on the button; without them the title is the link
    urgent: bool = False

    @property
    def mark(self) -> str:
        return MARKS[self.light]

    @property
    def milestones(self) -> list[int | None]:
        return [self.milestone, *self.also]


def project_url(project: Project) -> str:
    return absolute_url(reverse("project", args=[project.code]))


def admin_change_url(kind: str, record: int) -> str:
    """Where the record is worked on."""
    return absolute_url(reverse(f"admin:milestones_{kind}_change", args=[record]))


def milestone_action_url(row: Standing, action: str, facts: DailyFacts, person: User) -> str:
    """This person's own way to an action on a milestone, until the next slot."""
    return action_url(person, "milestone", row.pk, action, facts.until)


def overdue_digest_line(row: Standing, facts: DailyFacts, person: User) -> DigestLine:
    """For whoever runs it: the sentence of the light, the cause, and a button to report or ask."""
    notes = [light_sentence(row) % sentence_values(row, facts.on), cause_note(facts.causes.get(row.pk))]
    notes += [
        passed_forecast_note(row, facts),
        return_note(row, facts),
        escalation_note(row, facts, person),
    ]
    notes += [claimed_again_sentence(row, facts.on)] if row.claimed_again else []
    notes += [_("%(text)s.") % {"text": late}] if (late := late_approval_text(row)) else []
    return DigestLine(
        row.pk,
        Light.RED,
        str(row.days_late),
        _("days"),
        row.project.name,
        milestone_action_url(row, "report", facts, person),
        [n for n in notes if n],
        action=_("Report or ask for a later date"),
        urgent=True,
    )


def cause_note(cause: DelayCause | None) -> str:
    if cause is None:
        return ""
    said = {"reason": cause.reason.rstrip("。. "), "extension": cause.extension}
    return (_("Reason: %(reason)s. %(extension)s.") if said["reason"] else _("%(extension)s.")) % said


def passed_forecast_note(row: Standing, facts: DailyFacts) -> str:
    if row.forecast_due >= facts.on:
        return ""
    return _("The forecast of %(forecast)s has passed and was not renewed.") % sentence_values(row, facts.on)


def return_note(row: Standing, facts: DailyFacts) -> str:
    claim = facts.returned.get(row.pk)
    if claim is None:
        return ""
    return _("Claimed on %(claimed)s, returned on %(returned)s: %(reason)s. Counts as not finished.") % {
        "claimed": show_day(day_of_instant(claim.at), facts.on),
        "returned": show_day(day_of_instant(claim.decided_at), facts.on),  # type: ignore[arg-type]
        "reason": (claim.reason or "").rstrip("。. "),
    }


def escalation_note(row: Standing, facts: DailyFacts, person: User) -> str:
    """Who is called in by the ladder is told so once."""
    step = facts.escalated.get(row.pk)
    if step is None or step.step < 2 or step.to_id != person.pk:
        return ""
    return _("Escalated to you after %(work)s working days.") % {"work": row.working_days_late}


def group_by_target(rows: Iterable[Standing]) -> list[list]:
    """The milestones of one quantity together: they are behind by the same figures, and one report serves them all."""
    found: dict[tuple, list] = {}
    for row in rows:
        figures = (row.project_id, row.milestone.target_id, row.expected, row.reported, row.light_rule)
        found.setdefault(figures, []).append(row)
    return list(found.values())


def behind_digest_line(rows: list[Standing], facts: DailyFacts, person: User) -> DigestLine:
    """One quantity, with each milestone that it holds back; the button reports on the first that falls due."""
    first, said = rows[0], [sentence_values(row, facts.on) for row in rows]
    text = light_sentence(first) % said[0]
    notes = [_("“%(name)s”: %(text)s") % {"name": first.milestone.name, "text": text}]
    if len(rows) > 1:
        named = _(", ").join(_("“%(name)s” (%(due)s)") % one for one in said)
        notes = [text, _("%(count)s milestones: %(named)s.") % {"count": len(rows), "named": named}]
    return DigestLine(
        first.pk,
        Light.RED,
        str(round(first.behind)),  # type: ignore[arg-type]
        _("points"),
        first.project.name,
        milestone_action_url(first, "report", facts, person),
        notes,
        also=tuple(row.pk for row in rows[1:]),
        action=_("Report progress"),
    )


def due_soon_digest_line(row: Standing, facts: DailyFacts, person: User) -> DigestLine:
    said = sentence_values(row, facts.on)
    if row.quantity is None:
        text = _("“%(name)s” is due on %(due)s.")
    else:
        text = _("“%(name)s” is due on %(due)s, %(done)s of %(asked)s done.")
    notes = [text % said]
    if said["slip"] > 0:
        notes.append(_("Forecast %(forecast)s, %(slip)s days after the baseline.") % said)
    action = _("Report or ask for a later date") if said["slip"] > 0 else _("Report progress")
    return DigestLine(
        row.pk,
        row.light,  # type: ignore[arg-type]
        str(row.due_in),
        _("working days"),
        row.project.name,
        milestone_action_url(row, "report", facts, person),
        notes,
        action=action,
    )


def returned_digest_line(row: Standing, facts: DailyFacts, person: User) -> DigestLine:
    notes = [f"“{row.milestone.name}”", return_note(row, facts)]
    return DigestLine(
        row.pk,
        "",
        _("Returned"),
        "",
        row.project.name,
        milestone_action_url(row, "claim", facts, person),
        notes,
        action=_("Claim again"),
    )


def awaiting_digest_line(row: Standing, facts: DailyFacts, person: User) -> DigestLine:
    text = (
        claimed_again_sentence(row, facts.on)
        if row.claimed_again
        else light_sentence(row) % sentence_values(row, facts.on)
    )
    note = _("“%(name)s”: %(text)s") % {"name": row.milestone.name, "text": text}
    return DigestLine(row.pk, "", _("Awaiting"), "", row.project.name, admin_change_url("milestone", row.pk), [note])


def claim_digest_line(row: Standing, facts: DailyFacts, person: User) -> DigestLine:
    """For the supervisor: who claims what, since when."""
    claim = facts.pending[row.pk]
    note = _("“%(name)s”: %(by)s claimed on %(claimed)s that it was finished on %(finished)s.") % {
        "name": row.milestone.name,
        "by": claim.by,
        "claimed": show_day(day_of_instant(claim.at), facts.on),
        "finished": show_day(claim.finished_on, facts.on),
    }
    link = action_url(person, "claim", claim.pk, "confirm", facts.until)
    notes = [note, late_decision_note(claim, row, facts)]
    return DigestLine(
        row.pk,
        "",
        _("Claim"),
        "",
        row.project.name,
        link,
        [n for n in notes if n],
        action=_("Confirm or return"),
    )


def late_decision_note(claim: Claim, row: Standing, facts: DailyFacts) -> str:
    """A claim left too long is the supervisor's own late item."""
    waited = facts.calendar.between(day_of_instant(claim.at), facts.on)
    if row.policy is None or waited <= row.policy.confirm_workdays:
        return ""
    return _("Has waited %(waited)s working days; %(limit)s are allowed.") % {
        "waited": waited,
        "limit": row.policy.confirm_workdays,
    }


def change_digest_line(change: ChangeRequest, facts: DailyFacts, person: User) -> DigestLine:
    """For the supervisor: what is asked, and why."""
    about: Any = change.milestone or change.target or change.project
    note = _("“%(about)s”: %(by)s asked on %(day)s; %(class)s: %(text)s") % {
        "about": about.measure if change.target else about.name,
        "by": change.by,
        "day": show_day(day_of_instant(change.at), facts.on),
        "class": change.get_reason_class_display(),
        "text": change.text,
    }
    notes = [note]
    if change.new_due:
        notes.append(_("Asked for: %(due)s.") % {"due": show_day(change.new_due, facts.on)})
    if change.new_amount:
        notes.append(_("Asked for: %(due)s.") % {"due": change.new_amount})
    notes += [
        _("%(column)s: “%(old)s” → “%(new)s”") % {"column": column, "old": old, "new": new}
        for column, old, new in change.corrected
    ]
    link = action_url(person, "changerequest", change.pk, "approve", facts.until)
    pk = change.milestone_id
    return DigestLine(pk, "", change.get_kind_display(), "", change.concerns.name, link, notes, action=_("Decide"))


def figure_digest_line(report: Any, facts: DailyFacts, person: User) -> DigestLine:
    """For the supervisor: the doubtful figure, and the reason given for it."""
    about = report.milestone or report.target
    text = _(
        "“%(about)s”: %(by)s reported %(figure)s on %(day)s, hard to believe (promised %(promise)s, %(counted)s); "
        "reason: %(reason)s"
    )
    note = text % {
        "about": report.milestone.name if report.milestone else report.target.measure,
        "by": report.by,
        "figure": format_quantity(report.quantity, report.target.unit),
        "promise": report.target.in_force(report.promised),
        "counted": report.target.counted(report.counts),
        "day": show_day(day_of_instant(report.at), facts.on),
        "reason": report.doubt,
    }
    link = action_url(person, "progressreport", report.pk, "accept", facts.until)
    return DigestLine(report.milestone_id, "", _("Figure"), "", about.project.name, link, [note], action=_("Decide"))


def overdue_overview_digest_line(row: Standing, facts: DailyFacts, person: User) -> DigestLine:
    """For those who look on from above: unit, milestone, cause, baseline and forecast in one sentence."""
    cause = facts.causes.get(row.pk)
    parts = [row.unit.name if row.unit else _("No unit yet"), row.milestone.name]
    parts += [cause.reason.rstrip("。. ")] if cause and cause.reason else []
    parts += [
        _("Due on %(due)s, forecast %(forecast)s") % sentence_values(row, facts.on),
        late_approval_text(row),
    ]
    notes = [_(" · ").join(filter(None, parts)), escalation_note(row, facts, person)]
    need = cause.need if cause else ""
    ask = need if need.startswith("请") else need and _("Please coordinate: %(need)s") % {"need": need}
    return DigestLine(
        row.pk,
        Light.RED,
        str(row.days_late),
        _("days"),
        row.project.name,
        project_url(row.project),
        [note for note in notes if note],
        ask=ask,
    )
