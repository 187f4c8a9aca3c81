"""The leaders' pages, as a supervisor of the whole district opens them: `python3 dev.py bench pages [SMALL LARGE]`.

With 250,000 milestones about 50,000 are overdue. The full size is a district of 100,000 projects with 1,000,000
milestones, of which about 200,000 are overdue.
"""

import datetime as dt

from backoffice.clock import today

from .opening import page_measure

MONTH_AGO = today() - dt.timedelta(days=30)
PAGES = tuple(
    page_measure(name, address, proof)
    for name, address, proof in (
        ("home", "/", b"<main"),
        ("home a month ago", f"/?on={MONTH_AGO}", b"<main"),
        ("overdue", "/reports/overdue/", b"2024-CJ-"),
        ("overdue, last page", "/reports/overdue/?page=99999", b"2024-CJ-"),
        ("overdue by unit", "/reports/overdue/?group=unit&sort=slip", b"2024-CJ-"),
        ("overdue of one unit", "/reports/overdue/?unit=bench17", b"2024-CJ-"),
        ("projects", "/reports/projects/", b"2024-CJ-"),
        ("units", "/reports/units/", b"bench1"),
        ("one unit", "/reports/units/bench17/", b"<main"),
        ("trend", "/reports/trend/", b"<svg"),
        ("wall of one unit", "/wall/?by=unit&unit=bench17", b"<svg"),
        ("one project", "/projects/2024-CJ-005/", b"2024-CJ-005"),
    )
)
# All sheets on one page, and one screen of a meeting room.
WALLS = (
    page_measure("wall: all sheets", "/wall/", b"gantt"),
    page_measure("wall: one screen", "/wall/show/", b"gantt"),
)
