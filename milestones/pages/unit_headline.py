"""The headlines of the ranking and of one unit's page."""

from django.utils.translation import gettext as _

from milestones.reports.ranking.report import RankedGroup, Ranking


def ranking_headline(found: Ranking | None) -> str:
    """The best and the last of the first group that competes; else why nobody does."""
    if not (found and found.groups):
        return _("No unit is ranked, because no milestone was due in the period.")
    return best_and_last(found.leading) if found.leading else _("Ranking of units")


def best_and_last(group: RankedGroup) -> str:
    """Who shares the first rank and who the last one; no more than the page's name where all share it."""
    rows = group.ranked
    best = [row.unit_name for row in rows if row.rank == 1]
    last = [row.unit_name for row in rows if row.rank == rows[-1].rank]
    if best == last:
        return _("Ranking of units")
    names = {"group": group.label, "best": _(", ").join(best), "last": _(", ").join(last)}
    return _("%(group)s: the best on-time rate is %(best)s's, the lowest %(last)s's") % names


def unit_headline(name: str, how: str, total: int, in_time: int, counted: int) -> str:
    """How many rows of the kind asked for, else how much of what counts was in time."""
    if how:
        return f"{name}{_(': ')}{how} {total}"
    if counted:
        numbers = {"unit": name, "in_time": in_time, "counted": counted}
        return _("%(unit)s: %(in_time)s of %(counted)s milestones in time") % numbers
    return _("%(unit)s: no milestone counts in this period") % {"unit": name}


def climbed_words(places: int) -> str:
    """How many places a unit went up or down."""
    if places > 0:
        return _("up %(places)s") % {"places": places}
    return _("down %(places)s") % {"places": -places}
