"""A fact is recorded at the present instant, on the day on which it is committed; only the owner's replay has
another.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from backoffice.channel import Channel
from backoffice.clock import today
from backoffice.history.record_history import record_history
from backoffice.recording import historical_replay, is_day_ended_error
from milestones.models import Import, Milestone, Policy, ProgressReport
from projects.models import Project, Target
from tests.api_client import V1, client_of
from tests.cast import make_cast, noon, owner
from tests.district import make_district
from tests.imports.workbook import MILESTONES, edited, exported, imported

FACTS = {
    "milestones_attachment": {"at"},
    "milestones_baselineversion": {"from_at", "to_at"},
    "milestones_changerequest": {"at", "decided_at"},
    "milestones_claim": {"at", "decided_at", "reopened_at"},
    "milestones_deliverydecision": {"at"},
    "milestones_handover": {"at"},
    "milestones_instruction": {"at", "closed_at"},
    "milestones_milestone": {"at"},
    "milestones_ownership": {"from_at"},
    "milestones_progressreport": {"at", "decided_at", "doubted_at"},
    "milestones_retraction": {"at"},
    "milestones_suspension": {"from_at", "to_at"},
    "projects_accountunlock": {"at"},
    "projects_assignment": {"from_at", "to_at"},
    "projects_passwordreset": {"at"},
    "projects_phasechange": {"from_at"},
    "projects_project": {"at", "approved_at"},
    "projects_promise": {"at"},
    "projects_reorganization": {"at", "decided_at", "carried_out_at"},
    "projects_rolegrant": {"at", "decided_at"},
}
# Instants that are no facts, and why each can hide nothing.
OTHERS = {
    "milestones_calendarcorrection": "stamped by the database itself, whatever the application says",
    "milestones_calendarday": "stamped by the database itself",
    "milestones_calendaryear": "stamped by the database itself",
    "milestones_formerday": "written by the effect of its day alone",
    "milestones_formeryear": "written by the effect of its year alone",
    "milestones_delivery": "the state of a message",
    "milestones_heartbeat": "when a process was seen",
    "milestones_import": "the state of an upload; what it writes are facts of their own",
    "milestones_jobrun": "the state of a job; flags compute nothing",
    "milestones_submission": "a form that was sent, for a while",
    "milestones_upload": "a file that waits, for a while",
    "projects_placement": "written by the effect of its project alone",
    "projects_ratelimit": "the latest tries of an address",
    "projects_unit": "written by the effect of its reorganization alone",
    "projects_user": "when somebody logged in",
    "projects_wording": "written by the effect of its record alone",
}
KEYS = {"id", "effective_from", "category_id"}
# Beside the instant of a fact stands that of the decision which it ends; its trigger compares the two.
REPEATED = {("milestones_retraction", "decided_at")}
WRONG = [dt.timedelta(minutes=-6), dt.timedelta(minutes=6), dt.timedelta(days=-30)]


@pytest.fixture
def district(db: None) -> SimpleNamespace:
    return make_district()


def instants() -> dict[str, set[str]]:
    own = [
        model for name in ("backoffice", "projects", "milestones") for model in apps.get_app_config(name).get_models()
    ]
    found: dict[str, set[str]] = {}
    for model in own:
        if not model._meta.managed or model._meta.proxy or hasattr(model, "pgh_tracked_model"):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.DateTimeField) and (model._meta.db_table, field.column) not in REPEATED:
                found.setdefault(model._meta.db_table, set()).add(str(field.column))
    return found


def test_every_instant_is_one_of_a_fact_or_said_to_be_none() -> None:
    found = instants()
    assert {table: columns for table, columns in found.items() if table not in OTHERS} == FACTS
    assert set(OTHERS) <= set(found)


@pytest.mark.django_db
@pytest.mark.parametrize("off", WRONG, ids=str)
@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in FACTS.items() for c in sorted(columns)])
def test_the_application_inserts_no_other_instant(table: str, column: str, off: dt.timedelta) -> None:
    def insert(at: dt.datetime) -> str:
        sql = f"INSERT INTO {table} ({column}) VALUES (%s)"
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [at])
        return str(refused.value)

    said = f"a fact is recorded now: {column}"
    assert said in insert(timezone.now() + off)
    assert said not in insert(timezone.now())  # refused for what else is missing


@pytest.mark.parametrize("instant", ["now()", "now() - interval '30 days'", "NULL"])
def test_the_application_rewrites_no_instant(district: SimpleNamespace, instant: str) -> None:
    written = set()
    for table, columns in FACTS.items():
        for column in sorted(columns):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {column} IS NOT NULL")
                if not cursor.fetchone()[0]:
                    continue
            written.add(table)
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {column} = {instant} WHERE {column} IS NOT NULL")
    assert len(written) > 8, written


def test_a_replay_is_marked_in_the_history_and_ends(cast: SimpleNamespace) -> None:
    cast.milestone.report(by=cast.steward, note="进展正常", at=noon(dt.date(2024, 5, 1)))
    assert record_history(ProgressReport.objects.get())[0].channel == Channel.REPLAY
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgressReport.objects.create(
            milestone=cast.milestone,
            note="倒签",
            by=cast.steward,
            at=noon(dt.date(2024, 5, 2)),
            day=dt.date(2024, 5, 2),
        )
    with pytest.raises(ZeroDivisionError), historical_replay():
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tiexi_app",)


@contextmanager
def midnight(times: int) -> Iterator[None]:
    """The day ends before the commit, so many times."""
    ended = "CREATE OR REPLACE FUNCTION day_has_ended(instant timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$ SELECT nextval('midnights') <= {} $$"  # noqa: E501
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('day_has_ended'::regproc)")
        (as_installed,) = cursor.fetchone()
    with owner(), connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE midnights; GRANT USAGE ON SEQUENCE midnights TO tiexi_app")
        cursor.execute(ended.format(times))
    try:
        yield
    finally:
        with owner(), connection.cursor() as cursor:
            cursor.execute("SELECT is_called FROM midnights")
            assert cursor.fetchone() == (True,), "midnight never came"
            cursor.execute(as_installed)
            cursor.execute("DROP SEQUENCE midnights")


def test_a_fact_of_a_day_that_ended_is_not_committed(cast: SimpleNamespace) -> None:
    with midnight(1), pytest.raises(OperationalError) as refused, transaction.atomic():
        cast.milestone.report(by=cast.steward, note="进展正常")
        connection.check_constraints()
    assert is_day_ended_error(refused.value) and not ProgressReport.objects.exists()


def by_verb(cast: SimpleNamespace) -> None:
    cast.milestone.report(by=cast.steward, note="子夜")


def by_api(cast: SimpleNamespace) -> None:
    answer = client_of(cast.steward).post(
        f"{V1}milestones/{cast.milestone.pk}/report/", {"note": "子夜"}, format="json"
    )
    assert answer.status_code in (200, 201), answer.data


def by_form(cast: SimpleNamespace) -> None:
    client = Client()
    client.force_login(cast.steward, "django.contrib.auth.backends.ModelBackend")
    address = f"/admin/milestones/milestone/{cast.milestone.pk}/report/"
    assert client.post(address, {"note": "子夜"}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", [by_verb, by_api, by_form])
def test_what_midnight_came_between_is_recorded_on_the_new_day(door: Any) -> None:
    cast = make_cast()
    with midnight(1):
        door(cast)
    assert [report.note for report in ProgressReport.objects.all()] == ["子夜"]


@pytest.mark.django_db(transaction=True)
def test_a_record_of_the_desk_is_written_on_the_new_day() -> None:
    cast = make_cast()
    Project.objects.create(
        code="2024-CJ-050",
        name="新项目",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
    )
    with midnight(1):
        answer = client_of(cast.supervisor).post(
            f"{V1}milestones/",
            {"project": "2024-CJ-050", "name": "子夜", "forecast_due": "2027-01-01"},
            format="json",
        )
    assert answer.status_code == 201 and Milestone.objects.filter(name="子夜").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_that_midnight_came_between_says_so_and_starts_over() -> None:
    cast = make_cast()
    content = edited(exported(cast.steward), MILESTONES, 2, "预计完成", today() + dt.timedelta(days=40))
    with midnight(1):
        done = imported(content, cast.steward)
    assert (done.state, done.message) == (Import.State.DONE, "写入期间已过午夜，已按新的一天重新写入。")
    assert ProgressReport.objects.count() == 1


# By statement, what was dated to a day that ended before the commit: policies, words, charges, places, the calendar.
HELD = {
    "a policy of tomorrow": (
        "INSERT INTO milestones_policy (effective_from, category_id, {columns}) "
        "SELECT %(tomorrow)s, NULL, {columns} FROM milestones_policy ORDER BY effective_from LIMIT 1"
    ),
    "a day of the calendar": (
        "INSERT INTO milestones_calendarday (day, is_workday, name) VALUES (%(tomorrow)s, true, '')"
    ),
    "the name of a unit": "UPDATE projects_unit SET name = '另一单位' WHERE id = %(other)s",
    "the kind of a unit": "UPDATE projects_unit SET kind = 'street' WHERE id = %(unit)s",
    "the unit of a project": "UPDATE projects_project SET unit_id = %(other)s WHERE id = %(project)s",
    "the name of a person": "UPDATE projects_user SET name = '另一人' WHERE id = %(steward)s",
    "the programme of a draft": "UPDATE projects_project SET parent_id = %(project)s WHERE id = %(draft)s",
    "the quantity of a draft": "UPDATE projects_target SET value = 1 WHERE id = %(target)s",
    "a draft that goes": "DELETE FROM projects_target WHERE id = %(target)s",
    "a co-operating unit": (
        "INSERT INTO projects_project_co_units (project_id, unit_id) VALUES (%(project)s, %(other)s)"
    ),
    "who answers for a milestone": "UPDATE milestones_milestone SET owner_id = %(head)s WHERE id = %(milestone)s",
}


@pytest.mark.parametrize("what", HELD)
def test_nothing_that_past_pages_show_is_written_by_a_transaction_held_over_midnight(
    cast: SimpleNamespace, what: str
) -> None:
    draft = Project.objects.create(code="2024-CJ-060", name="草案", plan_year=2024, category=cast.project.category)
    target = Target.objects.create(project=draft, measure="长度", unit="米", value=10)
    columns = ", ".join(field.column for field in Policy._meta.local_fields if field.column not in KEYS)
    keys = {name: getattr(cast, name).pk for name in ("project", "steward", "head", "milestone")}
    keys |= {"draft": draft.pk, "target": target.pk, "unit": cast.roads.pk, "other": cast.schools.pk}
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(HELD[what].replace("{columns}", columns), keys | {"tomorrow": today() + dt.timedelta(1)})
        assert cursor.rowcount == 1
    with midnight(99), pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        connection.check_constraints()
