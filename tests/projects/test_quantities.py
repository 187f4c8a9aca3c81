"""Progress counted in quantities: what is expected by now, and how it is written."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from milestones.models import Standing
from milestones.models.plan import approve_plan
from milestones.rules.reasons import light_explanation
from projects.models import Target
from projects.quantities import format_quantity
from tests.cast import add_milestone, day, lay, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    """45 old communities: 20 by the end of June, all by the end of the year."""
    start = noon(day(1, 1))
    cast.homes = lay(Target.objects, project=cast.project, measure="老旧小区", value=45, unit="个")
    cast.half, cast.whole = (
        add_milestone(cast, f"累计{count}个", due, target=cast.homes, quantity=count, at=start)
        for count, due in ((20, day(6, 30)), (45, day(12, 31)))
    )
    approve_plan(cast.project, by=cast.supervisor, at=start)
    return cast


def standing(milestone, on):
    return Standing.objects.on(on).with_names().get(pk=milestone.pk)


def test_twenty_communities_by_june_and_forty_five_by_december_are_expected_along_two_lines(cast):
    dues = (day(1, 1), day(6, 30), day(9, 30), day(12, 31))
    assert [standing(cast.whole, on).expected for on in dues] == [0, 20, Decimal("32.5"), 45]


def test_one_figure_counts_for_both_milestones_and_each_is_finished_by_its_own_quantity(cast):
    cast.half.report(by=cast.steward, note="已改造20个", quantity=20, at=noon(day(6, 28)))
    assert standing(cast.half, day(6, 28)).reported == standing(cast.whole, day(6, 28)).reported == 20
    cast.half.claim(by=cast.steward, finished_on=day(6, 28), note="完成", at=noon(day(6, 28)))
    with pytest.raises(ValidationError):
        cast.whole.claim(by=cast.steward, finished_on=day(6, 28), note="完成", at=noon(day(6, 29)))


def test_the_light_says_in_chinese_and_in_english_why_it_is_red(cast):
    cast.half.report(by=cast.steward, note="已改造4个", quantity=4, at=noon(day(9, 1)))
    row = standing(cast.whole, day(9, 30))
    assert row.light == "red"
    with override("zh-hans"):
        assert "序时应32.5个" in light_explanation(row, day(9, 30)) and "已完成4个" in light_explanation(
            row, day(9, 30)
        )
    with override("en"):
        assert "32.5 个 expected by now, 4 个 done: 63.3 points behind" in light_explanation(row, day(9, 30))


def test_large_numbers_are_written_in_wan_and_yi_for_a_chinese_reader_only():
    written = {"0.5": "0.5㎡", "9999": "9999㎡", "69000": "6.9万㎡", "14000000000": "140亿㎡"}
    with override("zh-hans"):
        assert {number: format_quantity(Decimal(number), "㎡") for number in written} == written
    with override("en"):
        assert format_quantity(Decimal(69000), "㎡") == "69000 ㎡"
