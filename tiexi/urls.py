"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path, re_path

from milestones.admin.links import act_link
from milestones.api.docs import Nowhere
from projects.admin.trail import trail

from . import health, views
from .password import Choose, Password

handler400 = "tiexi.failures.bad_request"
handler403 = "tiexi.failures.forbidden"
handler404 = "tiexi.failures.not_found"
handler500 = "tiexi.failures.failed"

urlpatterns = [
    path("", include("milestones.pages.urls")),
    path("login/", views.Login.as_view(), name="login"),
    path("password/", Password.as_view(), name="password"),
    path("password/<uidb64>/<token>/", Choose.as_view(), name="password-choose"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("i18n/set_language/", views.set_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/deep", health.deep, name="healthz-deep"),
    path("api/v1/", include("milestones.api.urls")),
    re_path(r"^api(/|\Z)", Nowhere.as_view(), name="api-nowhere"),
    path("act/<str:token>/", act_link, name="act-link"),
    path("admin/history/", admin.site.admin_view(trail), name="trail"),
    path("admin/", admin.site.urls),
]
