"""What scripts, bodies, counters, colons and days say to a Chinese reader."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override

from backoffice.clock import today
from backoffice.day_spans import show_days
from milestones.admin.calendar import corrected_day_lines
from milestones.admin.job import COUNTS
from milestones.demo.load import demo_counts as counts_of_demo
from milestones.jobs.handlers import WORK
from milestones.jobs.runs import claim_run
from milestones.models import CalendarCorrection, CalendarDay, Job, JobRun
from milestones.models.calendar import past_days_refusal
from tests.api_client import V1, client_of
from tests.models.test_calendar_corrections import PAST

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SELECT2 = re.compile(r"select2/(?:select2\.full|i18n/)[^\"]*|jquery\.init[^\"]*")
CHOOSER = re.compile(r"<select[^>]*admin-autocomplete[^>]*>")


@pytest.mark.parametrize(("language", "file"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_choosers_load_their_words_once_and_before_jquery_leaves(client, cast, language, file):
    seen = 0
    for person in (cast.supervisor, cast.admin):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for model, desk in admin.site._registry.items():
            request = RequestFactory().get("/")
            request.user = person
            names = [name for name, may in [("changelist", True), ("add", desk.has_add_permission(request))] if may]
            for name in names:
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")
                answer = client.get(address, headers={"accept-language": language})
                page = answer.content.decode()
                if answer.status_code != 200 or not (choosers := CHOOSER.findall(page)):
                    continue
                seen += 1
                assert all(f'lang="{file}"' in one for one in choosers), address
                scripts = [one for one in SELECT2.findall(page) if not one.endswith(".css")]
                wanted = ["select2/select2.full.js", f"select2/i18n/{file}.js", "jquery.init.js"]
                assert scripts == wanted, (address, scripts)
    assert seen > 10


VERBS = [
    ("post", "milestones/{m}/report/"),
    ("post", "milestones/{m}/claim/"),
    ("post", "milestones/{m}/request-change/"),
    ("post", "milestones/"),
    ("post", "projects/"),
    ("post", "projects/2024-CJ-001/approve-plan/"),
    ("post", "projects/2024-CJ-001/assign/"),
    ("post", "projects/2024-CJ-001/request-change/"),
    ("patch", "milestones/{m}/"),
    ("patch", "projects/2024-CJ-001/"),
    ("post", "auth/token/"),
]


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "3", "true", '[{"note": "x"}]', "", "{"])
def test_a_body_that_is_no_object_is_refused_in_the_readers_language(cast, body):
    clients = {who: client_of(who) for who in (cast.supervisor, cast.steward)}
    for method, path in VERBS:
        path = V1 + path.format(m=cast.milestone.pk)
        for own in clients.values() if "token" not in path else [client_of()]:
            headers = {"accept-language": "zh-Hans", "if-match": "*"}
            answer = getattr(own, method)(path, body, content_type="application/json", headers=headers)
            if answer.status_code not in (400, 401, 403, 409) and body == "":
                continue  # where nothing need be said
            assert answer.status_code in (400, 401, 403, 409), (path, body, answer.content)
            said = answer.json()
            sentences = [said["title"], said["detail"], *(one["message"] for one in said["errors"])]
            assert all(CHINESE.search(one) for one in sentences), (path, body, sentences)
            assert not re.search(r"No data|NoneType|\blist\b|\bstr\b|\bint\b|\bbool\b", " ".join(sentences)), sentences


def test_the_english_reader_gets_english(cast):
    answer = client_of(cast.steward).post(
        f"{V1}milestones/{cast.milestone.pk}/report/",
        "null",
        content_type="application/json",
        headers={"accept-language": "en"},
    )
    assert answer.json()["detail"] == "Send one JSON object: names with their values, in braces."


def test_every_counter_of_every_job_has_its_word(cast):
    now = timezone.now()
    counted: dict[str, Any] = {}
    for name, work in WORK.items():
        run = claim_run(Job.objects.get(name=name), today(), now)
        work(run, now)
        counted |= JobRun.objects.get(pk=run.pk, state="done").counts
    counted |= counts_of_demo(today())
    assert {name for name in counted if name not in COUNTS} == set()
    with override("zh-hans"):
        assert [name for name in COUNTS if not CHINESE.search(str(COUNTS[name]))] == []
    assert set(WORK) == set(Job.Name.values)


def test_the_list_of_runs_says_every_counter_in_chinese(client, cast):
    JobRun.objects.create(job="purge", slot=today(), state="done", counts=dict.fromkeys(COUNTS, 3))
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/admin/milestones/jobrun/", headers={"accept-language": "zh-Hans"}).content.decode()
    assert "限流记录 3" in page and not re.search(r"\b[a-z]+ 3\b", page)


def test_a_field_and_its_fault_stand_with_the_readers_colon(client, cast):
    bad = QueryDict("on=2024-13-01").urlencode()
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/reports/overdue.csv", "/papers/sheet.xlsx", "/papers/circular.docx"):
        for language, start in [("zh-Hans", "on："), ("en", "on: ")]:
            said = client.get(f"{address}?{bad}", headers={"accept-language": language}).content.decode()
            assert said.startswith(start), (address, said)
    for language, colon in [("zh-Hans", "："), ("en", ": ")]:
        answer = client_of(cast.steward).post(
            f"{V1}milestones/{cast.milestone.pk}/report/", {}, format="json", headers={"accept-language": language}
        )
        assert answer.json()["detail"].startswith(f"note{colon}")


def test_no_template_joins_a_label_and_its_words_by_a_colon_of_its_own():
    translated = re.compile(r"\{%-? blocktranslate.*?endblocktranslate %\}|\{% translate \": \" %\}", re.S)
    bare = re.compile(r"(?:\}\}|%\}|</\w+>): ")
    found = {
        path.name: bare.findall(translated.sub("", path.read_text("utf-8")))
        for app in ("tiexi", "projects", "milestones")
        for path in (settings.BASE_DIR / app).rglob("templates/**/*.html")
    }
    assert len(found) > 50 and {name for name in found if found[name]} == set()


def test_an_address_that_only_takes_forms_says_what_to_do(client, cast):
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    closed = []
    for pattern in (*get_resolver("milestones.pages.urls").url_patterns, *get_resolver().url_patterns):
        name = getattr(pattern, "name", None)
        if not name or name.startswith(("api", "act-link")):
            continue
        known = {"pk": 1, "code": "x", "token": "x", "uidb64": "x"}
        given = {key: known[key] for key in pattern.pattern.regex.groupindex}
        answer = client.get(reverse(name, kwargs=given), headers={"accept-language": "zh-Hans"})
        if answer.status_code == 405:
            closed.append(name)
            assert "只接受提交的表单" in answer.content.decode() and answer["Allow"] == "POST"
            assert 'href="/"' in answer.content.decode()
    assert closed == ["instruction-close", "instruction-take-back"]


def test_days_in_a_row_are_a_span():
    on = dt.date(2026, 5, 1)

    def days(*said):
        return [dt.date.fromisoformat(one) for one in said]

    holiday = days("2026-01-03", "2026-01-01", "2026-01-02", "2026-02-14", "2026-10-08")
    over = days("2025-12-31", "2026-01-01", "2026-01-02")
    month = days("2026-04-30", "2026-05-01")
    past = days("2024-06-17", "2024-06-18")
    with override("zh-hans"):
        assert show_days(holiday, on, 5) == "1月1日至3日、2月14日、10月8日"
        assert show_days(holiday, on, 1) == "1月1日至3日…"
        assert show_days(over, on, 5) == "2025年12月31日至2026年1月2日"
        assert (show_days(month, on, 5), show_days(past, on, 5)) == ("4月30日至5月1日", "2024年6月17日至18日")
        assert show_days([], on, 5) == ""
    with override("en"):
        assert show_days(month, on, 5) == "April 30 to May 1"


def test_a_correction_of_days_is_told_in_spans(client, cast):
    rows = [CalendarDay(day=day, is_workday=False, name="放假") for day in PAST]
    with override("zh-hans"):
        asked = CalendarCorrection.ask(rows, by=cast.admin, text="国办发明电更正")
        assert str(asked) == "2024年6月17日至21日"
        (line,) = corrected_day_lines(asked)
        assert line.startswith("2024年6月17日至21日　") and line.endswith("（放假）")
        assert "（2024年6月17日至21日）" in past_days_refusal(rows)
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("", f"{asked.pk}/change/"):
        page = client.get(f"/admin/milestones/calendarcorrection/{address}").content.decode()
        assert "2024年6月17日至21日" in page and "2024-06-17" not in page
