"""The leaders' pages."""

from django.urls import path

from .home import home
from .overdue import overdue_csv, overdue_page
from .papers import circular_file, papers_page, sheet_file
from .project import project_page
from .subscriptions import subscriptions, switch_off

urlpatterns = [
    path("", home, name="home"),
    path("reports/overdue/", overdue_page, name="overdue"),
    path("reports/overdue.csv", overdue_csv, name="overdue-csv"),
    path("subscriptions/", subscriptions, name="subscriptions"),
    path("unsubscribe/<str:token>/", switch_off, name="unsubscribe"),
    path("papers/", papers_page, name="papers"),
    path("papers/sheet.xlsx", sheet_file, name="paper-sheet"),
    path("papers/circular.docx", circular_file, name="paper-circular"),
    path("projects/<str:code>/", project_page, name="project"),
]
