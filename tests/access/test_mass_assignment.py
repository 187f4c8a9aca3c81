"""Every field of a model is sent to every form and body that writes it: what changes is what is documented."""

import datetime as dt

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from milestones.models import Milestone
from projects.models import Project, User
from tests.api_client import V1, client_of
from tests.cast import enter
from tests.forms import preview_of

from .access_expected import WRITES

FORMS = [label for label in WRITES if "." in label]


def values(record):
    """What the database holds of it, many-to-many included."""
    fresh = type(record)._base_manager.get(pk=record.pk)
    held = {field.name: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields}
    return held | {
        field.name: sorted(getattr(fresh, field.name).values_list("pk", flat=True))
        for field in fresh._meta.many_to_many
    }


def another(field, record, world):
    """A value that differs from the one held, as a form would send it."""
    now = getattr(record, field.attname, None)
    if field.many_to_many or field.is_relation:
        others = field.related_model._base_manager.exclude(pk=now if isinstance(now, int | dt.date) else None)
        return others.values_list("pk", flat=True).first() or ""
    if field.choices:
        return next(value for value, _word in field.flatchoices if value != now)
    if isinstance(field, models.BooleanField):
        return "" if now else "on"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2031-02-03"
    if isinstance(field, models.IntegerField | models.DecimalField):
        return str(int(now or 0) + 1)
    return f"{now or ''}x"[:20]


def everything(record, world):
    """Every field, changed; the parts of formsets, empty."""
    fields = [*record._meta.concrete_fields, *record._meta.many_to_many]
    sent = {field.name: another(field, record, world) for field in fields if not field.primary_key}
    sent |= {f"{field.attname}": sent[field.name] for field in fields if field.is_relation and not field.many_to_many}
    for prefix in ("milestones", "targets", "works", "baselines", "reports", "claims", "changes"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return sent


def accepted(client, address, sent, kept):
    """Post; where a value is refused, keep the old one and post again, so that the rest is written."""
    sent["snapshot"] = client.get(address).context["snapshot"]
    for _attempt in range(6):
        answer = client.post(address, sent)
        if answer.status_code != 200:
            return answer
        if preview := preview_of(answer):
            sent["shown"] = preview.mark
            continue
        for name in answer.context["adminform"].form.errors:
            sent.pop(name, None)
            if kept.get(name) not in (None, ""):
                sent[name] = kept[name]
    raise AssertionError(answer.context["adminform"].form.errors)


@pytest.mark.parametrize("label", FORMS)
def test_a_form_writes_what_is_documented_and_nothing_else(world, label):
    record = (world.drafts if label == "projects.Target" else world.records)[label]
    keeper = getattr(world, KEEPERS.get(label, "admin"))
    client = enter(keeper)
    before, kept = values(record), values(record)
    sent = everything(record, world) | {"role_choice": "auditor", "close_anyway": "on", "ladder": "1,2,3,4"}
    model_admin = admin.site._registry[type(record)]
    address = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[record.pk])
    assert accepted(client, address, sent, kept).status_code == 302
    after = values(record)
    # Version, keys and the instant from which it holds follow from the edit.
    follows = {"version", "name_key", "search_key", "from_at"}
    changed = {name for name in before if before[name] != after[name]} - follows
    assert changed <= set(WRITES[label].split()), changed - set(WRITES[label].split())
    assert bool(changed) == bool(WRITES[label]), "nothing was written: the test says nothing"


def test_of_an_approved_quantity_nothing_is_written(world):
    record = world.records["projects.Target"]
    before, client = values(record), Client()
    client.force_login(world.supervisor)
    address = reverse("admin:projects_target_change", args=[record.pk])
    sent = everything(record, world) | {"snapshot": client.get(address).context.get("snapshot", "")}
    assert client.post(address, sent).status_code == 403 and values(record) == before


KEEPERS = dict.fromkeys(("projects.Project", "projects.Target", "milestones.Milestone"), "supervisor") | {
    "milestones.SavedFilter": "steward"
}


def test_an_account_is_never_made_a_superuser_by_a_form(world):
    client = enter(world.admin)
    body = {
        "username": "neu",
        "name": "neu",
        "way": "later",
        "password1": "niuxintun-9",
        "password2": "niuxintun-9",
        "role_choice": "steward",
        "language": "",
        "is_superuser": "on",
        "generated": "on",
        "groups": [1, 2, 3],
        "user_permissions": [1],
        "is_staff": "on",
    }
    assert client.post(reverse("admin:projects_user_add"), body).status_code == 302
    made = User.objects.get(username="neu")
    assert (made.is_superuser, made.generated, made.role, made.must_change_password) == (
        False,
        False,
        "steward",
        True,
    )


@pytest.mark.parametrize(
    ("call", "model", "path"),
    [
        ("PATCH projects/", Project, "projects/{0.code}/"),
        ("PATCH milestones/", Milestone, "milestones/{0.pk}/"),
    ],
)
def test_a_body_writes_what_is_documented_and_nothing_else(world, call, model, path):
    """Field by field, as the interface refuses a body with one unknown name."""
    record = world.records[model._meta.label]
    client, address = client_of(world.supervisor), V1 + path.format(record)
    before, statuses = values(record), set()
    for name, value in everything(record, world).items():
        body = {name: "road" if name == "category" else value}
        statuses.add(client.patch(address, body, format="json", HTTP_IF_MATCH="*").status_code)
    after = values(record)
    # Version, keys and the instant from which it holds follow from the edit.
    follows = {"version", "name_key", "search_key", "from_at"}
    changed = {name for name in before if before[name] != after[name]} - follows
    assert changed <= set(WRITES[call].split()), changed
    assert changed and statuses <= {200, 400, 403, 409}


@pytest.mark.parametrize("verb", ["report", "claim", "request-change"])
def test_a_verb_takes_no_field_that_is_not_its_own(world, verb):
    for name in ("by", "at", "state", "decided_by", "baseline_due", "confirmed_on", "owner", "project", "id"):
        body = {
            "note": "x",
            "finished_on": "2026-01-01",
            "kind": "cancel",
            "reason_class": "other",
            "text": "x",
        }
        wanted = {
            "report": ["note"],
            "claim": ["note", "finished_on"],
            "request-change": ["kind", "reason_class", "text"],
        }[verb]
        sent = {field: body[field] for field in wanted} | {name: 1}
        answer = client_of(world.steward).post(f"{V1}milestones/{world.milestone.pk}/{verb}/", sent, format="json")
        assert answer.status_code == 400, (verb, name)
        assert [error["field"] for error in answer.json()["errors"]] == [name]
