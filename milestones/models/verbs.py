"""What people do to a milestone and a claim. Admin, API, import and mail links call these and nothing else.

Each verb checks who and whether, then writes its fact in one transaction. It raises ValidationError (a bad value, with
the field), NotAllowed (the person) or Conflict (the state). `at` is the instant of recording, now unless replayed.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.clock import day_of
from projects.days import require_day
from projects.doors import refuse_newer
from projects.quantities import show_number
from projects.recording import verb

from .checks import (
    already_decided,
    attach,
    lock,
    lost_to,
    moment,
    not_before,
    not_future,
    not_past,
    position,
    refuse_states,
    require_supervisor,
    require_text,
    require_worker,
    workdays_between,
)
from .figures import CLEAR, check_figure

LONGEST_REST = (
    10  # days of the longest holiday with its weekends, so that no calendar opens the way further back
)


class MilestoneVerbs:
    """Report, claim and ask: the acts of steward, owner and unit head."""

    @verb
    def report(self, *, by, note, quantity=None, day=None, forecast_due=None, problem="", need="", next_step="",
               corrects=None, reason="", files=(), at=None):  # fmt: skip
        """File progress: the quantity so far, a new forecast, a problem, what is asked of the leader.

        A figure that is hard to believe needs a reason, and counts once a supervisor accepts it.
        """
        at = moment(at)
        require_worker(by, "report", self)
        note = require_text(note, "note")
        milestone = lock(self)
        refuse_states(position(milestone, at), "cancelled")
        self._check_days(milestone, day, forecast_due, at)
        day = day or day_of(at)
        state = CLEAR
        if quantity is not None:
            state = check_figure(milestone, quantity, corrects, reason, at)
        report = milestone.reports.create(
            target=milestone.target if quantity is not None else None, quantity=quantity, forecast_due=forecast_due,
            note=note, problem=problem, need=need, next_step=next_step, corrects=corrects, reason=reason.strip(), state=state,
            by=by, at=at, day=day,
        )  # fmt: skip
        attach(files, by, at, report=report)
        self.refresh_from_db()
        return report

    @staticmethod
    def _check_days(milestone, day, forecast_due, at):
        """A stated day of the figure lies between the project's start and today, a forecast after today and the start."""
        if day is not None:
            not_future(day, at, "day")
        not_before(milestone.project.starts_on, day, "day")
        not_past(forecast_due, at, "forecast_due")
        require_day(forecast_due, "forecast_due")
        not_before(milestone.starts_on, forecast_due, "forecast_due")

    @verb
    def claim(self, *, by, finished_on, note, late_reason="", files=(), at=None):
        """Say that the milestone is finished, on a stated day; the note says why where that day is late."""
        at = moment(at)
        require_worker(by, "claim", self)
        milestone = lock(self)
        standing = position(milestone, at)
        refuse_states(standing, "cancelled", "finished", "awaiting", "suspended", "unplanned")
        note = require_text(note, "note")
        self._check_finish(milestone, standing, finished_on, at)
        if standing.policy and standing.policy.evidence == "file" and not files:
            raise ValidationError(
                {"files": ValidationError(_("Add a photo or a paper that shows the finish."), "required")}
            )
        self._check_whole(milestone, standing)
        claim = milestone.claims.create(
            finished_on=finished_on, note=note, late_reason=late_reason, by=by, at=at
        )
        attach(files, by, at, claim=claim)
        self.refresh_from_db()
        return claim

    @staticmethod
    def _check_whole(milestone, standing):
        """A claim needs the whole quantity, of figures that count."""
        target = milestone.target
        if standing.quantity is None or not target.adds_up or (standing.reported or 0) >= standing.quantity:
            return
        said = {
            "done": show_number(standing.reported or 0, target.unit),
            "asked": target.amount(standing.quantity),
        }
        text = _("%(done)s of %(asked)s reported: report the full quantity before you claim the finish.")
        if target.reports.filter(state="pending", quantity__gte=standing.quantity).exists():
            text = _(
                "%(done)s of %(asked)s counted: the figure reported since waits for a supervisor; claim the finish once it is accepted."
            )
        raise ValidationError({"finished_on": ValidationError(text % said, "quantity")})

    @staticmethod
    def _check_finish(milestone, standing, finished_on, at):
        not_future(finished_on, at, "finished_on")
        not_before(milestone.starts_on or standing.project.starts_on, finished_on, "finished_on")
        reach = standing.policy.claim_backdate_workdays if standing.policy else 3
        most = 2 * reach + LONGEST_REST
        if workdays_between(finished_on, day_of(at)) > reach or (day_of(at) - finished_on).days > most:
            text = _(
                "A finish may be claimed at most %(days)d working days back, and %(most)d days in all."
            ) % {
                "days": reach,
                "most": most,
            }
            raise ValidationError({"finished_on": ValidationError(text, "too_far_back")})

    def request_change(self, **asked):
        """Ask to extend, to change the quantity or to cancel; see `ChangeRequest.ask`."""
        change = type(self).changes.rel.related_model.ask(milestone=self, **asked)
        self.refresh_from_db()
        return change

    @verb
    def assign(self, owner, *, by, at=None, seen=None):
        """Give the milestone an owner of its own, or back to the project's steward (None); `seen` as in `Project.assign`."""
        self.project.check_assigner(by, self.project.unit)
        lock(self)
        refuse_newer(self.ownerships, seen)
        self.ownerships.create(owner=owner, from_at=moment(at))
        self.refresh_from_db()


class ClaimVerbs:
    """Confirm, return, reopen: the acts of a supervisor who neither claimed nor runs the project."""

    def _decide(self, act, by, at):
        claim, at = lock(self), moment(at)
        require_supervisor(
            by, act, asker=claim.by, project=claim.milestone.project, milestone=claim.milestone
        )
        if claim.state != "pending":
            raise already_decided(claim)
        claim.decided_by, claim.decided_at = by, at
        return claim

    @verb
    def confirm(self, *, by, at=None):
        """Strike the milestone off (销号): it is finished on the claimed day, for ever."""
        claim = self._decide("confirm", by, at)
        claim.state = "confirmed"
        claim.save()
        self.refresh_from_db()
        return self

    @verb
    def send_back(self, *, by, reason, at=None):
        """Return the claim with a reason: from today on it counts as never made."""
        claim = self._decide("return", by, at)
        claim.state, claim.reason = "returned", require_text(reason, "reason")
        claim.save()
        self.refresh_from_db()
        return self

    @verb
    def reopen(self, *, by, reason, at=None):
        """Take a confirmation back, from today on, with a reason."""
        claim, at = lock(self), moment(at)
        require_supervisor(
            by, "reopen", asker=claim.by, project=claim.milestone.project, milestone=claim.milestone
        )
        if claim.state != "confirmed":
            said = _("Only a confirmed claim can be reopened; this one is: %(state)s.")
            last = (
                (claim.reopened_by, claim.reopened_at)
                if claim.reopened_by
                else (claim.decided_by, claim.decided_at)
            )
            raise lost_to(said % {"state": claim.get_state_display()}, *last)
        claim.state, claim.reopened_by, claim.reopened_at = "reopened", by, at
        claim.reopen_reason = require_text(reason, "reason")
        claim.save()
        self.refresh_from_db()
        return self
