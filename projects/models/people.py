"""Units, people and the one role that each person has."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from projects.access import WORKERS, Role, may
from projects.days import DayField
from projects.errors import NotAllowed
from projects.guards import counts_as_edit_of, counts_edits, edit_count, tracked
from projects.names import NameField, one_line
from projects.pinyin import KEYS, key_field, spells


class UnitQuerySet(models.QuerySet):
    def get_by_natural_key(self, code):
        return self.get(code=code)

    def within(self, unit_id):
        """A unit and its sub-units, three levels deep: bureau, office, station."""
        return self.filter(Q(pk=unit_id) | Q(parent=unit_id) | Q(parent__parent=unit_id))

    def visible_to(self, user):
        """Units are no secret: everybody with a role sees them all."""
        return self if user.role else self.none()


@tracked(exclude=KEYS)
class Unit(models.Model):
    """A responsible unit (责任单位); `head` is the person to whom its escalations go."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        STREET = "street", _("Street")
        COMPANY = "company", _("Company")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = NameField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("belongs to"))
    head = models.ForeignKey(
        "projects.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit head")
    )
    generated = models.BooleanField(_("demonstration"), default=False)
    version = edit_count()
    name_key = key_field()
    search_key = key_field()

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_key", "code"]
        constraints = one_line("unit", "name")
        triggers = [counts_edits(*KEYS), spells("code")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

    def hand_to(self, head, *, by):
        """Give the unit another head. Supervisors do so anywhere, a unit head within the own unit."""
        within = (
            may(by, "assign") and by.unit_id and Unit.objects.within(by.unit_id).filter(pk=self.pk).exists()
        )
        if by.role != Role.SUPERVISOR and not within:
            raise NotAllowed(_t("Only a supervisor, or the unit head within the unit, may hand over a unit."))
        if head.role != Role.UNIT_HEAD:
            raise ValidationError({"head": _t("%(person)s is not a unit head.") % {"person": head}})
        self.head = head
        self.save(update_fields=["head"])


class PersonQuerySet(models.QuerySet):
    def with_role(self, role):
        """Active people who hold a role, in a stable order."""
        return self.filter(is_active=True, groups__name=role).order_by("pk")

    def visible_to(self, user):
        """Colleagues are visible to whoever has a role: a row names its steward."""
        return self if user.role else self.none()

    def unplaced(self):
        """Active accounts without exactly one role, and stewards and unit heads without a unit."""
        roles = Count("groups", filter=Q(groups__name__in=Role.values))
        rows = self.filter(is_active=True).annotate(roles=roles)
        homeless = Q(unit=None, groups__name__in=WORKERS)
        odd = rows.exclude(roles=1).exclude(roles=0, is_superuser=True)
        return self.filter(
            Q(pk__in=odd.values("pk")) | Q(pk__in=self.filter(homeless, is_active=True).values("pk"))
        )

    def away_on(self, day):
        """Active people who said that they are away on that day."""
        back = Q(away_until=None) | Q(away_until__gte=day)
        return self.filter(back, is_active=True, away_from__lte=day)


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    pass


@tracked(exclude=["password", "last_login", *KEYS])
class User(AbstractUser):
    """A person. The group gives the role, the unit gives the scope."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = NameField(_("full name"), max_length=40)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    phone = NameField(_("phone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=[("zh-hans", "中文"), ("en", "English")]
    )
    away_from = DayField(_("away from"), null=True, blank=True)
    away_until = DayField(_("away until"), null=True, blank=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    generated = models.BooleanField(_("demonstration"), default=False)
    version = edit_count()
    name_key = key_field()
    search_key = key_field()

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_key", "username"]
        # To log in, or to have a password hashed anew, is no edit.
        triggers = [counts_edits("last_login", "password", *KEYS), spells("username", person=True)]
        constraints = [
            *one_line("user", "name", "phone"),
            models.CheckConstraint(
                name="away_ends_after_it_begins",
                condition=Q(away_until__isnull=True)
                | Q(away_from__isnull=True)
                | Q(away_until__gte=models.F("away_from")),
                violation_error_message=_("The last day away must not be before the first."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def natural_key(self):
        return (self.username,)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def role(self) -> str:
        """The one role, or an empty string for an account that has none yet and so may see nothing.

        A superuser without a role group has the administrator's rights and no others.
        """
        if not self.is_active:
            return ""
        names = [group.name for group in self.groups.all() if group.name in Role.values]
        if not names and self.is_superuser:
            return Role.ADMIN
        return names[0] if len(names) == 1 else ""

    @property
    def must_choose_password(self) -> bool:
        """Whether the password is one that somebody else set; those of the demonstration are public and stay."""
        return self.must_change_password and not self.generated

    def revoke_tokens(self):
        """No program acts for this person any longer, until it gets a new token."""
        self.auth_token_set.all().delete()

    def _get_session_auth_hash(self, secret=None):
        """A session ends with the password and with the role that it was opened with."""
        return f"{super()._get_session_auth_hash(secret=secret)} {self.role}"

    def is_away(self, day) -> bool:
        """Whether the person said that they are away on that day."""
        starts = self.away_from and self.away_from <= day
        return bool(starts and (self.away_until is None or day <= self.away_until))


@tracked(obj_field=None)
class RoleGiven(User.groups.through):  # type: ignore[name-defined]
    """A person is in the group of a role; giving and taking it is an edit of the person."""

    class Meta:
        proxy = True
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        triggers = [counts_as_edit_of("projects_user", "user_id")]
