"""What the wall says in words: its headline, and one project's unit, category and days."""

import datetime as dt

from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.reports.wall.report import WallRow


def wall_headline(total: int, shown: int, most: int, sheets: int, filtered: bool) -> str:
    """How much is drawn, or why nothing is."""
    if not total:
        return _("No project fits") if filtered else _("No project is registered yet.")
    if shown > most:
        return _("%(shown)s projects are too many to draw (at most %(most)s): choose a list, a category or a unit.") % {
            "shown": shown,
            "most": most,
        }
    if not shown:
        return _("%(total)s projects are registered, none has a schedule yet: there is nothing to draw.") % {
            "total": total
        }
    numbers = {"shown": shown, "sheet_count": sheets}
    return _("The wall: %(shown)s projects on %(sheet_count)s sheets") % numbers


def wall_row_words(row: WallRow, on: dt.date) -> str:
    """Whose project it is, and its days as far as there are any."""
    parts = [row.unit or _("—"), row.category]
    if row.baseline:
        parts.append(_("baseline %(day)s") % {"day": show_day(row.baseline, on)})
    if row.end:
        said = _("finished %(day)s") if row.finished else _("forecast %(day)s")
        parts.append(said % {"day": show_day(row.end, on)})
    return "　".join(parts)
