"""Who wants which digest, and how often. Whoever never chose gets what their role gets."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from backoffice.guards import edit_version_field, edit_version_guard, track_history
from backoffice.uniqueness import TellsUniqueness
from projects.models import Role, User

from .job import Job
from .milestone_fact import person_foreign_key


@track_history()
class Subscription(TellsUniqueness, models.Model):
    """What a person wants to be told of one scope, and how often. With the first row the role's default ends."""

    class Scope(models.TextChoices):
        OWN = "own", _("Mine")
        UNIT = "unit", _("My unit")
        IN_CHARGE = "in_charge", _("In my charge")
        ALL = "all", _("Everything")

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every working day")
        WEEKLY = "weekly", _("Weekly")
        NEVER = "never", _("Never")

    user = person_foreign_key(on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("person"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    frequency = models.CharField(_("frequency"), max_length=6, choices=Frequency, default=Frequency.DAILY)
    also_when_empty = models.BooleanField(
        _("also when there is nothing to say"),
        default=False,
        help_text=_("For leaders: a mail that says all is well."),
    )
    version = edit_version_field()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="one_subscription_of_a_scope")]
        triggers = [edit_version_guard()]

    def __str__(self) -> str:
        return f"{self.user} {self.get_scope_display()}"


Scope, Frequency = Subscription.Scope, Subscription.Frequency
# What a role may ask for; the first is what it gets without asking.
SCOPES: dict[str, tuple[Subscription.Scope, ...]] = {
    Role.STEWARD: (Scope.OWN, Scope.UNIT),
    Role.UNIT_HEAD: (Scope.UNIT, Scope.OWN),
    Role.SUPERVISOR: (Scope.ALL,),
    Role.LEADER: (Scope.IN_CHARGE, Scope.ALL),
    Role.AUDITOR: (Scope.ALL,),
    Role.ADMIN: (Scope.ALL,),
}
DEFAULTS: dict[str, Subscription.Frequency] = {
    Role.STEWARD: Frequency.DAILY,
    Role.UNIT_HEAD: Frequency.DAILY,
    Role.SUPERVISOR: Frequency.DAILY,
    Role.LEADER: Frequency.WEEKLY,
    Role.AUDITOR: Frequency.NEVER,
    Role.ADMIN: Frequency.NEVER,
}
KINDS: dict[str, Subscription.Frequency] = {Job.Name.DIGEST: Frequency.DAILY, Job.Name.WEEKLY: Frequency.WEEKLY}


def subscriptions_by_scope(user: User) -> dict[str, Subscription]:
    """What the person gets of each scope open to the role: as chosen, else as the role gets it (rows not stored)."""
    scopes, stored = SCOPES.get(user.role, ()), {row.scope: row for row in user.subscriptions.all()}

    def unchosen(number: int) -> str:
        return Frequency.NEVER if stored or number else DEFAULTS[user.role]

    return {
        scope: stored.get(scope) or Subscription(user=user, scope=scope, frequency=unchosen(number))
        for number, scope in enumerate(scopes)
    }


def unsubscribe(user: User, kind: str) -> None:
    """Nothing of this kind any more, but for what is duty."""
    for row in subscriptions_by_scope(user).values():
        if row.frequency == KINDS[kind]:
            row.frequency = Frequency.NEVER
        row.save()


def wanted_delivery_condition(kind: str) -> Q:
    """The condition on deliveries of a kind whose reader has not switched it off since it was planned; a letter with a
    link to a password goes to the address recorded now, or nowhere.
    """
    if kind not in KINDS:
        return Q(to_addr=F("recipient__email"))
    rows = Subscription.objects.filter(user=OuterRef("recipient"))
    return Q(duty=True) | Exists(rows.filter(frequency=KINDS[kind])) | ~Exists(rows)
