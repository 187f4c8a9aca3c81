"""What a person decides about a message that the machine could not bring to an end; each leaves its line."""

import datetime as dt

from django.apps import apps
from django.utils.translation import gettext as _

from projects import clock
from projects.access import may
from projects.errors import Conflict, NotAllowed
from projects.recording import verb

from .checks import lock, require_text

AGAIN = dt.timedelta(hours=12)  # a message that a person sends again is good for as long as a new one


def require_decider(by):
    if not may(by, "mails"):
        raise NotAllowed(_("Only a supervisor or an administrator may decide about mails."))


class DeliveryVerbs:
    """Retry or drop what is dead or expired, decide what is uncertain, let go or drop what is held."""

    def _decide(self, kind, states, by, note, **fields):
        """Lock, check, write the new state and the line of the ledger."""
        require_decider(by)
        row = lock(self)
        if row.state not in states:
            raise Conflict(_("This message is by now: %(state)s.") % {"state": row.get_state_display()})
        decision = apps.get_model("milestones", "DeliveryDecision")
        decision.objects.create(delivery=row, kind=kind, by=by, note=require_text(note, "note"))
        type(self).objects.filter(pk=row.pk).update(token=None, **fields)
        apps.get_model("milestones", "JobRun").objects.filter(job=row.kind, slot=row.slot).let_go()
        self.refresh_from_db()
        return self

    def _pending(self):
        now = clock.now()
        return {
            "state": "pending",
            "next_at": now,
            "not_after": now + AGAIN,
            "handoff_at": None,
            "to_addr": self.recipient.email,
        }

    @verb
    def retry(self, *, by, note):
        """Try a failed or expired message once more, to the address that its reader has now."""
        if not self.text:
            raise Conflict(
                _("This message was never composed; the next digest says what it would have said.")
            )
        return self._decide("retry", ("dead", "expired"), by, note, **self._pending())

    @verb
    def send_again(self, *, by, note):
        """It is not known whether it arrived: send it again, marked as a possible second copy."""
        return self._decide("again", ("uncertain",), by, note, **self._pending())

    @verb
    def count_as_delivered(self, *, by, note):
        """It is not known whether it arrived, but its reader has it."""
        return self._decide("delivered", ("uncertain",), by, note, state="sent", sent_at=self.handoff_at)

    @verb
    def let_go(self, *, by, note):
        """Send a message that was held back because the run was far above the usual."""
        return self._decide("let_go", ("held",), by, note, **self._pending())

    @verb
    def drop(self, *, by, note):
        """Do not send a message that was held back, or one that nobody needs any longer."""
        return self._decide("drop", ("held", "dead", "expired"), by, note, state="suppressed")
