"""Filters for the lists behind the start page: what is owed and was not given, what is new, what is in trouble."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.clock import today
from backoffice.filters import KnownValueFilter
from backoffice.requests import PersonRequest
from milestones.models.instruction import InstructionQuerySet
from milestones.models.job import JobRunQuerySet
from milestones.models.progress_report import ReportQuerySet
from milestones.models.retraction import retractable_q
from milestones.reports.late_decisions import CHANGE, CLAIM, FIGURE, late_decisions_q
from milestones.reports.missing_reports import silent_project_querysets
from milestones.rules.official_calendar import workday_calendar
from projects.models import Project
from projects.models.reorganization import ReorganizationQuerySet
from projects.models.unit import UnitQuerySet


class OwnRecordsFilter(KnownValueFilter):
    """What one answers for: one's own projects as a steward, the unit's as its head."""

    title = _("in my charge")
    parameter_name = "mine"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.user = request.user
        return [("true", _t("Mine"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(pk__in=queryset.model.objects.editable_by(self.user).values("pk"))


class SilentProjectFilter(KnownValueFilter):
    title = _("silence")
    parameter_name = "silent"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Silent"))]

    def __init__(self, request: PersonRequest, params: dict[str, Any], model: type[Model], model_admin: Any) -> None:
        self.path = (model_admin.project_path or "pk__").removesuffix("__")
        super().__init__(request, params, model, model_admin)

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        silent = [
            rows.values_list("pk", flat=True)
            for rows, _deadline in silent_project_querysets(Project.objects.all(), today())
        ]
        return queryset.filter(**{f"{self.path}__in": [key for keys in silent for key in keys]})


class InstructionReplyFilter(KnownValueFilter):
    title = _("reply")
    parameter_name = "reply"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", _t("Unanswered past its day")), ("waiting", _t("Waits for an answer"))]

    def narrow(self, queryset: InstructionQuerySet, value: str) -> InstructionQuerySet:
        return queryset.unanswered(today()) if value == "late" else queryset.waiting(today())


class QuestionedFigureFilter(KnownValueFilter):
    title = _("in question")
    parameter_name = "question"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Doubtful, or returned without another since"))]

    def narrow(self, queryset: ReportQuerySet, value: str) -> ReportQuerySet:
        return queryset.in_question()


class LateDecisionFilter(KnownValueFilter):
    """What has waited for a decision longer than the policy allows."""

    title = _("waiting time")
    parameter_name = "late"
    categories: tuple[str, ...] = ()

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Waiting too long"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(late_decisions_q(today(), self.categories))


class LateClaimFilter(LateDecisionFilter):
    categories = CLAIM


class LateFigureFilter(LateDecisionFilter):
    categories = FIGURE


class LateChangeFilter(LateDecisionFilter):
    categories = CHANGE


class RetractableFilter(KnownValueFilter):
    """What one decided just now, and may still take back."""

    title = _("slips")
    parameter_name = "retractable"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.user = request.user
        return [("true", _t("Decided by me just now, to take back"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(retractable_q(self.user, timezone.now()))


class FlagRaisedFilter(KnownValueFilter):
    title = _("raised on")
    parameter_name = "raised"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", _t("Today"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(raised_on=today())


class NewEscalationFilter(KnownValueFilter):
    title = _("day")
    parameter_name = "new"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Since the last working day"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(on__gt=workday_calendar().add(today(), -1), on__lte=today())


class JobRunTroubleFilter(KnownValueFilter):
    title = _("trouble")
    parameter_name = "trouble"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("In trouble, last 14 days"))]

    def narrow(self, queryset: JobRunQuerySet, value: str) -> JobRunQuerySet:
        return queryset.in_trouble(today())


class UpcomingPolicyFilter(KnownValueFilter):
    title = _("effective from")
    parameter_name = "upcoming"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("To come"))]

    def narrow(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(effective_from__gt=today())


class OpenReorganizationFilter(KnownValueFilter):
    title = _("attention")
    parameter_name = "open"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("To be decided or to come"))]

    def narrow(self, queryset: ReorganizationQuerySet, value: str) -> ReorganizationQuerySet:
        return queryset.open()


class UnitWithoutHeadFilter(KnownValueFilter):
    title = _("attention")
    parameter_name = "headless"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Without a head"))]

    def narrow(self, queryset: UnitQuerySet, value: str) -> UnitQuerySet:
        return queryset.without_head()
