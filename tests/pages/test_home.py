"""The first page: the sentence, the five lights and the ten worst, honest while there is no schedule."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from milestones.models import Instruction
from projects.models import Category, Project
from tests.cast import lay, noon

pytestmark = pytest.mark.django_db


def see(client, user, address="/", **query):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address, query)


def test_it_counts_projects_by_light_and_lists_the_worst(client, cast):
    page = see(client, cast.leader, on="2024-07-01")
    assert page.status_code == 200
    assert page.context["district"].lights == {"red": 1}
    assert [one.row.days_late for one in page.context["report"].worst] == [17]
    assert [line.name for line in page.context["report"].by_unit] == ["区住建局"]


def test_before_anything_was_recorded_there_is_nothing(client, cast):
    assert see(client, cast.leader, on="2023-12-31").context["district"].total == 0


def test_a_bare_register_shows_dashes_instead_of_green(client, cast):
    bare = {"plan_year": 2024, "category": Category.objects.get(code="road"), "unit": cast.schools}
    Project.objects.create(code="2024-CJ-002", name="有机更新4条道路", steward=cast.other, **bare)
    page = see(client, cast.other)
    text = page.content.decode()
    assert page.context["district"].planned == 0 and page.context["district"].total == 1
    assert "light green" in text and text.count('<dd class="figure zero">—</dd>') == 5


def test_a_light_leads_to_its_projects(client, cast):
    page = see(client, cast.leader, "/reports/projects/", on="2024-07-01", light="red")
    assert [row.project.code for row in page.context["rows"]] == ["2024-CJ-001"]
    wrong = see(client, cast.leader, "/reports/projects/", light="purple")
    assert wrong.status_code == 400 and 'id="id_light_error"' in wrong.content.decode()


def test_a_bad_day_is_said_at_the_field(client, cast):
    page = see(client, cast.leader, on="soon")
    assert page.status_code == 400 and 'id="on-error"' in page.content.decode()


def test_the_worst_say_what_is_asked_and_what_was_instructed(client, cast):
    cast.milestone.report(by=cast.steward, note="推迟", need="协调征迁", at=noon(dt.date(2024, 6, 20)))
    give = {"milestone": cast.milestone, "by": cast.leader, "text": "倒排工期"}
    Instruction.give(**give, reply_by=dt.date(2024, 7, 20), at=noon(dt.date(2024, 6, 21)))
    text = see(client, cast.leader, on="2024-07-01").content.decode()
    assert "协调征迁" in text and "倒排工期" in text
    assert "倒排工期" not in see(client, cast.leader, on="2024-06-20").content.decode()


def test_the_earlier_day_must_be_earlier(client, cast):
    page = see(client, cast.leader, on="2024-07-01", since="2024-07-01")
    assert page.status_code == 400 and 'id="since-error"' in page.content.decode()
    assert see(client, cast.leader, on="2024-07-01", since="2024-06-30").context["since"] == dt.date(2024, 6, 30)


def test_only_a_leader_in_charge_is_offered_their_own(client, cast):
    assert "mine=1" in see(client, cast.leader, on="2024-07-01").content.decode()
    assert "mine=1" not in see(client, cast.supervisor, on="2024-07-01").content.decode()


def test_changes_say_how_many_they_leave_out():
    rows = [SimpleNamespace(project="2024-CJ-001", project_name=f"道路{number}", how="") for number in range(5)]
    text = render_to_string("pages/_home_moves.html", {"rows": rows, "shown_changes": ":3", "further_changes": "3:"})
    assert text.count("2024-CJ-001") == 3 and "其余2项" in text


def test_the_queries_do_not_grow_with_the_projects(client, cast, django_assert_max_num_queries):
    start = noon(dt.date(2024, 1, 1))
    for number in range(2, 22):
        project = lay(
            Project.objects,
            code=f"2024-CJ-{number:03}",
            name=f"道路{number}",
            plan_year=2024,
            unit=cast.roads,
            category=Category.objects.get(code="road"),
            steward=cast.steward,
            at=start,
        )
        lay(project.milestones, name="完工", forecast_due=dt.date(2024, 5, 1), at=start)
    see(client, cast.leader)
    with django_assert_max_num_queries(36):
        client.get("/", {"on": "2024-07-01"})
    with django_assert_max_num_queries(22):
        client.get("/reports/projects/", {"on": "2024-07-01"})


def test_the_navigation_shows_only_what_exists(client, cast):
    text = see(client, cast.leader).content.decode()
    assert 'href="/reports/overdue/"' in text and 'href="/admin/"' not in text
    assert 'href="/admin/"' in see(client, cast.steward).content.decode()
    assert 'href="/reports/units/"' in text and 'href="/reports/trend/"' in text
    assert 'href="/wall/"' in text and 'href="/instructions/"' in text
