"""What a policy would make of the lights on the day it takes effect, found by recording it and taking it back."""

import copy
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models import Policy, Standing
from milestones.models.status import Light

SHOWN = 100
NO_LIGHT = ""


@dataclass(frozen=True)
class ChangedLight:
    """A milestone whose light would change."""

    milestone: int
    project: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class PolicyEffect:
    """How many lights would change and which; `mark` comes back with the confirmation, so that only what was shown is
    saved.
    """

    on: dt.date
    lights: int
    changed: list[ChangedLight]

    @property
    def mark(self) -> str:
        return sha256(repr((self.on, self.changed)).encode()).hexdigest()[:16]

    @property
    def shown(self) -> list[ChangedLight]:
        return self.changed[:SHOWN]

    @property
    def rest(self) -> int:
        return len(self.changed) - len(self.shown)

    @property
    def headline(self) -> str:
        said = {"day": show_day(self.on, self.on), "changed": len(self.changed), "lights": self.lights}
        return _("On %(day)s, as things are recorded today, %(changed)s of %(lights)s lights would change.") % said

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Each change from one light to another and how often it comes, the commonest first."""
        counts = Counter((one.before, one.after) for one in self.changed)
        return [(before, after, number) for (before, after), number in counts.most_common()]


def policy_effect(policy: Policy) -> PolicyEffect:
    """Compare the lights of the day without and with the policy; by the rule itself, and nothing stays written.

    What the database would refuse changes no light; the saving itself is told why.
    """
    on = policy.effective_from
    before, after = lights_of_day(on), {}
    with transaction.atomic():
        try:
            with transaction.atomic():
                copy.copy(policy).save()
            after = lights_of_day(on)
        except IntegrityError:
            after = before
        transaction.set_rollback(True)
    changed = [(pk, before.get(pk), light) for pk, light in after.items() if before.get(pk) != light]
    return PolicyEffect(on, len(after), named_changes(changed, on))


def lights_of_day(on: dt.date) -> dict[int, str | None]:
    """The light of every milestone that has one."""
    rows = Standing.objects.on(on).filter(light__isnull=False)
    return dict(rows.order_by("light_rank", "milestone_id").values_list("milestone_id", "light"))


def named_changes(changed: list[tuple[int, str | None, str | None]], on: dt.date) -> list[ChangedLight]:
    """With the names of project and milestone; the worst light first."""
    rows = Standing.objects.on(on).filter(milestone__in=[pk for pk, _before, _after in changed])
    names = {pk: (project, name) for pk, project, name in rows.values_list("pk", "project__name", "milestone__name")}
    return [ChangedLight(pk, *names[pk], light_text(before), light_text(after)) for pk, before, after in changed]


def light_text(light: str | None) -> str:
    return str(Light(light).label) if light else _("no light")
