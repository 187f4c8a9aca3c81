"""The small print under a report: by which rules it counts, on which calendar, and its checksum."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.papers.stamp import Stamp
from milestones.reports.home.report import HomeReport
from milestones.reports.overdue.report import OverdueReport
from milestones.reports.provenance import ReportProvenance


def overdue_rules(report: HomeReport | OverdueReport, on: dt.date, conditions: str = "") -> str:
    """Everything on which an overdue count depends."""
    parts = [
        _(
            "Rules: counted from the approved baseline; due today is not overdue; claimed finishes that await "
            "confirmation"
            " are not counted. As of the end of %(day)s."
        )
        % {"day": full_day(on)},
        _(" Conditions: %(conditions)s.") % {"conditions": conditions} if conditions else "",
        _(" Lights by the rules of %(day)s.") % {"day": full_day(report.policy_day)} if report.policy_day else "",
        rules_version(report.rules),
        calendar_used(report),
        checksum_words(report.checksum),
    ]
    return "".join(parts)


def calendar_used(report: ReportProvenance) -> str:
    """The edition of the calendar, and the years for which it holds no official holidays."""
    said = _(" Calendar of working days %(edition)s.") % {"edition": report.calendar["edition"]}
    if not report.assumed_years:
        return said
    return said + _(" No official holidays for %(years)s: working days there are Monday to Friday or provisional.") % {
        "years": report.assumed_years
    }


def stamp_line(stamp: Stamp) -> str:
    """The rules of the lights, their version and the checksum."""
    policy = _(" Rules of %(day)s.") % {"day": full_day(stamp.policy)} if stamp.policy else ""
    return policy + rules_version(stamp.rules) + checksum_words(stamp.checksum)


def rules_version(rules: int) -> str:
    return _(" Rules version %(rules)s.") % {"rules": rules}


def checksum_words(checksum: str) -> str:
    return _(" Checksum %(checksum)s") % {"checksum": checksum}


def full_day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")
