"""Who gets which digest: the administrator's list."""

from django.contrib import admin
from django.db.models import QuerySet

from backoffice.filters import ChoicesFilter
from backoffice.permissions import RoleAdmin
from backoffice.requests import PersonRequest
from milestones.models import Subscription
from projects.permissions import ACTIONS, may_perform


@admin.register(Subscription)
class SubscriptionAdmin(RoleAdmin):
    """Everybody sees their own digests; the administrator keeps all of them."""

    writers = ACTIONS["keep"].roles
    list_display = ["user", "scope", "frequency"]
    list_filter = [("scope", ChoicesFilter), ("frequency", ChoicesFilter)]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    search_fields = ["user__name"]

    def get_queryset(self, request: PersonRequest) -> QuerySet[Subscription]:
        rows = super().get_queryset(request)
        return rows if may_perform(request.user, "keep") else rows.filter(user=request.user)
