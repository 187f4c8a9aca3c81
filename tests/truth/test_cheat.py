"""A search for a cheat: whatever one person, or two of a unit, do at any door, the leaders' first page does not grow
better.

Better is less red, less overdue, less long, less behind, less missed in the ranking, more done of a project, today or
tomorrow, without a finish that somebody else confirmed, a change that somebody else decided, or a line of the page that
counts it apart. A figure reported since is a fact of its own: it may lower what is behind, and the page of the project
names it. No report of an earlier day may change at all. SEQUENCES says how many are tried.

SQL is tried as the application's role, signed with the party's own names: the database cannot know who types.
"""

import datetime as dt
import os
import re
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.rules.spans import verify_spans
from projects.models import User
from tests.access.access_expected import CALLS
from tests.api_client import client_of
from tests.cast import owner

from . import cheat_actions as acts
from .cheat import ONE, Party, Read, checksums, hidden, make_late_district, read, self_approved, self_decided

SEQUENCES, STEPS = int(os.environ.get("SEQUENCES", 60)), 8
REFUSALS = (ValidationError, Conflict, NotAllowed, AttributeError)
PARTIES = [
    ("steward",),
    ("head",),
    ("supervisor",),
    ("admin",),
    ("auditor",),
    ("leader",),
    ("steward", "head"),
]
CODES = ("2026-CJ-101", "2026-CJ-108", "2026-CJ-111")


# How a story ends that wrote nothing: a refusal or a form shown again, no row, no record.
NOTHING = re.compile(r": (4\d\d|0|nothing there|not offered)$|^form .*: 200$|^workbook .*: (faulty|unchanged|failed) ")


# Fair: hypothesis draws the seed, and what comes of it is drawn by no other preference.
CHANCE = st.randoms(use_true_random=True)


DOORS = frozenset({"verb", "api", "form", "workbook", "sql"})


class Cheats(RuleBasedStateMachine):
    """Acts of a party in random order, on one day, at every door."""

    cast: ClassVar[Any]
    names: ClassVar[tuple[str, ...]]
    doors: ClassVar[frozenset[str]] = DOORS
    before: ClassVar[dict[dt.date, Read]]
    past: ClassVar[dict]
    browsers: ClassVar[dict[int, Client]]
    programs: ClassVar[dict[int, Any]]
    tried: ClassVar[int] = 0
    taken: ClassVar[int] = 0

    @initialize(with_workbook=st.integers(0, 3))
    def begin(self, with_workbook: int) -> None:
        self.workbooks, self.did = with_workbook == 0, False
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        cache.clear()  # tries are counted there
        self.party = Party(self.cast, self.names)
        self.story: list[str] = []
        self.since = timezone.now()

    def attempt(self, who: str, act: Any) -> None:
        """What is refused leaves nothing behind; the rest is kept in the story."""
        Cheats.tried += 1
        try:
            with transaction.atomic():
                said = act()
                connection.check_constraints()
        except (*REFUSALS, Error) as error:
            self.story.append(f"{who}: refused: {str(error)[:200]}")
        else:
            self.story.append(f"{who}: {said}")
            if not NOTHING.search(said):
                Cheats.taken, self.did = Cheats.taken + 1, True

    @precondition(lambda self: "verb" in self.doors)
    @rule(chance=CHANCE)
    def by_verb(self, chance: Any) -> None:
        by = User.objects.get(pk=chance.choice(self.party.people).pk)
        self.attempt(by.username, lambda: acts.do(by, chance))

    @precondition(lambda self: "api" in self.doors)
    @rule(chance=CHANCE)
    def by_api(self, chance: Any) -> None:
        by = chance.choice(self.party.people)
        self.attempt(by.username, lambda: acts.call(self.programs[by.pk], by, chance))

    @precondition(lambda self: "form" in self.doors)
    @rule(chance=CHANCE)
    def by_form(self, chance: Any) -> None:
        by = chance.choice(self.party.people)
        self.attempt(by.username, lambda: acts.fill(self.browsers[by.pk], by, self.cast, chance))

    @precondition(lambda self: self.workbooks and "workbook" in self.doors)
    @rule(chance=CHANCE)
    def by_workbook(self, chance: Any) -> None:
        self.workbooks = False
        by = chance.choice(self.party.people)
        self.attempt(by.username, lambda: acts.load(by, chance))

    @precondition(lambda self: "sql" in self.doors)
    @rule(chance=CHANCE)
    def by_sql(self, chance: Any) -> None:
        by = chance.choice(self.party.people)
        self.attempt(by.username, lambda: acts.execute(by.pk, chance))

    def teardown(self) -> None:
        if not hasattr(self, "savepoint"):
            return
        try:
            finds = self.finds() if self.did else []
            assert not finds, "\n".join(["", *finds, "--- what they did", *self.story, "--- home", *self.pages()])
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def finds(self) -> list[str]:
        self.after = {day: read(self.cast, day) for day in self.before}
        found = self_decided(self.party, self.since) + self_approved(self.party, self.since)
        for day, before in self.before.items():
            found += [f"{day}: {one}" for one in hidden(before, self.after[day], self.party, self.since)]
        now = checksums(self.cast, PAST, CODES)
        found += [f"the spans of milestone {key} are not what its facts say" for key in verify_spans().differing]
        return found + [f"the answer of an earlier day changed: {name}" for name in now if now[name] != self.past[name]]

    def pages(self) -> list[str]:
        return [
            f"{day} {when}: {pages[day].said()}"
            for day in self.before
            for when, pages in (("before", self.before), ("after", self.after))
        ]


PAST = [today() - 7 * ONE, today() - ONE]


def prepare(cast: SimpleNamespace, names: tuple[str, ...]) -> None:
    """What is the same for all sequences of a party."""
    Cheats.cast, Cheats.names, Cheats.tried, Cheats.taken = cast, names, 0, 0
    Cheats.before = {day: read(cast, day) for day in (today(), today() + ONE)}
    Cheats.past = checksums(cast, PAST, CODES)
    people = Party(cast, names).people
    Cheats.programs = {one.pk: client_of(one) for one in people}
    Cheats.browsers = {one.pk: Client(raise_request_exception=False) for one in people}
    for one in people:
        Cheats.browsers[one.pk].force_login(one)


def search(
    cast: SimpleNamespace,
    names: tuple[str, ...],
    sequences: int,
    steps: int = STEPS,
    doors: frozenset[str] = DOORS,
) -> None:
    """Let a party try so many sequences; the first find fails, with the acts that led to it."""
    Cheats.doors = doors
    prepare(cast, names)
    run_state_machine_as_test(
        Cheats,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize="SEQUENCES" not in os.environ,
            database=None,
            print_blob=False,
            phases=[Phase.generate],
        ),
    )
    print(f"\n{'+'.join(names)}: sequences={sequences} acts={Cheats.tried} taken={Cheats.taken} finds=0")


@pytest.fixture
def district(db: None) -> SimpleNamespace:
    return make_late_district()


def test_the_search_knows_every_write_of_the_api() -> None:
    assert set(acts.BODIES) == set(CALLS)


@pytest.mark.faults  # slow; nothing is killed
@pytest.mark.parametrize("names", PARTIES, ids="+".join)
def test_nobody_makes_the_leaders_page_better(district: SimpleNamespace, names: tuple[str, ...]) -> None:
    search(district, names, -(-SEQUENCES // len(PARTIES)))


# --- a guard taken away, as the owner of the database could: the search must see what comes of it ---


def without_guard(function: str, guarded: str, open_: str) -> None:
    """Install a function without one of its conditions."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        (installed,) = cursor.fetchone()
        assert guarded in installed
        cursor.execute(installed.replace(guarded, open_))


def without_trigger(table: str, name: str) -> None:
    """Silence one guard of a table."""
    connection.check_constraints()
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [table, f"pgtrigger_{name}_%"],
        )
        ((trigger,),) = cursor.fetchall()
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.mark.faults
@pytest.mark.parametrize(
    ("names", "door", "opened", "seen"),
    [
        (
            ("steward",),
            "verb",
            lambda: without_guard("spans_of", "AND times + reopened = 0 THEN 'awaiting'", "THEN 'awaiting'"),
            "overdue",
        ),
        (
            ("steward", "head"),
            "sql",
            lambda: without_trigger("milestones_suspension", "needs_an_approved_change"),
            "suspended|None",
        ),
        (
            ("head",),
            "sql",
            lambda: without_trigger("milestones_changerequest", "decided_by_a_supervisor"),
            "by the party itself",
        ),
        (
            ("head",),
            "sql",
            lambda: without_trigger("milestones_overdueflag", "cleared_tonight"),
            "'(trend|project [^']+)'",
        ),
    ],
    ids=["a further claim pauses", "anything suspends", "anybody decides", "flags are dated back"],
)
def test_the_search_finds_a_guard_that_is_missing(
    district: SimpleNamespace, names: tuple[str, ...], door: str, opened: Any, seen: str
) -> None:
    opened()
    with pytest.raises(AssertionError, match=seen):
        search(district, names, 60, steps=100, doors=frozenset({door}))
