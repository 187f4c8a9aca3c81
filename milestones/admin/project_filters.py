"""Filters of projects by what their milestones, and those of their works, are like today."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.models import Milestone
from milestones.reports.projects import RANKS
from milestones.rules.now import in_state, worst_rank
from projects.models import Project

from .filters import Choice, DueSoonFilter, LightFilter, OriginFilter, due_within


class ProjectLightFilter(LightFilter):
    """Projects by the worst of their own and their works' milestones."""

    def narrow(self, queryset, value):
        rank = Coalesce(worst_rank(), RANKS["grey"])
        return queryset.annotate(rank=rank).filter(rank=RANKS[value])


class ByMilestones(Choice):
    """Projects with milestones of their own, or of their works, that meet a condition."""

    def narrow(self, queryset, value):
        found = Milestone.objects.filter(self.condition(value)).values("project")
        return queryset.filter(
            Q(pk__in=found) | Q(pk__in=Project.objects.filter(pk__in=found).values("parent"))
        )


class ProjectOverdueFilter(ByMilestones):
    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request, model_admin):
        return [("true", _t("With overdue milestones"))]

    def condition(self, value):
        return in_state("overdue")


class ProjectDueSoonFilter(ByMilestones, DueSoonFilter):
    def condition(self, value):
        return due_within(int(value))


class ProjectOriginFilter(ByMilestones, OriginFilter):
    def condition(self, value):
        return Q(origin=value)
