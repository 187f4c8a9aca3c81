"""What is told to whom: theirs alone, worst first, in their language, and nothing when there is nothing to say."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from milestones.digests.compose import compose_digest
from milestones.digests.daily_facts import read_daily_facts
from milestones.digests.readers import reader_for_person as reader_of
from milestones.digests.sections import PARTS
from milestones.digests.subject import fit_subject, worker_subject
from milestones.mail.sending import send_digests
from milestones.models import Delivery, Milestone, Subscription
from milestones.models.plan import approve_plan
from projects.models import Role, Target, User
from tests.cast import add_milestone, day, flag_night, lay, noon, person, rewrite

pytestmark = pytest.mark.django_db
MONDAY, SATURDAY = dt.date(2024, 6, 17), dt.date(2024, 6, 15)


@pytest.fixture
def cast(cast):
    """A leader who wants to hear daily, and a project that is not silent."""
    Subscription.objects.create(user=cast.leader, scope="in_charge", frequency="daily")
    cast.milestone.report(by=cast.steward, note="施工中", at=noon(day(5, 20)))
    return cast


def composed(user, on):
    """What the person gets on a Monday: a daily digest, or the weekly one."""
    kind = "digest" if reader_of(user, "digest") else "weekly"
    return compose_digest(reader_of(user, kind), read_daily_facts(on, kind)) if reader_of(user, kind) else None


def digest(reader, on, language="en"):
    with translation.override(language):
        return composed(User.objects.get(pk=reader.pk), on)


def mails():
    return {message.to[0].partition("@")[0].rpartition("<")[2]: message for message in mail.outbox}


def figures(found):
    return {section.name: [line.figure for line in section.lines] for section in found.sections}


def test_each_gets_one_mail_with_what_is_theirs(cast):
    assert str(send_digests(MONDAY)) == "planned=5 sent=5 held=0 skipped=0 failed=0"
    assert set(mails()) == {"steward", "head", "supervisor", "second", "leader"}
    assert all("新建牛心屯一路等9条道路" in message.body for message in mails().values())


def test_nothing_to_say_makes_no_mail(cast):
    assert str(send_digests(day(1, 10))) == "planned=0 sent=0 held=0 skipped=0 failed=0"
    assert mail.outbox == []


def test_the_worst_comes_first_and_each_milestone_stands_once(cast):
    for name, due in (("清表", day(5, 10)), ("铺油", day(6, 21)), ("交工", day(12, 20))):
        add_milestone(cast, name, due, at=noon(day(1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    found = digest(cast.steward, MONDAY)
    assert figures(found) == {"overdue": ["38", "3"], "soon": ["4"]}
    assert found.subject == "2 overdue: 新建牛心屯一路等9…, 38 days"
    assert "1 due soon" in found.headline


def test_what_is_far_behind_stands_once_for_each_quantity_the_worst_first_and_no_milestone_is_lost(cast):
    trees = lay(Target.objects, project=cast.project, measure="绿化", value=10, unit="处", as_written="10处")
    laid = [
        add_milestone(cast, name, due, at=noon(day(1, 2)), target=target, quantity=quantity)
        for name, due, target, quantity in (
            ("建成6条", day(9, 30), cast.target, 6),
            ("绿化10处", day(10, 31), trees, 10),
            ("建成9条", day(12, 20), cast.target, 9),
        )
    ]
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    found = digest(cast.steward, MONDAY)
    section = next(section for section in found.sections if section.name == "behind")
    assert figures(found)["behind"] == ["55", "41"]
    assert (section.total, section.more) == (3, 0)
    assert section.lines[1].notes == [
        "3.69 条 expected by now, 0 条 done: 41 points behind, beyond the red line of 30.",
        "2 milestones: “建成6条” (September 30), “建成9条” (December 20).",
    ]
    told = [item["milestone"] for item in found.as_items() if item["section"] == "behind"]
    assert told == [laid[1].pk, laid[0].pk, laid[2].pk]
    assert "3 far behind" in found.headline


def test_a_returned_claim_says_when_and_why(cast):
    claim = cast.milestone.claim(by=cast.steward, finished_on=day(6, 12), note="完成", at=noon(day(6, 12)))
    claim.send_back(by=cast.supervisor, reason="缺验收单。", at=noon(day(6, 13)))
    early, late = digest(cast.steward, day(6, 13)), digest(cast.steward, MONDAY)
    assert figures(early) == {"returned": ["Returned"]}
    assert "缺验收单. Counts as not finished." in early.sections[0].lines[0].notes[1]
    assert "缺验收单" in late.sections[0].lines[0].notes[-1]


def test_what_only_waits_for_others_makes_no_mail_for_the_steward_but_one_for_the_supervisor(cast):
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 12), note="完成", at=noon(day(6, 12)))
    assert digest(cast.steward, MONDAY) is None
    assert figures(digest(cast.supervisor, MONDAY)) == {"claims": ["Claim"]}


def test_a_claim_left_too_long_is_the_supervisors_own_late_item(cast):
    cast.milestone.claim(by=cast.steward, finished_on=day(6, 7), note="完成", at=noon(day(6, 7)))
    notes = [digest(cast.supervisor, day(6, number)).sections[0].lines[0].notes for number in (14, 17)]
    assert len(notes[0]) == 1
    assert notes[1][1] == "Has waited 6 working days; 5 are allowed."


def test_the_supervisor_sees_what_waits_on_that_day_and_not_what_was_decided(cast):
    change = cast.milestone.request_change(
        by=cast.steward,
        kind="extend",
        new_due=day(7, 31),
        reason_class="land",
        text="征迁",
        at=noon(day(6, 10)),
    )
    change.approve(by=cast.supervisor, at=noon(day(6, 20)))
    assert figures(digest(cast.second, MONDAY)) == {"changes": ["Extension"], "overdue": ["3"]}
    assert digest(cast.second, day(6, 20)) is None


def test_the_leader_sees_the_lights_in_charge_and_what_to_coordinate(cast):
    cast.milestone.report(by=cast.steward, note="停工", problem="征迁", need="2号路段征迁", at=noon(MONDAY))
    found = digest(cast.leader, MONDAY)
    assert [(light.light, light.count, light.change) for light in found.lights][:2] == [
        ("red", 1, 1),
        ("yellow", 0, -1),
    ]
    assert found.sections[0].lines[0].ask == "Please coordinate: 2号路段征迁"
    assert (
        found.headline
        == "1 of 1 projects on red, 1 more than last week; the longest is 3 days overdue. Waiting for your coordination: 1."  # noqa: E501
    )
    assert "Due on June 14, forecast June 14" in found.sections[0].lines[0].notes[0]


def test_the_subject_of_who_decides_names_only_what_there_is(cast):
    assert digest(cast.second, MONDAY).subject == "1 overdue, worst 3 days"
    cast.milestone.claim(by=cast.steward, finished_on=MONDAY, note="完成", at=noon(MONDAY))
    assert digest(cast.second, MONDAY).subject == "1 to do"
    assert digest(cast.leader, MONDAY) is None


def test_a_leader_in_charge_of_nothing_reads_of_the_whole_district(cast):
    other = person("another", Role.LEADER)
    assert figures(digest(other, MONDAY)) == {"overdue": ["3"]}


def test_who_the_ladder_calls_is_told_once(cast):
    flag_night(day(6, 21))
    told = [digest(reader, day(6, 21)).sections[0].lines[0].notes for reader in (cast.head, cast.steward)]
    assert any("Escalated to you" in note for note in told[0])
    assert not any("Escalated to you" in note for note in told[1])
    assert not any("Escalated to you" in note for note in digest(cast.head, day(6, 24)).sections[0].lines[0].notes)


def test_every_row_is_one_that_its_reader_may_see(cast):
    stranger = person("stranger", Role.STEWARD, cast.roads)
    cast.project.assign(by=cast.supervisor, steward=stranger, at=noon(day(6, 16)))
    for reader in User.objects.all():
        found = digest(reader, MONDAY)
        rows = {line.milestone for section in found.sections for line in section.lines} if found else set()
        assert rows <= set(Milestone.objects.visible_to(reader).values_list("pk", flat=True)), reader
    assert digest(cast.steward, MONDAY) is None


def test_ten_rows_a_section_and_the_rest_as_a_number(cast):
    for number in range(13):
        add_milestone(cast, f"节点{number}", day(6, 10), at=noon(day(1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    section = digest(cast.steward, MONDAY).sections[0]
    assert (len(section.lines), section.total, section.more) == (10, 14, 4)
    send_digests(MONDAY)
    assert "另有" in mails()["steward"].body or "and 4 more" in mails()["steward"].body


def test_composing_takes_no_query_per_row_nor_per_steward(cast):
    with translation.override("en"), CaptureQueriesContext(connection) as one:
        edition = read_daily_facts(MONDAY)
    for number in range(13):
        add_milestone(cast, f"节点{number}", day(6, 10), at=noon(day(1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(day(1, 3)))
    with translation.override("en"), CaptureQueriesContext(connection) as many:
        edition = read_daily_facts(MONDAY)
    assert len(one) == len(many) == 22
    allowed = {cast.steward: 0, cast.head: 1, cast.supervisor: 0, cast.leader: 0}
    for reader, queries in allowed.items():
        reader = reader_of(User.objects.prefetch_related("groups").get(pk=reader.pk), "digest")
        with CaptureQueriesContext(connection) as seen:
            assert compose_digest(reader, edition)
        assert len(seen) == queries, reader


def test_the_mail_speaks_the_readers_language(cast):
    User.objects.filter(pk=cast.steward.pk).update(language="en")
    send_digests(MONDAY)
    languages = dict(Delivery.objects.values_list("recipient__username", "language"))
    assert (languages["steward"], languages["head"]) == ("en", "zh-hans")
    assert mails()["steward"].subject == "1 overdue: 新建牛心屯一路等9条…, 3 days"
    assert '<html lang="zh-hans">' in mails()["head"].alternatives[0][0]


def test_a_subject_keeps_its_numbers_and_shortens_the_name():
    assert (
        fit_subject("逾期%(count)s项：%(name)s逾期%(days)s天", "新建牛心屯一路等9条道路", count=2, days=54)
        == "逾期2项：新建牛心屯一路等9条道路逾期54天"
    )
    long = fit_subject("逾期%(count)s项：%(name)s逾期%(days)s天", "路" * 60, count=2, days=54)
    assert len(long) == 30
    assert long.endswith("…逾期54天")
    assert "\n" not in fit_subject("%(name)s", "a\nBcc: b@c.d")


def test_the_demonstration_says_that_its_dates_are_invented(cast, settings):
    settings.DEMONSTRATION = True
    send_digests(MONDAY)
    for message in mail.outbox:
        assert "Demonstration" in message.body or "演示数据" in message.body


def test_the_html_has_no_image_script_or_foreign_address(cast):
    send_digests(MONDAY)
    for message in mail.outbox:
        html = message.alternatives[0][0]
        assert not any(tag in html for tag in ("<img", "<script", "<link", "position:", "flex", "url("))
        assert "http://127.0.0.1" in html


def test_names_are_text_in_both_forms(cast):
    evil = '<img src=x onerror=alert(1)>&"'
    rewrite(type(cast.project).objects.filter(pk=cast.project.pk), name=evil)
    send_digests(MONDAY)
    for message in mail.outbox:
        assert evil in message.body
        assert "<img" not in message.alternatives[0][0]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_section_that_can_be_composed_has_a_subject_in_both_languages(cast, part, language):
    rows = read_daily_facts(MONDAY).rows
    with translation.override(language):
        subject = worker_subject({one.name: rows[:1] if one is part else [] for one in PARTS})
        heading, counted = str(part.title), part.counted % {"count": 1}
    assert "1" in subject and "1" in counted and rows[0].project.name[:4] in subject and len(subject) <= 30
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in heading + counted)
    assert chinese == (language == "zh-hans")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_settled_has_a_subject_of_its_own_rows(cast, language):
    flag_night(on=MONDAY)
    rows = list(cast.milestone.flags.all())
    with translation.override(language):
        subject = worker_subject({part.name: rows if part.name == "cured" else [] for part in PARTS})
    assert rows and cast.project.name[:4] in subject
