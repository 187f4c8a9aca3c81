"""A slip taken back: a decision that whoever made it ends within minutes, before anything rests on it."""

import datetime as dt
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import day_of_instant, end_of_day
from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import REFUSE, append_only_guard, present_instant_guards, track_history
from backoffice.recording import recorded_action
from backoffice.triggers import Effect
from projects.models import User
from projects.permissions import may_perform

from .checks import lock_row, person_and_time, recording_instant
from .milestone_fact import person_foreign_key

WINDOW = dt.timedelta(minutes=10)

# What came after the decision on the record it is about, or on what the record belongs to; the decision stands then.
RESTS_ON_IT = """
    SELECT FROM milestones_claim c WHERE c.milestone_id = ANY(steps) AND c.id IS DISTINCT FROM NEW.claim_id
        AND GREATEST(c.at, c.decided_at, c.reopened_at) > NEW.decided_at
    UNION ALL SELECT FROM milestones_progressreport r WHERE r.milestone_id = ANY(steps) AND r.at > NEW.decided_at
    UNION ALL SELECT FROM milestones_baselineversion b WHERE b.milestone_id = ANY(steps) AND b.from_at > NEW.decided_at
    UNION ALL SELECT FROM milestones_changerequest c LEFT JOIN projects_target t ON t.id = c.target_id
        WHERE c.id IS DISTINCT FROM NEW.change_id AND GREATEST(c.at, c.decided_at) > NEW.decided_at
        AND (c.milestone_id = ANY(steps) OR c.project_id = ANY(works) OR t.project_id = ANY(works))
"""

# What an approval did, undone by the kind of the request; the rows that it added go, for no day has ended with them.
UNDOES = """
    IF asked.kind IN ('extend', 'quantity') AND asked.milestone_id IS NOT NULL THEN
        DELETE FROM milestones_baselineversion WHERE change_id = asked.id;
        UPDATE milestones_baselineversion SET to_at = NULL
        WHERE milestone_id = asked.milestone_id AND to_at = NEW.decided_at RETURNING * INTO STRICT former;
        PERFORM set_config('tiexi.at', NEW.at::text, true);
        UPDATE milestones_milestone SET baseline_due = former.due, quantity = former.quantity
        WHERE id = asked.milestone_id;
        PERFORM set_config('tiexi.at', '', true);
    ELSIF asked.kind = 'suspend' THEN
        DELETE FROM milestones_suspension WHERE change_id = asked.id;
    ELSIF asked.kind = 'resume' THEN
        UPDATE milestones_suspension SET to_at = NULL WHERE project_id = ANY(works) AND to_at = NEW.decided_at;
    ELSIF asked.kind = 'cancel' THEN
        UPDATE milestones_milestone m SET cancelled_on = NULL WHERE m.id = ANY(steps) AND NOT EXISTS (
            SELECT FROM milestones_changerequest c JOIN projects_project p ON p.id = m.project_id
            WHERE c.id <> asked.id AND c.kind = 'cancel' AND c.state = 'approved'
                AND (c.milestone_id = m.id OR c.project_id IN (p.id, p.parent_id)));
        UPDATE projects_project p SET cancelled_on = NULL, cancel_reason = ''
        WHERE asked.project_id IN (p.id, p.parent_id) AND NOT EXISTS (
            SELECT FROM milestones_changerequest c WHERE c.id <> asked.id AND c.kind = 'cancel' AND c.state = 'approved'
                AND c.project_id IN (p.id, p.parent_id));
    ELSIF asked.kind = 'words' THEN
        PERFORM set_config('tiexi.at', NEW.at::text, true);
        UPDATE milestones_milestone SET name = asked.old_words->>'name', version = version + 1
        WHERE id = asked.milestone_id;
        UPDATE projects_target SET version = version + 1, measure = COALESCE(asked.old_words->>'measure', measure),
            as_written = COALESCE(asked.old_words->>'as_written', as_written),
            qualifier = COALESCE(asked.old_words->>'qualifier', qualifier)
        WHERE id = asked.target_id;
        UPDATE projects_project p SET version = version + 1, name = COALESCE(asked.old_words->>'name', name),
            label = COALESCE(asked.old_words->>'label', label),
            continues_id = CASE WHEN asked.old_words ? 'continues'
                THEN (SELECT id FROM projects_project WHERE code = asked.old_words->>'continues') ELSE continues_id END
        WHERE id = asked.project_id;
        PERFORM set_config('tiexi.at', '', true);
    END IF;
"""

ENDS_THE_DECISION = f"""
    IF NEW.at < NEW.decided_at OR NEW.at > NEW.decided_at + interval '{WINDOW.total_seconds():.0f} seconds'
        OR (NEW.at AT TIME ZONE 'Asia/Shanghai')::date <> (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date THEN
        {REFUSE % "a decision is taken back within ten minutes and on its day"}
    END IF;
    SELECT * INTO asked FROM milestones_changerequest WHERE id = NEW.change_id;
    SELECT array_agg(p.id) INTO works FROM projects_project p WHERE asked.project_id IN (p.id, p.parent_id);
    SELECT array_agg(m.id) INTO steps FROM milestones_milestone m WHERE m.project_id = ANY(works)
        OR m.id = asked.milestone_id OR m.id = (SELECT milestone_id FROM milestones_claim WHERE id = NEW.claim_id)
        OR m.target_id = asked.target_id;
    works := works || (SELECT array_agg(project_id) FROM milestones_milestone WHERE id = ANY(steps))
        || (SELECT array_agg(parent_id) FROM projects_project WHERE id = ANY(works) AND parent_id IS NOT NULL);
    IF EXISTS ({RESTS_ON_IT}) THEN {REFUSE % "what a later fact rests on is not taken back"} END IF;
    UPDATE milestones_claim SET state = 'pending', decided_by_id = NULL, decided_at = NULL, reason = NULL
    WHERE id = NEW.claim_id AND decided_by_id = NEW.by_id AND decided_at = NEW.decided_at
        AND (state, NEW.decision) IN (('confirmed', 'confirm'), ('returned', 'return'));
    found_one := FOUND;
    UPDATE milestones_changerequest SET state = 'pending', decided_by_id = NULL, decided_at = NULL, reason = NULL,
        document_number = NULL
    WHERE id = NEW.change_id AND decided_by_id = NEW.by_id AND decided_at = NEW.decided_at
        AND (state, NEW.decision) IN (('approved', 'approve'), ('refused', 'refuse'));
    found_one := found_one OR FOUND;
    UPDATE milestones_instruction SET closed_at = NULL, closed_by_id = NULL, close_reason = NULL
    WHERE id = NEW.instruction_id AND closed_by_id = NEW.by_id AND closed_at = NEW.decided_at
        AND NEW.decision = 'close';
    IF NOT (found_one OR FOUND) THEN {REFUSE % "nobody takes back what somebody else decided"} END IF;
    IF NEW.decision = 'approve' THEN {UNDOES} END IF;
    RETURN NULL;
"""


def taken_back_until(decided: dt.datetime) -> dt.datetime:
    """The last instant at which a decision can be taken back: ten minutes on, or the end of its day in Shenyang."""
    return min(decided + WINDOW, end_of_day(day_of_instant(decided)) - dt.timedelta(microseconds=1))


def retractable_q(by: User, at: dt.datetime) -> Q:
    """The claims and requests that this person decided so shortly before an instant. Twin: `is_retractable`."""
    midnight = end_of_day(day_of_instant(at) - dt.timedelta(days=1))
    return Q(decided_by=by, decided_at__range=(max(at - WINDOW, midnight), at), state__in=DECISIONS)


class Retractable:
    """A record whose decision can be taken back by whoever made it; `decision_columns` say who decided and when."""

    retracted_as: str  # the key of Retraction
    decided_as: str  # the line of the table of access for those who decide
    decision_columns = ("decided_by", "decided_at")

    @property
    def last_decision(self) -> "tuple[Retraction.Decision | None, User | None, dt.datetime | None]":
        """What was decided, by whom and when; nothing while it waits, or where somebody withdrew or reopened it."""
        who, when = (getattr(self, name) for name in self.decision_columns)
        return DECISIONS.get(getattr(self, "state", "closed")) if when else None, who, when

    def is_retractable(self, by: User, at: dt.datetime) -> bool:
        """Whether this person decided it so shortly before an instant that it may have been a slip."""
        decision, decider, decided = self.last_decision
        if decision is None or decided is None or decider != by or not may_perform(by, self.decided_as):
            return False
        return decided <= at <= taken_back_until(decided)

    def check_retractable(self, by: User, at: dt.datetime) -> None:
        """Raise NotAllowed for who did not decide it, Conflict where nothing is decided or it is too late."""
        if not may_perform(by, self.decided_as):
            raise NotAllowed(_t("Only who decided takes the decision back."))
        decision, decider, decided = self.last_decision
        if decision is None or decided is None:
            raise Conflict(_t("Nothing is decided here that could be taken back."))
        said = person_and_time(decider, decided)
        if decider != by:
            raise NotAllowed(_t("%(person)s decided this on %(when)s; nobody else takes it back.") % said)
        if not self.is_retractable(by, at):
            text = _t("Decided on %(when)s: a decision is taken back within ten minutes of it and before midnight.")
            raise Conflict(text % said)

    @recorded_action
    def take_back(self, *, by: User, at: dt.datetime | None = None) -> Self:
        """End one's own decision within ten minutes of it, on the same day in Shenyang, unless something came after it.

        The record waits again as if it had not been decided. Raise NotAllowed for who did not decide it, Conflict where
        it is too late.
        """
        record, at = lock_row(self), recording_instant(at)
        record.check_retractable(by, at)
        decision, _decider, decided = record.last_decision
        reason = getattr(record, "reason", None) or ""
        about = {self.retracted_as: record}
        Retraction.objects.create(**about, decision=decision, decided_at=decided, reason=reason, by=by, at=at)
        self.refresh_from_db()  # type: ignore[attr-defined]
        return self


@track_history()
class Retraction(models.Model):
    """A decision that whoever made it took back within ten minutes; it ended with that, and the record waits again."""

    class Decision(models.TextChoices):
        CONFIRM = "confirm", _("Confirmation of a finish")
        RETURN = "return", _("Return of a claim")
        APPROVE = "approve", _("Approval of a request")
        REFUSE = "refuse", _("Refusal of a request")
        CLOSE = "close", _("Closing of an instruction")

    claim = models.ForeignKey("Claim", models.PROTECT, null=True, blank=True, related_name="retractions")
    change = models.ForeignKey("ChangeRequest", models.PROTECT, null=True, blank=True, related_name="retractions")
    instruction = models.ForeignKey("Instruction", models.PROTECT, null=True, blank=True, related_name="retractions")
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    decided_at = models.DateTimeField(_("decided at"))
    reason = models.TextField(_("reason of the decision"), blank=True)
    by = person_foreign_key(verbose_name=_("taken back by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision taken back")
        verbose_name_plural = _("decisions taken back")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="retraction_of_one_record",
                condition=Q(claim__isnull=False, change=None, instruction=None, decision__in=["confirm", "return"])
                | Q(claim=None, change__isnull=False, instruction=None, decision__in=["approve", "refuse"])
                | Q(claim=None, change=None, instruction__isnull=False, decision="close"),
            ),
        ]
        triggers = [
            *present_instant_guards("at"),
            append_only_guard(),
            Effect(
                name="ends_the_decision",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[
                    ("asked", "milestones_changerequest%ROWTYPE"),
                    ("former", "milestones_baselineversion%ROWTYPE"),
                    ("works", "bigint[]"),
                    ("steps", "bigint[]"),
                    ("found_one", "boolean"),
                ],
                func=ENDS_THE_DECISION,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.claim or self.change or self.instruction}"


DECISIONS = {
    "confirmed": Retraction.Decision.CONFIRM,
    "returned": Retraction.Decision.RETURN,
    "approved": Retraction.Decision.APPROVE,
    "refused": Retraction.Decision.REFUSE,
    "closed": Retraction.Decision.CLOSE,
}
