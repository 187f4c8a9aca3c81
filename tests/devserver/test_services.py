"""The roles of the database and the embedded services."""

import os

import pytest
from celery import current_app
from django.db import ProgrammingError, connection, transaction


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_run_as_the_application():
    assert role() == "tiexi_app"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE forbidden (id int)", "TRUNCATE django_migrations", "DROP TABLE django_migrations"],
)
def test_the_application_may_not_change_the_schema(statement):
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_the_owner_may_for_preparation(as_owner):
    assert role() == "tiexi_owner"


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_runs_as_the_application_too():
    assert role() == "tiexi_app"


def test_a_real_worker_takes_work(celery_worker_process):
    assert current_app.control.inspect(timeout=5).ping()
    assert not celery_worker_process.ended()


def test_services_listen_on_no_port():
    assert "host=/tmp/" in os.environ["DATABASE_URL"]
    assert os.environ["REDIS_URL"].startswith("unix:///tmp/")
