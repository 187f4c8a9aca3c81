"""What a form, a filter or a search of the admin is asked about what is out of sight."""

import pytest
from django.urls import reverse

from projects.models import Project, Unit
from tests.cast import enter
from tiexi.access_map import own_model_admins

from . import access_expected as expected
from .access_asking import place
from .access_world import UNITS


def test_a_form_takes_no_record_out_of_sight(world):
    """Typed into the request past the list of choices."""
    own = Project.objects.create(
        code="2024-MS-001",
        name="校舍",
        plan_year=2024,
        category=world.project.category,
        unit=world.schools,
        steward=world.other,
    )
    client = enter(world.other)
    body = {"name": "校舍", "code": own.code, "plan_year": 2024, "category": own.category_id}
    body |= {
        f"{prefix}-{what}_FORMS": 0 for prefix in ("milestones", "targets", "works") for what in ("TOTAL", "INITIAL")
    }
    url = reverse("admin:projects_project_change", args=[own.pk])
    body |= {"snapshot": client.get(url).context["snapshot"]}
    for field in ("parent", "continues"):
        answer = client.post(url, body | {field: world.project.pk})
        assert answer.status_code == 200 and field in answer.context["adminform"].form.errors, field
    for page, more in (
        ("milestones_milestone_add", {"name": "x", "forecast_due": "2030-01-01", "sequence": 1, "weight": 1}),
        (
            "projects_target_add",
            {"measure": "x", "value": 1, "unit": "条", "nature": "flow", "qualifier": "="},
        ),
    ):
        answer = client.post(reverse(f"admin:{page}"), more | {"project": world.project.pk})
        assert answer.status_code == 200 and "project" in answer.context["adminform"].form.errors, page


def test_every_choice_of_every_form_is_cut_from_what_is_seen(world):
    client = enter(world.other)
    for model_admin in own_model_admins():
        if "steward" not in expected.RECORDS[model_admin.opts.label].get("add", ""):
            continue
        form = client.get(place(model_admin, "add")).context["adminform"].form
        for field in form.fields.values():
            label = getattr(getattr(field, "queryset", None), "model", Unit)._meta.label
            if label in UNITS:
                assert not field.queryset.filter(pk=world.records[label].pk).exists(), (
                    model_admin,
                    field.label,
                )


LOOKUPS = [
    ("projects.Project", "steward__password__startswith=md5"),
    ("projects.Project", "leader__email__contains=a"),
    ("milestones.Milestone", "owner__password__startswith=md5"),
    ("milestones.Milestone", "project__note__contains=a"),
    ("projects.User", "password__startswith=md5"),
    ("milestones.Claim", "by__password__startswith=md5"),
    ("milestones.ProgressReport", "milestone__project__steward__phone__startswith=1"),
    ("projects.Project", "_to_field=password"),
    ("projects.User", "_popup=1&_to_field=password"),
]


@pytest.mark.parametrize(("label", "query"), LOOKUPS)
def test_a_list_is_not_asked_about_what_it_does_not_show(world, label, query):
    model_admin = next(row for row in own_model_admins() if row.opts.label == label)
    assert enter(world.steward).get(f"{place(model_admin, 'changelist')}?{query}").status_code == 400


def test_a_search_and_a_filter_by_names_out_of_sight_find_nothing(world):
    client = enter(world.other)
    for query in (
        {"q": "机密"},
        {"q": world.project.code},
        {"unit": "roads"},
        {"steward": "steward"},
        {"mine": "true"},
        {"o": "1"},
    ):
        for page in ("projects_project_changelist", "milestones_milestone_changelist"):
            answer = client.get(reverse(f"admin:{page}"), query, follow=True)
            assert answer.status_code == 200
            assert not list(answer.context["cl"].result_list), (page, query)
            assert "机密" not in answer.content.decode().replace('value="机密"', "")


def test_works_of_another_unit_are_not_named_on_the_page_of_a_shared_programme(world):
    world.project.co_units.add(world.schools)
    work = Project.objects.create(
        code="2024-CJ-001-01",
        name="机密工程",
        plan_year=2024,
        category=world.project.category,
        unit=world.roads,
        parent=world.project,
    )
    for user, named in ((world.other, False), (world.steward, True)):
        page = enter(user).get(reverse("admin:projects_project_change", args=[world.project.pk]))
        assert page.status_code == 200 and (work.name in page.content.decode()) is named
