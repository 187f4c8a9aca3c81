"""What no administrator does alone: give a role that decides, move an account's address, open it again."""

import datetime as dt
from collections.abc import Iterable

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import (
    REFUSE,
    after_write_effect,
    append_only_guard,
    present_instant_guards,
    track_history,
)
from backoffice.history.events import events_of_model
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.permissions import DECIDING, Role, may_perform

from .decided_by_another import DecidedByAnother
from .password_reset import VALID, PasswordReset
from .user import User, earlier_grantor_sql, role_held_sql

FRESH = dt.timedelta(hours=24)  # for so long what somebody decides is marked
OTHERS = earlier_grantor_sql("NEW.asked_by_id")


class GrantQuerySet(models.QuerySet["RoleGrant"]):
    def visible_to(self, user: User) -> "GrantQuerySet":
        """Who got which power from whom is no secret among colleagues."""
        return self if user.role else self.none()

    def pending(self) -> "GrantQuerySet":
        return self.filter(state=RoleGrant.State.PENDING)


@track_history()
class RoleGrant(DecidedByAnother, models.Model):
    """Asked by one administrator, decided by another or by the auditor; the database alone gives what was granted."""

    class Kind(models.TextChoices):
        ROLE = "role", _("Role that decides")
        ADDRESS = "address", _("E-mail address")
        OPENING = "opening", _("Account opened again")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("for whom")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, blank=True)
    address = models.EmailField(_("new address"), blank=True)
    text = models.TextField(_("reason"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    alone = models.BooleanField(_("without a second person"), default=False, db_default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason of the decision"), null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="grant_says_what_it_gives",
                condition=Q(kind="role", role__in=sorted(DECIDING), address="")
                | Q(kind="address", role="") & ~Q(address="")
                | Q(kind="opening", role="", address=""),
            ),
            models.CheckConstraint(
                name="grant_takes_a_second_person",
                condition=~Q(state__in=["granted", "refused"])
                | Q(alone=True, state="granted")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("person")),
            ),
            models.CheckConstraint(
                name="grant_decided_as_its_state_says",
                condition=Q(state="pending", decided_at=None) | ~Q(state="pending") & Q(decided_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(state="pending"), name="one_pending_grant"),
        ]
        triggers = [
            *present_instant_guards("at", "decided_at"),
            Guard(
                name="waits_for_a_second_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF NOT {role_held_sql("NEW.asked_by_id", Role.ADMIN)} THEN
                        {REFUSE % "a grant is asked by an administrator"}
                    END IF;
                    NEW.alone := NOT {OTHERS};
                    NEW.state := CASE WHEN NEW.alone THEN 'granted' ELSE 'pending' END;
                    NEW.decided_by_id := NULL;
                    NEW.decided_at := CASE WHEN NEW.alone THEN NEW.at END;
                    RETURN NEW;
                """,
            ),
            Guard(
                name="decided_once_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.state <> 'pending' AND NEW.state <> OLD.state THEN
                        {REFUSE % "a grant is decided once"}
                    END IF;
                    IF NEW.state IN ('granted', 'refused') AND OLD.state = 'pending'
                        AND NOT {role_held_sql("NEW.decided_by_id", Role.ADMIN, Role.AUDITOR)} THEN
                        {REFUSE % "a grant is decided by another administrator or by the auditor"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            append_only_guard("decided_by_id", "decided_at", "reason", free=("state",)),
            after_write_effect(
                "gives_what_was_granted",
                pgtrigger.Insert | pgtrigger.Update,
                """
                IF NEW.state <> 'granted' OR (TG_OP = 'UPDATE' AND OLD.state = 'granted') THEN RETURN NULL; END IF;
                IF NEW.kind = 'role' THEN
                    DELETE FROM projects_user_groups WHERE user_id = NEW.person_id;
                    INSERT INTO projects_user_groups (user_id, group_id)
                        SELECT NEW.person_id, id FROM auth_group WHERE name = NEW.role;
                    UPDATE projects_user SET is_staff = true WHERE id = NEW.person_id AND NOT is_staff;
                ELSIF NEW.kind = 'address' THEN
                    UPDATE projects_user SET email = NEW.address, version = version + 1 WHERE id = NEW.person_id;
                ELSE
                    UPDATE projects_user SET is_active = true, version = version + 1 WHERE id = NEW.person_id;
                END IF;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}　{self.given}"

    @property
    def given(self) -> str:
        """What the person gets."""
        return self.get_role_display() if self.kind == self.Kind.ROLE else self.address or self.get_kind_display()

    @classmethod
    @recorded_action
    def ask(cls, person: User, *, by: User, role: str = "", address: str = "", text: str = "") -> "RoleGrant":
        """Ask for a role, an address or (neither) the opening of an account; without a second person it is given at
        once.

        Raise NotAllowed, Conflict where another is pending, or ValidationError at `address`.
        """
        if not may_perform(by, "ask-grant"):
            raise NotAllowed(_t("Only an administrator may ask for this."))
        if by == person:
            raise NotAllowed(_t("Nobody asks for a role, an address or an opening of one's own."))
        if address:
            validate_email(address)
        kind = cls.Kind.ROLE if role else cls.Kind.ADDRESS if address else cls.Kind.OPENING
        User.objects.select_for_update().get(pk=person.pk)
        pending = cls.objects.pending().filter(person=person, kind=kind).first()
        if pending is None:
            pending = cls.objects.create(
                kind=kind, person=person, role=role, address=address, text=text.strip(), asked_by=by
            )
            pending.refresh_from_db()
            pending._end_access()
        elif (pending.role, pending.address) != (role, address):
            text = _t("Another grant is pending for this person (%(what)s); it is decided or withdrawn first.")
            raise Conflict(text % {"what": pending.given})
        return pending

    def _end_access(self) -> None:
        """With another role programs ask for a new token, and no first password that somebody else chose opens it."""
        if self.state != self.State.GRANTED or self.kind != self.Kind.ROLE:
            return
        self.person.revoke_tokens()
        if self.person.must_change_password:
            self.person.set_unusable_password()
            self.person.save(update_fields=["password"])

    def _decide(self, action: str, state: str, by: User, reason: str) -> "RoleGrant":
        grant = self.locked()
        if not may_perform(by, action):
            raise NotAllowed(_t("Only another administrator or the auditor decides this."))
        if by.pk in (grant.asked_by_id, grant.person_id):
            raise NotAllowed(_t("You asked for this, or it is for yourself; somebody else must decide it."))
        grant.end(state, by, reason)._end_access()
        return grant

    @recorded_action
    def grant(self, *, by: User, reason: str = "") -> "RoleGrant":
        """Give what was asked for, from now on."""
        return self._decide("grant", self.State.GRANTED, by, reason)

    @recorded_action
    def refuse(self, *, by: User, reason: str) -> "RoleGrant":
        """Refuse with a reason; nothing changes."""
        if not (reason or "").strip():
            raise ValidationError({"reason": ValidationError(_t("Write a reason or a note here."), "required")})
        return self._decide("refuse-grant", self.State.REFUSED, by, reason.strip())

    @recorded_action
    def withdraw(self, *, by: User) -> "RoleGrant":
        """Take one's own request back while it is pending."""
        grant = self.locked()
        if by.pk != grant.asked_by_id or not may_perform(by, "ask-grant"):
            raise NotAllowed(_t("Only who asked may withdraw the request."))
        return grant.end(self.State.WITHDRAWN, by)


def check_not_own_role(person: User | None, by: User) -> None:
    """Raise NotAllowed for one's own role."""
    if by == person:
        raise NotAllowed(_t("You cannot change your own role."))


@recorded_action
def give_role(person: User, role: str, *, by: User, text: str = "") -> RoleGrant | None:
    """Give a role at once, or ask for one that decides; answer the grant that waits or was given, if there is one.

    Taking a role that decides away is one person's action. Raise NotAllowed for one's own role.
    """
    if not may_perform(by, "keep"):
        raise NotAllowed(_t("Only an administrator gives roles."))
    if (person.group or person.role) == role:
        return None
    check_not_own_role(person, by)
    if role in DECIDING:
        return RoleGrant.ask(person, by=by, role=role, text=text)
    person.take_role(role)
    return None


def power_grants_by_person(since: dt.datetime, until: dt.datetime) -> dict[int, list]:
    """Return, by person key, the instants in (since, until] at which somebody else granted them a deciding role or
    printed them a one-time code, and at which that code was used: from then on its holder may decide.

    What the first administrator gave alone, and the roles of the demonstration's people, are not counted.
    """
    given: dict[int, list] = {}
    grants = RoleGrant.objects.filter(
        state=RoleGrant.State.GRANTED, alone=False, person__generated=False, decided_at__gt=since, decided_at__lte=until
    )
    codes = PasswordReset.objects.filter(way=PasswordReset.Way.CODE, at__gt=since - VALID, at__lte=until)
    chosen = events_of_model(User).filter(
        pgh_obj=OuterRef("person"), pgh_created_at__gt=OuterRef("at"), must_change_password=False
    )
    codes = codes.annotate(used=Subquery(chosen.order_by("pgh_id").values("pgh_created_at")[:1]))
    instants = (codes.values_list("person", "at"), codes.values_list("person", "used"))
    for person, at in grants.values_list("person", "decided_at").union(*instants):
        if at and since < at <= until:
            given.setdefault(person, []).append(at)
    return given


def is_newly_empowered(person: int | None, at: dt.datetime | None, given: dict[int, list] | None = None) -> bool:
    """Whether somebody decided at this instant within 24 hours of being given the power to."""
    if person is None or at is None:
        return False
    given = power_grants_by_person(at - FRESH, at) if given is None else given
    return given_before(at, given.get(person, ())) is not None


def given_before(at: dt.datetime, instants: Iterable[dt.datetime]) -> dt.datetime | None:
    """The newest of some instants within the 24 hours before another; None where there is none."""
    return max((when for when in instants if dt.timedelta(0) <= at - when < FRESH), default=None)
