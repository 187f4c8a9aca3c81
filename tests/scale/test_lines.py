"""Every line of the bench runs at ten thousand milestones, answers its limit, and asks as often as it did."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import mail, traffic, workbook
from bench.lines import lines

pytestmark = pytest.mark.scale

QUERIES = {
    "nightly flagging": 15,
    "overdue report, API": 11,
    "overdue report, page": 19,
    "overdue as of last year": 12,
    "home": 36,
    "home as of last year": 38,
    "units": 13,
    "trend": 7,
    "API: milestones": 4,
    "API: overdue milestones": 4,
    "API: an empty list": 4,
    "list: milestones": 11,
    "list: red": 14,
    "list: yellow": 18,
    "list: green": 18,
    "list: overdue": 11,
    "list: due within ten days": 16,
    "list: searched in Chinese": 11,
    "list: projects": 15,
    "list: projects searched": 15,
    "one project": 30,
    "one milestone's form": 25,
    "wall of a unit": 16,
    "a steward's home": 36,
    "a steward's overdue": 19,
    "a report": 15,
    "a claim": 15,
    "an approval of 100 nodes": 119,
    "xlsx of 50,000 rows": 11,
    "spans of 2,000 verified": 2,
}


def test_every_line_answers_its_limit_in_as_many_queries_as_before(seeded, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 2_000)
    monkeypatch.setattr(mail, "RECIPIENTS", 40)
    monkeypatch.setattr(traffic, "ROUNDS", 1)
    seeded(10_000)
    asked, wrong = {}, []
    for line in lines():
        if line.measures:
            assert line.product() > 0, line.name
            continue
        line.product()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = line.product()
        asked[line.name] = len(queries)
        expected = line.limit() if line.limit else None
        if answer is not None and expected is not None and answer != expected:
            wrong.append((line.name, answer, expected))
    assert not wrong
    assert asked == QUERIES
