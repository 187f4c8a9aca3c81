"""Plan a slot: compose each person's digest and store it, once. Handing over is the outbox's work."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation

from milestones.models import Delivery, JobRun
from projects.models import Role, User

from .compose import compose
from .edition import read
from .letter import message_id, render

KIND = JOB = "digest"
READERS = (Role.STEWARD, Role.UNIT_HEAD, Role.SUPERVISOR, Role.LEADER)
VALID = dt.timedelta(hours=12)
USUAL_RUNS, ALWAYS_ALLOWED, TIMES_USUAL = 14, 50, 3
logger = logging.getLogger(__name__)


@dataclass
class Plan:
    """What a slot holds: rows to store (a person whose digest could not be composed has a dead one), and who gets none."""

    slot: dt.date
    deliveries: list[Delivery] = field(default_factory=list)
    skipped: list[tuple[User, str]] = field(default_factory=list)  # with the reason: away or no_address
    held: bool = False

    @property
    def good(self) -> list[Delivery]:
        return [row for row in self.deliveries if row.state != Delivery.State.DEAD]

    def as_counts(self) -> dict[str, int]:
        good = len(self.good)
        return {"planned": good, "skipped": len(self.skipped), "failed": len(self.deliveries) - good}


def compose_all(slot: dt.date) -> Plan:
    """Everybody's digest of a slot. Reads only."""
    plan = Plan(slot)
    people = (
        User.objects.filter(is_active=True, groups__name__in=READERS)
        .prefetch_related("groups")
        .order_by("pk")
        .distinct()
    )
    by_language: dict[str, list[User]] = {}
    for person in people:
        by_language.setdefault(person.language or settings.LANGUAGE_CODE, []).append(person)
    for language, readers in by_language.items():
        with translation.override(language):
            edition = read(slot)
            plan.deliveries += [row for person in readers for row in attempt(person, edition, plan)]
    return plan


def attempt(person, edition, plan) -> Iterator[Delivery]:
    """One person's row, if any; whatever goes wrong with it stays theirs."""
    try:
        if digest := compose(person, edition):
            if reason := unreachable(person, edition.on):
                plan.skipped.append((person, reason))
            else:
                yield written(person, digest)
    except Exception as error:
        logger.exception("The digest of %s for %s could not be composed", person.username, edition.on)
        yield blank(
            person, edition.on, state=Delivery.State.DEAD, last_error=f"{type(error).__name__}: {error}"[:300]
        )


def unreachable(person, on) -> str:
    """Why the person gets no mail: they are away, or have no address that works."""
    if person.is_away(on):
        return "away"
    try:
        validate_email(person.email)
    except ValidationError:
        return "no_address"
    return ""


def blank(person, slot, **fields) -> Delivery:
    now = timezone.now()
    return Delivery(
        dedup_key=dedup_key(KIND, person, slot), kind=KIND, slot=slot, recipient=person, to_addr=person.email,
        language=translation.get_language(), message_id=message_id(KIND, person.username, slot),
        planned_at=now, next_at=now, not_after=now + VALID, **fields,
    )  # fmt: skip


def dedup_key(kind, person, slot) -> str:
    """The calendar slot, never a run; a name too long for the column gives way to the person's number."""
    name = person.username if len(person.username) <= 80 else f"#{person.pk}"
    return f"{kind}:{name}:{slot.isoformat()}"


def written(person, digest) -> Delivery:
    text, html = render(digest, number=f"D-{digest.edition.on:%Y%m%d}-{person.pk:04d}")
    return blank(
        person, digest.edition.on, subject=digest.subject, text=text, html=html, items=digest.as_items()
    )


def usual() -> float:
    """The median of what the last runs planned."""
    runs = JobRun.objects.filter(job=JOB, state=JobRun.State.DONE).order_by("-slot")[:USUAL_RUNS]
    return median([run.counts.get("planned", 0) for run in runs] or [0])


def plan_slot(slot: dt.date, *, first: bool = False) -> Plan:
    """Compose and store the slot's digests; a slot planned before stays as it is. A crash half-way leaves nothing.

    A run far larger than usual is stored as held, for a person to release; `first` is allowed any number.
    """
    if JobRun.objects.filter(job=JOB, slot=slot).exclude(state=JobRun.State.RUNNING).exists():
        return Plan(slot)
    plan = compose_all(slot)
    plan.held = not first and len(plan.good) > max(ALWAYS_ALLOWED, TIMES_USUAL * usual())
    return plan if store(plan) else Plan(slot)


@transaction.atomic
def store(plan) -> bool:
    """Write the plan and end its run, unless another planner was quicker."""
    JobRun.objects.get_or_create(job=JOB, slot=plan.slot)
    run = JobRun.objects.select_for_update().get(job=JOB, slot=plan.slot)
    if run.state != JobRun.State.RUNNING:
        return False
    if plan.held:
        for row in plan.good:
            row.state = Delivery.State.HELD
    Delivery.objects.bulk_create(plan.deliveries, ignore_conflicts=True, batch_size=500)
    run.state = JobRun.State.HELD if plan.held else JobRun.State.DONE
    run.counts, run.ended_at = plan.as_counts(), timezone.now()
    run.save(update_fields=["state", "counts", "ended_at"])
    return True


@transaction.atomic
def release(slot: dt.date) -> int:
    """A person lets a held run go; answers how many messages that is."""
    JobRun.objects.filter(job=JOB, slot=slot, state=JobRun.State.HELD).update(state=JobRun.State.DONE)
    held = Delivery.objects.filter(kind=KIND, slot=slot, state=Delivery.State.HELD)
    return held.update(state=Delivery.State.PENDING, next_at=timezone.now())
