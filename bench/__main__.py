"""What readers wait for, as ratios measured side by side in one run: `python3 dev.py bench [SMALL LARGE LISTED]`.

The leaders' pages: `bench pages [SMALL LARGE]`. The wall: `bench wall [SMALL LARGE]`. Mails: `bench mail [RECIPIENTS
WORKERS]`.

Absolute times are printed for orientation only; machines differ, ratios travel.
"""

import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection

from backoffice.clock import today
from milestones.models import Standing
from milestones.reports.overdue.report import build_overdue_report
from projects.models import Project

from . import mail
from .lists import LISTS
from .opening import print_page_sizes
from .pages import PAGES, WALLS
from .seed import insert_bench_rows, truncate_bench_rows

ON = today()
TURNS = 5
Act = Callable[[], object]


def query_worst_page() -> None:
    list(Standing.objects.on(ON).with_names().worst_first()[:100])


def query_one_project() -> None:
    list(Standing.objects.on(ON).filter(project=Project.objects.get(code="2024-CJ-005")).with_names())


def query_overdue_count() -> None:
    Standing.objects.on(ON).filter(state="overdue").count()


def query_overdue_report() -> None:
    build_overdue_report(None, ON).rows(0, 100)


MEASURES = (query_one_project, query_overdue_count, query_worst_page, query_overdue_report)


def median_seconds(act: Act) -> float:
    """The median of a few turns."""
    taken = []
    for _turn in range(TURNS):
        begun = perf_counter()
        act()
        taken.append(perf_counter() - begun)
    return median(taken)


def print_comparison(acts: Sequence[Act], small: int, large: int) -> None:
    """Print each act at both sizes as soon as it is known, and how many times as long the larger takes."""
    insert_bench_rows(small, ON)
    taken = [median_seconds(act) for act in acts]
    truncate_bench_rows()
    print(f"{'what':<28}{small:>10}{large:>10}{'ratio':>8}   ({large // small} times the rows)", flush=True)
    insert_bench_rows(large, ON)
    for act, few in zip(acts, taken, strict=True):
        many, name = median_seconds(act), act.__doc__ or act.__name__
        print(f"{name:<28}{few * 1000:>8.0f}ms{many * 1000:>8.0f}ms{many / few:>8.1f}", flush=True)
    truncate_bench_rows()


def bench_reports_and_lists(small: int = 1_000, large: int = 10_000, listed: int = 100_000) -> None:
    """The queries behind the reports, and the list of the desk."""
    print_comparison(MEASURES, small, large)
    print_comparison(LISTS, small, listed)


def bench_wall(small: int = 500, large: int = 5_000) -> None:
    """The wall of fifty projects and of five hundred."""
    print_comparison(WALLS, small, large)
    print_page_sizes(WALLS)


def bench_pages(small: int = 10_000, large: int = 100_000) -> None:
    """The pages that leaders read."""
    print_comparison(PAGES, small, large)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    what, *numbers = sys.argv[1:] if sys.argv[1:2] in (["mail"], ["pages"], ["wall"]) else ["main", *sys.argv[1:]]
    {"main": bench_reports_and_lists, "mail": mail.bench_mail, "pages": bench_pages, "wall": bench_wall}[  # type: ignore[operator]
        what
    ](*map(int, numbers))
    connection.close()
