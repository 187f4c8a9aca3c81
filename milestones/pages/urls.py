"""The leaders' pages: their addresses and their menu."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .attachments import attachment_download, photo_thumbnail
from .home import home_page
from .instructions import close_instruction, give_instruction, instructions_page, take_closing_back
from .overdue import overdue_csv, overdue_page
from .papers import circular_file, papers_page, sheet_file
from .project import project_page
from .projects import doubtful_page, lowered_page, projects_page
from .search import search_page
from .subscriptions import subscriptions_page, unsubscribe_page
from .trend import flags_page, trend_page
from .units import unit_page, units_page
from .wall import wall_page, wall_show

# The name of an address, its word, and whether the pages below it belong to it.
MENU = [
    ("home", _("Overview"), False),
    ("overdue", _("Overdue"), False),
    ("units", _("Unit ranking"), True),
    ("wall", _("Wall"), False),
    ("trend", _("Trend"), True),
    ("instructions", _("Instructions"), False),
    ("papers", _("Papers"), False),
]

urlpatterns = [
    path("", home_page, name="home"),
    path("reports/overdue/", overdue_page, name="overdue"),
    path("reports/overdue.csv", overdue_csv, name="overdue-csv"),
    path("reports/projects/", projects_page, name="projects"),
    path("reports/lowered/", lowered_page, name="lowered"),
    path("reports/doubtful/", doubtful_page, name="doubtful"),
    path("reports/units/", units_page, name="units"),
    path("reports/units/<slug:code>/", unit_page, name="unit"),
    path("reports/trend/", trend_page, name="trend"),
    path("reports/trend/flags/", flags_page, name="flags"),
    path("subscriptions/", subscriptions_page, name="subscriptions"),
    path("unsubscribe/<str:token>/", unsubscribe_page, name="unsubscribe"),
    path("papers/", papers_page, name="papers"),
    path("papers/sheet.xlsx", sheet_file, name="paper-sheet"),
    path("papers/circular.docx", circular_file, name="paper-circular"),
    path("projects/<str:code>/", project_page, name="project"),
    path("search/", search_page, name="search"),
    path("wall/", wall_page, name="wall"),
    path("wall/show/", wall_show, name="wall-show"),
    path("instructions/", instructions_page, name="instructions"),
    path("instructions/new/", give_instruction, name="instruct"),
    path("instructions/<int:pk>/close/", close_instruction, name="instruction-close"),
    path("instructions/<int:pk>/take-back/", take_closing_back, name="instruction-take-back"),
    path("files/<int:pk>/", attachment_download, name="file"),
    path("files/<int:pk>/picture/", photo_thumbnail, name="picture"),
]
