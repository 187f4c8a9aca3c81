"""What a circular (督办通报) is about: the overdue milestones of a day, all of a report or those chosen, by unit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.models import Standing
from milestones.reports.overdue.report import OverdueReport
from milestones.reports.overdue.totals import AGES, FACTS
from projects.models import Unit, User
from projects.permissions import may_perform

from .causes import DelayCause, delay_causes
from .leaders_sheet import reportable_projects
from .provenance import page_checksum, standing_words

MOST = 500  # more is no letter that anyone reads


@dataclass(frozen=True)
class Circular:
    """The rows, worst first, and what is said about them."""

    report: OverdueReport
    rows: list[Standing]
    causes: dict[int, DelayCause]
    chosen: bool  # some of the report's rows, named one by one
    projects: int  # all that the reader may see, late or not
    checksum: str

    @property
    def by_unit(self) -> list[tuple[Unit | None, list[Standing]]]:
        """The rows of each unit, the unit with the longest first; what has no unit comes last."""
        found: dict[Unit | None, list[Standing]] = {}
        for row in self.rows:
            found.setdefault(row.unit, []).append(row)
        return sorted(found.items(), key=lambda each: each[0] is None)

    @property
    def units(self) -> list[Unit]:
        return [unit for unit, _rows in self.by_unit if unit]

    @property
    def by_age(self) -> list[tuple[int, int | None, int]]:
        """From and to how many days, and how many rows; only what there is."""
        counted = [
            (
                least,
                most,
                sum(row.days_late >= least and (most is None or row.days_late <= most) for row in self.rows),
            )
            for least, most in AGES
        ]
        return [band for band in counted if band[2]]


def may_circulate(user: User) -> bool:
    """A circular speaks for the district: only who reads the whole of it draws one up."""
    return may_perform(user, "circulate")


def build_circular(report: OverdueReport, user: User | None = None, ids: Iterable[str] = ()) -> Circular:
    """The circular of a report. Raise ValidationError for what cannot be in one."""
    wanted = selected_milestone_ids(report, ids)
    if len(wanted) > MOST:
        text = _("%(count)s milestones are too many for a circular (at most %(most)s): narrow the conditions.")
        raise ValidationError({"unit": text % {"count": len(wanted), "most": MOST}})
    rows = list(Standing.objects.on(report.on).filter(milestone__in=wanted).overdue().with_names())
    if not rows:
        raise ValidationError({"on": _("Nothing is overdue, so there is nothing to circulate.")})
    part = len(rows) < report.total
    return Circular(
        report=report,
        rows=rows,
        causes=delay_causes([row.pk for row in rows], report.on),
        chosen=part,
        projects=reportable_projects(user, report.on, {}).count(),
        checksum=selected_rows_checksum(rows, report.on) if part else report.checksum,
    )


def selected_milestone_ids(report: OverdueReport, ids: Iterable[str]) -> list[int]:
    """The milestones named, or all; each must be among the report's."""
    if not (named := [str(one) for one in ids]):
        return report.ids
    known = {str(pk): pk for pk in report.ids}
    for one in named:
        if one not in known:
            raise ValidationError({"id": _("“%(id)s” is not overdue under these conditions.") % {"id": one}})
    return list({known[one] for one in named})


def selected_rows_checksum(rows: Iterable[Standing], on: dt.date) -> str:
    facts = (
        (
            *(str(getattr(row, name)) for name in FACTS),
            standing_words(row),
            *([row.late_at_approval] if row.late_at_approval else []),
        )
        for row in rows
    )
    return page_checksum(on, *facts)
