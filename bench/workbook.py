"""The workbook of 50,000 rows, beside the bare library writing the same cells."""

import datetime as dt
import multiprocessing
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection
from django.utils.translation import override

from milestones.imports.exporter import write_workbook
from milestones.imports.sheet import TEMPLATE_LANGUAGE, WorkbookContext
from milestones.imports.sheets import sheets_in_workbook_order
from projects.models import Project, User

ROWS = 50_000
ROWS_OF_A_PROJECT = 40  # itself, its milestones and its monthly reports

Cells = list[tuple[str, list[list[Any]]]]


def exported_projects() -> Any:
    """As many projects as have so many rows, or all that there are."""
    return Project.objects.filter(pk__in=Project.objects.order_by("pk")[: ROWS // ROWS_OF_A_PROJECT].values("pk"))


def write_product_workbook(reader: str) -> None:
    """The workbook that the page of projects hands out, into a file that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(f"{folder}/projects.xlsx", User.objects.get(username=reader), exported_projects())


def read_cells(reader: str) -> Cells:
    """What stands in the workbook, sheet by sheet."""
    user = User.objects.get(username=reader)
    with override(TEMPLATE_LANGUAGE):
        words = WorkbookContext(user).words
        return [
            (
                sheet.title,
                [
                    [column.kind.show(values[column.name], words) for column in sheet.columns]
                    for values in map(sheet.values, sheet.records(user, exported_projects()))
                ],
            )
            for sheet in sheets_in_workbook_order()
        ]


def write_bare_workbook(sheets: Cells) -> None:
    """The same cells by the library alone, a row in memory at a time."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        with xlsxwriter.Workbook(f"{folder}/bare.xlsx", options) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for title, rows in sheets:
                page = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    for place, cell in enumerate(row):
                        if isinstance(cell, dt.date):
                            page.write_datetime(number, place, dt.datetime.combine(cell, dt.time()), day)
                        elif isinstance(cell, (int, Decimal)):
                            page.write_number(number, place, cell)
                        elif cell is None:
                            page.write_blank(number, place, None, day)
                        else:
                            page.write_string(number, place, cell)


def memory_in_mb(field: str) -> float:
    """What the kernel counts of this process: VmRSS now, VmHWM at its most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{field}:")).split()[1]) / 1024


def peak_in_process(act: Callable[[], Any]) -> float:
    """Megabytes that the act takes at its most above what its process had before."""
    fork = multiprocessing.get_context("fork")
    told = fork.SimpleQueue()

    def tell() -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the most is counted from here
        idle = memory_in_mb("VmRSS")
        act()
        told.put(memory_in_mb("VmHWM") - idle)

    connection.close()
    process = fork.Process(target=tell)
    process.start()
    process.join()
    return told.get()
