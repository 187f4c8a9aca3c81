"""What docs/truth.md claims: each line has a test, and each change of the rules its version."""

import re
from hashlib import sha256

import pytest
from django.conf import settings

from milestones.reports import provenance
from milestones.reports.home.report import home_report
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.overdue import totals
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.trend.report import overdue_trend
from milestones.rules.version import RULE_VERSION
from tests.api_client import read
from tests.cast import day
from tests.district import make_district

TRUTH = (settings.BASE_DIR / "docs/truth.md").read_text("utf-8")
# What each version's rules read, in short. A change that alters any answer raises the version and says in docs/truth.md
# what it altered; one that alters none (a faster way to the same answers) replaces the last line here.
RULES = {
    2: "64e93b37c0c6",
    3: "aa02cfc21cb0",
    4: "3d19e9408d59",
    5: "824a9e80eaa9",  # of the ranking alone; read from spans since, with the same answers
    6: "bcdcb95ac66a",  # of the checksum of the first page; forecasts come from the spans, the same
}


def test_each_line_names_a_test_that_exists():
    named = re.findall(r"`([\w/]+)::(test_\w+)`", TRUTH)
    assert len(named) > 20
    for module, name in named:
        text = (settings.BASE_DIR / f"tests/{module}.py").read_text("utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), (module, name)


def test_each_line_is_in_chinese_and_in_english():
    for line in re.findall(r"^\| (?!中文|---|版本)(.+) \|$", TRUTH, re.MULTILINE):
        cells = line.split(" | ")
        assert len(cells) == 3, line
        assert any(re.search("[\u4e00-\u9fff]", cell) for cell in cells)
        assert any(re.search("[a-z]{3}", cell) and not re.search("[\u4e00-\u9fff]", cell) for cell in cells)


def test_each_version_of_the_rules_says_what_it_changed():
    told = re.findall(r"^\| (\d+) \| [^|]+ \| [^|]+ \|$", TRUTH, re.MULTILINE)
    assert list(map(int, told)) == list(range(1, RULE_VERSION + 1))


def test_the_rules_are_those_of_their_version():
    paths = [*sorted((settings.BASE_DIR / "milestones/rules").glob("*.sql"))]
    text = "\n".join(path.read_text("utf-8") for path in paths)
    assert RULES[RULE_VERSION] == sha256(text.encode()).hexdigest()[:12], "raise RULE_VERSION where an answer changes"


@pytest.mark.django_db
def test_every_checksum_covers_the_version_and_every_answer_names_it(client, monkeypatch):
    cast = make_district()
    ask = [
        lambda: build_overdue_report(None, day(7, 1)).checksum,
        lambda: home_report(cast.leader, day(7, 1)).checksum,
        lambda: leaders_sheet(None, day(7, 1)).checksum,
        lambda: unit_ranking(day(7, 1)).checksum,
        lambda: overdue_trend(cast.leader, day(7, 1)).checksum,
    ]
    before = [one() for one in ask]
    assert before == [one() for one in ask]
    for report in ("overdue", "home", "units", "trend"):
        assert read(cast.leader, f"reports/{report}/", on="2024-07-01")["rules"] == RULE_VERSION
    client.force_login(cast.leader, "django.contrib.auth.backends.ModelBackend")
    for page in ("", "reports/overdue/", "reports/units/", "reports/trend/"):
        assert f"计算规则第{RULE_VERSION}版" in client.get(f"/{page}?on=2024-07-01").content.decode(), page
    for module in (provenance, totals):
        monkeypatch.setattr(module, "RULE_VERSION", RULE_VERSION + 1)
    assert not set(before) & {one() for one in ask}
