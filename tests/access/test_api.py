"""The interface for programs, call by call: what a request is answered."""

from django.core.cache import cache

from milestones.api.urls import router
from tests.api_client import V1, client_of

from . import access_expected as expected
from .access_asking import people, roles
from .access_world import OUTSIDE, WITHIN, sees


def key_of(viewset, record):
    return getattr(record, viewset.lookup_field if viewset.lookup_field != "pk" else "pk")


def model_of(viewset):
    model = viewset.queryset.model._meta.label
    return {"milestones.Standing": "milestones.Milestone"}.get(model, model)


def test_every_resource_starts_from_what_the_reader_sees(world):
    """Whatever is registered: an outsider's list, page and filter never reach the record."""
    for name, user in people(world, WITHIN + OUTSIDE):
        client = client_of(user)
        for prefix, viewset, _base in router.registry:
            label = model_of(viewset)
            record, cells = world.records[label], (name, prefix)
            found = client.get(f"{V1}{prefix}/{key_of(viewset, record)}/").status_code
            assert found == (200 if sees(label, name) else 404), cells
            answer = client.get(f"{V1}{prefix}/", {"page_size": 200})
            assert answer.status_code == 200, cells
            assert name not in OUTSIDE or "机密" not in answer.content.decode(), cells
            cache.clear()


def test_every_resource_is_closed_to_strangers_and_to_accounts_without_a_role(world):
    world.other.groups.clear()
    nobody = type(world.other).objects.get(pk=world.other.pk)
    for prefix, _viewset, _base in router.registry:
        assert client_of().get(f"{V1}{prefix}/").status_code == 401
        assert client_of(nobody).get(f"{V1}{prefix}/").status_code == 403


BODIES = {
    "approve-plan": {},
    "assign": {"steward": "steward"},
    "report": {"note": "进展"},
    "no-progress": {"note": "停工"},
    "confirm": {},
    "withdraw": {},
    "claim": {"finished_on": "2026-01-01", "note": "完成"},
    "return": {"reason": "不符"},
    "reopen": {"reason": "不符"},
    "approve": {},
    "refuse": {"reason": "不符"},
    "request-change": {"kind": "cancel", "reason_class": "other", "text": "并入他项"},
}
NEW = {
    "POST projects/": {
        "code": "2025-CJ-009",
        "name": "新",
        "plan_year": 2025,
        "category": "road",
        "unit": "roads",
    },
    "POST milestones/": {"project": "2024-CJ-001", "name": "新", "forecast_due": "2030-01-01"},
}


def ask(client, name, world):
    """Make one call on the record of the world."""
    method, address = name.split(" ")
    prefix, *more = address.strip("/").split("/")
    viewset = next(viewset for known, viewset, _base in router.registry if known == prefix)
    record = world.records[model_of(viewset)]
    if more and more[-1] == "reopen":
        record = world.confirmed
    path = f"{V1}{address.replace('…', str(key_of(viewset, record)))}"
    body = NEW.get(name) or BODIES.get(more[-1] if more else "", {})
    send = client.patch if method == "PATCH" else client.post
    return send(path, body, format="json", **({"HTTP_IF_MATCH": "*"} if method == "PATCH" else {}))


def test_every_call_that_writes_is_answered_by_role_and_sight(world):
    for name, words in expected.CALLS.items():
        for who_asks, user in people(world, WITHIN + OUTSIDE):
            if user.role in roles(words) and who_asks in WITHIN:
                continue
            answer = ask(client_of(user), name, world)
            status = 400 if who_asks in OUTSIDE and name == "POST milestones/" else 403
            status = 404 if who_asks in OUTSIDE and "…" in name else status
            assert answer.status_code == status, (name, who_asks, answer.content.decode())
            assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]


def test_every_call_that_writes_is_open_to_its_roles(world):
    for name, words in expected.CALLS.items():
        user = next(user for _name, user in people(world, WITHIN) if user.role in roles(words))
        answer = ask(client_of(user), name, world)
        assert answer.status_code in (200, 201, 400, 409), (name, answer.content.decode())
