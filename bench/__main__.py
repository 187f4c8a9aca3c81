"""What readers wait for, beside the least SQL that gives the same numbers, in one run on services of its own.

    python3 dev.py bench [--size N] [--line NAME]... [--json FILE]

Product and limit take turns and the median of five decides, or one where it takes long. Times are of this machine;
ratios travel. Each line is printed as a row, and as a line of JSON into FILE: line, size, product_ms, limit_ms, ratio,
goal, met, unit, equal.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter
from typing import Any

from django.core.management import call_command

from projects.models import Project

from .lines import ON, SIZES, Line, lines
from .opening import clients
from .seed import insert_bench_rows, truncate_bench_rows


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and the answer."""
    begun = perf_counter()
    answer = act()
    return (perf_counter() - begun) * 1000, answer


def told(act: Callable[[], Any]) -> tuple[float, Any]:
    """What the act measured itself."""
    return act(), None


def measure(line: Line, size: int) -> dict[str, Any]:
    """Product and limit by turns, after one of each that is not counted."""
    take = told if line.measures else timed
    if not line.measures:
        line.product()
    turns = [(take(line.product), take(line.limit) if line.limit else (0.0, None)) for _turn in range(line.turns)]
    product, limit = (median(turn[side][0] for turn in turns) for side in (0, 1))
    ratio = product / limit if line.limit else None
    (_, answer), (_, expected) = turns[-1]
    return {
        "line": line.name,
        "size": size,
        "product_ms": round(product, 1),
        "limit_ms": round(limit, 1) if line.limit else None,
        "ratio": ratio and round(ratio, 2),
        "goal": line.goal(size),
        "met": line.is_met(size, product, ratio),
        "unit": line.unit,
        "equal": None if answer is None or expected is None else answer == expected,
    }


def bench(sizes: Iterable[int], wanted: list[str] | None, target: str | None) -> int:
    """Measure; 1 where an answer is not the limit's, or no line is so called."""
    wrong = found = 0
    for size in sizes:
        insert_bench_rows(size, ON)
        for line in lines():
            if wanted and line.name not in wanted:
                continue
            row = measure(line, size)
            found, wrong = found + 1, wrong + (row["equal"] is False)
            print_row(row)
            if target:
                with open(target, "a", encoding="utf-8") as file:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
        truncate_bench_rows()
        clients.clear()
    return 1 if wrong or not found else 0


def print_row(row: dict[str, Any]) -> None:
    limit = "" if row["limit_ms"] is None else f"{row['limit_ms']:>9.1f} ms{row['ratio']:>8.2f} ×"
    unit = row["unit"]
    said = {True: "met", False: "missed", None: ""}[row["met"]] + (" NOT EQUAL" if row["equal"] is False else "")
    print(
        f"{row['size']:>9} {row['line']:<30}{row['product_ms']:>9.1f} {unit}{limit:<23}  {row['goal']:<20} {said}",
        flush=True,
    )


def main() -> int:
    """Read the command line; 2 for a bad option."""
    call_command("migrate", verbosity=0)
    if Project.objects.exists():
        sys.exit("The bench seeds and empties its database: this one has projects.")
    parser = argparse.ArgumentParser("dev.py bench")
    parser.add_argument("--size", type=int, action="append", help="milestones; 10000 and 100000 by default")
    parser.add_argument("--line", action="append", help="only the line of this name, or of any of these")
    parser.add_argument("--json", metavar="FILE", help="add a JSON line for each to this file")
    given = parser.parse_args()
    return bench(given.size or SIZES[:2], given.line, given.json)


if __name__ == "__main__":
    sys.exit(main())
