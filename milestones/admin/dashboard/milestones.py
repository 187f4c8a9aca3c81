"""The start page's sections of milestones: overdue, nearly due, returned, awaiting; one row of each kind."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant
from backoffice.dashboard import (
    SHOWN,
    DashboardRow,
    DashboardSection,
    QuantityBar,
    list_address,
    own_records,
    own_records_query,
    record_address,
    row_button,
    row_buttons,
    unit_and_person,
)
from backoffice.days import show_day
from milestones.admin.instruction import GiveInstructionForm
from milestones.admin.milestone_actions import (
    ClaimFinishForm,
    ExtensionRequestForm,
    MilestoneActionForm,
    ReportProgressForm,
)
from milestones.models import ChangeRequest, Claim, Milestone, Standing
from milestones.models.status import Light, Rule, State
from milestones.reports.causes import DelayCause, delay_causes
from milestones.reports.late_decisions import workdays_waited
from milestones.rules.reasons import claimed_again_sentence, light_sentence, sentence_values
from projects.models import Role, User
from projects.permissions import may_perform
from projects.quantities import format_rounded_quantity

from .addresses import project_address

# What each section counts, the filter of the list that shows the same, and its mark.
CONDITIONS = {
    "overdue": (Q(is_overdue=True), "?overdue=true", Light.RED),
    "behind": (Q(state=State.OPEN, light=Light.RED), "?light=red&state=open", Light.RED),
    "due": (Q(state=State.OPEN, due_in__lte=10), "?due_within=10", Light.YELLOW),
    "returned": (
        Q(state__in=[State.OPEN, State.OVERDUE], returned_times__gt=0, claim_pending=False),
        "?returned=true",
        "diamond",
    ),
    "awaiting": (Q(claim_pending=True), "?state=awaiting", "diamond"),
}


def standing_section_labels() -> dict[str, tuple[str, str, str]]:
    """Title, figure's label and what is said when there is none."""
    return {
        "overdue": (_("Overdue"), _("Overdue"), _("Nothing is overdue.")),
        "behind": (_("Far behind"), _("Far behind"), _("Nothing is far behind.")),
        "due": (_("Due within 10 working days"), _("Due soon"), _("Nothing is due within 10 working days.")),
        "returned": (_("Returned claims"), _("Returned"), _("No claim was returned.")),
        "awaiting": (
            _("Awaiting confirmation"),
            _("Awaiting"),
            _("Nothing waits for somebody else's confirmation."),
        ),
    }


@dataclass(frozen=True)
class StandingRowFacts:
    """What the rows tell beyond their standing, read for all of them at once."""

    causes: dict[int, DelayCause]
    asked: set[int]  # milestones with a request that waits
    returned: dict[int, Claim]  # the last returned claim


def standing_sections(
    user: User, on: dt.date, names: Iterable[str] = tuple(CONDITIONS), bare: bool = False
) -> dict[str, DashboardSection]:
    """One count of all in one query, one page of each that is not empty; `bare` without any page."""
    rows = Standing.objects.on(on).filter(milestone__in=own_records(user, Milestone))
    rows = rows.annotate(waited=workdays_waited(on, "claimed_on"))
    wanted = {name: CONDITIONS[name][0] for name in names}
    totals = rows.order_by().aggregate(**{name: Count("pk", filter=found) for name, found in wanted.items()})
    pages = {
        name: list(rows.filter(found).with_names().worst_first()[:SHOWN]) if totals[name] and not bare else []
        for name, found in wanted.items()
    }
    facts = standing_row_facts({row.pk for page in pages.values() for row in page}, on)
    return {name: standing_section(name, totals[name], pages[name], facts, user, on, bare) for name in names}


def standing_section(
    name: str, total: int, page: list[Standing], facts: StandingRowFacts, user: User, on: dt.date, bare: bool
) -> DashboardSection:
    _condition, query, mark = CONDITIONS[name]
    title, label, empty = standing_section_labels()[name]
    link = list_address("milestones_milestone", own_records_query(user, query))
    lines = [LINES[name](row, on, user, facts) for row in page]
    return DashboardSection(name, title, total, link, empty, lines, label, mark, name == "overdue", bare=bare)


def standing_row_facts(ids: set[int], on: dt.date) -> StandingRowFacts:
    """Four queries, however many rows."""
    if not ids:
        return StandingRowFacts({}, set(), {})
    pending = ChangeRequest.objects.filter(milestone__in=ids, state=ChangeRequest.State.PENDING)
    returned = Claim.objects.filter(milestone__in=ids, state=Claim.State.RETURNED).order_by("milestone_id", "-at")
    return StandingRowFacts(
        delay_causes(ids, on),
        set(pending.values_list("milestone", flat=True)),
        {claim.milestone_id: claim for claim in returned.distinct("milestone_id")},
    )


def standing_row(row: Standing, on: dt.date, user: User, facts: StandingRowFacts, **said: Any) -> DashboardRow:
    """What rows of every kind have in common."""
    return DashboardRow(
        title=row.project.name,
        link=project_address(row.project.code),
        edit=record_address("milestones_milestone", row.pk),
        under="" if user.role == Role.STEWARD else unit_and_person(row),
        bar=standing_quantity_bar(row),
        **said,
    )


def overdue_standing_row(row: Standing, on: dt.date, user: User, facts: StandingRowFacts) -> DashboardRow:
    cause = facts.causes.get(row.pk)
    said = overdue_standing_text(row, on)
    if cause:
        said = _("%(first)s %(second)s.") % {"first": said, "second": cause.extension}
    return standing_row(
        row,
        on,
        user,
        facts,
        mark=Light.RED,
        late=True,
        head=_("Overdue by %(days)s days") % {"days": row.days_late},
        small=_("%(days)s working days") % {"days": row.working_days_late},
        why=said,
        buttons=standing_row_buttons(row, user, facts),
    )


def overdue_standing_text(row: Standing, on: dt.date) -> str:
    """The promise and what became of it; the days stand above it."""
    if row.forecast_due < on:
        return _(
            "“%(name)s” was due on %(due)s; the forecast of %(forecast)s has passed and was not renewed."
        ) % sentence_values(row, on)
    return _("“%(name)s” was due on %(due)s; forecast %(forecast)s.") % sentence_values(row, on)


def behind_standing_row(row: Standing, on: dt.date, user: User, facts: StandingRowFacts) -> DashboardRow:
    return standing_row(
        row,
        on,
        user,
        facts,
        mark=Light.RED,
        late=True,
        head=_("%(points)s points behind") % {"points": round(row.behind)},  # type: ignore[arg-type]
        small=_("due on %(day)s") % {"day": show_day(row.baseline_due, on)},
        why=_("“%(name)s”: %(text)s")
        % {"name": row.milestone.name, "text": light_sentence(row) % sentence_values(row, on)},
        buttons=standing_row_buttons(row, user, facts),
    )


def due_soon_standing_row(row: Standing, on: dt.date, user: User, facts: StandingRowFacts) -> DashboardRow:
    return standing_row(
        row,
        on,
        user,
        facts,
        mark=row.light or "",
        head=_("Due today") if row.due_in == 0 else _("%(days)s working days left") % {"days": row.due_in},
        small=_("due on %(day)s") % {"day": show_day(row.baseline_due, on)},
        why=due_soon_standing_text(row, on),
        buttons=standing_row_buttons(row, user, facts),
    )


def due_soon_standing_text(row: Standing, on: dt.date) -> str:
    """How it stands, where the date stands above it."""
    said = sentence_values(row, on)
    if row.forecast_due < on:
        return _("“%(name)s”: the forecast of %(forecast)s has passed and was not renewed.") % said
    if said["slip"] > 0:
        return _("“%(name)s” is forecast for %(forecast)s, %(slip)s days after the baseline.") % said
    if row.light_rule in (Rule.BEHIND_RED, Rule.BEHIND_YELLOW):
        return _("“%(name)s”: %(text)s") % {"name": said["name"], "text": light_sentence(row) % said}
    if row.quantity is not None:
        return _("“%(name)s”: %(done)s of %(asked)s done, forecast %(forecast)s.") % said
    return _("“%(name)s” is forecast for %(forecast)s.") % said


def returned_claim_row(row: Standing, on: dt.date, user: User, facts: StandingRowFacts) -> DashboardRow:
    claim = facts.returned.get(row.pk)
    said = {"name": row.milestone.name, "claimed": "", "reason": ""}
    if claim:
        said |= {
            "claimed": show_day(day_of_instant(claim.at), on),
            "reason": (claim.reason or "").rstrip("。. "),
        }
    again = [row_button(Milestone, ClaimFinishForm, row.pk, _("Claim again"))]
    return standing_row(
        row,
        on,
        user,
        facts,
        mark="diamond",
        head=_("Returned"),
        small=show_day(day_of_instant(claim.decided_at), on) if claim else "",  # type: ignore[arg-type]
        why=_("“%(name)s”, claimed on %(claimed)s, was returned: %(reason)s. It counts as not finished.") % said,
        buttons=[*again, *standing_row_buttons(row, user, facts, ReportProgressForm)]
        if may_perform(user, "report")
        else [],
    )


def awaiting_confirmation_row(row: Standing, on: dt.date, user: User, facts: StandingRowFacts) -> DashboardRow:
    text = claimed_again_sentence(row, on) if row.claimed_again else light_sentence(row) % sentence_values(row, on)
    return standing_row(
        row,
        on,
        user,
        facts,
        mark="diamond",
        head=_("Awaiting confirmation"),
        small=_("Waits for %(days)s working days") % {"days": row.waited},  # type: ignore[attr-defined]
        why=_("“%(name)s”: %(text)s") % {"name": row.milestone.name, "text": text},
    )


LINES = {
    "overdue": overdue_standing_row,
    "behind": behind_standing_row,
    "due": due_soon_standing_row,
    "returned": returned_claim_row,
    "awaiting": awaiting_confirmation_row,
}


def standing_row_buttons(
    row: Standing, user: User, facts: StandingRowFacts, *forms: type[MilestoneActionForm]
) -> list[dict[str, Any]]:
    """The one-step actions that the row allows this person; a request that waits is not made twice."""
    if user.role == Role.SUPERVISOR:
        return row_buttons(Milestone, [GiveInstructionForm], row.pk)
    if not may_perform(user, "report"):
        return []
    forms = forms or (ReportProgressForm, ClaimFinishForm, ExtensionRequestForm)
    fitting = [
        form
        for form in forms
        if row.state_for_actions in form.states and not (form is ExtensionRequestForm and row.pk in facts.asked)
    ]
    return row_buttons(Milestone, fitting, row.pk)


def standing_quantity_bar(row: Standing) -> QuantityBar | None:
    """The quantity reported, against the whole promise where that is known, else against what is due by the
    milestone.
    """
    target, whole = row.milestone.target, row.target_value or row.quantity
    if target is None or row.quantity is None or not whole or not target.adds_up:
        return None
    done = row.reported or Decimal(0)
    text = target.progress(done, whole)
    if row.expected is not None:
        text += "　" + _("expected by now %(expected)s") % {"expected": format_rounded_quantity(round(row.expected, 1))}
    return QuantityBar(
        text,
        capped_percentage(done, whole),
        None if row.expected is None else capped_percentage(row.expected, whole),
    )


def capped_percentage(value: Decimal, whole: Decimal) -> Decimal:
    return min(max(round(Decimal(value) * 100 / whole, 1), Decimal(0)), Decimal(100))
