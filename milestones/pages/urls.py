"""The leaders' pages."""

from django.urls import path

from .home import home
from .overdue import overdue_csv, overdue_page
from .project import project_page
from .subscriptions import subscriptions, switch_off

urlpatterns = [
    path("", home, name="home"),
    path("reports/overdue/", overdue_page, name="overdue"),
    path("reports/overdue.csv", overdue_csv, name="overdue-csv"),
    path("subscriptions/", subscriptions, name="subscriptions"),
    path("unsubscribe/<str:token>/", switch_off, name="unsubscribe"),
    path("projects/<str:code>/", project_page, name="project"),
]
