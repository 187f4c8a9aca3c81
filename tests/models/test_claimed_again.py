"""After a return a further claim takes no red light away; a first claim of what is very late is shown apart."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from backoffice.errors import Conflict
from milestones.models import Standing
from milestones.reports.home.report import home_report
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.trend.report import overdue_trend
from milestones.rules.flagging import flag_overdue
from tests.cast import make_cast, noon

pytestmark = pytest.mark.django_db
DUE = dt.date(2024, 6, 14)


def day(number: int, month: int = 6) -> dt.date:
    return dt.date(2024, month, number)


@pytest.fixture
def cast():
    return make_cast()


def claim(cast, on: dt.date):
    return cast.milestone.claim(by=cast.steward, finished_on=on, note="完成", at=noon(on))


def stand(cast, on: dt.date) -> Standing:
    return Standing.objects.on(on).get(pk=cast.milestone.pk)


@pytest.fixture
def again(cast):
    """Claimed, returned and claimed again, all after the baseline."""
    claim(cast, day(18)).send_back(by=cast.supervisor, reason="未完成", at=noon(day(19)))
    return claim(cast, day(20))


def test_a_first_claim_pauses_and_a_further_one_does_not(cast, again):
    first, further = stand(cast, day(18)), stand(cast, day(20))
    assert (first.state, first.light, first.claim_pending) == ("awaiting", "yellow", True)
    assert (further.state, further.light, further.claim_pending) == ("overdue", "red", True)
    assert (further.days_late, further.returned_times) == (6, 1)


def test_it_counts_as_overdue_and_as_awaiting_until_it_is_decided(cast, again):
    report = build_overdue_report(on=day(21))
    assert (report.total, report.awaiting) == (1, 1)
    assert build_overdue_report(on=day(21), filters={"state": "awaiting"}).ids == [cast.milestone.pk]
    seen = home_report(cast.leader, day(21))
    assert (seen.total, seen.apart["awaiting"], seen.apart["late_claimed"]) == (1, 1, 0)


def test_confirmed_the_stated_day_counts(cast, again):
    again.confirm(by=cast.supervisor, at=noon(day(25)))
    found = stand(cast, day(25))
    assert (found.state, found.finished_on, found.days_late) == ("finished", day(20), 6)
    assert stand(cast, day(24)).state == "overdue"


def test_while_it_waits_nothing_else_is_claimed_or_asked(cast, again):
    with pytest.raises(Conflict):
        claim(cast, day(21))
    with pytest.raises(Conflict):
        cast.milestone.request_change(
            by=cast.steward,
            kind="extend",
            new_due=day(30),
            reason_class="land",
            text="征迁",
            at=noon(day(21)),
        )


def test_the_sentence_says_so_in_both_languages(cast, again):
    row = build_overdue_report(on=day(21)).rows()[0]
    assert "6月20日再次申报" in row.light_reason and "退回1次" in row.light_reason.replace(" ", "")
    assert row.claim_pending


def test_the_nightly_flags_go_on_climbing(cast, again):
    assert flag_overdue(day(21), now=noon(day(21))).raised == 1
    assert flag_overdue(day(28), now=noon(day(28))).escalated > 0


def test_lists_find_it_under_overdue_and_under_awaiting(cast, again, client):
    client.force_login(cast.supervisor)
    for query in ("overdue=true", "state=overdue", "state=awaiting", "light=red"):
        page = client.get(f"/admin/milestones/milestone/?{query}")
        assert "路基完成" in page.content.decode(), query
    page = client.get("/admin/milestones/milestone/?light=yellow")
    assert "路基完成" not in page.content.decode()


def test_a_first_claim_of_what_is_over_thirty_days_late_is_shown_apart(cast):
    claim(cast, day(15, 7))
    seen = home_report(cast.leader, day(15, 7))
    assert (seen.total, seen.apart["awaiting"], seen.apart["late_claimed"]) == (0, 1, 1)
    assert build_overdue_report(on=day(15, 7), filters={"state": "late_claimed"}).ids == [cast.milestone.pk]
    with pytest.raises(ValidationError):
        build_overdue_report(on=day(15, 7), filters={"state": "claimed"})


def test_a_claim_after_a_reopening_pauses_nothing_either(cast):
    claim(cast, day(18)).confirm(by=cast.supervisor, at=noon(day(19)))
    cast.milestone.claims.get().reopen(by=cast.supervisor, reason="现场未完工", at=noon(day(20)))
    claim(cast, day(21))
    found = stand(cast, day(21))
    assert (found.state, found.light, found.claim_pending, found.days_late) == ("overdue", "red", True, 7)
    assert found.returned_times == 0 and stand(cast, day(19)).state == "finished"
    cast.milestone.refresh_from_db()
    assert cast.milestone.claimed_again


def test_the_trend_counts_what_was_claimed_again(cast, again):
    counts = {week.last: week.overdue for week in overdue_trend(cast.leader, day(25)).weeks}
    assert (counts[day(18)], counts[day(25)]) == (0, 1)
    again.confirm(by=cast.supervisor, at=noon(day(25)))
    assert overdue_trend(cast.leader, day(25)).weeks[-1].overdue == 0
