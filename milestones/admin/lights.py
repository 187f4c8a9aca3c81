"""Format traffic lights, days late, baselines, forecasts and states as text or HTML for admin lists."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models import Standing
from milestones.models.status import State
from milestones.rules.reasons import light_explanation, light_sentence, sentence_values
from milestones.templatetags.show import light_word


def state_counts_text(project: Any) -> str:
    """How many milestones are in which state, in words."""
    counts = [f"{state.label} {project.states[state]}" for state in State if project.states.get(state)]
    return "　".join(counts)


def light_badge(light: str | None, title: str = "") -> str:
    """The shape with its word beside it; a dash where there is no light."""
    if light is None:
        return "—"
    return format_html(
        '<span class="tx-light" title="{}"><svg class="tx-{}" aria-hidden="true"><use href="#light-{}"/></svg> {}</span>',  # noqa: E501
        title,
        light,
        light,
        light_word(light),
    )


def standing_light_badge(row: Standing, day: dt.date) -> str:
    """The light of a standing, with the whole reason on hover."""
    return light_badge(row.light, light_explanation(row, day))


def standing_reason(row: Standing, day: dt.date) -> str:
    """The reason without the policy it rests on: short enough for a row."""
    return light_sentence(row) % sentence_values(row, day)


def local_time_text(at: dt.datetime) -> str:
    """An instant on the district's clock."""
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def days_late_cell(row: Standing) -> SafeString:
    """HTML cell with calendar days late in large type and working days late below; a muted 0 when not late."""
    if not row.days_late:
        return mark_safe('<span class="tx-zero">0</span>')
    kind = "tx-late" if row.is_overdue else "tx-was-late"
    working = _("%(days)s working days") % {"days": row.working_days_late}
    return format_html('<b class="{}">{}</b><small class="tx-under">{}</small>', kind, row.days_late, working)


def baseline_cell(row: Standing, day: dt.date) -> str:
    """The baseline in force over the first one and the slip between them."""
    if row.baseline_due is None:
        return "—"
    if not row.slip_days:
        return format_html('<span class="tx-day">{}</span>', show_day(row.baseline_due, day))
    first = _("first %(day)s, +%(slip)s days") % {
        "day": show_day(row.baseline_first, day),
        "slip": row.slip_days,
    }
    return format_html(
        '<span class="tx-day">{}</span><small class="tx-under">{}</small>',
        show_day(row.baseline_due, day),
        first,
    )


def forecast_cell(row: Standing, day: dt.date) -> SafeString:
    """The forecast over how much later than the baseline it is."""
    shown = format_html('<span class="tx-day">{}</span>', show_day(row.forecast_due, day))
    if row.baseline_due is None or row.state in (State.FINISHED, State.CANCELLED):
        return shown
    slip = (row.forecast_due - row.baseline_due).days
    if slip == 0:
        return shown
    text = _("%(days)s days later") if slip > 0 else _("%(days)s days earlier")
    return format_html('{}<small class="tx-under">{}</small>', shown, text % {"days": abs(slip)})
