"""After a return a further claim takes no red light away; a first claim of what is very late is shown apart."""

import datetime as dt
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.actions import record_action_url
from backoffice.clock import today
from backoffice.errors import Conflict
from milestones.models import Claim, Milestone, Standing
from milestones.reports.home.report import home_report
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.trend.report import overdue_trend
from milestones.rules.official_calendar import workday_calendar
from tests.cast import day, flag_night, noon

pytestmark = pytest.mark.django_db
DUE = dt.date(2024, 6, 14)


def claim(cast, on: dt.date, at: dt.date | None = None):
    """A finish, claimed on its day or another."""
    return cast.milestone.claim(by=cast.steward, finished_on=on, note="完成", late_reason="汛期", at=noon(at or on))


def stand(cast, on: dt.date) -> Standing:
    return Standing.objects.on(on).get(pk=cast.milestone.pk)


@pytest.fixture
def again(cast):
    """Claimed, returned and claimed again, all after the baseline."""
    claim(cast, day(6, 18)).send_back(by=cast.supervisor, reason="未完成", at=noon(day(6, 19)))
    return claim(cast, day(6, 20))


def test_a_first_claim_pauses_and_a_further_one_does_not(cast, again):
    first, further = stand(cast, day(6, 18)), stand(cast, day(6, 20))
    assert (first.state, first.light, first.claim_pending) == ("awaiting", "yellow", True)
    assert (further.state, further.light, further.claim_pending) == ("overdue", "red", True)
    assert (further.days_late, further.returned_times) == (6, 1)


def test_it_counts_as_overdue_and_as_awaiting_until_it_is_decided(cast, again):
    report = build_overdue_report(on=day(6, 21))
    assert (report.total, report.awaiting) == (1, 1)
    assert build_overdue_report(on=day(6, 21), filters={"state": "awaiting"}).ids == [cast.milestone.pk]
    seen = home_report(cast.leader, day(6, 21))
    assert (seen.total, seen.apart["awaiting"], seen.apart["late_claimed"]) == (1, 1, 0)


def test_confirmed_the_stated_day_counts(cast, again):
    again.confirm(by=cast.supervisor, at=noon(day(6, 25)))
    found = stand(cast, day(6, 25))
    assert (found.state, found.finished_on, found.days_late) == ("finished", day(6, 20), 6)
    assert stand(cast, day(6, 24)).state == "overdue"


def test_while_it_waits_nothing_else_is_claimed_or_asked(cast, again):
    with pytest.raises(Conflict):
        claim(cast, day(6, 21))
    with pytest.raises(Conflict):
        cast.milestone.request_change(
            by=cast.steward,
            kind="extend",
            new_due=day(6, 30),
            reason_class="land",
            text="征迁",
            at=noon(day(6, 21)),
        )


def test_the_sentence_says_so_in_both_languages(cast, again):
    row = build_overdue_report(on=day(6, 21)).rows()[0]
    assert "6月20日再次申报" in row.light_reason and "退回1次" in row.light_reason.replace(" ", "")
    assert row.claim_pending


def test_the_nightly_flags_go_on_climbing(cast, again):
    assert flag_night(day(6, 21), now=noon(day(6, 21))).raised == 1
    assert flag_night(day(6, 28), now=noon(day(6, 28))).escalated > 0


def test_lists_find_it_under_overdue_and_under_awaiting(cast, again, client):
    client.force_login(cast.supervisor)
    for query in ("overdue=true", "state=overdue", "state=awaiting", "light=red"):
        page = client.get(f"/admin/milestones/milestone/?{query}")
        assert "路基完成" in page.content.decode(), query
    page = client.get("/admin/milestones/milestone/?light=yellow")
    assert "路基完成" not in page.content.decode()


def test_a_first_claim_of_what_is_over_thirty_days_late_is_shown_apart(cast):
    claim(cast, day(7, 15))
    seen = home_report(cast.leader, day(7, 15))
    assert (seen.total, seen.apart["awaiting"], seen.apart["late_claimed"]) == (0, 1, 1)
    assert build_overdue_report(on=day(7, 15), filters={"state": "late_claimed"}).ids == [cast.milestone.pk]
    with pytest.raises(ValidationError):
        build_overdue_report(on=day(7, 15), filters={"state": "claimed"})


def test_a_claim_after_a_reopening_pauses_nothing_either(cast):
    claim(cast, day(6, 18)).confirm(by=cast.supervisor, at=noon(day(6, 19)))
    cast.milestone.claims.get().reopen(by=cast.supervisor, reason="现场未完工", at=noon(day(6, 20)))
    claim(cast, day(6, 21))
    found = stand(cast, day(6, 21))
    assert (found.state, found.light, found.claim_pending, found.days_late) == ("overdue", "red", True, 7)
    assert found.returned_times == 0 and stand(cast, day(6, 19)).state == "finished"
    cast.milestone.refresh_from_db()
    assert cast.milestone.claimed_again


def test_the_trend_counts_what_was_claimed_again(cast, again):
    counts = {week.last: week.overdue for week in overdue_trend(cast.leader, day(6, 25)).weeks}
    assert (counts[day(6, 18)], counts[day(6, 25)]) == (0, 1)
    again.confirm(by=cast.supervisor, at=noon(day(6, 25)))
    assert overdue_trend(cast.leader, day(6, 25)).weeks[-1].overdue == 0


def test_the_days_that_a_claim_waited_do_not_count_against_the_next_of_the_same_finish(cast):
    """Three working days in all, and ten on which it lay with the supervisor."""
    claim(cast, DUE, at=day(6, 17)).send_back(by=cast.supervisor, reason="缺照片", at=noon(day(7, 1)))
    for finished, at in ((DUE, day(7, 4)), (day(6, 13), day(7, 2)), (day(6, 17), day(7, 2))):
        with pytest.raises(ValidationError) as caught:
            claim(cast, finished, at=at)
        assert caught.value.error_dict["finished_on"][0].code == "too_far_back"
    assert claim(cast, DUE, at=day(7, 3)).finished_on == DUE


def test_claiming_on_purpose_again_and_again_stretches_nothing(cast):
    """What was returned at once waited no day: the day goes out of reach as if nobody had claimed."""
    for at in (day(6, 17), day(6, 18), day(6, 19)):
        claim(cast, DUE, at=at).send_back(by=cast.supervisor, reason="未完成", at=noon(at))
    with pytest.raises(ValidationError):
        claim(cast, DUE, at=day(6, 20))


def test_a_finish_confirmed_and_reopened_later_waited_only_until_it_was_confirmed(cast):
    claim(cast, DUE).confirm(by=cast.supervisor, at=noon(day(6, 17))).reopen(
        by=cast.second, reason="不实", at=noon(day(7, 10))
    )
    with pytest.raises(ValidationError):
        claim(cast, DUE, at=day(7, 10))


@pytest.mark.parametrize(("decided", "finished", "refused"), [(1, 20, False), (19, 20, True), (1, 21, True)])
def test_the_database_counts_the_same(cast, decided, finished, refused):
    """Of a claim that lay until `decided` days ago, whoever writes a claim past the verb."""
    first = today() - dt.timedelta(days=20)
    claim(cast, first).send_back(by=cast.supervisor, reason="缺照片", at=noon(today() - dt.timedelta(days=decided)))
    again = {"milestone": cast.milestone, "note": "补齐", "by": cast.steward}
    with pytest.raises(IntegrityError) if refused else nullcontext(), transaction.atomic():
        Claim.objects.create(finished_on=today() - dt.timedelta(days=finished), **again)


def test_the_form_shows_the_reason_and_what_was_typed_before(as_, cast):
    """Prefilled, with how long it waited and for how long its day may still be claimed."""
    first = today() - dt.timedelta(days=20)
    claim(cast, first).send_back(by=cast.supervisor, reason="缺验收照片", at=timezone.now())
    page = as_("steward").get(record_action_url(Milestone, "claim", cast.milestone.pk))
    text, form = page.content.decode(), page.context["form"]
    assert "被退回：缺验收照片" in text and "还可在3个工作日内再次按这一天申报" in text
    assert form["finished_on"].value() == first and form["note"].value() == "完成"
    assert form["late_reason"].value() == "汛期"


def test_the_days_that_a_claim_waits_are_shown_on_both_sides(as_, cast):
    since = today() - dt.timedelta(days=9)
    waiting, days = claim(cast, since), workday_calendar().between(since, today())
    desk = as_("steward").get("/admin/").content.decode()
    record = as_("steward").get(f"/admin/milestones/milestone/{cast.milestone.pk}/change/").content.decode()
    form = as_("supervisor").get(record_action_url(Claim, "confirm", waiting.pk)).content.decode()
    queue = as_("supervisor").get("/admin/milestones/claim/")
    assert [row.waited for row in queue.context["cl"].result_list] == [
        days
    ] and "等待（工作日）" in queue.content.decode()
    assert all(f"已等待{days}个工作日" in page for page in (desk, record, form))
