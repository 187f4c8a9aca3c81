"""Filters for what is owed and was not given: reports by the filing day, answers by their day."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.reports.silent import silent_projects
from projects.clock import today

from .filters import Choice


class MineFilter(Choice):
    """What one answers for: one's own projects as a steward, the unit's as its head."""

    title = _("in my charge")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        self.user = request.user
        return [("true", _t("Mine"))]

    def narrow(self, queryset, value):
        return queryset.filter(pk__in=queryset.model.objects.editable_by(self.user).values("pk"))


class SilentFilter(Choice):
    title = _("silence")
    parameter_name = "silent"

    def lookups(self, request, model_admin):
        return [("true", _t("Silent"))]

    def __init__(self, request, params, model, model_admin):
        self.path = (model_admin.project_path or "pk__").removesuffix("__")
        super().__init__(request, params, model, model_admin)

    def narrow(self, queryset, value):
        return queryset.filter(**{f"{self.path}__in": [row.id for row in silent_projects()]})


class ReplyFilter(Choice):
    title = _("reply")
    parameter_name = "reply"

    def lookups(self, request, model_admin):
        return [("late", _t("Unanswered past its day")), ("waiting", _t("Waits for an answer"))]

    def narrow(self, queryset, value):
        return queryset.unanswered(today()) if value == "late" else queryset.waiting(today())
