"""What a page says of one milestone: where it stands, how late it is, by how much it moved."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.days import show_day
from milestones.models import Standing
from milestones.models.status import Rule, State
from milestones.reports.home.report import AgeBandComparison
from milestones.reports.overdue.totals import AgeBand
from milestones.rules.reasons import open_rule_word

if TYPE_CHECKING:
    from .project import PlanLine

STATES: dict[str, Promise] = {
    State.FINISHED: _("finished in time"),
    State.SUSPENDED: _("suspended"),
    State.UNPLANNED: _("not approved"),
    State.CANCELLED: _("cancelled"),
}


def state_word(row: Standing) -> str:
    """Where it stands, in the words of the table of a project's milestones."""
    if row.state == State.OVERDUE:
        return _t("%(days)s days overdue") % {"days": row.days_late}
    if row.light_rule == Rule.FINISHED_LATE:
        return _t("finished, %(days)s days late") % {"days": row.days_late}
    if row.state == State.AWAITING:
        return f"◇ {_t('awaiting confirmation')}"
    return str(STATES.get(row.state) or open_rule_word(row.light_rule))


def slip_words(days: int | None, done: object = False) -> str:
    """Days by which a finish, or the forecast of one, lies after a baseline."""
    if days is None:
        return "—"
    if days > 0:
        return (_t("%(days)s days late") if done else _t("%(days)s days later")) % {"days": days}
    return _t("%(days)s days early") % {"days": -days} if days else _t("on the day")


def whole_move(line: "PlanLine", on: dt.date) -> str:
    """From the first baseline to the one in force, and by how much the finish or its forecast lies beyond."""
    row = line.row
    said = _t("%(name)s: first due on %(first)s, moved by %(approved)s days to %(due)s") % {
        "name": row.milestone.name,
        "first": show_day(row.baseline_first, on),
        "due": show_day(row.baseline_due, on),
        "approved": row.slip_days,
    }
    if not line.against_now or line.against_now < 0:
        return said
    beyond = _t(", finished %(days)s days after that") if row.finished_on else _t(", forecast %(days)s days after that")
    return said + beyond % {"days": line.against_now}


def late_sentence(name: str, days: int, done: str) -> str:
    """The milestone and its days; with what is done, where a quantity is counted up to."""
    if done:
        return _t("“%(name)s” %(late)s days overdue, %(done)s done.") % {
            "name": name,
            "late": days,
            "done": done,
        }
    return _t("“%(name)s” %(late)s days overdue.") % {"name": name, "late": days}


def returned_words(times: int) -> str:
    return _t(" Returned %(times)s times.") % {"times": times} if times else ""


def age_words(age: AgeBand | AgeBandComparison) -> str:
    """A band of days late."""
    if not age.least:
        return _t("Not overdue")
    if age.most:
        return _t("%(least)s–%(most)s days") % {"least": age.least, "most": age.most}
    return _t("Over 90 days")
