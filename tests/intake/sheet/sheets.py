"""Sheets as offices make them, written for a test."""

from openpyxl import Workbook

from intake.sheet.reading import read_sheet

HEAD = ["序号", "项目名称", "责任单位", "完成时限"]


def save(path, *sheets, merged=(), formats=None):
    """A workbook of sheets, each a title and rows; merged ranges and formats are those of the first."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    for place, style in (formats or {}).items():
        book.worksheets[0][place].number_format = style
    book.save(path)
    return path


def read(path):
    """The fullest table of a file as the command shows it."""
    return read_sheet(path).as_json()


def read_rows(tmp_path, rows, **frame):
    return read(save(tmp_path / "sheet.xlsx", ("表", rows), **frame))
