"""What a project promises in numbers."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.guards import (
    BY_APPLICATION,
    RECORDED_EARLIER,
    REFUSE,
    counts_edits,
    edit_count,
    keeps_words,
    tracked,
)
from projects.names import NameField, one_line
from projects.triggers import Effect, Guard

from .project import Project
from .wording import Worded, word


class TargetQuerySet(models.QuerySet):
    def get_by_natural_key(self, code, measure):
        return self.get(project__code=code, measure=measure)

    def visible_to(self, user):
        return self.filter(project__in=Project.objects.visible_to(user))

    def editable_by(self, user):
        return self.filter(project__in=Project.objects.editable_by(user))


@tracked()
class Target(Worded):
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

    project = models.ForeignKey(Project, models.PROTECT, related_name="targets", verbose_name=_("project"))
    measure = NameField(_("measure"), max_length=60)
    value = models.DecimalField(
        _("value"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    unit = NameField(_("unit of measure"), max_length=20)
    nature = models.CharField(_("nature"), max_length=6, choices=Nature, default=Nature.FLOW)
    start_value = models.DecimalField(
        _("start value"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    as_written = NameField(_("as written"), max_length=40, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=6, choices=Qualifier, default=Qualifier.EXACT)
    value_max = models.DecimalField(_("upper value"), max_digits=18, decimal_places=4, null=True, blank=True)
    source_line = models.PositiveSmallIntegerField(_("line of the source"), null=True, blank=True)
    version = edit_count()

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("quantity")
        verbose_name_plural = _("quantities")
        ordering = ["project", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "measure"], name="one_target_per_measure"),
            *one_line("target", "measure", "unit", "as_written"),
        ]
        triggers = [
            counts_edits(),
            keeps_words(
                "target",
                "measure",
                "value",
                "unit",
                "nature",
                "start_value",
                "as_written",
                "qualifier",
                "value_max",
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
                """,
            ),
        ]

    def __str__(self):
        return f"{self.measure} {self.as_written or f'{self.value.normalize():f}{self.unit}'}"

    @property
    def known(self) -> bool:
        """Whether it was there on the day that is read; one that came after its project says until when it was not."""
        return not word("target", self.pk, "absent", False)

    def natural_key(self):
        return (*self.project.natural_key(), self.measure)

    natural_key.dependencies = ["projects.project"]  # type: ignore[attr-defined]
