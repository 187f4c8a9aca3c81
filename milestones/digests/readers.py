"""Who gets which digest: a reader is a person with the scopes that they want at this rhythm."""

import datetime as dt
from dataclasses import dataclass

from milestones.models import Job
from milestones.models.subscription import KINDS, SCOPES, subscriptions_by_scope
from projects.models import Role, User

DUTIES: dict[str, str] = {Role.STEWARD: "own", Role.UNIT_HEAD: "own", Role.AUDITOR: "all"}


@dataclass(frozen=True)
class DigestReader:
    """A person and what they are told of. `duty`: only what they own and is overdue, which nobody can switch off."""

    person: User
    scopes: frozenset[str]
    duty: bool = False
    also_when_empty: bool = False


def digest_readers(kind: str, slot: dt.date) -> list[DigestReader]:
    """Everybody who gets a digest of this kind, in a stable order and a constant number of queries."""
    people = User.objects.open().filter(groups__name__in=SCOPES).order_by("pk").distinct()
    found = (reader_for_person(person, kind) for person in people.prefetch_related("groups", "subscriptions"))
    return [one for one in found if one]


def reader_for_person(person: User, kind: str) -> DigestReader | None:
    """Return the person as a reader of this kind of digest with the scopes they subscribed to or must receive; None if
    they get nothing.
    """
    wanted = [row for row in subscriptions_by_scope(person).values() if row.frequency == KINDS[kind]]
    if wanted:
        scopes = frozenset(str(row.scope) for row in wanted)
        return DigestReader(person, scopes, also_when_empty=any(row.also_when_empty for row in wanted))
    # Whoever answers for a milestone hears daily that it is overdue, and the auditor who gave power to whom, whatever
    # they chose.
    scope = DUTIES.get(person.role) if kind == Job.Name.DIGEST else None
    return DigestReader(person, frozenset([scope]), duty=True) if scope else None
