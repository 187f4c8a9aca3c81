"""What readers wait for, as ratios measured side by side in one run: `python3 dev.py bench [SMALL LARGE LISTED]`.

The leaders' pages: `bench pages [SMALL LARGE]`. The wall: `bench wall [SMALL LARGE]`. Mails: `bench mail [RECIPIENTS WORKERS]`.

Absolute times are printed for orientation only; machines differ, ratios travel.
"""

import os
import sys
from statistics import median
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexi.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import mail  # noqa: E402
from bench.lists import LISTS  # noqa: E402
from bench.opening import weigh  # noqa: E402
from bench.pages import PAGES, WALLS  # noqa: E402
from bench.seed import forget, seed  # noqa: E402
from milestones.models import Standing  # noqa: E402
from milestones.reports.overdue import overdue  # noqa: E402
from projects.clock import today  # noqa: E402
from projects.models import Project  # noqa: E402

ON = today()
TURNS = 5


def worst_page():
    list(Standing.objects.on(ON).with_names().worst_first()[:100])


def one_project():
    list(Standing.objects.on(ON).filter(project=Project.objects.get(code="2024-CJ-005")).with_names())


def overdue_count():
    Standing.objects.on(ON).filter(state="overdue").count()


def overdue_report():
    overdue(None, ON).rows(0, 100)


MEASURES = (one_project, overdue_count, worst_page, overdue_report)


def seconds(act) -> float:
    """The median of a few turns."""
    taken = []
    for _turn in range(TURNS):
        begun = perf_counter()
        act()
        taken.append(perf_counter() - begun)
    return median(taken)


def compare(acts, small: int, large: int) -> None:
    """Print each act at both sizes as soon as it is known, and how many times as long the larger takes."""
    seed(small, ON)
    taken = [seconds(act) for act in acts]
    forget()
    print(f"{'what':<28}{small:>10}{large:>10}{'ratio':>8}   ({large // small} times the rows)", flush=True)
    seed(large, ON)
    for act, few in zip(acts, taken, strict=True):
        many, name = seconds(act), act.__doc__ or act.__name__
        print(f"{name:<28}{few * 1000:>8.0f}ms{many * 1000:>8.0f}ms{many / few:>8.1f}", flush=True)
    forget()


def main(small: int = 1_000, large: int = 10_000, listed: int = 100_000) -> None:
    """The queries behind the reports, and the list of the desk."""
    compare(MEASURES, small, large)
    compare(LISTS, small, listed)


def wall(small: int = 500, large: int = 5_000) -> None:
    """The wall of fifty projects and of five hundred."""
    compare(WALLS, small, large)
    weigh(WALLS)


def pages(small: int = 10_000, large: int = 100_000) -> None:
    """The pages that leaders read."""
    compare(PAGES, small, large)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    what, *numbers = (
        sys.argv[1:] if sys.argv[1:2] in (["mail"], ["pages"], ["wall"]) else ["main", *sys.argv[1:]]
    )
    {"main": main, "mail": mail.main, "pages": pages, "wall": wall}[what](*map(int, numbers))
    connection.close()
