"""The leaders' pages."""

from django.urls import path

from .home import home
from .overdue import overdue_csv, overdue_page
from .project import project_page

urlpatterns = [
    path("", home, name="home"),
    path("reports/overdue/", overdue_page, name="overdue"),
    path("reports/overdue.csv", overdue_csv, name="overdue-csv"),
    path("projects/<str:code>/", project_page, name="project"),
]
