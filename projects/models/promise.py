"""The promise in its own words (承诺原文): written once, when it is registered or approved; no correction touches
it.
"""

from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.guards import append_only_guard, present_instant_guards, track_history
from backoffice.triggers import Guard

from .assignment import KEPT
from .project import Project
from .target import Target

# The row names only its project; whatever else it says is taken from there, so that nobody can word it.
TAKES_THE_WORDS = """
    SELECT name, label, source_line, COALESCE(approved_at, at) INTO NEW.name, NEW.label, NEW.source_line, NEW.at
    FROM projects_project WHERE id = NEW.project_id;
    SELECT COALESCE(jsonb_agg(jsonb_build_object(
        'measure', measure, 'line', source_line, 'as_written', as_written, 'value', trim_scale(value)::text,
        'value_max', trim_scale(value_max)::text, 'unit', unit, 'qualifier', qualifier,
        'per', per) ORDER BY id), '[]')
    INTO NEW.quantities FROM projects_target WHERE project_id = NEW.project_id;
    RETURN NEW;
"""


@track_history()
class Promise(models.Model):
    """Name, label and quantities of a project as they were registered, with the lines of the source."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="promise", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=120)
    label = models.CharField(_("label as printed"), max_length=40, blank=True)
    source_line = models.PositiveSmallIntegerField(_("line of the source"), null=True)
    quantities = models.JSONField(_("quantities"), default=list)  # each as its target was
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("promise as written")
        verbose_name_plural = _("promises as written")
        triggers = [
            *present_instant_guards("at"),
            append_only_guard(until=KEPT),
            Guard(
                name="takes_the_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=TAKES_THE_WORDS,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def describe_quantities(value: list[dict[str, Any]]) -> str:
        """The quantities in words, for histories."""
        return _t(", ").join(str(promised_target(**one)) for one in value)

    @property
    def targets(self) -> list[Target]:
        """The quantities as they were then; nothing of them is stored."""
        return [promised_target(**one) for one in self.quantities]


def promised_target(line: int | None, value: str | None = None, value_max: str | None = None, **said: Any) -> Target:
    """A quantity of a promise; the oldest of these keep no figure beside their words."""
    figures = [None if one is None else Decimal(one) for one in (value, value_max)]
    return Target(source_line=line, value=figures[0], value_max=figures[1], **said)  # type: ignore[misc]
