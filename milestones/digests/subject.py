"""Subjects of at most thirty characters with the worst in them: a name gives way, the numbers stay."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.models import OverdueFlag

from .sections import PARTS

LIMIT = 30


def fit_subject(template: str, name: str = "", **values: Any) -> str:
    """Fill the template; shorten the name so that the whole stays within the limit."""
    room = LIMIT - len(template % {**values, "name": ""})
    name = " ".join(str(name).split())
    if len(name) > room:
        name = name[: max(room - 1, 0)] + "…"
    return " ".join((template % {**values, "name": name}).split())[:LIMIT]


def worker_subject(found: dict[str, list]) -> str:
    """The first section that has rows, and the worst of them."""
    part = next(part for part in PARTS if found[part.name])
    worst = found[part.name][0]
    days = getattr(worst, "days_late", 0)
    return fit_subject(str(part.subject), row_project_name(worst), count=len(found[part.name]), days=days)


def row_project_name(row: Any) -> str:
    """The project's name, whatever kind of row it is."""
    if hasattr(row, "project_name"):
        return row.project_name
    if isinstance(row, OverdueFlag):
        return row.milestone.project.name
    return (row.concerns if hasattr(row, "concerns") else row.project).name


def supervisor_subject(said: dict) -> str:
    if said["count"] and said["overdue"]:
        text = _("%(count)s to do, %(overdue)s late, %(days)s days")
    else:
        text = _("%(count)s to do") if said["count"] else _("%(overdue)s overdue, worst %(days)s days")
    return fit_subject(text, **{name: said[name] for name in ("count", "overdue", "days")})


def leader_subject(said: dict) -> str:
    text = _("%(when)s: %(red)s red, %(days)s days") if said["days"] else _("%(when)s: %(red)s red")
    when = _("This week") if said["weekly"] else date_format(said["on"], _("N j"))
    return fit_subject(text, when=when, red=said["red"], days=said["days"])
