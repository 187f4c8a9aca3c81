"""The leaders' pages."""

from django.urls import path

from .home import home_page
from .overdue import overdue_csv, overdue_page
from .project import project_page
from .projects import lowered_page, projects_page
from .trend import flags_page, trend_page
from .units import unit_page, units_page

urlpatterns = [
    path("", home_page, name="home"),
    path("reports/overdue/", overdue_page, name="overdue"),
    path("reports/overdue.csv", overdue_csv, name="overdue-csv"),
    path("reports/projects/", projects_page, name="projects"),
    path("reports/lowered/", lowered_page, name="lowered"),
    path("reports/units/", units_page, name="units"),
    path("reports/units/<slug:code>/", unit_page, name="unit"),
    path("reports/trend/", trend_page, name="trend"),
    path("reports/trend/flags/", flags_page, name="flags"),
    path("projects/<str:code>/", project_page, name="project"),
]
