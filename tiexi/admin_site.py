"""The admin site: whoever has a role comes in, but leaders read their own pages and log in nowhere else."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from backoffice.next_address import requested_next_url
from backoffice.requests import PersonRequest
from projects.permissions import may_perform

if TYPE_CHECKING:
    from projects.models import User


def reads_pages_only(user: "User") -> bool:
    """Whether the role reads the leaders' pages and has no desk."""
    return bool(user.role) and not may_perform(user, "desk")


class RoleAdminSite(UnfoldAdminSite):
    """One login form for the whole product, and the role in place of Django's staff flag and permission table."""

    index_title = _("My work")
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and may_perform(request.user, "desk"))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def opened(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and reads_pages_only(request.user):
                return redirect("/")
            return guarded(request, *args, **kwargs)

        return opened

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The menu lists what there is; what stands above a list leads back to one's work."""
        return redirect("admin:index")

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one search, at /search/."""
        return redirect(reverse("search", query={"q": request.GET.get("s", "")}))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one form for it, at /password/."""
        return redirect("password")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one login form, at /login/."""
        target = requested_next_url(request) or resolve_url("admin:index")
        if self.has_permission(request):
            return redirect(target)
        if request.user.is_authenticated:
            if reads_pages_only(request.user):
                return redirect("/")
            raise PermissionDenied(_t("This account has no role yet; the administrator gives it one."))
        return redirect(f"{resolve_url('login')}?{urlencode({'next': target}, safe='/')}")


class RoleAdminConfig(AdminConfig):
    """Django's admin with our site as the default one."""

    default_site = "tiexi.admin_site.RoleAdminSite"
