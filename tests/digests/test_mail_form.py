"""What every composed mail keeps to: tables with inline styles, our own links only, and nobody's text as markup."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.db.models import Model
from django.utils import translation

from milestones.digests.planning import DigestPlan, compose_digests
from milestones.digests.readers import reader_for_person
from milestones.digests.subject import LIMIT, fit_subject, leader_subject, supervisor_subject, worker_subject
from milestones.models import ChangeRequest, Claim, Instruction, Milestone, ProgressReport, Subscription
from milestones.models.plan import approve_plan
from projects.models import User
from tests.cast import add_milestone, lay, noon

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 6, 17)
# What the templates themselves are made of.
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "p",
    "h1",
    "h2",
    "span",
    "br",
    "a",
    "b",
}
FORBIDDEN = re.compile(r"position\s*:|float\s*:|flex|grid|url\(|@import|expression|javascript", re.IGNORECASE)
STARTS = [
    "<script>alert({n})</script>",
    "<img src=//e.vil/{n} onerror=alert(1)>",
    "'\"><svg onload=alert({n})>",
    "</td></table><iframe src=//e.vil/{n}>",
    "<a href='javascript:alert({n})'>x</a>",
    "<style>@import '//e.vil/{n}'</style>",
    "{{{{ settings.SECRET_KEY }}}}{n}",
    "{{% load x %}}{n}",
    "<!--{n}--!><object data=x>",
    "&lt;b&gt;{n}&amp;",
]
PAYLOADS = [start.format(n=number) for number in range(10) for start in STARTS]


class Reading(HTMLParser):
    """The tags, addresses and styles of a mail."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.styles, self.names, self.widths = set(), [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.add(tag)
        self.names |= set(values)
        self.links += [values[name] for name in ("href", "src", "background") if name in values]
        self.styles.append(values.get("style") or "")
        self.widths += [int(width) for width in re.findall(r"(?<!-)width:(\d+)px", values.get("style") or "")]
        self.widths += [int(values["width"])] if (values.get("width") or "").isdigit() else []


@pytest.fixture
def cast(cast):
    """A district in which every section of every mail has something to say."""
    Subscription.objects.create(user=cast.leader, scope="in_charge", frequency="daily")
    for number in range(12):
        add_milestone(cast, f"逾期{number}", dt.date(2024, 6, 3), at=noon(dt.date(2024, 1, 2)))
    claimed = add_milestone(cast, "待确认", dt.date(2024, 6, 20), at=noon(dt.date(2024, 1, 2)))
    returned = add_milestone(cast, "被退回", dt.date(2024, 6, 19), at=noon(dt.date(2024, 1, 2)))
    approve_plan(cast.project, by=cast.supervisor, at=noon(dt.date(2024, 1, 3)))
    for milestone in (claimed, returned):
        claim = milestone.claim(
            by=cast.steward, finished_on=dt.date(2024, 6, 10), note="完成", at=noon(dt.date(2024, 6, 10))
        )
    claim.send_back(by=cast.supervisor, reason="缺验收单", at=noon(dt.date(2024, 6, 11)))
    cast.milestone.report(by=cast.steward, note="停工", problem="征迁", need="协调征迁", at=noon(dt.date(2024, 6, 13)))
    cast.milestone.request_change(
        by=cast.steward,
        kind="extend",
        new_due=dt.date(2024, 7, 31),
        reason_class="land",
        text="征迁未完",
        at=noon(dt.date(2024, 6, 12)),
    )
    lay(
        Instruction.objects,
        milestone=cast.milestone,
        project=None,
        by=cast.leader,
        kind="directive",
        text="请抓紧",
        reply_by=dt.date(2024, 6, 20),
        at=noon(dt.date(2024, 6, 12)),
    )
    add_milestone(cast, "未批准", dt.date(2024, 9, 1), at=noon(dt.date(2024, 6, 12)))
    return cast


def mails(language):
    """Everybody's digest, of both kinds."""
    User.objects.update(language=language)
    found = []
    for kind in ("digest", "weekly"):
        readers = [one for person in User.objects.all() if (one := reader_for_person(person, kind))]
        found += compose_digests(DigestPlan(kind, MONDAY, noon(MONDAY)), readers).good
    return found


def check(mail, settings):
    read = Reading(mail.html)
    assert read.tags <= TAGS, read.tags - TAGS
    assert not any(FORBIDDEN.search(style) for style in read.styles)
    assert not any(name.startswith("on") or name in ("class", "id", "src", "background") for name in read.names)
    assert max(read.widths, default=0) <= 640
    assert read.links and all(link.startswith(f"{settings.PUBLIC_URL}/") for link in read.links)
    assert 0 < len(mail.subject) <= LIMIT and "\n" not in mail.subject


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_mail_is_made_of_tables_with_inline_styles_and_links_to_us_alone(cast, settings, language):
    found = mails(language)
    assert {row.recipient.username for row in found} >= {"steward", "head", "supervisor", "leader"}
    for mail in found:
        check(mail, settings)
        assert "max-width:640px" in mail.html and "viewport" in mail.html


def quoted(cast):
    """Every text that a mail quotes: where it is stored."""
    return [
        (type(cast.project).objects.filter(pk=cast.project.pk), "name"),
        (Milestone.objects.filter(project=cast.project), "name"),
        (type(cast.roads).objects.filter(pk=cast.roads.pk), "name"),
        (User.objects.filter(pk=cast.steward.pk), "name"),
        (User.objects.filter(pk=cast.leader.pk), "name"),
        (Claim.objects.filter(state="returned"), "reason"),
        (ChangeRequest.objects.all(), "text"),
        (ProgressReport.objects.all(), "problem"),
        (ProgressReport.objects.all(), "need"),
        (Instruction.objects.all(), "text"),
    ]


@contextlib.contextmanager
def unguarded(model: type[Model]) -> Iterator[None]:
    """As the owner: without the triggers of a table."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.parametrize("turn", range(len(PAYLOADS) // 10))
def test_a_hundred_attacks_in_names_notes_and_reasons_stay_text(cast, settings, as_owner, turn):
    """Ten at a time, one in each text that a mail quotes."""
    attacks = PAYLOADS[turn * 10 :] + PAYLOADS[: turn * 10]
    for (rows, name), attack in zip(quoted(cast), attacks, strict=False):
        with unguarded(rows.model):
            assert rows.update(**{name: attack})
    found = mails("zh-hans")
    assert len(found) >= 4
    for mail in found:
        check(mail, settings)
    text = "\n".join(mail.text for mail in found)
    assert [attack for attack in attacks[:10] if attack not in text] == []


def test_the_schedule_that_waits_is_in_the_supervisors_mail(cast):
    with translation.override("zh-hans"):
        (row,) = [row for row in mails("zh-hans") if row.recipient == cast.supervisor]
    assert "plans" in {item["section"] for item in row.items}
    assert "待批准排期1项" in row.text and row.subject.startswith("待办3项")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_subject_holds_the_worst_whole_however_large_the_figures(language):
    """The numbers are never cut: only a name gives way."""
    with translation.override(language):
        for days in (0, 7, 112, 1112):
            for red in (0, 17, 131):
                for weekly in (False, True):
                    text = leader_subject({"days": days, "red": red, "weekly": weekly, "on": dt.date(2026, 9, 25)})
                    assert len(text) <= LIMIT and str(red) in text
                    assert not days or re.search(rf"{days}(天| days)$", text), text
                for count in (0, 5, 123):
                    if count or red:
                        text = supervisor_subject({"count": count, "overdue": red, "days": days if red else 0})
                        assert len(text) <= LIMIT, text
                        assert not (red and days) or re.search(rf"{days}(天| days)$", text), text


class Row:
    """The little that a subject asks of a row."""

    def __init__(self, name, days):
        self.project_name, self.days_late = name, days


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("section", ["overdue", "instructions", "behind", "returned", "soon", "silent"])
def test_a_workers_subject_names_the_worst_of_each_section(language, section):
    names = ("overdue", "instructions", "behind", "returned", "soon", "silent")
    with translation.override(language):
        for name in ("路", "牛心屯" * 30, "a\nBcc: b@c.d"):
            for count in (1, 12, 345):
                found = {one: [] for one in names} | {section: [Row(name, 1112)] * count}
                text = worker_subject(found)
                assert len(text) <= LIMIT and str(count) in text and "\n" not in text
                assert section != "overdue" or "1112" in text
    assert fit_subject("%(name)s", "x" * 99) == "x" * 29 + "…"
