"""Plan a slot: compose each person's digest and store it, once. Handing over is the outbox's work."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from backoffice import clock
from milestones.models import Delivery, Job, JobRun
from milestones.models.delivery import release_runs
from milestones.models.job import end_runs
from projects.models import User

from .compose import compose_digest
from .daily_facts import DailyFacts, read_daily_facts
from .digest import Digest
from .letter import new_message_id, render_digest
from .readers import DigestReader, digest_readers, reader_for_person

VALID = dt.timedelta(hours=12)
USUAL_RUNS, ALWAYS_ALLOWED, TIMES_USUAL = 14, 50, 3
logger = logging.getLogger(__name__)


@dataclass
class DigestPlan:
    """What a slot holds: rows to store (a person whose digest could not be composed has a dead one), and who gets
    none.
    """

    kind: str
    slot: dt.date
    now: dt.datetime
    deliveries: list[Delivery] = field(default_factory=list)
    skipped: list[tuple[User, str]] = field(default_factory=list)  # with the reason: away or no_address
    held: bool = False

    @property
    def good(self) -> list[Delivery]:
        return [row for row in self.deliveries if row.state != Delivery.State.DEAD]

    def as_counts(self) -> dict[str, int]:
        good = len(self.good)
        return {"planned": good, "skipped": len(self.skipped), "failed": len(self.deliveries) - good}


def compose_digests(plan: DigestPlan, told: Iterable[DigestReader] | None = None) -> DigestPlan:
    """Fill the plan with everybody's digest of its slot, or with these readers'. Reads only."""
    by_language: dict[str, list[DigestReader]] = defaultdict(list)
    for one in digest_readers(plan.kind, plan.slot) if told is None else told:
        by_language[one.person.language or settings.LANGUAGE_CODE].append(one)
    for language, told in by_language.items():
        with translation.override(language):
            facts = read_daily_facts(plan.slot, plan.kind)
            plan.deliveries += [row for one in told for row in reader_deliveries(one, facts, plan)]
    return plan


def reader_deliveries(one: DigestReader, facts: DailyFacts, plan: DigestPlan) -> Iterator[Delivery]:
    """One person's row, if any; whatever goes wrong with it stays theirs."""
    person = one.person
    try:
        if digest := compose_digest(one, facts):
            if reason := unreachable_reason(person, facts.on):
                plan.skipped.append((person, reason))
            else:
                yield digest_delivery(person, digest, plan)
    except Exception as error:
        logger.exception("The digest of %s for %s could not be composed", person.username, facts.on)
        yield new_delivery(person, plan, state=Delivery.State.DEAD, last_error=f"{type(error).__name__}: {error}"[:300])


def unreachable_reason(person: User, on: dt.date) -> str:
    """Why the person gets no mail: they are away, or have no address that works."""
    if person.is_away(on):
        return "away"
    try:
        validate_email(person.email)
    except ValidationError:
        return "no_address"
    return ""


def new_delivery(person: User, plan: DigestPlan, **fields: Any) -> Delivery:
    return Delivery(
        dedup_key=delivery_dedup_key(plan.kind, person, plan.slot),
        kind=plan.kind,
        slot=plan.slot,
        recipient=person,
        to_addr=person.email,
        language=translation.get_language(),
        planned_at=plan.now,
        next_at=plan.now,
        message_id=new_message_id(plan.kind, person.username, plan.slot),
        not_after=plan.now + VALID,
        **fields,
    )


def delivery_dedup_key(kind: str, person: User, slot: dt.date) -> str:
    """The calendar slot, never a run; a name too long for the column gives way to the person's number."""
    name = person.username if len(person.username) <= 80 else f"#{person.pk}"
    return f"{kind}:{name}:{slot.isoformat()}"


def digest_delivery(person: User, digest: Digest, plan: DigestPlan) -> Delivery:
    text, html = render_digest(digest, number=f"D-{plan.slot:%Y%m%d}-{person.pk:04d}")
    said = {"subject": digest.subject, "text": text, "html": html, "items": digest.as_items()}
    return new_delivery(person, plan, duty=digest.duty, **said)


def usual_digest_count(kind: str) -> float:
    """The median of what the last runs planned."""
    runs = JobRun.objects.filter(job=kind, state=JobRun.State.DONE).order_by("-slot")[:USUAL_RUNS]
    return median([run.counts.get("planned", 0) for run in runs] or [0])


def plan_slot(
    slot: dt.date, *, kind: str = Job.Name.DIGEST, now: dt.datetime | None = None, first: bool = False
) -> DigestPlan:
    """Compose and store the slot's digests; a slot planned before stays as it is. A crash half-way leaves nothing.

    A run far larger than usual is stored as held, for a person to release; `first` is allowed any number.
    """
    plan = DigestPlan(kind, slot, now or clock.now())
    if JobRun.objects.filter(job=kind, slot=slot).exclude(state=JobRun.State.RUNNING).exists():
        return plan
    compose_digests(plan)
    plan.held = not first and len(plan.good) > max(ALWAYS_ALLOWED, TIMES_USUAL * usual_digest_count(kind))
    return plan if store_plan(plan) else DigestPlan(kind, slot, plan.now)


@transaction.atomic
def store_plan(plan: DigestPlan) -> bool:
    """Write the plan and end its run with it, unless another planner was quicker."""
    run, _created = JobRun.objects.get_or_create(job=plan.kind, slot=plan.slot)
    state = JobRun.State.HELD if plan.held else JobRun.State.DONE
    if not end_runs(JobRun.objects.under_way().filter(pk=run.pk), state, plan.now, counts=plan.as_counts()):
        return False
    if plan.held:
        for row in plan.good:
            row.state = Delivery.State.HELD
    Delivery.objects.bulk_create(plan.deliveries, ignore_conflicts=True, batch_size=500)
    return True


def recompose_stale(rows: list[Delivery], now: dt.datetime) -> Iterator[tuple[Delivery, Delivery | None]]:
    """Yield each expired delivery with a newly composed one for the same slot, or with None when there is nothing left
    to report.
    """
    slots: dict[tuple[str, dt.date], list[Delivery]] = defaultdict(list)
    for row in rows:
        slots[row.kind, row.slot].append(row)
    for (kind, slot), stale in slots.items():
        told = [one for row in stale if row.recipient.is_active and (one := reader_for_person(row.recipient, kind))]
        plan = compose_digests(DigestPlan(kind, slot, now), told)
        fresh = {row.recipient_id: row for row in plan.good}
        for row in stale:
            found = fresh.get(row.recipient_id)
            if found:
                found.renews, found.dedup_key = row, f"{row.dedup_key}:2"
            yield row, found


@transaction.atomic
def release_held_run(slot: dt.date, kind: str = Job.Name.DIGEST) -> int:
    """A person lets a held run go; answers how many messages that is."""
    held = Delivery.objects.filter(kind=kind, slot=slot, state=Delivery.State.HELD)
    released = held.update(state=Delivery.State.PENDING, next_at=clock.now())
    release_runs(JobRun.objects.filter(job=kind, slot=slot))
    return released
