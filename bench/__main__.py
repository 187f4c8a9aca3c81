"""What readers wait for, as ratios measured side by side in one run: `python3 dev.py bench [SMALL LARGE LISTED]`.

Mails: `bench mail [RECIPIENTS WORKERS]`. The leaders' pages, at 50 000 overdue rows: `bench pages [SMALL LARGE]`.

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
from bench.pages import FEW, MANY, PAGES  # noqa: E402
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


def seconds(act, turns: int) -> float:
    """The median of a few turns."""
    taken = []
    for _turn in range(turns):
        begun = perf_counter()
        act()
        taken.append(perf_counter() - begun)
    return median(taken)


def compare(acts, small: int, large: int, turns: int = TURNS) -> None:
    """Print each act at both sizes, and how many times as long the larger takes."""
    seed(small, ON)
    taken = [seconds(act, turns) for act in acts]
    forget()
    print(f"{'what':<28}{small:>10}{large:>10}{'ratio':>8}   ({large // small} times the rows)", flush=True)
    seed(large, ON)
    for act, few in zip(acts, taken, strict=True):
        many, name = seconds(act, turns), act.__doc__ or act.__name__
        print(f"{name:<28}{few * 1000:>8.0f}ms{many * 1000:>8.0f}ms{many / few:>8.1f}", flush=True)
    forget()


def main(small: int = 1_000, large: int = 10_000, listed: int = 100_000) -> None:
    call_command("migrate", verbosity=0)
    compare(MEASURES, small, large)
    compare(LISTS, small, listed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["mail"]:
        call_command("migrate", verbosity=0)
        mail.main(*map(int, sys.argv[2:4]))
    elif sys.argv[1:2] == ["pages"]:
        call_command("migrate", verbosity=0)
        compare(PAGES, *(map(int, sys.argv[2:4]) if sys.argv[3:] else (FEW, MANY)), turns=3)
    else:
        main(*map(int, sys.argv[1:4]))
    connection.close()
