"""Access rules: which roles may perform which action, on which records, and who never may. Models, admin, API and docs
read this table; Django's permissions are unused.

A role opens an action; which records it reaches, `visible_to` and `editable_by` of the models say.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from projects.models import User


class Role(models.TextChoices):
    """A person's role is the name of the one group they are in; a migration makes the groups."""

    STEWARD = "steward", _("Project steward")
    UNIT_HEAD = "unit_head", _("Unit head")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEADER = "leader", _("District leader")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Reach(models.TextChoices):
    """Which records an action reaches."""

    OWN = "own", _("steward: own projects; owner: own milestones; unit head: the unit and its sub-units")
    UNIT = "unit", _("supervisor: everywhere; unit head: the unit and its sub-units")
    EDITED = "edited", _("supervisor: everywhere; steward and unit head: what they answer for")
    ADDRESSED = (
        "addressed",
        _("steward and owner: what asks them; unit head: all that the unit is asked, its stewards included"),
    )
    GIVEN = "given", _("supervisor: everywhere; leader: what they gave")
    ASKED = "asked", _("what they asked for themselves")
    DECIDED = "decided", _("what they decided themselves")
    ALL = "all", _("everywhere")
    SIGHT = "sight", _("what they may see")
    SELF = "self", _("one's own")
    SEEN = "seen", _("own projects, own milestones, the unit, its sub-units, and where the unit co-operates")


class ExcludedPerson(models.TextChoices):
    """Who may not, whatever the role."""

    ASKER = "asker", _("who asked or claimed")
    STEWARD = "steward", _("the project's steward")
    OWNER = "owner", _("the milestone's owner")
    AUTHOR = "author", _("who recorded the milestones, or rewrote one")
    LEAVER = "leaver", _("the leaver as successor")
    SUBJECT = "subject", _("whom it is for")


@dataclass(frozen=True)
class ActionRule:
    """One line of the table."""

    title: str | Promise
    roles: frozenset[Role]
    reach: Reach
    never: tuple[ExcludedPerson, ...] = ()


READS_ALL = frozenset({Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.ADMIN})
WORKERS = frozenset({Role.STEWARD, Role.UNIT_HEAD})
SUPERVISOR = frozenset({Role.SUPERVISOR})
ADMIN = frozenset({Role.ADMIN})
# Who has one of these decides about what others promised, or who may; it is given by two people.
DECIDING = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})
EDITORS = WORKERS | SUPERVISOR
DESK = frozenset(Role) - {Role.LEADER}
WATCHERS = READS_ALL & DESK
ASSIGNERS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD})
INSTRUCTORS = frozenset({Role.LEADER, Role.SUPERVISOR})
DISINTERESTED = (ExcludedPerson.ASKER, ExcludedPerson.STEWARD, ExcludedPerson.OWNER)

ACTIONS = {
    "report": ActionRule(_("Report progress"), WORKERS, Reach.OWN),
    "no-progress": ActionRule(_("Report that nothing moved this month"), WORKERS, Reach.OWN),
    "claim": ActionRule(_("Claim the finish"), WORKERS, Reach.OWN),
    "request-change": ActionRule(_("Request a change"), WORKERS, Reach.OWN),
    "withdraw": ActionRule(_("Withdraw a request"), WORKERS, Reach.ASKED),
    "answer": ActionRule(_("Answer an instruction"), WORKERS, Reach.ADDRESSED),
    "schedule": ActionRule(_("Schedule from the template"), EDITORS, Reach.EDITED),
    "phase": ActionRule(_("Change the phase (backwards: supervisor only)"), EDITORS, Reach.EDITED),
    "approve-plan": ActionRule(
        _("Approve the schedule"),
        SUPERVISOR,
        Reach.ALL,
        (ExcludedPerson.STEWARD, ExcludedPerson.OWNER, ExcludedPerson.AUTHOR),
    ),
    "approve": ActionRule(_("Approve a request"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "refuse": ActionRule(_("Refuse a request"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "confirm": ActionRule(_("Confirm a finish"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "return": ActionRule(_("Return a claim"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "accept": ActionRule(_("Accept a doubtful figure"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "return-figure": ActionRule(_("Return a doubtful figure"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "reopen": ActionRule(_("Reopen a finish"), SUPERVISOR, Reach.ALL, DISINTERESTED),
    "take-back": ActionRule(_("Take back within ten minutes what one decided"), INSTRUCTORS, Reach.DECIDED),
    "carry-over": ActionRule(_("Carry over to next year"), SUPERVISOR, Reach.ALL),
    "instruct": ActionRule(_("Give an instruction"), INSTRUCTORS, Reach.ALL),
    "close": ActionRule(_("Close an instruction"), INSTRUCTORS, Reach.GIVEN),
    "circulate": ActionRule(_("Draw up a circular"), READS_ALL, Reach.ALL),
    "assign": ActionRule(_("Assign unit, steward, leader or owner"), ASSIGNERS, Reach.UNIT),
    "hand-over": ActionRule(_("Hand over a leaver's work"), ASSIGNERS, Reach.UNIT, (ExcludedPerson.LEAVER,)),
    "register": ActionRule(_("Add a project, delete one of today that is not approved"), SUPERVISOR, Reach.ALL),
    "edit": ActionRule(
        _("Edit projects, quantities and milestones that approval has not locked"), EDITORS, Reach.EDITED
    ),
    "upload": ActionRule(_("Upload calendar days"), ADMIN, Reach.ALL),
    "keep": ActionRule(_("Keep users, units, policy, calendar and templates"), ADMIN, Reach.ALL),
    "correct-calendar": ActionRule(_("Ask for a correction of calendar days that have come"), ADMIN, Reach.ALL),
    "approve-correction": ActionRule(
        _("Approve a correction of the calendar"), KEEPERS, Reach.ALL, (ExcludedPerson.ASKER,)
    ),
    "refuse-correction": ActionRule(
        _("Refuse a correction of the calendar"), KEEPERS, Reach.ALL, (ExcludedPerson.ASKER,)
    ),
    "ask-reorganization": ActionRule(
        _("Ask that a unit be renamed, merged, split or closed from a day on"), ADMIN, Reach.ALL
    ),
    "approve-reorganization": ActionRule(_("Approve a reorganization"), SUPERVISOR, Reach.ALL, (ExcludedPerson.ASKER,)),
    "refuse-reorganization": ActionRule(_("Refuse a reorganization"), SUPERVISOR, Reach.ALL, (ExcludedPerson.ASKER,)),
    "ask-grant": ActionRule(
        _("Ask for a role that decides, another address, an account opened again"),
        ADMIN,
        Reach.ALL,
        (ExcludedPerson.SUBJECT,),
    ),
    "grant": ActionRule(
        _("Grant what an administrator asked for"), KEEPERS, Reach.ALL, (ExcludedPerson.ASKER, ExcludedPerson.SUBJECT)
    ),
    "refuse-grant": ActionRule(_("Refuse a grant"), KEEPERS, Reach.ALL, (ExcludedPerson.ASKER, ExcludedPerson.SUBJECT)),
    "reset-password": ActionRule(_("Reset a password"), ADMIN, Reach.ALL, (ExcludedPerson.SUBJECT,)),
    "close-account": ActionRule(_("Close the account of who left, or say that they stay"), ADMIN, Reach.ALL),
    "import": ActionRule(_("Import a workbook"), EDITORS | ADMIN, Reach.EDITED),
    "export": ActionRule(_("Export, print and take files"), frozenset(Role), Reach.SIGHT),
    "mails": ActionRule(_("Decide about mails, preview them, run what is due"), SUPERVISOR | ADMIN, Reach.ALL),
    "subscribe": ActionRule(_("Choose which mails one gets"), frozenset(Role), Reach.SELF),
    "desk": ActionRule(_("Work at the desk (the admin), keep filters of its lists"), DESK, Reach.SIGHT),
    "watch": ActionRule(_("Read job runs, everybody's imports and who did what"), WATCHERS, Reach.ALL),
    "read-all": ActionRule(_("Read everything"), READS_ALL, Reach.ALL),
    "read-own": ActionRule(_("Read what is one's own"), WORKERS, Reach.SEEN),
}


def may_perform(user: "User", action: str) -> bool:
    """Return whether the user's role opens the action (a key of ACTIONS); which records it reaches, the querysets'
    `visible_to` and `editable_by` decide.
    """
    return user.role in ACTIONS[action].roles
