"""The start page's sections of milestones: overdue, nearly due, returned, awaiting; one row of each kind."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from milestones.models import ChangeRequest, Claim, Milestone, Standing
from milestones.reports.causes import causes
from milestones.rules.reasons import claimed_again, numbers, sentence, show_day
from projects.access import may
from projects.clock import day_of
from projects.models import Role
from projects.quantities import show_rounded

from .forms import ChangeForm, ClaimForm, ReportForm
from .instructions import InstructForm
from .sections import (
    SHOWN,
    Bar,
    Line,
    Section,
    address,
    button,
    buttons,
    mine,
    narrowed,
    people,
    record,
)

# What each section counts, the filter of the list that shows the same, and its mark.
CONDITIONS = {
    "overdue": (Q(is_overdue=True), "?overdue=true", "red"),
    "behind": (Q(state="open", light="red"), "?light=red&state=open", "red"),
    "due": (Q(state="open", due_in__lte=10), "?due_within=10", "yellow"),
    "returned": (
        Q(state__in=["open", "overdue"], returned_times__gt=0, claim_pending=False),
        "?returned=true",
        "diamond",
    ),
    "awaiting": (Q(claim_pending=True), "?state=awaiting", "diamond"),
}


def words():
    """Title, figure's label and what is said when there is none."""
    return {
        "overdue": (_("Overdue"), _("Overdue"), _("Nothing is overdue.")),
        "behind": (_("Far behind"), _("Far behind"), _("Nothing is far behind.")),
        "due": (_("Due within 10 working days"), _("Due soon"), _("Nothing is due within 10 working days.")),
        "returned": (_("Returned claims"), _("Returned"), _("No claim was returned.")),
        "awaiting": (
            _("Awaiting confirmation"), _("Awaiting"), _("Nothing waits for somebody else's confirmation."),
        ),
    }  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the rows tell beyond their standing, read for all of them at once."""

    causes: dict
    asked: set  # milestones with a request that waits
    returned: dict  # the last returned claim


def standings(user, on, names=tuple(CONDITIONS), bare=False):
    """One count of all in one query, one page of each that is not empty; `bare` without any page."""
    rows = Standing.objects.on(on).filter(milestone__in=mine(user, Milestone))
    wanted = {name: CONDITIONS[name][0] for name in names}
    totals = rows.order_by().aggregate(**{name: Count("pk", filter=found) for name, found in wanted.items()})
    pages = {
        name: list(rows.filter(found).with_names().worst_first()[:SHOWN]) if totals[name] and not bare else []
        for name, found in wanted.items()
    }
    facts = facts_of({row.pk for page in pages.values() for row in page}, on)
    return {name: section(name, totals[name], pages[name], facts, user, on, bare) for name in names}


def section(name, total, page, facts, user, on, bare):
    _condition, query, mark = CONDITIONS[name]
    title, label, empty = words()[name]
    link = address("milestones_milestone", narrowed(user, query))
    lines = [LINES[name](row, on, user, facts) for row in page]
    return Section(name, title, total, link, empty, lines, label, mark, name == "overdue", bare=bare)


def facts_of(ids, on):
    """Four queries, however many rows."""
    if not ids:
        return Facts({}, set(), {})
    pending = ChangeRequest.objects.filter(milestone__in=ids, state="pending")
    returned = Claim.objects.filter(milestone__in=ids, state="returned").order_by("milestone_id", "-at")
    return Facts(
        causes(ids, on),
        set(pending.values_list("milestone", flat=True)),
        {claim.milestone_id: claim for claim in returned.distinct("milestone_id")},
    )


def line(row, on, user, facts, **said):
    """What rows of every kind have in common."""
    return Line(
        title=row.project.name,
        link=record("milestones_milestone", row.pk),
        under="" if user.role == Role.STEWARD else people(row),
        bar=bar(row),
        **said,
    )


def overdue_line(row, on, user, facts):
    cause = facts.causes.get(row.pk)
    said = was_due(row, on)
    if cause:
        said = _("%(first)s %(second)s.") % {"first": said, "second": cause.extension}
    return line(
        row, on, user, facts, mark="red", late=True,
        head=_("Overdue by %(days)s days") % {"days": row.days_late},
        small=_("%(days)s working days") % {"days": row.working_days_late},
        why=said,
        buttons=acts(row, user, facts),
    )  # fmt: skip


def was_due(row, on):
    """The promise and what became of it; the days stand above it."""
    if row.forecast_due < on:
        return _(
            "“%(name)s” was due on %(due)s; the forecast of %(forecast)s has passed and was not renewed."
        ) % numbers(row, on)
    return _("“%(name)s” was due on %(due)s; forecast %(forecast)s.") % numbers(row, on)


def behind_line(row, on, user, facts):
    return line(
        row, on, user, facts, mark="red", late=True,
        head=_("%(points)s points behind") % {"points": round(row.behind)},
        small=_("due on %(day)s") % {"day": show_day(row.baseline_due, on)},
        why=_("“%(name)s”: %(text)s") % {"name": row.milestone.name, "text": sentence(row) % numbers(row, on)},
        buttons=acts(row, user, facts),
    )  # fmt: skip


def due_line(row, on, user, facts):
    return line(
        row, on, user, facts, mark=row.light or "",
        head=_("Due today") if row.due_in == 0 else _("%(days)s working days left") % {"days": row.due_in},
        small=_("due on %(day)s") % {"day": show_day(row.baseline_due, on)},
        why=outlook(row, on),
        buttons=acts(row, user, facts),
    )  # fmt: skip


def outlook(row, on):
    """How it stands, where the date stands above it."""
    said = numbers(row, on)
    if row.forecast_due < on:
        return _("“%(name)s”: the forecast of %(forecast)s has passed and was not renewed.") % said
    if said["slip"] > 0:
        return _("“%(name)s” is forecast for %(forecast)s, %(slip)s days after the baseline.") % said
    if row.light_rule in ("behind_red", "behind_yellow"):
        return _("“%(name)s”: %(text)s") % {"name": said["name"], "text": sentence(row) % said}
    if row.quantity is not None:
        return _("“%(name)s”: %(done)s of %(asked)s done, forecast %(forecast)s.") % said
    return _("“%(name)s” is forecast for %(forecast)s.") % said


def returned_line(row, on, user, facts):
    claim = facts.returned.get(row.pk)
    said = {"name": row.milestone.name, "claimed": "", "reason": ""}
    if claim:
        said |= {"claimed": show_day(day_of(claim.at), on), "reason": (claim.reason or "").rstrip("。. ")}
    again = [button("milestones_milestone", ClaimForm, row.pk, _("Claim again"))]
    return line(
        row, on, user, facts, mark="diamond", head=_("Returned"),
        small=show_day(day_of(claim.decided_at), on) if claim else "",
        why=_("“%(name)s”, claimed on %(claimed)s, was returned: %(reason)s. It counts as not finished.") % said,
        buttons=[*again, *acts(row, user, facts, ReportForm)] if may(user, "report") else [],
    )  # fmt: skip


def awaiting_line(row, on, user, facts):
    text = claimed_again(row, on) if row.claimed_again else sentence(row) % numbers(row, on)
    return line(
        row, on, user, facts, mark="diamond", head=_("Awaiting confirmation"),
        small=show_day(row.claimed_on, on),
        why=_("“%(name)s”: %(text)s") % {"name": row.milestone.name, "text": text},
    )  # fmt: skip


LINES = {
    "overdue": overdue_line,
    "behind": behind_line,
    "due": due_line,
    "returned": returned_line,
    "awaiting": awaiting_line,
}


def acts(row, user, facts, *forms):
    """The one-step acts that the row allows this person; a request that waits is not made twice."""
    if user.role == Role.SUPERVISOR:
        return buttons("milestones_milestone", [InstructForm], row.pk)
    if not may(user, "report"):
        return []
    forms = forms or (ReportForm, ClaimForm, ChangeForm)
    fitting = [
        form
        for form in forms
        if row.act_state in form.states and not (form is ChangeForm and row.pk in facts.asked)
    ]
    return buttons("milestones_milestone", fitting, row.pk)


def bar(row):
    """The quantity reported, against the whole promise where that is known, else against what is due by the milestone."""
    target, whole = row.milestone.target, row.target_value or row.quantity
    if target is None or row.quantity is None or not whole or not target.adds_up:
        return None
    done = row.reported or Decimal(0)
    text = target.progress(done, whole)
    if row.expected is not None:
        text += "　" + _("expected by now %(expected)s") % {"expected": show_rounded(round(row.expected, 1))}
    return Bar(text, share(done, whole), None if row.expected is None else share(row.expected, whole))


def share(value, whole):
    return min(max(round(Decimal(value) * 100 / whole, 1), Decimal(0)), Decimal(100))
