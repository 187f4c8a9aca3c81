"""The schema tells the truth, and its documentation needs no other host."""

import io

import pytest
from django.core.management import call_command
from django.test import Client

from tests.api_client import V1, client_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_and_generates_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null", stdout=io.StringIO())


def test_the_schema_is_for_those_who_are_logged_in():
    cast = make_cast()
    assert client_of().get(f"{V1}schema/").status_code == 401
    schema = client_of(cast.leader).get(f"{V1}schema/?format=json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/milestones/{id}/request-change/" in schema["paths"]


def test_the_docs_name_no_other_host_and_hold_no_inline_script():
    cast = make_cast()
    client = Client()
    assert client.get(f"{V1}docs/").status_code == 302
    client.force_login(cast.leader, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{V1}docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "http" not in text.replace("http-equiv", "")
    assert "<style" not in text and "<script>" not in text
    assert client.get(f"{V1}docs/?script=")["Content-Type"].startswith("application/javascript")
