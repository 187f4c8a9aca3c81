"""A table of calendar days in: at the desk and by the command, all of it or nothing."""

import datetime as dt
import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.templatetags.static import static
from django.utils.translation import override

from milestones.imports.calendar_csv import import_calendar_csv, read_calendar_csv
from milestones.models import CalendarDay, CalendarYear
from milestones.reports.overdue.report import build_overdue_report
from tests.cast import owner

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/milestones/calendarday/upload/"
TABLE = "日期,是否上班,名称\n2027-10-01,否,国庆节\n2027/10/9,是,调休上班\n"
FAULTY = "day,is_workday,name\n2027-10-01,maybe,国庆节\n2027-02-30,0,春节\n\n2027-10-08,1,\n2027-10-08,1,调休,多\n"


def send(client, text, encoding="utf-8"):
    file = SimpleUploadedFile("日历.csv", text.encode(encoding), "text/csv")
    return client.post(UPLOAD, {"file": file}, follow=True)


def stored():
    return {row.day.isoformat(): (row.is_workday, row.name) for row in CalendarDay.objects.all()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_an_administrator_uploads_days_and_the_list_offers_it(as_, encoding):
    client = as_("admin")
    assert UPLOAD in client.get("/admin/milestones/calendarday/").content.decode()
    response = send(client, TABLE, encoding)
    assert response.redirect_chain and len(list(response.context["messages"])) == 1
    assert stored() == {"2027-10-01": (False, "国庆节"), "2027-10-09": (True, "调休上班")}


def test_a_day_that_stands_is_overwritten_and_the_others_stay():
    CalendarDay.objects.create(day=dt.date(2027, 10, 1), is_workday=True, name="误录")
    CalendarDay.objects.create(day=dt.date(2027, 5, 1), is_workday=False, name="劳动节")
    assert import_calendar_csv(TABLE.encode()) == {"days": 2, "added": 1, "changed": 1, "unchanged": 0}
    assert import_calendar_csv(TABLE.encode()) == {"days": 2, "added": 0, "changed": 0, "unchanged": 2}
    assert stored()["2027-10-01"] == (False, "国庆节") and "2027-05-01" in stored()


def test_every_fault_is_named_by_row_and_column_and_nothing_is_written(as_):
    good = "\n2027-12-31,0,元旦"
    errors = send(as_("admin"), FAULTY + good).context["form"].errors["file"]
    # An unknown word, a day that is none, no name; then a cell too many, and a day for the second time.
    marks = [("2", "是否上班"), ("3", "日期"), ("5", "名称"), ("6",), ("6", "日期")]
    assert len(errors) == len(marks) and not stored()
    for fault, words in zip(errors, marks, strict=True):
        assert all(word in fault for word in words), fault


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        "日期,名称\n2027-10-01,国庆节\n".encode(),
        b"day,day,is_workday,name\n",
        b"day,is_workday,name\n",
        'day,is_workday,name\n"2027-10-01,0,国庆'.encode(),
        b"day,is_workday,name\n2027-10-01,0,a\x00b\n",
        b"day,is_workday,name\n1999-10-01,0,x\n",
        b"day,is_workday,name\n2027-10-01,0," + b"x" * 61,
        b"day,is_workday,name\n" + b"\n" * 2001,
        b"day,is_workday,name\n2027-10-01,0," + b"x" * 200_000,
    ],
)
def test_what_is_no_table_of_days_is_refused(data):
    with pytest.raises(ValidationError):
        import_calendar_csv(data)
    assert not stored()


@pytest.mark.parametrize(
    "day",
    [
        "2027.10.1",
        "2027年10月1日",
        "2027/10/1",
        "2027-10-1",
        "２０２７年１０月１日",
        "20271001",
        " 2027-10-01 ",
    ],
)
def test_a_day_is_read_as_the_workbook_reads_it(day):
    import_calendar_csv(f"日期,是否上班,名称\n{day},否,国庆节\n".encode())
    assert stored() == {"2027-10-01": (False, "国庆节")}


def test_a_day_is_marked_as_on_a_calendar():
    import_calendar_csv("日期,是否上班,名称\n2027-10-01,休,国庆节\n2027-10-09,班,调休\n".encode())
    assert [day.is_workday for day in CalendarDay.objects.filter(day__year=2027).order_by("day")] == [False, True]


def test_a_table_saved_as_unicode_text_has_tabs():
    import_calendar_csv("日期\t是否上班\t名称\n2027/1/1\t否\t元旦\n".encode("utf-16"))
    assert stored() == {"2027-01-01": (False, "元旦")}


def test_the_sample_can_be_fetched_from_the_form_and_read(as_):
    page = as_("admin").get(UPLOAD).content.decode()
    assert static("tiexi/calendar-sample.csv") in page
    sample = Path(finders.find("tiexi/calendar-sample.csv")).read_bytes()
    assert sample.startswith(b"\xef\xbb\xbf")
    assert len(read_calendar_csv(sample)) == 25


def test_a_year_is_official_only_with_its_days(as_):
    client, path = as_("admin"), "/admin/milestones/calendaryear/add/"
    page = client.post(path, {"year": "2028", "status": "official", "source": "国办发明电"})
    assert "2028" in page.context["adminform"].form.errors["status"][0]
    assert not CalendarYear.objects.exists()
    client.post("/admin/milestones/calendarday/add/", {"day": "2028-01-03", "is_workday": "", "name": "元旦"})
    assert client.post(path, {"year": "2028", "status": "official", "source": "国办发明电"}).status_code == 302
    assert CalendarYear.objects.get().status == "official"


def test_the_database_keeps_an_official_year_with_its_days():
    with pytest.raises(IntegrityError, match="only with its days"), transaction.atomic():
        CalendarYear.objects.create(year=2028, status="official")
        connection.check_constraints()
    CalendarDay.objects.create(day=dt.date(2028, 1, 3), is_workday=False, name="元旦")
    CalendarYear.objects.create(year=2028, status="official")
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="only with its days"), transaction.atomic():
        CalendarDay.objects.all().delete()
        connection.check_constraints()


@pytest.mark.parametrize("who", ["supervisor", "steward", "auditor"])
def test_nobody_but_the_administrator_uploads(as_, who):
    client = as_(who)
    assert send(client, TABLE).status_code == 403 and not stored()
    assert UPLOAD not in client.get("/admin/milestones/calendarday/").content.decode()


def command(*arguments, **options):
    output = StringIO()
    call_command("sync_calendar", *arguments, stdout=output, **options)
    return output.getvalue().strip().splitlines()[-1]


def test_the_command_loads_the_same_table(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text(TABLE, "utf-8-sig")
    assert command("--csv", str(path)) == "days=2 added=2 changed=0 unchanged=0"


def test_the_command_names_the_faults_and_writes_nothing(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text(FAULTY, "utf-8")
    with pytest.raises(CommandError) as caught:
        command("--csv", str(path))
    assert caught.value.returncode == 1 and len(str(caught.value).splitlines()) == 5 and not stored()


@pytest.mark.parametrize("arguments", [[], ["2026", "--csv", "x.csv"], ["--csv", "nowhere.csv"]])
def test_the_command_refuses_what_it_cannot_do_as_a_bad_option(arguments):
    with pytest.raises(CommandError) as caught:
        command(*arguments)
    assert caught.value.returncode == 2


def test_a_report_says_which_years_are_only_provisional(as_):
    client = as_("leader")
    with owner():
        CalendarYear.objects.create(year=2024, status="provisional")
        CalendarDay.objects.create(day=dt.date(2025, 1, 1), is_workday=False, name="元旦")
        CalendarYear.objects.create(year=2025, status="official")
    report = build_overdue_report(on=dt.date(2025, 2, 1))
    assert report.calendar["years"] == {"2024": "provisional", "2025": "official"}
    page = client.get("/reports/overdue/", {"on": "2025-02-01"}).content.decode()
    assert "2024年尚无正式放假安排" in page and "2025年尚无" not in page


@pytest.mark.parametrize("year", ["99999", "10000", "0", "-1", "1999", "x", ""])
def test_a_year_out_of_reach_is_told_at_its_field(as_, year):
    sent = {"year": year, "status": "official", "source": "国办发明电"}
    page = as_("admin").post("/admin/milestones/calendaryear/add/", sent)
    assert page.status_code == 200 and "year" in page.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("日期,是否上班,名称\n2027-3-3,否,\u200b\n", "名称"),
        ("日期,是否上班,名称\n2027-3-3,否,甲\u202e乙\n", "U+202E"),
        ('日期,是否上班,名称\n"2027-3-3,否,甲\n', "引号"),
        ("日期,是否上班,名称\n2027-3-3,否," + "x" * 200_000, "过长"),
        ("PK\x03\x04\x14", "请在Excel或WPS中打开，另存为CSV表格后再上传"),
        ("日期,名称\n2027-3-3,甲\n", "有误或缺少：是否上班"),
    ],
)
def test_what_is_wrong_is_said_in_chinese_whatever_found_it(data, said):
    with override("zh-hans"), pytest.raises(ValidationError) as caught:
        import_calendar_csv(data.encode())
    text = "".join(map(str, caught.value.messages))
    assert (
        said in text and "%(" not in text and not re.search("(?<!E)[a-z]{4}", text.replace("day、is_workday、name", ""))
    )
