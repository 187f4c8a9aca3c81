"""Workbooks for tests: made as a person makes them with openpyxl, and imported as the worker does it."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook

from milestones.imports.exporter import exportable_projects, write_workbook
from milestones.imports.importer import process_waiting_imports
from milestones.imports.upload import start_import
from milestones.models import Import

PROJECTS, TARGETS, MILESTONES, PROGRESS, PEOPLE = "项目", "指标", "节点", "进展", "用户与单位"


def made(**sheets):
    """A workbook from lists of rows; the first row of each are the heads."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                cell = page.cell(number, place, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def exported(user, projects=None):
    file = BytesIO()
    write_workbook(file, user, exportable_projects(user) if projects is None else projects)
    return file.getvalue()


def cells(content, title):
    """The values of a sheet, row by row."""
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content))[title].iter_rows()]


def all_cells(content):
    """Every cell of every sheet with its type."""
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def checked(content, by):
    """Upload and dry run."""
    record = Import.objects.create(
        file=ContentFile(content, name="填报.xlsx"),
        name="填报.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
    )
    process_waiting_imports()
    record.refresh_from_db()
    return record


def imported(content, by):
    """Upload, dry run, and the import if there is anything to import."""
    record = checked(content, by)
    if record.state == Import.State.CHECKED:
        start_import(record, by=by)
        process_waiting_imports()
        record.refresh_from_db()
    return record


def edited(content, title, row, head, value):
    """A workbook with one cell typed over."""
    book = load_workbook(BytesIO(content))
    page = book[title]
    heads = [cell.value for cell in page[1]]
    page.cell(row, heads.index(head) + 1).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def faults(record):
    """Sheet, row and column of each fault, without the reason."""
    return [(sheet, row, column) for sheet, row, column, _reason in record.faults]
