"""The ledger of what was handed to the mail relay, and what people decided about it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import clock
from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import append_only_guard, present_instant_guards, track_history
from backoffice.recording import recorded_action
from projects.models import User
from projects.permissions import may_perform

from .checks import lock_row, require_text
from .job import JobRun
from .milestone_fact import person_foreign_key

PASSWORD_MAIL = "password"  # a kind that no job plans
LINK_HERE = "[link]"  # where such a letter has its link once it is handed over; the ledger keeps none
AGAIN = dt.timedelta(hours=12)  # a message that a person sends again is good for as long as a new one


def require_mail_decider(by: User) -> None:
    if not may_perform(by, "mails"):
        raise NotAllowed(_t("Only a supervisor or an administrator may decide about mails."))


class DeliveryVerbs:
    """Retry or drop what is dead or expired, decide what is uncertain, let go or drop what is held."""

    objects: Any
    refresh_from_db: Callable[..., None]
    handoff_at: Any
    recipient: Any
    text: Any

    def _decide(self, kind: str, states: tuple[str, ...], by: User, note: str, **fields: Any) -> Self:
        """Lock, check, write the new state and the line of the ledger."""
        require_mail_decider(by)
        row = lock_row(self)
        if row.state not in states:
            raise Conflict(_t("This message is by now: %(state)s.") % {"state": row.get_state_display()})
        row.decisions.create(kind=kind, by=by, note=require_text(note, "note"))
        type(self).objects.filter(pk=row.pk).update(token=None, **fields)
        release_runs(JobRun.objects.filter(job=row.kind, slot=row.slot))
        self.refresh_from_db()
        return self

    def _pending(self) -> dict[str, Any]:
        now = clock.now()
        return {
            "state": Delivery.State.PENDING,
            "next_at": now,
            "not_after": now + AGAIN,
            "handoff_at": None,
            "to_addr": self.recipient.email,
        }

    @recorded_action
    def retry(self, *, by: User, note: str) -> Self:
        """Try a failed or expired message once more, to the address that its reader has now."""
        if not self.text:
            raise Conflict(_t("This message was never composed; the next digest says what it would have said."))
        return self._decide("retry", (Delivery.State.DEAD, Delivery.State.EXPIRED), by, note, **self._pending())

    @recorded_action
    def send_again(self, *, by: User, note: str) -> Self:
        """It is not known whether it arrived: send it again, marked as a possible second copy."""
        return self._decide("again", (Delivery.State.UNCERTAIN,), by, note, **self._pending())

    @recorded_action
    def count_as_delivered(self, *, by: User, note: str) -> Self:
        """It is not known whether it arrived, but its reader has it."""
        states = Delivery.State
        return self._decide("delivered", (states.UNCERTAIN,), by, note, state=states.SENT, sent_at=self.handoff_at)

    @recorded_action
    def let_go(self, *, by: User, note: str) -> Self:
        """Send a message that was held back because the run was far above the usual."""
        return self._decide("let_go", (Delivery.State.HELD,), by, note, **self._pending())

    @recorded_action
    def drop(self, *, by: User, note: str) -> Self:
        """Do not send a message that was held back, or one that nobody needs any longer."""
        states = Delivery.State
        held = (states.HELD, states.DEAD, states.EXPIRED)
        return self._decide("drop", held, by, note, state=states.SUPPRESSED)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def under_way(self) -> "DeliveryQuerySet":
        """What a process has in its hands."""
        return self.filter(state=Delivery.State.SENDING)

    def visible_to(self, user: User) -> "DeliveryQuerySet":
        """One's own mails; supervisors, auditors and administrators see the whole ledger."""
        if may_perform(user, "watch"):
            return self
        return self.filter(recipient=user) if user.role else self.none()

    def in_trouble(self) -> "DeliveryQuerySet":
        """What did not arrive, or may not have, and waits for a person."""
        states = Delivery.State
        return self.filter(state__in=[states.DEAD, states.UNCERTAIN, states.HELD, states.EXPIRED])


class Delivery(DeliveryVerbs, models.Model):
    """A message as composed, and what became of it. `dedup_key` names kind, person and slot."""

    class State(models.TextChoices):
        PENDING = "pending", _("To be sent")
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
    recipient = person_foreign_key(related_name="deliveries", verbose_name=_("recipient"))
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
    duty = models.BooleanField(_("duty"), default=False)  # says what its reader answers for: may not be switched off
    # The message that grew too old before it could be handed over, and which this one replaces.
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("replaces")
    )
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
                fields=["next_at"],
                name="outbox",
                condition=models.Q(state__in=["pending", "sending", "held", "uncertain"]),
            ),
            # Whether a message is still its reader's newest.
            models.Index(fields=["recipient", "kind", "slot"], name="newest_of_a_reader"),
        ]

    def __str__(self) -> str:
        return self.subject or self.dedup_key

    @property
    def trouble(self) -> str:
        """Why it waits, for a person or for the next try, in words; the relay's own are in `last_error`."""
        if self.state == self.State.PENDING and self.last_error:
            return str(_("%(why)s Tried again by itself.")) % {"why": mail_trouble_text(self.last_error)}
        if self.state == self.State.DEAD:
            if not self.subject:
                return str(_("It could not be composed."))
            if self.last_code:
                return str(_("The mail server refused it (%(code)s).") % {"code": self.last_code})
        return str(TROUBLE.get(self.state, ""))


def release_runs(runs: models.QuerySet[JobRun]) -> int:
    """A run is held no longer than one of its messages is; answer how many are so no longer."""
    messages = Delivery.objects.filter(kind=models.OuterRef("job"), slot=models.OuterRef("slot"))
    held = models.Exists(messages.filter(state=Delivery.State.HELD))
    return runs.filter(~held, state=JobRun.State.HELD).update(state=JobRun.State.DONE)


def mail_trouble_text(last_error: str) -> str:
    """What the kind of an error says of the mail server."""
    return str(MAIL_TROUBLES.get(last_error.partition(":")[0], _("It was not handed over.")))


MAIL_TROUBLES: dict[str, Promise] = {
    "ConnectionRefusedError": _("The mail server cannot be reached."),
    "gaierror": _("The mail server's name is not known."),
    "TimeoutError": _("The mail server does not answer."),
    "SMTPAuthenticationError": _("The mail server refuses the log-in."),
    "SSLCertVerificationError": _("The mail server's certificate is not valid."),
}
TROUBLE: dict[str, Promise] = {
    Delivery.State.HELD: _("Far more mails than usual that day."),
    Delivery.State.UNCERTAIN: _("The connection broke during the hand-over: it may have arrived."),
    Delivery.State.EXPIRED: _("It could not be handed over within twelve hours."),
    Delivery.State.DEAD: _("It could not be sent."),
}


@track_history()
class DeliveryDecision(models.Model):
    """What a person decided about a message, when and why."""

    class Kind(models.TextChoices):
        RETRY = "retry", _("Retry")
        AGAIN = "again", _("Send again")
        DELIVERED = "delivered", _("Count as delivered")
        LET_GO = "let_go", _("Let go")
        DROP = "drop", _("Drop")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="decisions", verbose_name=_("delivery"))
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    by = person_foreign_key(verbose_name=_("decided by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    note = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("decision on a delivery")
        verbose_name_plural = _("decisions on deliveries")
        ordering = ["-at", "-id"]
        triggers = [*present_instant_guards("at"), append_only_guard()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.delivery}"
