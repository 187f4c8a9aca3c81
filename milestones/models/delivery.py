"""Jobs by calendar slot, who wants which digest, and the ledger of what was handed to the mail relay."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.guards import counts_edits, edit_count, tracked

from .facts import person


class JobRun(models.Model):
    """One run of a job for one slot. The unique slot, never a run id, is what keeps a job from running twice."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        HELD = "held", _("Held")
        FAILED = "failed", _("Failed")

    job = models.CharField(_("job"), max_length=20)
    slot = models.DateField(_("slot"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        ordering = ["-slot", "job"]
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="one_run_per_slot")]

    def __str__(self):
        return f"{self.job} {self.slot}"


@tracked()
class Subscription(models.Model):
    """What a person wants to be told, over which scope and how often."""

    class Scope(models.TextChoices):
        OWN = "own", _("Mine")
        UNIT = "unit", _("My unit")
        IN_CHARGE = "in_charge", _("In my charge")
        ALL = "all", _("Everything")

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every working day")
        WEEKLY = "weekly", _("Weekly")

    user = person(on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("person"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    frequency = models.CharField(_("frequency"), max_length=6, choices=Frequency, default=Frequency.DAILY)
    active = models.BooleanField(_("active"), default=True)
    version = edit_count()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["user", "scope", "frequency"], name="one_subscription_of_a_kind")
        ]
        triggers = [counts_edits()]

    def __str__(self):
        return f"{self.user} {self.get_scope_display()}"


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own mails; supervisors, auditors and administrators see the whole ledger."""
        if user.role in ("supervisor", "auditor", "admin"):
            return self
        return self.filter(recipient=user) if user.role else self.none()


class Delivery(models.Model):
    """A message as composed, and what became of it. `dedup_key` names kind, person and slot."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        HELD = "held", _("Held")
        SUPPRESSED = "suppressed", _("Suppressed")
        SUPERSEDED = "superseded", _("Superseded")
        EXPIRED = "expired", _("Expired")
        UNCERTAIN = "uncertain", _("Uncertain")
        DEAD = "dead", _("Failed for good")

    dedup_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    slot = models.DateField(_("slot"))
    recipient = person(related_name="deliveries", verbose_name=_("recipient"))
    to_addr = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    items = models.JSONField(_("rows"), default=list)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ambiguous = models.PositiveSmallIntegerField(_("possible duplicates"), default=0)
    planned_at = models.DateTimeField(_("planned at"), default=timezone.now)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    not_after = models.DateTimeField(_("not after"))
    token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    handoff_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_code = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-planned_at", "-id"]
        indexes = [
            # The outbox takes the oldest rows that are due.
            models.Index(
                fields=["next_at"], name="outbox", condition=models.Q(state__in=["pending", "sending"])
            )
        ]

    def __str__(self):
        return self.subject
