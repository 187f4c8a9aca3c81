"""People and the one role that each has."""

import datetime as dt
from functools import cached_property
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.days import DayField
from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import (
    BY_APPLICATION,
    REFUSE,
    edit_version_field,
    edit_version_guard,
    parent_edit_effect,
    track_history,
    wording_history_effect,
)
from backoffice.history.declared import MemberList
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import KEYS, pinyin_key_field, pinyin_keys_guard
from backoffice.recording import recorded_action
from backoffice.triggers import Guard
from projects.permissions import ACTIONS, DECIDING, KEEPERS, WORKERS, Role, may_perform

from .unit import OPEN, Unit, open_unit_guard, quoted_role_list
from .wording import Worded


def role_held_sql(person: str, *roles: Role) -> str:
    """An SQL condition: this open account has one of the roles now; a superuser without a role is an administrator."""
    root = "someone.is_superuser AND given.user_id IS NULL" if Role.ADMIN in roles else "FALSE"
    return f"""EXISTS (
        SELECT FROM projects_user someone LEFT JOIN projects_user_groups given ON given.user_id = someone.id
        LEFT JOIN auth_group named ON named.id = given.group_id
        WHERE someone.id = {person} AND someone.is_active AND someone.left_at IS NULL
            AND (named.name IN ({quoted_role_list(roles)}) OR {root}))"""


def earlier_grantor_sql(besides: str) -> str:
    """An SQL condition: somebody else could once decide a grant; only before that does one person do."""
    return f"""(EXISTS (
        SELECT FROM projects_rolegivenevent given JOIN auth_group named ON named.id = given.group_id
        WHERE named.name IN ({quoted_role_list(KEEPERS)}) AND given.user_id <> {besides})
        OR EXISTS (SELECT FROM projects_userevent WHERE is_superuser AND id <> {besides}))"""


class PersonQuerySet(models.QuerySet["User"]):
    def with_role(self, role: str) -> "PersonQuerySet":
        """Active people who hold a role, in a stable order."""
        return self.open().filter(groups__name=role).order_by("pk")

    def open(self) -> "PersonQuerySet":
        """Accounts that are neither closed nor left."""
        return self.filter(is_active=True, left_at=None)

    def to_close(self) -> "PersonQuerySet":
        """Accounts that their people left and nobody has closed yet."""
        return self.filter(is_active=True, left_at__isnull=False)

    def may_grant(self) -> "PersonQuerySet":
        """Open accounts that may decide what an administrator asked for."""
        root = Q(is_superuser=True, groups=None)
        return self.open().filter(Q(groups__name__in=KEEPERS) | root)

    def visible_to(self, user: "User") -> "PersonQuerySet":
        """Colleagues are visible to whoever has a role: a row names its steward."""
        return self if user.role else self.none()

    def unplaced(self) -> "PersonQuerySet":
        """Active accounts without exactly one role, and stewards and unit heads without a unit."""
        roles = Count("groups", filter=Q(groups__name__in=Role.values))
        rows = self.open().annotate(roles=roles)
        homeless = Q(unit=None, groups__name__in=WORKERS)
        odd = rows.exclude(roles=1).exclude(roles=0, is_superuser=True)
        return self.filter(Q(pk__in=odd.values("pk")) | Q(pk__in=self.open().filter(homeless).values("pk")))

    def with_name_or_address(self, text: str) -> "PersonQuerySet":
        """Open accounts with an address that are so called, or reached there."""
        named = Q(username=text) | Q(email__iexact=text)
        return self.open().filter(named).exclude(email="").order_by("pk")

    def away_on(self, day: dt.date) -> "PersonQuerySet":
        """Active people who said that they are away on that day."""
        back = Q(away_until=None) | Q(away_until__gte=day)
        return self.filter(back, is_active=True, away_from__lte=day)


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    pass


@track_history(exclude=["password", "last_login", *KEYS])
class User(Worded, AbstractUser):
    """A person. The group gives the role, the unit gives the scope."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = NameField(_("full name"), max_length=40)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("unit"),
        limit_choices_to=OPEN,
    )
    phone = NameField(_("phone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, choices=settings.LANGUAGES)
    away_from = DayField(_("away from"), null=True, blank=True)
    away_until = DayField(_("away until"), null=True, blank=True)
    # From a hand-over that says so; the account opens nothing from then on, and an administrator closes it.
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, editable=False)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    generated = models.BooleanField(_("demonstration"), default=False)
    version = edit_version_field()
    name_key = pinyin_key_field()
    search_key = pinyin_key_field()

    objects = PersonManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_key", "username"]
        triggers = [
            # To log in, or to have a password hashed anew, is no edit.
            edit_version_guard("last_login", "password", *KEYS),
            pinyin_keys_guard("username", person=True),
            wording_history_effect("user", "name", "phone"),
            open_unit_guard(),
            Guard(
                name="kept_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
                    IF NEW.is_superuser AND (TG_OP = 'INSERT' OR NOT OLD.is_superuser) AND {earlier_grantor_sql("NEW.id")} THEN
                        {REFUSE % "only the first administrator is made by one person"}
                    END IF;
                    IF NEW.generated IS DISTINCT FROM (TG_OP = 'UPDATE' AND OLD.generated) THEN
                        {REFUSE % "only the demonstration makes people of its own"}
                    END IF;
                    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
                    IF NEW.email <> '' AND NEW.email <> OLD.email THEN
                        {REFUSE % "an address changes by a grant"}
                    END IF;
                    IF NEW.is_active AND NOT OLD.is_active AND (OLD.is_superuser OR EXISTS (
                        SELECT FROM projects_user_groups given JOIN auth_group named ON named.id = given.group_id
                        WHERE given.user_id = NEW.id AND named.name IN ({quoted_role_list(DECIDING)}))) THEN
                        {REFUSE % "an account that decides is opened again by a grant"}
                    END IF;
                    IF OLD.must_change_password AND NOT NEW.must_change_password AND NEW.password = OLD.password THEN
                        {REFUSE % "the choice of a password ends by choosing one"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
        ]
        constraints = [
            *one_line_constraints("user", "name", "phone"),
            models.CheckConstraint(
                name="away_ends_after_it_begins",
                condition=Q(away_until__isnull=True)
                | Q(away_from__isnull=True)
                | Q(away_until__gte=models.F("away_from")),
                violation_error_message=_("The last day away must not be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def natural_key(self) -> tuple[str]:
        return (self.username,)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def role(self) -> str:
        """The one role, or an empty string for an account that has none yet and so may see nothing.

        A superuser without a role group has the administrator's rights and no others.
        """
        if not self.is_active or self.left_at:
            return ""
        names = [group.name for group in self.groups.all() if group.name in Role.values]
        if not names and self.is_superuser:
            return Role.ADMIN
        return names[0] if len(names) == 1 else ""

    @property
    def group(self) -> str:
        """The name of the role's group, also of an account that is closed."""
        return next((group.name for group in self.groups.all() if group.name in Role.values), "")

    @property
    def decides(self) -> bool:
        """Whether the account, open or closed, has a role that decides."""
        return self.is_superuser or self.group in DECIDING

    def take_role(self, role: str) -> None:
        """Put the person into the group of the role and out of any other; the database asks for the grant."""
        self.groups.set([Group.objects.get(name=role)])
        self.is_staff = role in ACTIONS["desk"].roles
        self.save(update_fields=["is_staff"])
        self.revoke_tokens()
        self.__dict__.pop("role", None)

    def leave(self, at: dt.datetime) -> None:
        """From now on the account opens nothing: its sessions and tokens end, and so does its role's power."""
        self.left_at = at
        self.save(update_fields=["left_at"])
        self.revoke_tokens()
        self.__dict__.pop("role", None)

    @recorded_action
    def close(self, *, by: "User") -> None:
        """An administrator closes the account of somebody who left."""
        self._end_leaving(by, is_active=False)

    @recorded_action
    def stay(self, *, by: "User") -> None:
        """An administrator says that the person stays after all: the account opens again what it did."""
        self._end_leaving(by, left_at=None)

    def _end_leaving(self, by: "User", **fields: Any) -> None:
        if not may_perform(by, "close-account"):
            raise NotAllowed(_t("Only an administrator closes accounts."))
        person = User.objects.select_for_update().get(pk=self.pk)
        if not person.is_active or person.left_at is None:
            raise Conflict(_t("No hand-over asks for this any longer."))
        for name, value in fields.items():
            setattr(person, name, value)
        person.save(update_fields=[*fields])
        person.revoke_tokens()

    def revoke_tokens(self) -> None:
        """No program acts for this person any longer, until it gets a new token."""
        self.auth_token_set.all().delete()  # type: ignore[attr-defined]

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A session ends with the password and with the role that it was opened with."""
        return f"{super()._get_session_auth_hash(secret=secret)} {self.role}"  # type: ignore[misc]

    def waiting_role(self) -> str:
        """The role that somebody else must still grant this person; empty where there is none."""
        grant = self.grants.pending().filter(kind="role").first()
        return grant.given if grant else ""

    def is_away(self, day: dt.date) -> bool:
        """Whether the person said that they are away on that day."""
        starts = self.away_from and self.away_from <= day
        return bool(starts and (self.away_until is None or day <= self.away_until))


@track_history(obj_field=None)
class RoleGiven(User.groups.through):  # type: ignore[name-defined]
    """A person is in the group of a role; giving and taking it is an edit of the person."""

    member_list = MemberList("user", "group", "groups", _("role"))

    class Meta:
        proxy = True
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        triggers = [
            parent_edit_effect("projects_user", "user_id"),
            # The index alone would let Django's add(), which passes over conflicts, do nothing in silence.
            Guard(
                name="one_role",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF EXISTS (SELECT FROM projects_user_groups WHERE user_id = NEW.user_id AND group_id <> NEW.group_id) THEN
                        {REFUSE % "a person has exactly one role"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            Guard(
                name="given_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    IF pg_trigger_depth() = 1
                        AND (SELECT name FROM auth_group WHERE id = NEW.group_id) IN ({quoted_role_list(DECIDING)})
                        AND ((SELECT name FROM auth_group WHERE id = NEW.group_id) <> '{Role.ADMIN}'
                             OR {earlier_grantor_sql("NEW.user_id")}) THEN
                        {REFUSE % "a role that decides is given by a grant"}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
