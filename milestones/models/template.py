"""Templates of a schedule: the usual milestones of a category."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.guards import edit_version_field, edit_version_guard, track_history
from backoffice.names import NameField, one_line_constraints
from backoffice.uniqueness import TellsUniqueness
from projects.models import Category, User


class TemplateQuerySet(models.QuerySet["MilestoneTemplate"]):
    def get_by_natural_key(self, category: str, sequence: int) -> "MilestoneTemplate":
        return self.get(category__code=category, sequence=sequence)

    def visible_to(self, user: User) -> "TemplateQuerySet":
        return self if user.role else self.none()


@track_history()
class MilestoneTemplate(TellsUniqueness, models.Model):
    """One milestone of a category's usual schedule; `share` is how far along the way it falls, in per cent."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="templates", verbose_name=_("category"))
    sequence = models.PositiveSmallIntegerField(_("order"))
    name = NameField(_("name"), max_length=80)
    share = models.PositiveSmallIntegerField(
        _("share of the way (%)"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=2, default=1)
    version = edit_version_field()

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone template")
        verbose_name_plural = _("milestone templates")
        ordering = ["category", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["category", "sequence"], name="one_template_per_place"),
            *one_line_constraints("milestonetemplate", "name"),
        ]
        triggers = [edit_version_guard()]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.category.natural_key(), self.sequence)

    natural_key.dependencies = ["projects.category"]  # type: ignore[attr-defined]
