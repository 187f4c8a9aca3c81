"""The ranking of units: how each milestone counts, who is ranked, and who may see the rows."""

from fractions import Fraction

import pytest

from backoffice.recording import historical_replay
from milestones.reports.ranking.counted_milestones import milestones_due_in, ranked_milestones
from milestones.reports.ranking.report import (
    UnitRow,
    one_decimal,
    period_start,
    previous_period,
    rank_unit_rows,
    unit_ranking,
)
from tests.api_client import read
from tests.cast import day, noon
from tests.district import decide, finish, work

pytestmark = pytest.mark.django_db
ON = day(7, 1)


def how(milestone, on=ON):
    return milestones_due_in(day(1, 1), on).get(milestone=milestone).how


def see(client, user, address="/reports/units/", **query):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.get(address, {"on": "2024-07-01", **query})


def test_each_milestone_counts_as_its_facts_say(district):
    assert how(district.in_time) == "on_time"
    assert how(district.late) == "late"
    assert how(district.milestone) == "overdue"
    assert how(district.waiting) == "overdue"  # claimed for a day after its date, and not confirmed yet
    assert how(district.in_time, day(6, 10)) == "awaiting"  # neither
    assert how(district.forced) == "force_majeure"  # left out
    assert how(district.stopped) == "overdue"  # suspended after its date: no way out
    assert how(district.dropped) == "overdue"  # cancelled after its date


def test_a_late_finish_counts_against_the_unit_while_it_waits_for_its_confirmation(district):
    """Whatever is decided about the claim, the date was missed."""
    before = how(district.milestone)
    claim = finish(district, district.milestone, day(6, 30), None)
    assert (before, how(district.milestone)) == ("overdue", "overdue")
    claim.confirm(by=district.supervisor, at=noon(day(7, 1)))
    assert how(district.milestone) == "late"


def test_an_extension_helps_against_the_date_in_force_only(district):
    row = milestones_due_in(day(1, 1), ON).get(milestone=district.extended)
    assert (row.how, row.how_now) == ("overdue", "due")


def test_force_majeure_excuses_its_own_days_and_no_others(district):
    """Due on 28 June and moved to 1 September, which is 65 days; an ordinary extension excuses none."""
    assert [how(district.forced, on) for on in (day(9, 1), day(9, 2))] == ["force_majeure", "overdue"]
    with historical_replay():
        decide(
            district,
            {"milestone": district.extended},
            day(6, 26),
            kind="extend",
            new_due=day(9, 2),
            reason_class="force_majeure",
        )
    row = milestones_due_in(day(1, 1), ON).get(milestone=district.extended)
    assert (row.measured_from, row.how, row.how_now) == (day(6, 6), "overdue", "force_majeure")
    late = finish(district, district.forced, day(9, 11), None)
    late.confirm(by=district.supervisor, at=noon(day(9, 12)))
    (one,) = [
        one
        for one in ranked_milestones(district.leader, district.roads, day(1, 1), day(9, 12))
        if one.row.milestone_id == district.forced.pk
    ]
    assert (one.row.how, one.days) == ("late", 10)


def test_what_is_due_on_the_day_counts_as_neither(district):
    assert how(district.in_time, day(6, 10)) != "overdue"
    assert how(district.milestone, day(6, 14)) == "due"


def test_the_rate_is_what_was_in_time_of_what_counts(district):
    (row,) = [row for group in unit_ranking(ON).groups for row in group.rows if row.unit == "roads"]
    rows = ranked_milestones(district.leader, district.roads, day(1, 1), ON)
    assert (row.due, row.force_majeure, row.neither) == (len(rows), 1, 0)
    counted = [one for one in rows if one.days is not None]
    assert row.rate == Fraction(100 * row.on_time, len(counted)) and row.on_time == 1
    assert row.slip == Fraction(sum(one.days for one in counted), len(counted))
    assert row.rank == 1


def test_too_few_milestones_give_no_rank_and_say_so(client, district):
    (row,) = [row for group in unit_ranking(ON).groups for row in group.rows if row.unit == "schools"]
    assert row.rank is None and not row.enough
    assert "到期节点1个，不足8个，本期不排名。" in see(client, district.leader).content.decode()


def test_nothing_due_divides_by_nothing(client, district):
    assert unit_ranking(day(1, 5)).groups == []
    page = see(client, district.leader, on="2024-01-05")
    assert page.status_code == 200


def unit_row(code, on_time, late):
    counted = on_time + late
    return UnitRow(
        unit=code,
        unit_name=code,
        kind="department",
        due=counted,
        force_majeure=0,
        neither=0,
        on_time=on_time,
        late=late,
        overdue=0,
        rate=Fraction(100 * on_time, counted),
        rate_in_force=None,
        slip=Fraction(0),
        returned=0,
        silent=0,
        enough=True,
    )


def test_equal_rates_share_a_rank_and_the_next_is_counted_on():
    rows = rank_unit_rows([unit_row("a", 9, 1), unit_row("b", 18, 2), unit_row("c", 10, 0), unit_row("d", 1, 9)])
    assert [(row.unit, row.rank) for row in rows] == [("c", 1), ("a", 2), ("b", 2), ("d", 4)]
    assert {row.honour for row in rows} == {""}  # too small a group


def test_a_group_of_seven_has_its_lists():
    rows = rank_unit_rows([unit_row(str(number), number, 10 - number) for number in range(1, 8)])
    assert [row.honour for row in rows] == ["red"] * 3 + [""] + ["black"] * 3


def test_nobody_is_blamed_for_a_full_rate():
    assert {row.honour for row in rank_unit_rows([unit_row(str(number), 9, 0) for number in range(8)])} == {"red"}


def test_the_last_period_ends_before_this_one():
    assert (period_start(day(8, 20), "quarter"), period_start(day(8, 20), "month")) == (day(7, 1), day(8, 1))
    assert previous_period(day(8, 20), "year") == (day(1, 1), day(7, 31))
    assert previous_period(day(8, 20), "quarter") == (day(4, 1), day(6, 30))
    assert previous_period(day(1, 9), "year") == (
        day(1, 1).replace(year=2023),
        day(1, 1).replace(year=2023, month=12, day=31),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(200, 3), "66.7"), (Fraction(-1, 4), "-0.3"), (Fraction(-1, 90), "0.0"), (None, None)],
)
def test_tenths_are_rounded_half_up(value, text):
    assert one_decimal(value) == text


def test_everybody_sees_the_table_and_only_their_own_rows(client, district):
    assert see(client, district.other).content.decode().count("区住建局") >= 1
    assert see(client, district.other, "/reports/units/roads/").status_code == 403
    assert see(client, district.other, "/reports/units/schools/").context["total"] == 1
    assert see(client, district.leader, "/reports/units/roads/").status_code == 200
    assert see(client, district.leader, "/reports/units/moon/").status_code == 404


def test_every_number_of_a_unit_opens_its_rows(client, district):
    finish(district, work(district, 13, district.roads, day(6, 29)), day(6, 28), None)
    (row,) = [row for group in unit_ranking(ON).groups for row in group.rows if row.unit == "roads"]
    for how, number in (("neither", row.neither), ("late", row.late), ("silent", row.silent)):
        page = see(client, district.leader, "/reports/units/roads/", how=how)
        assert page.context["total"] == number > 0
    every = see(client, district.leader, "/reports/units/roads/")
    assert one_decimal(row.rate) == every.context["rate"] and one_decimal(row.slip) == every.context["slip"]
    assert len(every.context["silent"]) == row.silent


def test_a_returned_claim_is_among_the_rows_of_its_unit(client, district):
    claim = finish(district, district.milestone, day(6, 30), None)
    claim.send_back(by=district.supervisor, reason="缺验收单", at=noon(day(7, 1)))
    (row,) = [row for group in unit_ranking(ON).groups for row in group.rows if row.unit == "roads"]
    page = see(client, district.leader, "/reports/units/roads/", how="returned")
    assert row.returned == 1 and [one.row.milestone for one in page.context["rows"]] == [district.milestone]


def test_the_queries_do_not_grow_with_units_and_rows(client, district, django_assert_max_num_queries):
    see(client, district.leader)
    with django_assert_max_num_queries(15):
        client.get("/reports/units/", {"on": "2024-07-01"})
    with django_assert_max_num_queries(13):
        client.get("/reports/units/roads/", {"on": "2024-07-01"})


def test_the_api_tells_the_same(district):
    answer = read(district.other, "reports/units/", on="2024-07-01")
    assert [row["unit"] for row in answer["rows"]] == ["roads", "schools"]
    assert answer["rows"][0]["rank"] == 1 and answer["min_milestones"] == 8
    read(district.leader, "reports/units/", 400, period="decade")
