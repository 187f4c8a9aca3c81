"""No single request costs more than a bound: of words, of orderings, of time in the database, of pixels."""

import threading
import time
from io import BytesIO

import pytest
from django.db import OperationalError, connection
from PIL import Image

from backoffice.statement_timeout import lift_statement_limit, limit_statement_time
from milestones.models import Milestone
from milestones.pages import attachments
from projects.api.resources import UnitViewSet
from tests.api_client import V1, client_of, faults, read
from tests.cast import make_cast
from tests.pages.test_files import attach, fetch, photo

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


@pytest.mark.parametrize("path", ["milestones", "projects", "units", "users", "targets", "categories"])
@pytest.mark.parametrize("search", [" ".join(["字"] * 11), "字" * 201, "a " * 800])
def test_the_api_refuses_a_search_for_too_much(cast, path, search):
    assert faults(read(cast.supervisor, f"{path}/", status=400, search=search)) == {("search", "max_length")}


def test_a_long_search_within_the_bounds_is_answered(cast):
    assert len(read(cast.supervisor, "milestones/", search=" ".join("路基完成牛心屯一路等"))["results"]) == 1


@pytest.mark.parametrize("path", ["milestones/milestone", "projects/project", "projects/unit"])
def test_the_desk_says_that_a_search_is_too_long_and_finds_nothing(client, cast, path):
    client.force_login(cast.supervisor, BACKEND)
    page = client.get(f"/admin/{path}/", {"q": "路 " * 11})
    assert page.status_code == 200
    assert "一次最多搜索10个词" in page.content.decode() and page.context["cl"].result_count == 0


@pytest.mark.parametrize(
    ("ordering", "code"),
    [
        (",".join(["light"] * 450), "repeated"),
        ("name,-name", "repeated"),
        ("name,unit,light,id,project,category", "max_length"),
    ],
)
def test_an_ordering_is_named_once_and_five_at_most(cast, ordering, code):
    assert faults(read(cast.supervisor, "milestones/", status=400, ordering=ordering)) == {("ordering", code)}
    read(cast.supervisor, "milestones/", ordering="name,unit,light,id,project")


def asleep(*_any):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_a_503_for_programs_and_people(client, cast, monkeypatch):
    monkeypatch.setattr("tiexi.middleware.PATIENCE", {True: 1, False: 1})
    monkeypatch.setattr(UnitViewSet, "get_queryset", asleep)
    monkeypatch.setattr("tiexi.views.Login.get_context_data", asleep)
    started = time.monotonic()
    answer = client_of(cast.supervisor).get(f"{V1}units/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert int(answer["Retry-After"]) > 0 and "用时过长" in answer.json()["detail"]
    client.raise_request_exception = False
    page = client.get("/login/")
    assert (page.status_code, int(page["Retry-After"]) > 0) == (503, True)
    assert "用时过长" in page.content.decode()
    assert time.monotonic() - started < 15
    assert Milestone.objects.count() == 1  # the connection is as good as before


@pytest.mark.django_db(transaction=True)
def test_a_bound_is_told_once_outlives_a_rollback_and_is_lifted_for_jobs(db):
    def told():
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    from django.db import transaction

    with limit_statement_time(7):
        with transaction.atomic():
            assert told() == "7s"
            transaction.set_rollback(True)
        assert told() == "7s"
        with lift_statement_limit():
            assert told() == "0"
        with transaction.atomic(), lift_statement_limit():
            assert told() == "0"
        assert told() == "7s"
    with limit_statement_time(1), pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(3)")


def drawn(kind, size, **options):
    out = BytesIO()
    Image.new("L", size).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "size", "options", "status"),
    [
        ("JPEG", (7600, 7600), {}, 200),
        ("JPEG", (7600, 7600), {"progressive": True}, 404),
        ("JPEG", (7800, 7800), {}, 404),
        ("PNG", (3400, 3400), {}, 200),
        ("PNG", (7680, 7680), {}, 404),
        ("WEBP", (4000, 4000), {"quality": 1, "method": 0}, 404),
    ],
)
def test_a_picture_is_drawn_only_where_few_pixels_are_held_at_once(client, cast, kind, size, options, status):
    one = attach(cast, f"现场.{kind.lower()}", drawn(kind, size, **options))
    assert fetch(client, cast.leader, f"/files/{one.pk}/picture/").status_code == status


def test_pictures_are_drawn_one_after_the_other_and_who_waits_too_long_is_told(client, cast, monkeypatch):
    one = attach(cast, "现场.jpg", photo())
    client.raise_request_exception = False
    timeout = threading.Lock()
    monkeypatch.setattr(attachments, "drawing", timeout)
    monkeypatch.setattr(attachments, "TURN", 0.1)
    with timeout:
        answer = fetch(client, cast.leader, f"/files/{one.pk}/picture/")
    assert answer.status_code == 503 and int(answer["Retry-After"]) > 0
    assert fetch(client, cast.leader, f"/files/{one.pk}/picture/").status_code == 200
