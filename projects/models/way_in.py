"""Who can log in, and what somebody without a password of their own still waits for."""

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _t

from backoffice.clock import day_of_instant, today
from backoffice.days import show_day

from .password_reset import VALID, PasswordReset, ResetQuerySet
from .role_grant import RoleGrant
from .user import PersonQuerySet, User


def resets_not_ended() -> ResetQuerySet:
    """Invitations and codes of the person of the outer query; a role granted since then ended the earlier ones."""
    grants = RoleGrant.objects.filter(
        person=OuterRef("person"),
        kind=RoleGrant.Kind.ROLE,
        state=RoleGrant.State.GRANTED,
        decided_at__gt=OuterRef("at"),
    )
    return PasswordReset.objects.filter(~Exists(grants), person=OuterRef("pk"))


def people_without_way_in(people: PersonQuerySet) -> PersonQuerySet:
    """Open accounts that nobody can log in with: no password of their own, and no invitation or code that still works.

    A password that was once typed for somebody works until it is exchanged.
    """
    locked = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Exists(
        PasswordReset.objects.filter(person=OuterRef("pk"))
    )
    waiting = people.filter(locked, is_active=True, left_at=None, must_change_password=True)
    return waiting.exclude(Exists(resets_not_ended().filter(at__gt=timezone.now() - VALID)))


def with_newest_reset(people: models.QuerySet[User]) -> models.QuerySet[User]:
    """With the instant of the newest invitation, reset or code of each that nothing has ended."""
    newest = resets_not_ended().order_by("-at", "-id")
    return people.annotate(reset_at=Subquery(newest.values("at")[:1]))


def way_in_text(person: Any) -> str:
    """What stands between a person read `with_newest_reset` and the log-in; empty where nothing does."""
    if person.is_active and person.left_at:
        return _t("Left, to be closed")
    if not (person.is_active and person.must_change_password):
        return ""
    if person.reset_at and timezone.now() - person.reset_at <= VALID:
        return _t("Invited, until %(day)s") % {"day": show_day(day_of_instant(person.reset_at + VALID), today())}
    locked = person.reset_at or not person.has_usable_password()
    return _t("Cannot log in yet") if locked else _t("First password not exchanged yet")
