"""One line of a digest: a light or a mark, a number, the project, what happened, and where to act."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.rules.reasons import approved_late, claimed_again, numbers, sentence, show_day
from projects.clock import day_of
from projects.quantities import show_number

from .links import act_address, address

MARKS = {"red": "◆", "yellow": "▲", "green": "●", "blue": "√", "grey": "○", "": "◇"}
COLOURS = {
    "red": "#B3261E",
    "yellow": "#7A5200",
    "green": "#28753F",
    "blue": "#2B65A8",
    "grey": "#63676B",
    "": "#1B1D1F",
}


@dataclass(frozen=True)
class Line:
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


def project_address(project) -> str:
    return address(reverse("project", args=[project.code]))


def desk_address(kind: str, record) -> str:
    """Where the record is worked on."""
    return address(reverse(f"admin:milestones_{kind}_change", args=[record]))


def act_on(row, act: str, edition, person) -> str:
    """This person's own way to an act on a milestone, until the next slot."""
    return act_address(person, "milestone", row.pk, act, edition.until)


def overdue_line(row, edition, person) -> Line:
    """For whoever runs it: the sentence of the light, the cause, and a button to report or ask."""
    notes = [sentence(row) % numbers(row, edition.on), cause_note(edition.causes.get(row.pk))]
    notes += [stale_note(row, edition), return_note(row, edition), step_note(row, edition, person)]
    notes += [claimed_again(row, edition.on)] if row.claimed_again else []
    notes += [_("%(text)s.") % {"text": late}] if (late := approved_late(row)) else []
    return Line(
        row.pk, "red", str(row.days_late), _("days"), row.project.name, act_on(row, "report", edition, person),
        [n for n in notes if n], action=_("Report or ask for a later date"), urgent=True,
    )  # fmt: skip


def cause_note(cause) -> str:
    if cause is None:
        return ""
    said = {"reason": cause.reason.rstrip("。. "), "extension": cause.extension}
    return (_("Reason: %(reason)s. %(extension)s.") if said["reason"] else _("%(extension)s.")) % said


def stale_note(row, edition) -> str:
    if row.forecast_due >= edition.on:
        return ""
    return _("The forecast of %(forecast)s has passed and was not renewed.") % numbers(row, edition.on)


def return_note(row, edition) -> str:
    claim = edition.returned.get(row.pk)
    if claim is None:
        return ""
    return _("Claimed on %(claimed)s, returned on %(returned)s: %(reason)s. Counts as not finished.") % {
        "claimed": show_day(day_of(claim.at), edition.on),
        "returned": show_day(day_of(claim.decided_at), edition.on),
        "reason": (claim.reason or "").rstrip("。. "),
    }


def step_note(row, edition, person) -> str:
    """Who is called in by the ladder is told so once."""
    step = edition.escalated.get(row.pk)
    if step is None or step.step < 2 or step.to_id != person.pk:
        return ""
    return _("Escalated to you after %(work)s working days.") % {"work": row.working_days_late}


def by_target(rows) -> list[list]:
    """The milestones of one quantity together: they are behind by the same figures, and one report serves them all."""
    found: dict[tuple, list] = {}
    for row in rows:
        figures = (row.project_id, row.milestone.target_id, row.expected, row.reported, row.light_rule)
        found.setdefault(figures, []).append(row)
    return list(found.values())


def behind_line(rows, edition, person) -> Line:
    """One quantity, with each milestone that it holds back; the button reports on the first that falls due."""
    first, said = rows[0], [numbers(row, edition.on) for row in rows]
    text = sentence(first) % said[0]
    notes = [_("“%(name)s”: %(text)s") % {"name": first.milestone.name, "text": text}]
    if len(rows) > 1:
        named = _(", ").join(_("“%(name)s” (%(due)s)") % one for one in said)
        notes = [text, _("%(count)s milestones: %(named)s.") % {"count": len(rows), "named": named}]
    return Line(
        first.pk, "red", str(round(first.behind)), _("points"), first.project.name,
        act_on(first, "report", edition, person), notes, also=tuple(row.pk for row in rows[1:]), action=_("Report progress"),
    )  # fmt: skip


def soon_line(row, edition, person) -> Line:
    said = numbers(row, edition.on)
    if row.quantity is None:
        text = _("“%(name)s” is due on %(due)s.")
    else:
        text = _("“%(name)s” is due on %(due)s, %(done)s of %(asked)s done.")
    notes = [text % said]
    if said["slip"] > 0:
        notes.append(_("Forecast %(forecast)s, %(slip)s days after the baseline.") % said)
    action = _("Report or ask for a later date") if said["slip"] > 0 else _("Report progress")
    return Line(
        row.pk, row.light, str(row.due_in), _("working days"), row.project.name,
        act_on(row, "report", edition, person), notes, action=action,
    )  # fmt: skip


def returned_line(row, edition, person) -> Line:
    notes = [f"“{row.milestone.name}”", return_note(row, edition)]
    return Line(
        row.pk, "", _("Returned"), "", row.project.name, act_on(row, "claim", edition, person), notes, action=_("Claim again")
    )  # fmt: skip


def awaiting_line(row, edition, person) -> Line:
    text = claimed_again(row, edition.on) if row.claimed_again else sentence(row) % numbers(row, edition.on)
    note = _("“%(name)s”: %(text)s") % {"name": row.milestone.name, "text": text}
    return Line(row.pk, "", _("Awaiting"), "", row.project.name, desk_address("milestone", row.pk), [note])


def claim_line(row, edition, person) -> Line:
    """For the supervisor: who claims what, since when."""
    claim = edition.pending[row.pk]
    note = _("“%(name)s”: %(by)s claimed on %(claimed)s that it was finished on %(finished)s.") % {
        "name": row.milestone.name,
        "by": claim.by,
        "claimed": show_day(day_of(claim.at), edition.on),
        "finished": show_day(claim.finished_on, edition.on),
    }
    link = act_address(person, "claim", claim.pk, "confirm", edition.until)
    notes = [note, waiting_note(claim, row, edition)]
    return Line(
        row.pk,
        "",
        _("Claim"),
        "",
        row.project.name,
        link,
        [n for n in notes if n],
        action=_("Confirm or return"),
    )


def waiting_note(claim, row, edition) -> str:
    """A claim left too long is the supervisor's own late item."""
    waited = edition.calendar.between(day_of(claim.at), edition.on)
    if row.policy is None or waited <= row.policy.confirm_workdays:
        return ""
    return _("Has waited %(waited)s working days; %(limit)s are allowed.") % {
        "waited": waited,
        "limit": row.policy.confirm_workdays,
    }


def change_line(change, edition, person) -> Line:
    """For the supervisor: what is asked, and why."""
    about = change.milestone or change.target or change.project
    note = _("“%(about)s”: %(by)s asked on %(day)s; %(class)s: %(text)s") % {
        "about": about.measure if change.target else about.name,
        "by": change.by,
        "day": show_day(day_of(change.at), edition.on),
        "class": change.get_reason_class_display(),
        "text": change.text,
    }
    notes = [note]
    if change.new_due:
        notes.append(_("Asked for: %(due)s.") % {"due": show_day(change.new_due, edition.on)})
    if change.new_amount:
        notes.append(_("Asked for: %(due)s.") % {"due": change.new_amount})
    notes += [
        _("%(column)s: “%(old)s” → “%(new)s”") % {"column": column, "old": old, "new": new}
        for column, old, new in change.corrected
    ]
    link = act_address(person, "changerequest", change.pk, "approve", edition.until)
    pk = change.milestone_id
    return Line(pk, "", change.get_kind_display(), "", change.concerns.name, link, notes, action=_("Decide"))


def figure_line(report, edition, person) -> Line:
    """For the supervisor: the doubtful figure, and the reason given for it."""
    about = report.milestone or report.target
    text = _(
        "“%(about)s”: %(by)s reported %(figure)s on %(day)s, hard to believe (promised %(promise)s, %(counts)s counted so far); reason: %(reason)s"
    )
    note = text % {
        "about": report.milestone.name if report.milestone else report.target.measure,
        "by": report.by,
        "figure": show_number(report.quantity, report.target.unit),
        "promise": report.target.in_force(report.promised),
        "counts": report.target.figure(report.counts),
        "day": show_day(day_of(report.at), edition.on),
        "reason": report.reason,
    }
    link = act_address(person, "progressreport", report.pk, "accept", edition.until)
    return Line(
        report.milestone_id, "", _("Figure"), "", about.project.name, link, [note], action=_("Decide")
    )


def worst_line(row, edition, person) -> Line:
    """For those who look on from above: unit, milestone, cause, baseline and forecast in one sentence."""
    cause = edition.causes.get(row.pk)
    parts = [row.unit.name if row.unit else _("No unit yet"), row.milestone.name]
    parts += [cause.reason.rstrip("。. ")] if cause and cause.reason else []
    parts += [_("Due on %(due)s, forecast %(forecast)s") % numbers(row, edition.on), approved_late(row)]
    notes = [_(" · ").join(filter(None, parts)), step_note(row, edition, person)]
    need = cause.need if cause else ""
    ask = need if need.startswith("请") else need and _("Please coordinate: %(need)s") % {"need": need}
    return Line(
        row.pk, "red", str(row.days_late), _("days"), row.project.name, project_address(row.project),
        [note for note in notes if note], ask=ask,
    )  # fmt: skip
