"""What an action did to the light of the milestone that it concerns."""

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _

from backoffice.actions import RecordActionForm
from backoffice.clock import today
from milestones.models import Milestone, Standing
from milestones.models.status import State
from milestones.reports.project_lights import project_lights
from milestones.templatetags.show import light_word
from projects.models import Project

from .lights import standing_reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class OutcomeActionForm(RecordActionForm):
    """An action that tells, where it concerns a milestone, the light that it led to."""

    def outcome(self) -> "StrOrPromise":
        milestone = self.subject if isinstance(self.subject, Milestone) else getattr(self.subject, "milestone", None)
        if milestone is None:
            return self.done
        return format_html(_("{} {}"), self.done, milestone_light_text(milestone.pk))


def milestone_light_text(pk: int) -> str:
    """Text with the light and reason of milestone `pk`, recalculated as of today; its state instead if it has no
    light.
    """
    row = Standing.objects.on(today()).with_names().get(pk=pk)
    if row.light is None:
        return f"{row.project}　{row.milestone}：{State(row.state).label}"
    return _("%(project)s is now %(light)s: %(why)s") % {
        "project": row.project,
        "light": light_word(row.light).lower(),
        "why": standing_reason(row, today()),
    }


def milestone_light_words(pk: int) -> str:
    """The light of milestone `pk` and why, recalculated as of today."""
    return standing_words(Standing.objects.on(today()).with_names().get(pk=pk))


def project_standing_words(project: Project) -> str:
    """The light of a project and how many milestones of its own and of its works are in which state, as of today."""
    counts = Counter(Standing.objects.on(today()).of_projects([project.pk]).values_list("state", flat=True))
    states = "　".join(f"{state.label} {counts[state]}" for state in State if counts[state])
    light = project_lights(today(), [project])[project.pk].light
    return _("%(light)s light: %(why)s") % {"light": light_word(light), "why": states or _("no milestone yet")}


def standing_words(row: Standing) -> str:
    """Its light, or its state where it has none, and why."""
    why = standing_reason(row, today())
    if row.light is None:
        return _("%(state)s: %(why)s") % {"state": State(row.state).label, "why": why}
    return _("%(light)s light: %(why)s") % {"light": light_word(row.light), "why": why}
