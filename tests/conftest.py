"""The database as the application sees it, and a real worker for the tests that ask for one."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from importlib import import_module as migrated
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from hypothesis import settings as rounds
from pytest_django import DjangoDbBlocker

from devserver.services.process import ChildProcess, spawn_child
from tests.access.access_world import make_world
from tests.admin.forms_desk import Desk, entered

from .cast import make_cast, owner
from .district import make_district
from .migrated import TEMPLATE

OPTIONS = ["--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=INFO"]

# The browser tests have a lock of their own, which only their lane installs.
collect_ignore = [] if find_spec("playwright") else ["browser"]


def pytest_configure() -> None:
    """Accounts are made by the hundred here; a real hash is slow on purpose."""
    rounds.register_profile("untimed", deadline=None)  # machines are noisy: no property is a matter of milliseconds
    rounds.load_profile("untimed")
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Migrated by the owner, used as the application: a test may do what production may do."""
    options = connection.settings_dict["OPTIONS"]
    flush = connection.ops.execute_sql_flush
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # A copy of a database has not the rights that roles.sql gives on it.
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        cursor.execute(f"GRANT CONNECT ON DATABASE {name} TO tiexi_app")
    connection.close()
    options["options"] = "-c role=tiexi_app"

    def flush_as_owner(statements: Iterable[str]) -> None:
        """Between transactional tests Django truncates, which the application may not; what migrations laid is laid
        anew.
        """
        flush(["SET LOCAL ROLE tiexi_owner", *statements])
        with owner():
            migrated("projects.migrations.0002_roles_and_categories").add(apps, None)
            migrated("milestones.migrations.0003_rules_and_policy").first_policy(apps, None)
        migrated("milestones.migrations.0003_rules_and_policy").first_jobs(apps, None)
        migrated("milestones.migrations.0035_nightly_verification").nightly_verification(apps, None)

    setattr(connection.ops, "execute_sql_flush", flush_as_owner)  # noqa: B010
    yield
    del options["options"]
    connection.close()


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """The small cast; a module that needs more of it has a `cast` of its own."""
    return make_cast()


@pytest.fixture
def as_(client: Client, cast: SimpleNamespace) -> Callable[[str], Client]:
    """The browser of one of the cast, by the name: `as_("steward")`."""

    def entered_as(who: str) -> Client:
        client.force_login(getattr(cast, who))
        return client

    return entered_as


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """A district in which something of everything happened, laid once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_district()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def laid_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimpleNamespace]:
    """The world of the matrix of access, laid once for all tests of a module."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(laid_world: SimpleNamespace, db: None) -> SimpleNamespace:
    """The world for one test: what it writes goes with it."""
    cache.clear()
    return deepcopy(laid_world)


@pytest.fixture(scope="module")
def clients(laid_world: SimpleNamespace, django_db_blocker: DjangoDbBlocker) -> dict[str, Client]:
    """A browser for each of the world's people, logged in once for all tests of a module: a new one is slow to
    begin.
    """
    with django_db_blocker.unblock():
        return entered(laid_world)


@pytest.fixture
def desk(request: pytest.FixtureRequest, clients: dict[str, Client], world: SimpleNamespace) -> Iterator[Desk]:
    """A form of the table, by its name, with its people and nothing sent yet."""
    held = {name: deepcopy(client.cookies) for name, client in clients.items()}
    yield Desk(request.param, world, clients)
    for name, client in clients.items():
        client.cookies = held[name]


@pytest.fixture
def as_owner(db: None) -> Iterator[None]:
    """For a test that prepares what the application could not."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE tiexi_owner")
        yield
        cursor.execute("SET ROLE tiexi_app")


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[ChildProcess]:
    """One real worker on this test's database and queue."""
    database = os.environ["DATABASE_URL"].replace(
        "tiexi_owner@/tiexi?", f"tiexi_app@/{connection.settings_dict['NAME']}?"
    )
    worker = spawn_child(
        "worker",
        [sys.executable, "-m", "celery", "-A", "tiexi", "worker", *OPTIONS],
        log=tmp_path / "worker.log",
        environ=os.environ | {"DATABASE_URL": database},
        cwd=settings.BASE_DIR,
    )
    try:
        worker.wait_until(lambda: " ready." in worker.log.read_text())
        yield worker
    finally:
        worker.stop()
