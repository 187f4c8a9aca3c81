"""Units: bureaus, subdistricts and companies, and their sub-units."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.errors import NotAllowed
from backoffice.guards import edit_version_field, edit_version_guard, track_history, wording_history_effect
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import KEYS, pinyin_key_field, pinyin_keys_guard
from projects.permissions import Role, may_perform

from .wording import DatedForeignKey, Worded

if TYPE_CHECKING:
    from projects.models.user import User


def quoted_role_list(roles: Iterable[str]) -> str:
    """Roles as a list in SQL."""
    return ", ".join(f"'{role}'" for role in sorted(roles))


class UnitQuerySet(models.QuerySet["Unit"]):
    def get_by_natural_key(self, code: str) -> "Unit":
        return self.get(code=code)

    def within(self, unit_id: int | None) -> "UnitQuerySet":
        """A unit and its sub-units, three levels deep: bureau, office, station."""
        return self.filter(Q(pk=unit_id) | Q(parent=unit_id) | Q(parent__parent=unit_id))

    def visible_to(self, user: "User") -> "UnitQuerySet":
        """Units are no secret: everybody with a role sees them all."""
        return self if user.role else self.none()


@track_history(exclude=KEYS)
class Unit(Worded):
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
    head = DatedForeignKey(
        "projects.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit head")
    )
    generated = models.BooleanField(_("demonstration"), default=False)
    version = edit_version_field()
    name_key = pinyin_key_field()
    search_key = pinyin_key_field()

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_key", "code"]
        constraints = one_line_constraints("unit", "name")
        triggers = [
            edit_version_guard(*KEYS),
            pinyin_keys_guard("code"),
            wording_history_effect("unit", "name", "kind", "head_id"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def hand_to(self, head: "User", *, by: "User") -> None:
        """Give the unit another head. Supervisors do so anywhere, a unit head within the own unit."""
        within = (
            may_perform(by, "assign") and by.unit_id and Unit.objects.within(by.unit_id).filter(pk=self.pk).exists()
        )
        if by.role != Role.SUPERVISOR and not within:
            raise NotAllowed(_t("Only a supervisor, or the unit head within the unit, may hand over a unit."))
        if head.role != Role.UNIT_HEAD:
            raise ValidationError({"head": _t("%(person)s is not a unit head.") % {"person": head}})
        self.head = head
        self.save(update_fields=["head"])
