"""A decision taken back within minutes by whoever made it: the record waits again, and no day keeps a trace."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from backoffice.history.events import events_of_model
from backoffice.history.record_history import record_history
from milestones.models import (
    BaselineVersion,
    ChangeRequest,
    Claim,
    Instruction,
    Milestone,
    Retraction,
    Standing,
    Suspension,
)
from projects.models import Project, Target
from tests.cast import day
from tests.district import work

pytestmark = pytest.mark.django_db
ONE = dt.timedelta(1)
MINUTE = dt.timedelta(minutes=1)


def at_clock(on: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(on, dt.time(hour, minute)))


@pytest.fixture
def cast(cast: SimpleNamespace) -> SimpleNamespace:
    """Also a claim that waits, and another milestone that is overdue."""
    cast.late = work(cast, 2, cast.roads, day(6, 10))
    cast.claim = cast.milestone.claim(by=cast.steward, finished_on=today(), note="完成")
    return cast


def ask(cast: SimpleNamespace, kind: str, **asked: Any) -> ChangeRequest:
    return ChangeRequest.ask(by=cast.steward, kind=kind, reason_class="land", text="征迁", **asked)


def picture() -> list[Any]:
    """Every record that a decision may touch, and where each milestone stands today and yesterday."""
    kept: list[Any] = []
    for model in (Claim, ChangeRequest, Instruction, BaselineVersion, Suspension, Milestone, Project, Target):
        rows = model.objects.order_by("pk").values()
        kept.append([{name: value for name, value in row.items() if name != "version"} for row in rows])
    for on in (today(), today() - ONE):
        kept.append(list(Standing.objects.on(on).order_by("milestone_id").values()))
    return kept


def confirm(cast: SimpleNamespace) -> Any:
    return cast.claim, lambda: cast.claim.confirm(by=cast.supervisor)


def send_back(cast: SimpleNamespace) -> Any:
    return cast.claim, lambda: cast.claim.send_back(by=cast.supervisor, reason="补照片")


def refuse(cast: SimpleNamespace) -> Any:
    change = ask(cast, "extend", milestone=cast.late, new_due=today() + 90 * ONE)
    return change, lambda: change.refuse(by=cast.supervisor, reason="不同意")


def close(cast: SimpleNamespace) -> Any:
    given = Instruction.give(by=cast.supervisor, text="速办", reply_by=today() + ONE, milestone=cast.late)
    return given, lambda: given.close(by=cast.supervisor, reason="已当面答复")


def approving(kind: str, **asked: Any) -> Callable[[SimpleNamespace], Any]:
    def approval(cast: SimpleNamespace) -> Any:
        about = {name: value(cast) if callable(value) else value for name, value in asked.items()}
        change = ask(cast, kind, **about)
        return change, lambda: change.approve(by=cast.supervisor, document_number="铁督〔2026〕1号", reason="同意")

    return approval


def resume(cast: SimpleNamespace) -> Any:
    ask(cast, "suspend", project=cast.late.project).approve(by=cast.supervisor)
    change = ask(cast, "resume", project=cast.late.project)
    return change, lambda: change.approve(by=cast.supervisor)


DECISIONS = {
    "confirm": confirm,
    "return": send_back,
    "refuse": refuse,
    "close": close,
    "extend": approving("extend", milestone=lambda cast: cast.late, new_due=today() + 90 * ONE),
    "suspend": approving("suspend", project=lambda cast: cast.late.project),
    "resume": resume,
    "cancel a milestone": approving("cancel", milestone=lambda cast: cast.late),
    "cancel a project": approving("cancel", project=lambda cast: cast.late.project),
    "words": approving("words", project=lambda cast: cast.late.project, words={"name": "更名后的道路"}),
    "words of a milestone": approving("words", milestone=lambda cast: cast.late, words={"name": "更名后的节点"}),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_it_leaves_every_record_and_every_day_as_if_it_had_not_been_decided(cast: SimpleNamespace, name: str) -> None:
    record, decide = DECISIONS[name](cast)
    before = picture()
    decide()
    decided = picture()
    record.refresh_from_db()
    record.take_back(by=cast.supervisor)
    assert before == picture() != decided
    connection.check_constraints()
    kept = Retraction.objects.get()
    assert (kept.by, getattr(kept, record.retracted_as)) == (cast.supervisor, record)
    decide()  # and it can be decided anew
    assert picture() != before


def test_the_history_of_the_record_and_the_audit_log_keep_the_decision(cast: SimpleNamespace) -> None:
    cast.claim.confirm(by=cast.supervisor)
    cast.claim.take_back(by=cast.supervisor)
    kept = events_of_model(Claim).filter(pgh_obj=cast.claim.pk).order_by("pgh_id")
    assert list(kept.values_list("state", "decided_by__username")) == [
        ("pending", None),
        ("confirmed", "supervisor"),
        ("pending", None),
    ]
    assert record_history(Retraction.objects.get())


def test_nobody_else_takes_it_back(cast: SimpleNamespace) -> None:
    cast.claim.confirm(by=cast.supervisor)
    for other in (cast.second, cast.steward, cast.leader, cast.admin):
        with pytest.raises(NotAllowed):
            cast.claim.take_back(by=other)
    cast.claim.refresh_from_db()
    assert cast.claim.state == "confirmed" and not Retraction.objects.exists()


def test_what_waits_was_withdrawn_or_reopened_has_nothing_to_take_back(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="taken back|撤回"):
        cast.claim.take_back(by=cast.supervisor)
    asked = ask(cast, "extend", milestone=cast.late, new_due=today() + 90 * ONE)
    asked.withdraw(by=cast.steward)
    with pytest.raises(Conflict, match="taken back|撤回"):
        asked.take_back(by=cast.supervisor)
    cast.claim.confirm(by=cast.supervisor)
    cast.claim.reopen(by=cast.supervisor, reason="不合格")
    with pytest.raises(Conflict, match="taken back|撤回"):
        cast.claim.take_back(by=cast.supervisor)


@pytest.mark.parametrize("minutes", [0, 9, 10, 11, 60 * 24])
def test_it_is_possible_for_ten_minutes_and_on_its_day(cast: SimpleNamespace, minutes: int) -> None:
    noon = day(7, 1)
    decided = at_clock(noon, 12)
    claim = work(cast, 3, cast.roads, day(6, 20)).claim(
        by=cast.steward, finished_on=noon, note="完成", at=at_clock(noon, 9)
    )
    claim.confirm(by=cast.supervisor, at=decided)
    later = decided + minutes * MINUTE
    assert claim.is_retractable(cast.supervisor, later) is (minutes <= 10)
    if minutes <= 10:
        assert claim.take_back(by=cast.supervisor, at=later).state == "pending"
    else:
        with pytest.raises(Conflict, match="within ten|十分钟"):
            claim.take_back(by=cast.supervisor, at=later)


def test_midnight_in_shenyang_ends_it_before_the_ten_minutes_do(cast: SimpleNamespace) -> None:
    claim = work(cast, 3, cast.roads, day(6, 20)).claim(
        by=cast.steward, finished_on=day(7, 1), note="完成", at=at_clock(day(7, 1), 9)
    )
    claim.confirm(by=cast.supervisor, at=at_clock(day(7, 1), 23, 55))
    assert claim.is_retractable(cast.supervisor, at_clock(day(7, 1), 23, 59))
    with pytest.raises(Conflict, match="within ten|十分钟"):
        claim.take_back(by=cast.supervisor, at=at_clock(day(7, 2), 0))


LATER = {
    "a report": lambda cast: cast.late.report(by=cast.steward, note="进展"),
    "a claim": lambda cast: cast.late.claim(by=cast.steward, finished_on=today(), note="完成"),
    "a request": lambda cast: ask(cast, "extend", milestone=cast.late, new_due=today() + 95 * ONE),
    "a request on its project": lambda cast: ask(cast, "suspend", project=cast.late.project),
}


@pytest.mark.parametrize("name", LATER)
def test_it_stands_once_anything_came_after_it(cast: SimpleNamespace, name: str) -> None:
    change, approve = DECISIONS["extend"](cast)
    approve()
    LATER[name](cast)
    before = picture()
    with pytest.raises(IntegrityError, match="later fact"), transaction.atomic():
        change.take_back(by=cast.supervisor)
    assert picture() == before and not Retraction.objects.exists()


def test_a_return_stands_once_the_steward_claimed_again(cast: SimpleNamespace) -> None:
    cast.claim.send_back(by=cast.supervisor, reason="补照片")
    cast.milestone.claim(by=cast.steward, finished_on=today(), note="已补")
    with pytest.raises(IntegrityError, match="later fact"), transaction.atomic():
        cast.claim.take_back(by=cast.supervisor)


def test_a_programmes_decision_is_taken_back_with_its_works(cast: SimpleNamespace) -> None:
    works = [work(cast, number, cast.roads, day(6, 10)) for number in (4, 5)]
    for one in works:
        Project.objects.filter(pk=one.project_id)
    ended = ask(cast, "cancel", milestone=works[0])
    ended.approve(by=cast.supervisor)
    whole = ask(cast, "cancel", project=works[0].project)
    before = picture()
    whole.approve(by=cast.supervisor)
    whole.take_back(by=cast.supervisor)
    assert picture() == before
    works[0].refresh_from_db()
    assert works[0].cancelled_on == today()  # cancelled by a decision of its own


FORGED = {
    "somebody else's decision": "{second}, now(), c.decided_at",
    "a decision of long ago": "{supervisor}, now(), c.decided_at - interval '1 hour'",
    "in the past": "{supervisor}, now() - interval '1 day', c.decided_at",
}


@pytest.mark.parametrize("name", FORGED)
def test_no_statement_takes_back_what_its_words_do_not_allow(cast: SimpleNamespace, name: str) -> None:
    cast.claim.confirm(by=cast.supervisor)
    values = FORGED[name].format(second=cast.second.pk, supervisor=cast.supervisor.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO milestones_retraction (claim_id, decision, reason, by_id, at, decided_at) "
            f"SELECT c.id, 'confirm', '', {values} FROM milestones_claim c WHERE c.id = %s",
            [cast.claim.pk],
        )
    cast.claim.refresh_from_db()
    assert cast.claim.state == "confirmed"


def test_no_statement_empties_a_decision_without_taking_it_back(cast: SimpleNamespace) -> None:
    cast.claim.confirm(by=cast.supervisor)
    for statement in (
        "UPDATE milestones_claim SET state = 'pending', decided_by_id = NULL, decided_at = NULL",
        "DELETE FROM milestones_baselineversion",
        "UPDATE milestones_baselineversion SET to_at = NULL WHERE to_at IS NOT NULL",
        "DELETE FROM milestones_retraction",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0, statement
            raise DatabaseError  # nothing was there to write
