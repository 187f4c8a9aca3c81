"""What turned red between two days, and what is red no longer and how it came out of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from milestones.models import Standing
from milestones.rules.reasons import plain
from projects.models import Project

from .works import Picture


@dataclass(frozen=True)
class Turned:
    """A project whose light became red or ceased to be, and how."""

    project: str
    project_name: str
    how: str


@dataclass(frozen=True)
class Changes:
    """Both lists in full; the counts are those of the links."""

    red: list[Turned]
    cured: list[Turned]


def turned_red(now: Picture, before: Picture) -> set[int]:
    return now.red - before.red


def cured(now: Picture, before: Picture) -> set[int]:
    """Red before and not now; cancelled ones too. What went into another's charge is not cured."""
    return (before.red - now.red) & {work.pk for work in now.every}


def changes(now: Picture, before: Picture) -> Changes:
    """Both lists, in three queries."""
    red, gone = turned_red(now, before), cured(now, before)
    worst = {work.pk: work.decides for work in now.works if work.pk in red}
    worst |= {work.pk: work.decides for work in before.works if work.pk in gone}
    projects = Project.objects.in_bulk(worst)
    then = standings(before, [worst[pk] for pk in gone])
    today = standings(now, worst.values())

    def told(pks, how):
        rows = [(projects[pk], worst[pk]) for pk in pks]
        rows.sort(key=lambda row: (-getattr(today.get(row[1]), "days_late", 0), row[0].code))
        return [Turned(project.code, project.name, how(project, worst)) for project, worst in rows]

    return Changes(
        told(red, lambda project, worst: why_red(today[worst])),
        told(gone, lambda project, worst: way_out(today.get(worst), then[worst])),
    )


def standings(picture: Picture, ids) -> dict[int, Standing]:
    return Standing.objects.on(picture.on).filter(milestone__in=ids).in_bulk() if ids else {}


def why_red(row) -> str:
    if row.state == "overdue":
        return _("%(days)s days overdue") % {"days": row.days_late}
    return _("%(points)s points behind") % {"points": plain(round(row.behind))}


def way_out(now, then) -> str:
    """How a milestone that was red ceased to be."""
    if now.state == "finished":
        if now.days_late:
            return _("confirmed, %(days)s days late") % {"days": now.days_late}
        return _("confirmed in time")
    if now.state != then.state and now.state in ("awaiting", "suspended", "cancelled"):
        return {
            "awaiting": _("claimed, awaiting confirmation"),
            "suspended": _("suspended by decision"),
            "cancelled": _("cancelled by decision"),
        }[now.state]
    if now.baseline_due != then.baseline_due:
        return _("extension approved")
    return _("caught up")
