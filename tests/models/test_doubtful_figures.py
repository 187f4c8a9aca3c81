"""A figure that is hard to believe paints no light: it waits for a supervisor, and beyond all bounds it is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from backoffice.recording import historical_replay
from milestones.models import ProgressReport, Standing
from milestones.models.plan import approve_plan
from milestones.reports.doubtful_figures import doubtful_figures
from milestones.reports.home.report import home_report
from projects.models import Project, Target
from tests.cast import add_milestone, day, lay, noon

pytestmark = pytest.mark.django_db
WHY = "验收单已核"


@pytest.fixture
def cast(cast):
    """45 communities, half of them due long ago: red while nothing is reported."""
    cast.homes = lay(Target.objects, project=cast.project, measure="老旧小区", value=45, unit="个")
    later = timezone.localdate() + dt.timedelta(90)
    cast.half, cast.whole = (
        add_milestone(cast, f"累计{count}个", due, target=cast.homes, quantity=count, at=noon(day(1, 1)))
        for count, due in ((40, day(6, 30)), (45, later))
    )
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 1)))
    cast.whole.refresh_from_db()
    return cast


def report(cast, quantity, **said):
    said = {"by": cast.steward, "note": "进展", "reason": WHY} | said
    return cast.whole.report(quantity=Decimal(quantity), **said)


def now(cast, on=None):
    return Standing.objects.on(on).get(pk=cast.whole.pk)


def fault(act, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return {(name, error.code) for name, errors in caught.value.error_dict.items() for error in errors}


def test_a_figure_beyond_ten_times_the_promise_is_refused_and_the_light_stays_red(cast):
    assert now(cast).light == "red"
    assert fault(report, cast, "99999999999") == {("quantity", "beyond")}
    assert fault(report, cast, "450.0001") == {("quantity", "beyond")}
    assert now(cast).light == "red" and not cast.homes.reports.exists()


@pytest.mark.parametrize("said", ["", "  "])
def test_a_figure_that_is_hard_to_believe_needs_a_reason(cast, said):
    assert fault(report, cast, "45", reason=said) == {("reason", "required")}


def test_a_doubtful_figure_leaves_the_light_until_it_is_accepted(cast):
    doubtful = report(cast, "44")
    assert doubtful.state == "pending" and doubtful.reason == WHY
    assert now(cast).light == "red" and now(cast).reported is None
    doubtful.accept(by=cast.supervisor)
    assert doubtful.state == "accepted" and now(cast).reported == 44 and now(cast).light == "green"


def test_a_figure_is_accepted_from_its_day_on_and_never_backwards(cast):
    doubtful = report(cast, "44", at=noon(day(3, 1)))
    doubtful.accept(by=cast.supervisor, at=noon(day(3, 5)))
    found = {on: now(cast, on).reported for on in (day(3, 1), day(3, 4), day(3, 5), day(3, 6))}
    assert found == {day(3, 1): None, day(3, 4): None, day(3, 5): 44, day(3, 6): 44}


def test_a_returned_figure_never_counts_and_the_next_is_measured_against_what_does(cast):
    assert report(cast, "20").state == "clear"
    doubtful = report(cast, "67")
    doubtful.send_back(by=cast.supervisor, reason="与台账不符")
    assert (doubtful.state, doubtful.decision_reason) == ("returned", "与台账不符")
    assert now(cast).reported == 20
    assert report(cast, "21").state == "clear" and now(cast).reported == 21


def test_a_doubtful_figure_opens_no_way_for_the_next_one(cast):
    report(cast, "44")
    assert report(cast, "45").state == "pending"
    assert report(cast, "44").state == "pending" and now(cast).reported is None


def test_small_steps_within_a_week_are_one_jump(cast):
    assert [report(cast, figure).state for figure in ("18", "22.5", "22.6")] == ["clear", "clear", "pending"]
    assert now(cast).reported == Decimal("22.5")


def test_growth_is_measured_from_a_week_ago_or_from_what_was_accepted_since(cast):
    with historical_replay():
        for on, figure in ((1, 18), (8, 40), (9, 41)):
            at = noon(day(3, on))
            said = report(cast, figure, at=at)
            assert said.state == ("clear" if on < 9 else "pending"), figure
    said.accept(by=cast.supervisor)
    assert report(cast, "63.5").state == "clear" and report(cast, "64").state == "pending"
    assert report(cast, "67.6").state == "pending"


def test_two_units_are_never_a_jump(cast):
    cast.homes = lay(Target.objects, project=cast.project, measure="泵站", value=3, unit="座")
    cast.whole = add_milestone(cast, "泵站", day(12, 1), target=cast.homes, quantity=3, at=noon(day(1, 2)))
    assert report(cast, "2").state == "clear" and report(cast, "3").state == "pending"


def test_a_lowered_figure_names_what_it_corrects_and_counts_once_accepted(cast):
    first = report(cast, "20")
    assert fault(report, cast, "12") == {("quantity", "falls")}
    assert fault(report, cast, "12", corrects=first, reason="") == {("reason", "required")}
    lowered = report(cast, "12", corrects=first)
    assert lowered.state == "pending" and now(cast).reported == 20
    lowered.accept(by=cast.second)
    assert now(cast).reported == 12


@pytest.mark.parametrize(
    ("nature", "start", "figure", "state"),
    [
        ("rate", None, "95", "clear"),
        ("rate", None, "151", "pending"),
        ("stock", None, "95", "clear"),
        ("stock", 60, "95", "clear"),
        ("stock", 10, "95", "pending"),
        ("flow", None, "51", "pending"),
        ("flow", 10, "60", "clear"),
    ],
)
def test_the_first_figure_jumps_from_the_start_where_there_is_one(cast, nature, start, figure, state):
    rate = lay(
        Target.objects, project=cast.project, measure="满意度", value=100, unit="%", nature=nature, start_value=start
    )
    cast.whole = add_milestone(cast, "达到", day(12, 1), target=rate, quantity=90, at=noon(day(1, 2)))
    assert report(cast, figure).state == state


def test_a_rate_may_fall_without_doubt(cast):
    rate = lay(Target.objects, project=cast.project, measure="满意度", value=100, unit="%", nature="rate")
    cast.whole = add_milestone(cast, "达到", day(12, 1), target=rate, quantity=90, at=noon(day(1, 2)))
    assert [report(cast, figure, reason="").state for figure in ("95", "20")] == ["clear", "clear"]
    assert report(cast, "90").state == "pending" and now(cast).reported == 20


def test_of_a_promise_of_nothing_every_figure_is_doubtful_and_none_refused(cast):
    none = lay(Target.objects, project=cast.project, measure="新增", value=0, unit="个")
    cast.whole = add_milestone(cast, "新增", day(12, 1), target=none, at=noon(day(1, 2)))
    assert report(cast, "0", reason="").state == "clear" and report(cast, "1000").state == "pending"


def test_the_promise_is_the_one_in_force(cast):
    ask = {"kind": "quantity", "target": cast.homes, "reason_class": "design", "text": "调整"}
    from milestones.models import ChangeRequest

    change = ChangeRequest.ask(by=cast.steward, new_quantity=Decimal(10), **ask)
    assert report(cast, "20").state == "clear"
    change.approve(by=cast.supervisor)
    assert report(cast, "21").state == "pending"
    assert fault(report, cast, "101") == {("quantity", "beyond")}


def test_a_claim_on_a_doubtful_figure_waits_for_the_supervisor(cast):
    doubtful = report(cast, "45")
    claim = {"by": cast.steward, "finished_on": timezone.localdate(), "note": "完成"}
    with pytest.raises(ValidationError, match="监督|督查|supervisor"):
        cast.whole.claim(**claim)
    doubtful.accept(by=cast.supervisor)
    assert cast.whole.claim(**claim).state == "pending"


def test_only_a_supervisor_decides_and_never_who_is_concerned(cast):
    doubtful = report(cast, "45")
    for somebody in (cast.steward, cast.other, cast.head, cast.leader, cast.auditor, cast.admin):
        with pytest.raises(NotAllowed):
            doubtful.accept(by=somebody)
        with pytest.raises(NotAllowed):
            doubtful.send_back(by=somebody, reason="不实")
    Project.objects.filter(pk=cast.project.pk).update(steward=cast.supervisor)
    cast.whole.assign(cast.second, by=cast.head)
    for concerned in (cast.supervisor, cast.second):
        with pytest.raises(NotAllowed):
            ProgressReport.objects.get(pk=doubtful.pk).accept(by=concerned)


def test_a_figure_is_decided_once_and_only_where_it_was_doubtful(cast):
    doubtful, clear = report(cast, "45"), report(cast, "20")
    doubtful.accept(by=cast.supervisor)
    for again in (doubtful, clear):
        with pytest.raises(Conflict):
            again.accept(by=cast.second)
        with pytest.raises(Conflict):
            again.send_back(by=cast.second, reason="不实")
    assert fault(report(cast, "70").send_back, by=cast.second, reason=" ") == {("reason", "required")}


def test_the_database_stores_no_doubtful_figure_as_undoubted(cast):
    given = {
        "milestone": cast.whole,
        "target": cast.homes,
        "note": "进展",
        "by": cast.steward,
        "day": timezone.localdate(),
    }
    for wrong in (
        {"quantity": Decimal(45)},
        {"quantity": Decimal(451), "state": "pending", "reason": WHY},
        {"quantity": Decimal(45), "state": "pending"},
        {
            "quantity": Decimal(45),
            "state": "accepted",
            "reason": WHY,
            "decided_by": cast.second,
            "decided_at": timezone.now(),
        },
        {"quantity": Decimal(10), "state": "pending", "reason": WHY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgressReport.objects.create(**given, **wrong)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'clear'",
        "reason = '另一说法'",
        "quantity = 20",
        "state = 'accepted'",
        "state = 'accepted', decided_by_id = by_id, decided_at = now()",
        "state = 'accepted', decided_by_id = by_id + 1, decided_at = now() - interval '1 day'",
        "state = 'returned', decided_by_id = by_id + 1, decided_at = now()",
    ],
)
def test_the_database_takes_no_doubt_away(cast, change):
    doubtful = report(cast, "45")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE milestones_progressreport SET {change} WHERE id = %s", [doubtful.pk])


@pytest.mark.parametrize(
    "change",
    [
        "state = 'pending', decided_by_id = NULL, decided_at = NULL",
        "state = 'returned', decision_reason = '不实'",
        "decided_at = now() - interval '3 days'",
        "state = 'clear', decided_by_id = NULL, decided_at = NULL",
    ],
)
def test_the_database_undoes_no_decision(cast, change):
    doubtful = report(cast, "45")
    doubtful.accept(by=cast.supervisor)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE milestones_progressreport SET {change} WHERE id = %s", [doubtful.pk])


def test_what_was_reported_before_stands(cast):
    """As the migration leaves it: no state but that of the column."""
    old = lay(
        cast.whole.reports,
        target=cast.homes,
        quantity=45,
        note="旧",
        by=cast.steward,
        day=day(2, 1),
        at=noon(day(2, 1)),
    )
    assert old.state == "clear" and now(cast).reported == 45


def test_a_figure_in_doubt_is_a_line_on_home_until_it_is_decided(cast, client):
    waits = report(cast, "31")
    client.force_login(cast.leader, "django.contrib.auth.backends.ModelBackend")
    said = client.get("/reports/doubtful/").content.decode()
    assert home_report(cast.leader).apart["doubtful"] == 1
    assert [text in said for text in ("累计45个", "31个", "45个", WHY, cast.steward.name)] == [True] * 5
    (row,) = doubtful_figures(cast.leader, leader=cast.leader)
    assert (row.figure, row.counts, row.promised, row.subject) == ("31个", "—", "45个", "累计45个")
    assert (
        doubtful_figures(cast.leader, leader=cast.second)
        == doubtful_figures(cast.leader, today() - dt.timedelta(1))
        == []
    )
    waits.accept(by=cast.supervisor)
    assert home_report(cast.leader).apart["doubtful"] == 0
    assert "没有待核的存疑数字" in client.get("/reports/doubtful/").content.decode()
