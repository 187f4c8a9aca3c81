"""Make Office files reproducible: remove the time stamps inside the zip so that the same document gives the same
bytes.
"""

import datetime as dt
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NEVER = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say


def strip_zip_dates(data: bytes) -> bytes:
    """The archive anew, its members undated."""
    fresh = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(fresh, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = ZipInfo(name, NEVER)
            member.compress_type = ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return fresh.getvalue()


def nominal_file_time(day: dt.date) -> dt.datetime:
    """The instant that a file names as its making: the start of the day that it reports."""
    return dt.datetime.combine(day, dt.time())
