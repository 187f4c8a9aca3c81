"""Filters for the lists behind the start page: what is owed and was not given, what is new, what is in trouble."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.reports.pending import CHANGE, CLAIM, FIGURE, late
from milestones.reports.silent import quiet
from milestones.rules.calendar import workdays
from projects.clock import today
from projects.models import Project

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
        silent = [
            rows.values_list("pk", flat=True) for rows, _deadline in quiet(Project.objects.all(), today())
        ]
        return queryset.filter(**{f"{self.path}__in": [key for keys in silent for key in keys]})


class ReplyFilter(Choice):
    title = _("reply")
    parameter_name = "reply"

    def lookups(self, request, model_admin):
        return [("late", _t("Unanswered past its day")), ("waiting", _t("Waits for an answer"))]

    def narrow(self, queryset, value):
        return queryset.unanswered(today()) if value == "late" else queryset.waiting(today())


class QuestionFilter(Choice):
    title = _("in question")
    parameter_name = "question"

    def lookups(self, request, model_admin):
        return [("true", _t("Doubtful, or returned without another since"))]

    def narrow(self, queryset, value):
        return queryset.in_question()


class LateFilter(Choice):
    """What has waited for a decision longer than the policy allows."""

    title = _("waiting time")
    parameter_name = "late"
    categories: tuple[str, ...] = ()

    def lookups(self, request, model_admin):
        return [("true", _t("Waiting too long"))]

    def narrow(self, queryset, value):
        return queryset.filter(late(today(), self.categories))


class LateClaimFilter(LateFilter):
    categories = CLAIM


class LateFigureFilter(LateFilter):
    categories = FIGURE


class LateChangeFilter(LateFilter):
    categories = CHANGE


class RaisedFilter(Choice):
    title = _("raised on")
    parameter_name = "raised"

    def lookups(self, request, model_admin):
        return [("today", _t("Today"))]

    def narrow(self, queryset, value):
        return queryset.filter(raised_on=today())


class NewStepFilter(Choice):
    title = _("day")
    parameter_name = "new"

    def lookups(self, request, model_admin):
        return [("true", _t("Since the last working day"))]

    def narrow(self, queryset, value):
        return queryset.filter(on__gt=workdays().add(today(), -1), on__lte=today())


class TroubleFilter(Choice):
    title = _("trouble")
    parameter_name = "trouble"

    def lookups(self, request, model_admin):
        return [("true", _t("In trouble, last 14 days"))]

    def narrow(self, queryset, value):
        return queryset.in_trouble(today())


class UpcomingFilter(Choice):
    title = _("effective from")
    parameter_name = "upcoming"

    def lookups(self, request, model_admin):
        return [("true", _t("To come"))]

    def narrow(self, queryset, value):
        return queryset.filter(effective_from__gt=today())
