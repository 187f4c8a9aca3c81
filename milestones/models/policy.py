"""The dated numbers behind the lights."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.days import DayField, day_range_constraint
from backoffice.guards import (
    BY_APPLICATION,
    REFUSE,
    edit_version_field,
    edit_version_guard,
    same_day_guard,
    track_history,
)
from backoffice.triggers import Guard
from backoffice.uniqueness import TellsUniqueness
from projects.models import Category, User

TODAY = "(clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"


LONGEST = 60  # working days that anything may wait
# How many points behind may be let pass at most: no number switches a light off.
TOLERATED = [MinValueValidator(0), MaxValueValidator(50)]


# Whom each step of the ladder calls in, as a log and as a row of the start page says it; the last has no person.
LADDER = (
    (_("owner and steward"), _("step 1, steward")),
    (_("unit head"), _("step 2, unit head")),
    (_("leader in charge"), _("step 3, leader in charge")),
    (_("monthly list"), _("step 4, monthly list")),
)


def default_ladder() -> list[int]:
    """Working days late at which each step of `LADDER` is taken."""
    return [1, 5, 10, 20]


def validate_ladder(steps: list[int]) -> None:
    """Raise ValidationError unless one to four steps rise from 1 to `LONGEST` working days."""
    if not steps or steps != sorted(set(steps)) or not 1 <= steps[0] <= steps[-1] <= LONGEST:
        text = _("Give one to four rising numbers of working days, each from 1 to %(most)s, as in 1,5,10,20.")
        raise ValidationError(text, "ladder", {"most": LONGEST})


class PolicyQuerySet(models.QuerySet["Policy"]):
    def on(self, day: dt.date) -> "PolicyQuerySet":
        """Each category's newest row by a day, and last the general one."""
        return self.filter(effective_from__lte=day).order_by("category_id", "-effective_from").distinct("category_id")

    def in_force(self, on: dt.date, category: Category | int | None = None) -> "Policy | None":
        """The category's newest row by that day, else the general one."""
        return self.on(on).filter(models.Q(category=category) | models.Q(category=None)).first()

    def by_category(self, on: dt.date) -> "dict[int, Policy]":
        """The row in force for each category on a day, by the category's key; one query."""
        rows = list(self.on(on).annotate(categories=ArraySubquery(Category.objects.order_by("pk").values("pk"))))
        latest = {policy.category_id: policy for policy in rows}
        found = {pk: latest.get(pk, latest.get(None)) for policy in rows[:1] for pk in policy.categories}
        return {pk: policy for pk, policy in found.items() if policy}

    def visible_to(self, user: User) -> "PolicyQuerySet":
        return self if user.role else self.none()


@track_history()
class Policy(TellsUniqueness, models.Model):
    """The numbers of the rules from a day on, for all categories or for one; a row in effect never changes."""

    class Evidence(models.TextChoices):
        NOTE = "note", _("Note")
        FILE = "file", _("Attached file")

    effective_from = DayField(_("effective from"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="policies", verbose_name=_("category")
    )
    due_soon_workdays = models.PositiveSmallIntegerField(
        _("due soon (working days)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    behind_yellow = models.DecimalField(
        _("behind: yellow above (points)"), max_digits=5, decimal_places=2, default=10, validators=TOLERATED
    )
    behind_red = models.DecimalField(
        _("behind: red above (points)"), max_digits=5, decimal_places=2, default=30, validators=TOLERATED
    )
    ladder = ArrayField(
        models.PositiveSmallIntegerField(),
        size=len(LADDER),
        default=default_ladder,
        verbose_name=_("ladder (working days late)"),
        help_text=_("For steward, unit head, leader and the monthly list: rising, each from 1 to 60, as in 1,5,10,20."),
        validators=[validate_ladder],
    )
    confirm_workdays = models.PositiveSmallIntegerField(
        _("confirm within (working days)"), default=5, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    claim_backdate_workdays = models.PositiveSmallIntegerField(
        _("claims reach back (working days)"), default=3, validators=[MaxValueValidator(20)]
    )
    evidence = models.CharField(_("evidence of a claim"), max_length=4, choices=Evidence, default=Evidence.NOTE)
    filing_day = models.PositiveSmallIntegerField(
        _("filing day"), default=28, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    filing_day_december = models.PositiveSmallIntegerField(
        _("filing day in December"), default=25, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    min_milestones = models.PositiveSmallIntegerField(
        _("milestones needed for the ranking"), default=8, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    version = edit_version_field()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["-effective_from"]
        constraints = [
            day_range_constraint("effective_from", name="policy_days_within_reach"),
            models.UniqueConstraint(
                fields=["effective_from", "category"], nulls_distinct=False, name="one_policy_per_day"
            ),
            models.CheckConstraint(
                name="red_is_beyond_yellow",
                condition=models.Q(behind_red__gte=models.F("behind_yellow")),
                violation_error_message=_("The red threshold must not be below the yellow one."),
            ),
        ]
        triggers = [
            edit_version_guard(),
            same_day_guard(),
            Guard(
                name="in_effect_is_locked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF OLD.effective_from <= {TODAY} THEN {REFUSE % "a policy in effect is neither edited nor deleted"} END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            Guard(
                name="takes_effect_later",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF {BY_APPLICATION} AND NEW.effective_from <= {TODAY} THEN
                        {REFUSE % "a policy takes effect tomorrow at the earliest"}
                    END IF;
                    IF {BY_APPLICATION} AND NOT (NEW.due_soon_workdays BETWEEN 1 AND 60 AND NEW.behind_yellow BETWEEN 0 AND 50
                        AND NEW.behind_red BETWEEN 0 AND 50 AND NEW.claim_backdate_workdays <= 20
                        AND NEW.confirm_workdays BETWEEN 1 AND {LONGEST} AND NEW.min_milestones BETWEEN 1 AND 100
                        AND cardinality(NEW.ladder) BETWEEN 1 AND {len(LADDER)} AND 1 <= ALL (NEW.ladder) AND {LONGEST} >= ALL (NEW.ladder)
                        AND NEW.ladder = ARRAY(SELECT DISTINCT step FROM unnest(NEW.ladder) AS steps (step) ORDER BY step)
                        AND NEW.filing_day BETWEEN 1 AND 31 AND NEW.filing_day_december BETWEEN 1 AND 31) THEN
                        {REFUSE % "a policy has bounds: no number switches a light off"}
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or _('all categories')} {self.effective_from:%Y-%m-%d}"
