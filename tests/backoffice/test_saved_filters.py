"""Saved filters: a name for the address of a filtered list, kept for oneself."""

import pytest
from django.urls import reverse

from milestones.models import SavedFilter
from tests.forms import save

pytestmark = pytest.mark.django_db
KEEP = reverse("admin:keep_filter")
MILESTONES = reverse("admin:milestones_milestone_changelist")


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.supervisor)
    return client


def keep(client, address, name="我的红灯"):
    return client.post(KEEP, {"name": name, "next": address})


def test_a_filter_is_saved_and_stands_as_a_link_above_its_list(desk, cast):
    response = keep(desk, f"{MILESTONES}?light=red&category=road&p=2&o=-6")
    assert response["Location"] == f"{MILESTONES}?light=red&category=road&p=2&o=-6"
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.list, kept.query) == (
        cast.supervisor,
        "milestones.milestone",
        "light=red&category=road&o=-6",
    )
    page = desk.get(MILESTONES).content.decode()
    assert "?light=red&amp;category=road&amp;o=-6" in page and "我的红灯" in page
    assert "我的红灯" not in desk.get(reverse("admin:projects_project_changelist")).content.decode()


def test_the_list_proposes_a_name_from_the_filters_chosen(desk):
    page = desk.get(f"{MILESTONES}?light=red&q=道路", headers={"accept-language": "zh-hans"}).content.decode()
    assert 'value="道路 红"' in page


def test_only_what_is_filtered_can_be_saved(desk):
    assert 'id="keep-name"' not in desk.get(MILESTONES).content.decode()
    assert keep(desk, MILESTONES).context["form"].errors and not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        f"{MILESTONES}?nonsense=1",
        f"{MILESTONES}?light=purple",
        f"{MILESTONES}?project__unit__head__password=x",
        "/admin/",
        "/nowhere/?light=red",
        "https://elsewhere.example/?light=red",
        "",
    ],
)
def test_what_the_list_does_not_know_is_not_saved(desk, address):
    response = keep(desk, address)
    assert response.status_code == 200 and response.context["form"].non_field_errors()
    assert not SavedFilter.objects.exists()


def test_a_name_is_given_once_on_a_list_and_what_was_typed_stays(desk):
    keep(desk, f"{MILESTONES}?light=red")
    response = keep(desk, f"{MILESTONES}?light=yellow")
    assert "name" in response.context["form"].errors and SavedFilter.objects.count() == 1
    assert 'value="我的红灯"' in response.content.decode()


def test_a_saved_filter_is_renamed_and_deleted_by_its_owner_alone(desk, cast, client):
    keep(desk, f"{MILESTONES}?light=red")
    kept = SavedFilter.objects.get()
    change = reverse("admin:milestones_savedfilter_change", args=[kept.pk])
    assert save(desk, change, name="红灯").status_code == 302
    kept.refresh_from_db()
    assert kept.name == "红灯"
    client.force_login(cast.second)
    assert client.get(change).status_code == 404
    client.force_login(cast.supervisor)
    client.post(reverse("admin:milestones_savedfilter_delete", args=[kept.pk]), {"post": "yes"})
    assert not SavedFilter.objects.exists()


def test_renaming_to_a_name_in_use_is_refused_at_the_field(desk):
    keep(desk, f"{MILESTONES}?light=red", "甲")
    keep(desk, f"{MILESTONES}?light=yellow", "乙")
    change = reverse("admin:milestones_savedfilter_change", args=[SavedFilter.objects.get(name="乙").pk])
    response = desk.post(change, {"name": "甲"})
    assert "name" in response.context["adminform"].form.errors
