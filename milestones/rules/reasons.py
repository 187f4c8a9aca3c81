"""What people read of a rule of the lights: its sentence with numbers, day and policy, and its few words."""

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backoffice.days import show_day
from backoffice.numbers import plain_decimal
from milestones.models import Standing
from milestones.models.status import Rule
from projects.quantities import format_quantity, format_rounded_quantity

RECENT = dt.timedelta(366)  # for so long a change of the rules is told beside a light


def sentence_values(row: Standing, day: dt.date) -> dict:
    """What the sentences may name."""
    policy = row.policy
    target = row.milestone.target
    unit = target.unit if target else ""
    return {
        "name": row.milestone.name,
        "day": show_day(day, day),
        "due": show_day(row.baseline_due, day),
        "forecast": show_day(row.forecast_due, day),
        "finished": show_day(row.finished_on, day),
        "claimed": show_day(row.claimed_on, day),
        "starts": show_day(row.milestone.starts_on, day),
        "suspended": show_day(row.suspended_on, day),
        "late": row.days_late,
        "work": row.working_days_late,
        "left": row.due_in or 0,
        "slip": (row.forecast_due - row.baseline_due).days if row.baseline_due else 0,
        "done": format_quantity(row.reported or Decimal(0), unit),
        "asked": target.amount(row.quantity) if target else format_quantity(row.quantity),
        "expected": format_rounded_quantity(row.expected, unit),
        "behind": plain_decimal(round(row.behind, 1)) if row.behind is not None else "",
        "red": plain_decimal(policy.behind_red) if policy else "",
        "yellow": plain_decimal(policy.behind_yellow) if policy else "",
        "soon": policy.due_soon_workdays if policy else "",
    }


def light_sentence(row: Standing) -> str:
    """The sentence of the rule that decided the light."""
    if row.light_rule == Rule.OVERDUE and row.quantity is not None:
        return _(
            "“%(name)s” was due on %(due)s and is %(late)s days (%(work)s working days) overdue, %(done)s of %(asked)s"
            " done; forecast %(forecast)s."
        )
    texts: dict[str | None, str] = {
        Rule.FINISHED: _("Finished on %(finished)s, due on %(due)s."),
        Rule.FINISHED_LATE: _("Finished on %(finished)s, %(late)s days after the baseline (%(due)s)."),
        Rule.AWAITING: _("Claimed finished on %(claimed)s; waits for confirmation and does not count as overdue."),
        Rule.SUSPENDED: _("Suspended by decision since %(suspended)s; no light is given."),
        Rule.UNPLANNED: _("No approved schedule yet; forecast %(forecast)s."),
        Rule.OVERDUE: _(
            "“%(name)s” was due on %(due)s and is %(late)s days (%(work)s working days) overdue; forecast %(forecast)s."
        ),
        Rule.BEHIND_RED: _(
            "%(expected)s expected by now, %(done)s done: %(behind)s points behind, beyond the red line of %(red)s."
        ),
        Rule.DUE_SOON: _("Due on %(due)s, %(left)s working days left (warning from %(soon)s)."),
        Rule.FORECAST_LATE: _("Forecast %(forecast)s, %(slip)s days after the baseline (%(due)s)."),
        Rule.FORECAST_PASSED: _("The forecast of %(forecast)s has passed and was not renewed."),
        Rule.BEHIND_YELLOW: _(
            "%(expected)s expected by now, %(done)s done: %(behind)s points behind, beyond the yellow line of "
            "%(yellow)s."
        ),
        Rule.NOT_STARTED: _("Starts on %(starts)s."),
        Rule.ON_TRACK: _("On track: due on %(due)s, forecast %(forecast)s."),
        None: _("Cancelled by decision."),
    }
    return texts[row.light_rule]


def rule_note(rule: str | None) -> str:
    """A few words for the wall, with the numbers of `note_numbers`; none for what runs or ended in time."""
    texts: dict[str | None, str] = {
        Rule.OVERDUE: _("%(late)s days overdue"),
        Rule.BEHIND_RED: _("%(behind)s points behind"),
        Rule.BEHIND_YELLOW: _("%(behind)s points behind"),
        Rule.DUE_SOON: _("%(left)s working days left"),
        Rule.FORECAST_LATE: _("forecast +%(slip)s days"),
        Rule.FORECAST_PASSED: _("forecast passed"),
        Rule.AWAITING: _("claimed, unconfirmed"),
        Rule.SUSPENDED: _("suspended"),
        Rule.UNPLANNED: _("not approved"),
        Rule.NOT_STARTED: _("starts %(starts)s"),
        Rule.ON_TRACK: "",
        Rule.FINISHED: "",
        Rule.FINISHED_LATE: "",
    }
    return texts[rule] if rule in texts else str(Rule(str(rule)).label)


def open_rule_word(rule: str | None) -> str:
    """The word of an open milestone's rule in a table: at more length than its label where that is too short."""
    words: dict[str | None, str] = {
        Rule.BEHIND_RED: _("behind the expected quantity"),
        Rule.BEHIND_YELLOW: _("behind the expected quantity"),
        Rule.FORECAST_LATE: _("forecast after the baseline"),
        Rule.FORECAST_PASSED: _("forecast passed, not renewed"),
    }
    return words.get(rule) or str(Rule(str(rule)).label)


def claimed_again_sentence(row: Standing, day: dt.date) -> str:
    """What a further claim means after a return or a reopening."""
    text = _("Claimed again on %(claimed)s, not decided yet; until then lateness goes on.")
    return text % sentence_values(row, day)


def late_approval_text(row: Standing) -> str:
    """Whether its day had passed already when it was approved; empty where it had not."""
    days = row.late_at_approval
    return _("%(days)s days late at approval") % {"days": days} if days else ""


def light_explanation(row: Standing, day: dt.date) -> str:
    """Why the light is what it is on `day`; where the rules are new, since when they hold."""
    text = light_sentence(row) % sentence_values(row, day)
    if row.claimed_again:
        text = _("%(first)s %(second)s") % {"first": text, "second": claimed_again_sentence(row, day)}
    if row.returned_times:
        text += _(" Returned %(times)s times.") % {"times": row.returned_times}
    if row.light is None or row.policy is None:
        return text
    since = row.policy.effective_from
    said = (
        _("%(text)s (As of %(day)s, rules of %(policy)s.)") if day - since < RECENT else _("%(text)s (As of %(day)s.)")
    )
    return said % {"text": text, "day": show_day(day, day), "policy": date_format(since, "DATE_FORMAT")}
