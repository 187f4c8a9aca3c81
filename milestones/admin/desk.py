"""My work: what waits for this person today, worst first, each count beside the list that it counts."""

from django.utils.translation import gettext as _

from milestones.models import Milestone
from milestones.rules.calendar import workdays
from projects.access import may
from projects.clock import today
from projects.models import Project, Role

from . import chasing, deciding, upkeep, watching
from .sections import mine
from .standings import standings


def dashboard(request, context):
    """What the start page shows to this person."""
    user, on = request.user, today()
    sections = SECTIONS[user.role](user, on)
    bare = (
        bareness(user) if not any(section.total for section in sections if section.name == "overdue") else ""
    )
    if bare:
        without_schedule(sections)
    return context | {
        "sections": sections,
        "on": on,
        "person": user,
        "role": Role(user.role).label,
        "bare": bare,
    }


def steward(user, on):
    standing = standings(user, on)
    owed = [chasing.unanswered(user, on), chasing.waiting(user, on)]
    return [*owed, *standing.values(), chasing.figures(user, on), chasing.silent(user, on)]


def unit_head(user, on):
    return [*steward(user, on), chasing.who(user, on)]


def office(user, on):
    """A supervisor's morning: one's own late items, then the new, the worst and the silent, then the machine."""
    calendar = workdays()
    grants = [upkeep.grants(user), upkeep.corrections()] if may(user, "grant") else []
    return [
        *grants,
        *deciding.decisions(user, on, calendar),
        deciding.plans(user),
        watching.flags(user, on),
        watching.escalations(user, on, calendar),
        *standings(user, on, ("overdue",)).values(),
        chasing.silent(user, on),
        chasing.unanswered(user, on),
        watching.mails(user, on),
        watching.jobs(on),
    ]


def keeper(user, on):
    """What an administrator keeps, and the district's figures to read."""
    return [
        upkeep.grants(user),
        upkeep.corrections(),
        upkeep.accounts(),
        upkeep.away(on),
        upkeep.missing(on),
        upkeep.provisional(),
        upkeep.policies(on),
        watching.mails(user, on),
        watching.jobs(on),
        *standings(user, on, ("overdue", "awaiting"), bare=True).values(),
        silent_figure(user, on),
    ]


def silent_figure(user, on):
    section = chasing.silent(user, on)
    section.bare, section.lines = True, []
    return section


SECTIONS = {
    Role.STEWARD: steward,
    Role.UNIT_HEAD: unit_head,
    Role.SUPERVISOR: office,
    Role.AUDITOR: office,
    Role.ADMIN: keeper,
}


def bareness(user):
    """Why there is nothing to compare yet: no project, or no approved schedule; empty once there is one."""
    if mine(user, Milestone).filter(baseline_due__isnull=False).exists():
        return ""
    projects = mine(user, Project).filter(cancelled_on=None).count()
    if not projects:
        return _("No project is registered in this charge yet.")
    return _(
        "%(total)s projects are registered; none has an approved schedule, so nothing is fast or slow yet."
    ) % {"total": projects}


def without_schedule(sections):
    """Nothing can be overdue before a schedule is approved: that is not the same as being on time."""
    for section in sections:
        if section.name == "overdue":
            section.empty = _("Nothing is overdue, for no schedule is approved yet.")
