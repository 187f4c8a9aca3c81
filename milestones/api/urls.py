"""Every address under /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from projects.api.resources import CategoryViewSet, ReorganizationViewSet, TargetViewSet, UnitViewSet, UserViewSet
from projects.api.token import TokenView

from . import docs
from .changes import ChangeViewSet
from .claims import ClaimViewSet
from .milestones import MilestoneViewSet
from .overdue import OverdueView
from .progress import ProgressViewSet
from .projects import ProjectViewSet
from .reports import HomeView, TrendView, UnitsView
from .rules import CalendarDayViewSet, PolicyViewSet, TemplateViewSet
from .search import SearchView
from .supervision import DeliveryViewSet, EscalationViewSet, FlagViewSet, InstructionViewSet

router = SimpleRouter()
for prefix, resource in {
    "categories": CategoryViewSet,
    "units": UnitViewSet,
    "reorganizations": ReorganizationViewSet,
    "users": UserViewSet,
    "projects": ProjectViewSet,
    "targets": TargetViewSet,
    "milestones": MilestoneViewSet,
    "progress-reports": ProgressViewSet,
    "claims": ClaimViewSet,
    "changes": ChangeViewSet,
    "flags": FlagViewSet,
    "escalations": EscalationViewSet,
    "instructions": InstructionViewSet,
    "deliveries": DeliveryViewSet,
    "calendar-days": CalendarDayViewSet,
    "policies": PolicyViewSet,
    "templates": TemplateViewSet,
}.items():
    router.register(prefix, resource, basename=f"api-{prefix}")

urlpatterns = [
    path("auth/token/", TokenView.as_view(), name="api-token"),
    path("reports/overdue/", OverdueView.as_view(), name="api-overdue"),
    path("reports/home/", HomeView.as_view(), name="api-home"),
    path("reports/units/", UnitsView.as_view(), name="api-units"),
    path("reports/trend/", TrendView.as_view(), name="api-trend"),
    path("search/", SearchView.as_view(), name="api-search"),
    path("schema/", docs.schema, name="api-schema"),
    path("docs/", docs.docs, name="api-docs"),
    path("", include(router.urls)),
]
