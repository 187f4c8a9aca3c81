"""Physical progress (形象进度): what is done of a project by the weight of its milestones, on any day."""

import datetime as dt
from decimal import Decimal

import pytest

from milestones.models import ChangeRequest
from milestones.models.plan import approve_plan
from milestones.reports.physical_progress import milestone_share_done, physical_progress
from projects.models import Project
from tests.cast import add_milestone, approve_as_before, believed, day, lay, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    """Three milestones of weight 1, 2 and 3; the last one counts roads: 4 of 9 are reported on 10 June."""
    start = noon(day(1, 1))
    cast.surface = add_milestone(cast, "路面完成", day(8, 1), weight=2, at=start)
    cast.roads_done = add_milestone(cast, "累计建成9条", day(9, 1), weight=3, target=cast.target, quantity=9, at=start)
    approve_plan(cast.project, by=cast.supervisor, at=start)
    cast.roads_done.report(by=cast.steward, note="已建成4条", quantity=4, at=noon(day(6, 10)))
    return cast


def finish(cast, on):
    claim = cast.milestone.claim(by=cast.steward, finished_on=on, note="完", at=noon(on))
    return claim.confirm(by=cast.supervisor, at=noon(on + dt.timedelta(days=1)))


def percent(cast, on):
    return physical_progress(on, [cast.project])[cast.project.pk]


def test_finished_milestones_count_whole_and_quantities_by_their_share(cast):
    assert percent(cast, day(6, 9)) == 0
    assert percent(cast, day(6, 10)) == Decimal("22.222222")  # 3 × 4/9 of 6
    finish(cast, day(6, 12))
    assert percent(cast, day(6, 12)) == Decimal("22.222222")  # claimed, not confirmed
    assert percent(cast, day(6, 13)) == Decimal("38.888889")  # (1 + 3 × 4/9) of 6


def test_more_than_was_promised_is_not_more_than_all(cast):
    believed(cast, cast.roads_done, 12, at=noon(day(7, 1)))
    assert percent(cast, day(7, 1)) == 50
    assert milestone_share_done("open", Decimal(12), Decimal(9)) == 1


def test_what_is_cancelled_is_left_out_from_its_day_on(cast):
    ask = {"kind": "cancel", "milestone": cast.surface, "reason_class": "design", "text": "并入二期"}
    change = ChangeRequest.ask(by=cast.steward, **ask, at=noon(day(7, 1)))
    change.approve(by=cast.supervisor, at=noon(day(7, 3)))
    assert percent(cast, day(7, 2)) == Decimal("22.222222")
    assert percent(cast, day(7, 3)) == Decimal("33.333333")  # 3 × 4/9 of 4


def test_a_draft_beside_the_approved_milestones_carries_no_weight(cast):
    before = percent(cast, day(7, 1))
    add_milestone(cast, "小事一桩", day(10, 1), weight=9999, at=noon(day(7, 1)))
    assert percent(cast, day(7, 1)) == before


def test_what_is_recorded_later_does_not_change_the_progress_of_a_day(cast):
    before = percent(cast, day(6, 11))
    finish(cast, day(6, 12))
    cast.roads_done.report(by=cast.steward, note="已建成8条", quantity=8, at=noon(day(6, 20)))
    ask = {"kind": "quantity", "milestone": cast.roads_done, "reason_class": "design", "text": "调整"}
    change = ChangeRequest.ask(by=cast.steward, new_quantity=8, **ask, at=noon(day(7, 1)))
    change.approve(by=cast.supervisor, at=noon(day(7, 2)))
    assert percent(cast, day(6, 11)) == before
    assert percent(cast, day(7, 2)) == Decimal("66.666667")


def test_a_project_without_milestones_has_no_progress_rather_than_none_done(cast):
    bare = Project.objects.create(code="2024-CJ-002", name="无排期", plan_year=2024, category=cast.project.category)
    assert physical_progress(day(7, 1), [bare]) == {bare.pk: None}
    assert percent(cast, dt.date(2023, 12, 31)) is None


def test_a_programme_counts_the_milestones_of_its_works(cast):
    known = {"plan_year": 2024, "category": cast.project.category, "at": noon(day(1, 1))}
    heading = lay(Project.objects, code="2024-CJ-002", name="道路工程", **known)
    part = lay(Project.objects, code="2024-CJ-002-01", name="一路", parent=heading, **known)
    lay(part.milestones, name="完工", forecast_due=day(9, 1), at=noon(day(1, 1)))
    assert physical_progress(day(7, 1), [heading, part]) == {heading.pk: None, part.pk: None}
    approve_as_before(part, cast.supervisor, at=noon(day(1, 2)))
    assert physical_progress(day(7, 1), [heading, part]) == {heading.pk: 0, part.pk: 0}


def test_many_projects_cost_one_query(cast, django_assert_num_queries):
    others = [
        Project.objects.create(
            code=f"2024-CJ-{number:03}", name=f"道路{number}", plan_year=2024, category=cast.project.category
        )
        for number in range(2, 12)
    ]
    with django_assert_num_queries(1):
        assert len(physical_progress(day(7, 1), [cast.project, *others])) == 11


def test_the_project_page_shows_it_and_never_rounds_up_to_all(client, cast):
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    address, english = "/projects/2024-CJ-001/", {"accept-language": "en"}
    assert "Physical progress 22%" in client.get(address, {"on": "2024-06-10"}, headers=english).content.decode()
    believed(cast, cast.roads_done, "8.9999", at=noon(day(7, 1)))
    assert "Physical progress 49%" in client.get(address, {"on": "2024-07-01"}, headers=english).content.decode()
