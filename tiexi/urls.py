"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path, re_path

from backoffice.history.audit_log import show_audit_log
from milestones.admin.mail_links import open_action_link
from milestones.api.docs import UnknownAddressView

from . import health, views
from .password import ForgottenPasswordPage, PasswordLinkPage, PasswordPage

handler400 = "tiexi.error_pages.bad_request"
handler403 = "tiexi.error_pages.forbidden"
handler404 = "tiexi.error_pages.not_found"
handler500 = "tiexi.error_pages.server_error"

urlpatterns = [
    path("", include("milestones.pages.urls")),
    path("login/", views.Login.as_view(), name="login"),
    path("password/", PasswordPage.as_view(), name="password"),
    path("password/forgotten/", ForgottenPasswordPage.as_view(), name="password-forgotten"),
    path("password/<uidb64>/<token>/", PasswordLinkPage.as_view(), name="password-choose"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("sent/", views.form_sent, name="form-sent"),
    path("i18n/set_language/", views.set_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/deep", health.deep_health_check, name="healthz-deep"),
    path("api/v1/", include("milestones.api.urls")),
    re_path(r"^api(/|\Z)", UnknownAddressView.as_view(), name="api-nowhere"),
    path("act/<str:token>/", open_action_link, name="act-link"),
    path("admin/history/", admin.site.admin_view(show_audit_log), name="audit_log"),
    path("admin/", admin.site.urls),
]
