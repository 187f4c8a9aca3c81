"""Who comes into the admin, sees what, and may change what."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse

from milestones.models import Milestone
from projects.models import Project, Role, Unit, User
from tests.cast import enter, owner
from tests.forms import save

pytestmark = pytest.mark.django_db


def test_a_leader_is_sent_to_the_first_page(cast):
    response = enter(cast.leader).get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_stranger_is_sent_to_the_one_login_form(client, cast):
    response = client.get("/admin/milestones/milestone/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/login/?next=")


def test_the_admins_own_login_redirects(client):
    response = client.get("/admin/login/?next=/admin/projects/project/")
    assert response["Location"] == "/login/?next=/admin/projects/project/"


def test_the_next_address_stays_in_the_house(client):
    assert "evil" not in client.get("/admin/login/?next=https://evil.example/")["Location"]


def test_an_account_without_a_role_is_refused(cast):
    nobody = User.objects.create_user("nobody", password="x", is_staff=True)
    assert enter(nobody).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor", "admin"])
def test_every_list_opens_for_every_role(cast, who):
    user = getattr(cast, who)
    client = enter(user)
    for model, model_admin in admin.site._registry.items():
        if user.role in getattr(model_admin, "readers", ()):
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor", "admin"])
def test_the_start_page_opens_for_every_role(cast, who):
    response = enter(getattr(cast, who)).get("/admin/")
    assert response.status_code == 200
    assert [one.total for one in response.context["sections"] if one.name == "overdue"] == [1]


def test_a_steward_of_another_unit_sees_nothing_of_it(cast):
    client = enter(cast.other)
    assert cast.milestone.name not in client.get("/admin/milestones/milestone/").content.decode()
    assert client.get(f"/admin/milestones/milestone/{cast.milestone.pk}/change/").status_code == 404
    assert client.get(f"/admin/milestones/milestone/{cast.milestone.pk}/report/").status_code == 404


def test_every_model_of_ours_is_registered():
    from django.apps import apps

    # The desk's own memory, and what stands on another record's page.
    hidden = {
        "Span",
        "Standing",
        "Ownership",
        "Submission",
        "Upload",
        "CoUnit",
        "FormerDay",
        "FormerYear",
        "RoleGiven",
        "Retraction",
        "AccountUnlock",
        "DeliveryDecision",
        "Heartbeat",
        "RateLimit",
        "Placement",
        "Promise",
        "Wording",
    }
    ours = [m for app in ("backoffice", "projects", "milestones") for m in apps.get_app_config(app).get_models()]
    named = {m.__name__ for m in ours if not m.__name__.endswith("Event") and m.__name__ not in hidden}
    assert named <= {m.__name__ for m in admin.site._registry}


def test_only_the_administrator_edits_units(cast):
    url = reverse("admin:projects_unit_change", args=[cast.roads.pk])
    body = {"code": "roads", "kind": "company"}
    assert enter(cast.supervisor).post(url, body).status_code == 403
    assert save(enter(cast.admin), url, **body).status_code == 302
    assert Unit.objects.get(pk=cast.roads.pk).kind == "company"


def test_a_superuser_has_no_other_rights_than_the_role(cast):
    with owner():
        User.objects.filter(pk=cast.steward.pk).update(is_superuser=True)
    client = enter(cast.steward)
    assert client.get(reverse("admin:projects_unit_add")).status_code == 403
    assert client.get(reverse("admin:milestones_jobrun_changelist")).status_code == 403


def test_facts_are_read_only_for_everybody(cast):
    version = cast.milestone.baselines.get()
    for user in (cast.steward, cast.supervisor, cast.admin):
        client = enter(user)
        assert client.get(reverse("admin:milestones_baselineversion_add")).status_code == 403
        url = reverse("admin:milestones_baselineversion_change", args=[version.pk])
        assert client.post(url, {"due": "2030-01-01"}).status_code == 403
    version.refresh_from_db()
    assert version.due == dt.date(2024, 6, 14)


def test_nobody_deletes_what_is_approved(cast):
    client = enter(cast.supervisor)
    assert (
        client.post(reverse("admin:projects_project_delete", args=[cast.project.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert (
        client.post(reverse("admin:milestones_milestone_delete", args=[cast.milestone.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Project.objects.exists() and Milestone.objects.exists()


def test_what_nobody_approved_may_go(cast):
    draft = Milestone.objects.create(project=cast.project, name="草稿", forecast_due=dt.date(2024, 9, 1))
    url = reverse("admin:milestones_milestone_delete", args=[draft.pk])
    assert enter(cast.steward).post(url, {"post": "yes"}).status_code == 302
    assert not Milestone.objects.filter(pk=draft.pk).exists()


def test_the_administrator_gives_exactly_one_role(cast):
    client = enter(cast.admin)
    body = {
        "name": "新人",
        "role_choice": Role.LEADER,
        "unit": cast.roads.pk,
        "username": "newcomer",
        "language": "",
        "way": "code",
    }
    assert client.post(reverse("admin:projects_user_add"), body).status_code == 302
    person = User.objects.get(username="newcomer")
    assert (person.role, person.is_staff, person.groups.count()) == (Role.LEADER, False, 1)
    body |= {"role_choice": Role.STEWARD, "is_active": "on"}
    assert save(client, reverse("admin:projects_user_change", args=[person.pk]), **body).status_code == 302
    person = User.objects.get(username="newcomer")
    assert (person.role, person.is_staff) == (Role.STEWARD, True)


def test_colleagues_are_read_without_their_account_data(cast):
    response = enter(cast.steward).get(reverse("admin:projects_user_change", args=[cast.head.pk]))
    assert response.status_code == 200
    assert "argon2" not in response.content.decode()
