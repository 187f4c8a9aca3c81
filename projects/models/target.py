"""What a project promises in numbers."""

from decimal import Decimal

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.guards import (
    BY_APPLICATION,
    RECORDED_EARLIER,
    REFUSE,
    edit_version_field,
    edit_version_guard,
    same_day_guard,
    track_history,
    wording_history_effect,
)
from backoffice.names import NameField, one_line_constraints
from backoffice.numbers import plain_decimal
from backoffice.triggers import Effect, Guard
from backoffice.uniqueness import TellsUniqueness
from projects.permissions import READS_ALL
from projects.quantities import amount_per_period, format_quantity, qualified_amount

from .project import Project
from .user import User
from .wording import Worded, wording_value


class TargetQuerySet(models.QuerySet["Target"]):
    def get_by_natural_key(self, code: str, measure: str) -> "Target":
        return self.get(project__code=code, measure=measure)

    def visible_to(self, user: User) -> "TargetQuerySet":
        return self if user.role in READS_ALL else self.filter(project__in=Project.objects.visible_to(user))

    def editable_by(self, user: User) -> "TargetQuerySet":
        return self.filter(project__in=Project.objects.editable_by(user))


APPROVAL_LOCKS = (
    "measure",
    "qualifier",
    "value",
    "value_max",
    "unit",
    "per",
    "nature",
    "start_value",
    "as_written",
    "source_line",
)
# What its figures are judged by.
MEASURED_BY = ("measure", "unit", "value", "value_max", "nature", "per", "start_value")
COMPLETE = _(
    "The project is approved with its quantities; none is added. What is promised besides is a project of its own."
)


def check_further_quantity(project: Project) -> None:
    """Raise ValidationError at `project` for a further quantity of what is approved."""
    if project.approved_at:
        raise ValidationError({"project": ValidationError(str(COMPLETE), "approved")})


@track_history()
class Target(TellsUniqueness, Worded):
    """A promised quantity: the number as the source writes it beside its plain value."""

    class Nature(models.TextChoices):
        FLOW = "flow", _("Within the year")
        STOCK = "stock", _("Total reached")
        RATE = "rate", _("Rate")

    class Qualifier(models.TextChoices):
        EXACT = "=", _("exactly")
        ABOUT = "~", _("about")
        OVER = ">", _("more than")
        AT_LEAST = ">=", _("at least")
        NEARLY = "<~", _("nearly")
        RANGE = "range", _("range")

    class Per(models.TextChoices):
        TOTAL = "total", _("in total")
        DAY = "day", _("each day")
        WEEK = "week", _("each week")
        MONTH = "month", _("each month")
        QUARTER = "quarter", _("each quarter")
        STREET = "street", _("each street")

    project = models.ForeignKey(Project, models.PROTECT, related_name="targets", verbose_name=_("project"))
    measure = NameField(_("measure"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)])
    unit = NameField(_("unit of measure"), max_length=20)
    nature = models.CharField(_("nature"), max_length=6, choices=Nature, default=Nature.FLOW)
    start_value = models.DecimalField(_("start value"), max_digits=18, decimal_places=4, null=True, blank=True)
    as_written = NameField(_("as written"), max_length=40, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=6, choices=Qualifier, default=Qualifier.EXACT)
    value_max = models.DecimalField(_("upper value"), max_digits=18, decimal_places=4, null=True, blank=True)
    per = models.CharField(
        _("promised for"),
        max_length=8,
        choices=Per,
        default=Per.TOTAL,
        db_default="total",
        help_text=_(
            "In total, or anew each time: a promise for each month has no total, and no milestone counts it up."
        ),
    )
    source_line = models.PositiveSmallIntegerField(_("line of the source"), null=True, blank=True)
    version = edit_version_field()

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("quantity")
        verbose_name_plural = _("quantities")
        ordering = ["project", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "measure"], name="one_target_per_measure"),
            *one_line_constraints("target", "measure", "unit", "as_written"),
        ]
        triggers = [
            edit_version_guard(),
            same_day_guard(),
            wording_history_effect(
                "target",
                "measure",
                "value",
                "unit",
                "nature",
                "start_value",
                "as_written",
                "qualifier",
                "value_max",
                "per",
                "source_line",
            ),
            Guard(
                name="approval_locks",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'UPDATE' AND NEW.project_id <> OLD.project_id THEN
                        {REFUSE % "a quantity stays with its project"}
                    END IF;
                    IF pg_trigger_depth() = 1
                        AND (SELECT approved_at FROM projects_project WHERE id = OLD.project_id) IS NOT NULL
                        AND (TG_OP = 'DELETE' OR to_jsonb(OLD) - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'version') THEN
                        {REFUSE % "approved: what a quantity promises is locked"}
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            Guard(
                name="comes_before_approval",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func=f"""
                    PERFORM FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    IF (SELECT approved_at FROM projects_project WHERE id = NEW.project_id) IS NOT NULL THEN
                        {REFUSE % "approved: a project is promised no further quantity"}
                    END IF;
                    RETURN NEW;
                """,
            ),
            Effect(
                name="came_later",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(BY_APPLICATION),
                func="""
                    INSERT INTO projects_wording (kind, record, words, to_at)
                    SELECT 'target', NEW.id, '{"absent": true}', clock_timestamp()
                    FROM projects_project WHERE id = NEW.project_id AND day_has_ended(at);
                    RETURN NULL;
                """,
            ),
            Guard(
                name="draft_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF (SELECT {RECORDED_EARLIER.format(at="at")} FROM projects_project WHERE id = OLD.project_id) AND NOT EXISTS (
                        SELECT FROM projects_wording WHERE kind = 'target' AND record = OLD.id AND words ? 'absent'
                            AND NOT day_has_ended(to_at)) THEN
                        {REFUSE % "what was recorded on an earlier day is never deleted"}
                    END IF;
                    RETURN OLD;
                """,  # noqa: E501
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.written}"

    def clean(self) -> None:
        """Raise ValidationError for a further quantity of an approved project, a range without its upper end, or that
        without a range.
        """
        if self._state.adding and self.project_id:
            check_further_quantity(self.project)
        is_range = self.qualifier == self.Qualifier.RANGE
        if is_range and self.value_max is None:
            raise ValidationError({"value_max": ValidationError(_t("Give the upper value of the range."), "required")})
        if not is_range and self.value_max is not None:
            text = _t("Only a range has an upper value: choose “range”, or leave it empty.")
            raise ValidationError({"value_max": ValidationError(text, "no_range")})
        if is_range and self.value is not None and self.value_max <= self.value:  # type: ignore[operator]
            text = _t("The upper value of a range is above the value.")
            raise ValidationError({"value_max": ValidationError(text, "min_value")})

    @property
    def facts(self) -> tuple:
        """All that the promise says, for a checksum; nothing that is translated."""
        most = self.value_max
        return (
            self.measure,
            plain_decimal(self.value),
            None if most is None else plain_decimal(most),
            self.unit,
            self.qualifier,
            self.per,
            self.as_written,
        )

    @property
    def written(self) -> str:
        """The promise in the words that it was registered with; where there are none, in those of its figures."""
        words = self.as_written or qualified_amount(self.value, self.unit, self.qualifier, self.value_max)
        return amount_per_period(words, self.per)

    @property
    def adds_up(self) -> bool:
        """Whether figures count up to the promise: one for each month or street is kept each time, and has no total."""
        return self.per == self.Per.TOTAL

    @property
    def never_falls(self) -> bool:
        """Whether a figure below the last one is a correction."""
        return self.adds_up and self.nature != self.Nature.RATE

    def amount(self, value: Decimal | None) -> str:
        """A quantity that is asked for: the whole promise in its words, any other as a figure."""
        return self.written if value == self.value else self.figure(value)

    def figure(self, value: Decimal | None) -> str:
        """A quantity as a decision sets it, without the words of the promise."""
        figure = format_quantity(value, self.unit)
        return figure if value is None else amount_per_period(figure, self.per)

    def counted(self, value: Decimal | None) -> str:
        """The figure that counts, for a sentence; also where none does."""
        return (
            _t("none counted so far")
            if value is None
            else _t("counted so far %(figure)s") % {"figure": self.figure(value)}
        )

    def bare(self, value: Decimal) -> str:
        """As `amount`, without the unit, for where there is no room."""
        if value != self.value:
            words = format_quantity(value)
        elif self.as_written.endswith(self.unit):
            words = self.as_written.removesuffix(self.unit)
        else:
            words = qualified_amount(self.value, "", self.qualifier, self.value_max)
        return amount_per_period(words, self.per)

    def in_force(self, value: Decimal | None) -> str:
        """The promise as decided since: the new figure, and beside it the words of the old promise."""
        if value is None or value == self.value:
            return self.written
        said = {"figure": self.amount(value), "promise": self.written}
        return _t("%(figure)s (promised: %(promise)s)") % said

    def progress(self, done: Decimal | None, asked: Decimal | None) -> str:
        """What is done of what is asked for, with its share where that is more than all; of what has no total, the
        last figure beside the promise.
        """
        if self.adds_up:
            text = f"{format_quantity(done or 0)}/{self.amount(asked)}"
            if not asked or (done or 0) <= asked:
                return text
            return _t("%(amount)s (%(share)s)") % {"amount": text, "share": f"{int((done or 0) * 100 / asked)}%"}
        said = {"figure": format_quantity(done, self.unit), "promise": self.amount(asked)}
        if done is None:
            return _t("nothing reported yet, promised %(promise)s") % said
        return _t("last reported %(figure)s, promised %(promise)s") % said

    def so_far(self, value: Decimal | None) -> str:
        """A figure that was reported: what is done so far, or that of one period."""
        figure = format_quantity(value, self.unit)
        return _t("%(amount)s so far") % {"amount": figure} if self.adds_up else figure

    @property
    def known(self) -> bool:
        """Whether it was there on the day that is read; one that came after its project says until when it was not."""
        return not wording_value("target", self.pk, "absent", False)

    def natural_key(self) -> tuple[str, ...]:
        return (*self.project.natural_key(), self.measure)

    natural_key.dependencies = ["projects.project"]  # type: ignore[attr-defined]
