"""Every error is application/problem+json, and says what to do."""

import pytest
from knox.models import AuthToken

from tests.api_client import V1, act, client_of, faults

pytestmark = pytest.mark.django_db


def problem(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert (body["status"], bool(body["title"]), bool(body["detail"])) == (status, True, True)
    return body


@pytest.mark.parametrize("header", [None, "Token nonsense", "Token \xff\xfe", "Token a b", "Token"])
def test_no_token_and_a_bad_one_are_401(cast, header):
    response = client_of().get(f"{V1}milestones/", **({"HTTP_AUTHORIZATION": header} if header else {}))
    problem(response, 401)
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "path", ["nothing/", "milestones/0/", "milestones/abc/", "projects/2024-XX-001/", "users/nobody/"]
)
def test_what_is_not_there_is_404(cast, path):
    problem(client_of(cast.leader).get(V1 + path), 404)
    problem(client_of(cast.leader).get(f"{V1}milestones/99999999999999999999999/"), 404)


def test_other_faults_have_their_own_status(cast):
    client = client_of(cast.supervisor)
    refused = client.delete(f"{V1}milestones/{cast.milestone.pk}/")
    problem(refused, 405)
    assert "GET" in refused["Allow"]
    problem(client.get(f"{V1}milestones/", headers={"accept": "text/csv"}), 406)
    path = f"{V1}milestones/{cast.milestone.pk}/report/"
    problem(client.post(path, "note=x", content_type="application/x-www-form-urlencoded"), 415)
    problem(client.post(path, "{", content_type="application/json"), 400)
    problem(client.post(path, "[]", content_type="application/json"), 400)
    problem(client.post(path, '{"note": "\\u0000"}', content_type="application/json"), 400)

    half = b'{"note": "\\ud800", "\\ud800": 1, "quantity": "\\ud800"}'
    problem(client.post(path, half, content_type="application/json"), 400)
    half = b'{"kind": "\\ud800", "reason_class": "land", "text": "x"}'
    problem(client.post(path.replace("report", "request-change"), half, content_type="application/json"), 400)
    half = b'{"unit": "\\ud800"}'
    problem(client.post(f"{V1}projects/2024-CJ-001/assign/", half, content_type="application/json"), 400)


def test_too_many_requests_are_429(cast, monkeypatch):
    monkeypatch.setattr("rest_framework.throttling.AnonRateThrottle.THROTTLE_RATES", {"anon": "1/min", "user": "1/min"})
    client = client_of()
    client.post(f"{V1}auth/token/", {}, format="json")
    response = client.post(f"{V1}auth/token/", {}, format="json")
    problem(response, 429)
    assert int(response["Retry-After"]) > 0


def test_a_password_is_exchanged_for_a_token(cast):
    token = act(None, "auth/token/", {"username": "steward", "password": "tiexi-demo"})["token"]
    response = client_of().get(f"{V1}milestones/", HTTP_AUTHORIZATION=f"Token {token}")
    assert len(response.json()["results"]) == 1
    assert not AuthToken.objects.filter(digest=token).exists()


def test_a_wrong_password_is_401_and_the_fifth_locks_the_account(cast):
    client, body = client_of(), {"username": "steward", "password": "wrong"}
    for _attempt in range(4):
        problem(client.post(f"{V1}auth/token/", body, format="json"), 401)
    problem(client.post(f"{V1}auth/token/", body, format="json"), 429)
    right = body | {"password": "tiexi-demo"}
    problem(client.post(f"{V1}auth/token/", right, format="json"), 429)
    other = {"username": "leader", "password": "tiexi-demo"}
    assert client.post(f"{V1}auth/token/", other, format="json").status_code == 200


def test_credentials_are_checked_field_by_field(cast):
    assert faults(act(None, "auth/token/", {"username": "x" * 151}, 400)) == {
        ("username", "max_length"),
        ("password", "required"),
    }
    assert faults(act(None, "auth/token/", {"user": "x"}, 400)) == {("user", "unknown")}


def test_a_session_works_too_and_needs_its_csrf_token(cast):
    client = client_of(enforce_csrf_checks=True)
    client.force_login(cast.steward, "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{V1}milestones/").status_code == 200
    problem(client.post(f"{V1}milestones/{cast.milestone.pk}/report/", {"note": "x"}, format="json"), 403)


def test_a_person_who_left_has_no_entry(cast):
    client = client_of(cast.steward)
    cast.steward.is_active = False
    cast.steward.save()
    problem(client.get(f"{V1}milestones/"), 401)
    problem(
        client_of().post(f"{V1}auth/token/", {"username": "steward", "password": "tiexi-demo"}, format="json"),
        401,
    )


def test_who_did_it_stands_in_the_history(cast):
    act(
        cast.steward,
        f"milestones/{cast.milestone.pk}/claim/",
        {"finished_on": "2024-01-01", "note": "x"},
        400,
    )
    row = act(
        cast.steward,
        "milestones/",
        {"project": "2024-CJ-001", "name": "通车", "forecast_due": "2030-09-01"},
        201,
    )
    from milestones.models import Milestone

    event = Milestone.objects.get(pk=row["id"]).events.latest("pgh_id")
    assert event.pgh_context["user"] == cast.steward.pk
