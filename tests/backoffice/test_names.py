"""A name is one line of visible text, through whichever door it comes, and the database holds it so."""

import email
import importlib
import json
import sys
from email.header import decode_header, make_header
from unicodedata import category, name

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F

from backoffice.models import Upload
from backoffice.names import UNNAMEABLE, NameField, normalise_name, refuse_controls, sanitise_name
from milestones.digests.letter import format_recipient
from milestones.digests.subject import fit_subject
from milestones.models import Import, Milestone, SavedFilter
from projects.models import Project, Target, Unit, User
from tests.api_client import client_of
from tests.cast import rewrite
from tests.forms import save
from tests.imports.workbook import checked, edited, exported, imported

pytestmark = pytest.mark.django_db

# As typed, as kept.
FOLDED = {
    "line break": ("新建\r\n泵站", "新建 泵站"),
    "tabulator": ("新建\t泵站", "新建 泵站"),
    "no-break space": ("新建\u00a0\u00a0泵站", "新建 泵站"),
    "ideographic space": ("　新建　泵站　", "新建 泵站"),
    "zero-width space": ("新建\u200b泵站\ufeff", "新建 泵站"),
    "line separator": ("新建\u2028泵站", "新建 泵站"),
    "next line": ("新建\x85泵站", "新建 泵站"),
    "empty braille": ("新建\u2800泵站", "新建 泵站"),
    "Hangul fillers": ("\u115f新建\u1160\uffa0泵站", "新建 泵站"),
    "selectors of variants": ("新建\u180b\ufe0f泵站\u034f", "新建 泵站"),
    "blanks at the ends": ("  新建 泵站 ", "新建 泵站"),
}
REFUSED = {
    "null": "新建\0泵站",
    "escape": "新建\x1b泵站",
    "delete": "新建\x7f泵站",
    "bidirectional override": "新建\u202e泵站",
    "left-to-right mark": "新建\u200e泵站",
    "half a character": "新建\ud800泵站",
    "tag": "新建\U000e0041泵站",
    "no character": "新建\ufdd0泵站",
    "no character of the last plane": "新建\U0010ffff泵站",
    "mark of music": "新建\U0001d173泵站",
}
# One line of text, and yet no name: what a form, a job or a library chose, or what is prose.
NO_NAMES = {
    "projects.project.code",
    "projects.user.username",
    "projects.user.password",
    "projects.user.email",
    "projects.unit.code",
    "projects.category.code",
    "milestones.savedfilter.list",
    "milestones.savedfilter.query",
    "milestones.claim.late_reason",
    "milestones.delivery.dedup_key",
    "milestones.delivery.kind",
    "milestones.delivery.to_addr",
    "milestones.delivery.language",
    "milestones.delivery.subject",
    "milestones.delivery.message_id",
    "milestones.delivery.last_error",
    "milestones.import.sha256",
    "milestones.import.message",
    "milestones.jobrun.job",
    "milestones.jobrun.last_error",
    "milestones.heartbeat.component",
    "backoffice.submission.digest",
    "backoffice.upload.place",
    "projects.promise.label",
    "projects.promise.name",
    "projects.rolegrant.address",
    "projects.wording.kind",
    "milestones.formerday.name",
    "milestones.formeryear.status",
    "milestones.formeryear.source",
    "projects.ratelimit.door",
    "projects.ratelimit.source",
}


def lines_of(model):
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.CharField) and not field.choices and model._meta.managed
    ]


def test_every_line_of_text_is_a_name_or_said_to_be_none():
    own = [
        model for name in ("backoffice", "projects", "milestones") for model in apps.get_app_config(name).get_models()
    ]
    records = [model for model in own if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")]
    lines = {f"{field.model._meta.label_lower}.{field.name}": field for one in records for field in lines_of(one)}
    odd = {name for name, field in lines.items() if not isinstance(field, NameField)}
    assert odd <= NO_NAMES, odd - NO_NAMES
    held = {constraint.name for model in own for constraint in model._meta.constraints}
    named = {
        f"{field.model._meta.model_name}_{field.name}_is_one_line"
        for field in lines.values()
        if isinstance(field, NameField)
    }
    assert len(named) > 15 and named <= held, named - held


@pytest.mark.parametrize(("typed", "kept"), FOLDED.values(), ids=FOLDED)
def test_blanks_of_every_kind_are_folded(cast, typed, kept):
    assert normalise_name(typed) == kept
    unit = Unit.objects.create(code="pumps", name=typed)
    assert unit.name == kept == Unit.objects.get(pk=unit.pk).name
    assert Unit.objects.get(name=typed) == unit  # what is asked is folded too


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_seen_is_refused_by_its_number(typed):
    with pytest.raises(ValidationError) as refusal:
        refuse_controls(typed)
    assert "U+" in refusal.value.messages[0]
    assert sanitise_name(typed) == "新建泵站"


@pytest.mark.parametrize(
    "text",
    [typed for typed, _kept in FOLDED.values()]
    + [REFUSED["escape"], REFUSED["bidirectional override"], REFUSED["tag"]],
)
def test_the_database_refuses_what_comes_by_no_door(cast, text):
    sql = "UPDATE projects_unit SET name = %s WHERE id = %s"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [text, cast.roads.pk])


def test_querysets_fold_as_records_do(cast):
    Unit.objects.filter(pk=cast.schools.pk).update(name="区\n教育局")
    assert Unit.objects.get(pk=cast.schools.pk).name == "区 教育局"
    Unit.objects.bulk_create([Unit(code="a", name="甲\u3000局")])
    Unit.objects.bulk_update([Unit(pk=cast.schools.pk, name="乙\t局")], ["name"])
    assert set(Unit.objects.values_list("name", flat=True)) >= {"甲 局", "乙 局"}
    assert Unit.objects.exclude(name=F("name")).count() == 0


def test_python_and_the_database_have_one_rule():
    """Every character of all planes in use: what Python folds or refuses, the database does not hold, and no other."""
    planes = (
        *range(1, 0x32400),
        *range(0xE0000, 0xE1010),
        *(0x10000 * plane + 0xFFFE for plane in range(1, 17)),
    )
    signs = [chr(number) for number in planes if not 0xD800 <= number < 0xE000]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sign FROM unnest(%s::text[]) AS sign WHERE '甲' || sign || '乙' ~ %s", [signs, UNNAMEABLE]
        )
        held_off = {sign for (sign,) in cursor.fetchall()}
    assert held_off == {sign for sign in signs if sanitise_name(f"甲{sign}乙") != f"甲{sign}乙"}


def test_no_sign_of_format_is_kept_but_those_that_are_seen():
    """By the categories of Unicode: controls, formats, separators. Some signs of Arabic and Kaithi are seen all the
    same.
    """
    unseen = {
        chr(number) for number in range(sys.maxunicode + 1) if category(chr(number)) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
    }
    kept = {sign for sign in unseen if sanitise_name(f"甲{sign}乙") == f"甲{sign}乙"} - {" "}
    assert not {sign for sign in kept if not name(sign).startswith(("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"))}


@pytest.mark.parametrize(("typed", "kept"), FOLDED.values(), ids=FOLDED)
def test_the_api_folds(cast, typed, kept):
    body = {"code": "2024-CJ-077", "name": typed, "plan_year": 2024, "category": "road", "location": typed}
    answer = client_of(cast.supervisor).post("/api/v1/projects/", body, format="json")
    assert (answer.status_code, answer.data["name"]) == (201, kept)
    assert Project.objects.get(code="2024-CJ-077").location == kept
    found = client_of(cast.supervisor).get("/api/v1/projects/", {"search": kept}).data["results"]
    assert [row["code"] for row in found] == ["2024-CJ-077"]


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_the_api_names_the_field_of_a_control_character(cast, typed):
    body = {"code": "2024-CJ-077", "name": typed, "plan_year": 2024, "category": "road"}
    answer = client_of(cast.supervisor).post("/api/v1/projects/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "name")
    assert not Project.objects.filter(code="2024-CJ-077").exists()


def test_the_desk_folds_and_refuses(cast, client):
    client.force_login(cast.admin)
    address = f"/admin/projects/unit/{cast.schools.pk}/change/"
    assert save(client, address, name="区　教育\u00a0局").status_code == 302
    assert Unit.objects.get(pk=cast.schools.pk).name == "区 教育 局"
    refused = save(client, address, name="区\u202e教育局")
    assert refused.status_code == 200 and "U+202E" in refused.content.decode()
    blank = save(client, address, name="\u200b\u200b")
    assert blank.status_code == 200 and blank.context["adminform"].form.errors["name"]
    assert Unit.objects.get(pk=cast.schools.pk).name == "区 教育 局"


def test_the_workbook_folds_and_refuses(cast):
    content = exported(cast.supervisor)
    edit = edited(content, "项目", 2, "地点", "牛心屯\n　一路")
    done = imported(edit, cast.supervisor)
    assert done.state == Import.State.DONE, (done.state, done.faults, done.message)
    assert Project.objects.get(pk=cast.project.pk).location == "牛心屯 一路"
    assert checked(exported(cast.supervisor), cast.supervisor).state == Import.State.UNCHANGED
    record = checked(edited(content, "项目", 2, "地点", "新建\u202e一路"), cast.supervisor)
    assert "U+202E" in str(record.faults)


def test_the_loader_folds_and_refuses(cast, tmp_path):
    def file(name):
        fields = {"code": "pumps", "name": name}
        path = tmp_path / "units.json"
        path.write_text(json.dumps([{"model": "projects.unit", "fields": fields}]))
        return str(path)

    with pytest.raises(CommandError, match=r"U\+202E"):
        call_command("load_register", file("泵\u202e站"))
    call_command("load_register", file("泵\n站"))
    assert Unit.objects.get(code="pumps").name == "泵 站"


def test_the_names_of_files_are_mended(cast):
    assert sanitise_name("进度\r\n表\x1b[0m.xlsx") == "进度 表[0m.xlsx"
    upload = Upload(by=cast.steward, place="/", name="照片\u202egpj.exe")
    with pytest.raises(ValidationError):
        upload.full_clean(exclude=["file"])


def test_a_saved_filter_is_named_on_one_line(cast):
    SavedFilter.objects.create(user=cast.steward, list="milestones.milestone", name="我的\n逾期", query="q=1")
    assert SavedFilter.objects.get().name == "我的 逾期"


def test_headers_of_a_mail_survive_any_name(cast):
    rewrite(Project.objects.filter(pk=cast.project.pk), name="新建\u2028牛心屯\x85一路")
    User.objects.filter(pk=cast.steward.pk).update(name="王\u2029工")
    project, steward = Project.objects.get(pk=cast.project.pk), User.objects.get(pk=cast.steward.pk)
    message = email.message.EmailMessage()
    message["Subject"] = fit_subject("%(count)s overdue: %(name)s", project.name, count=2)
    message["To"] = format_recipient(steward.name, "wang@example.com")
    read = email.message_from_bytes(message.as_bytes())
    assert str(make_header(decode_header(read["Subject"]))) == "2 overdue: 新建 牛心屯 一路"
    assert "王 工" in str(make_header(decode_header(read["To"])))


def test_the_migration_mends_what_stood_there_and_the_history_tells(cast, as_owner):
    mending = importlib.import_module("projects.migrations._mending")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE projects_target DROP CONSTRAINT target_measure_is_one_line")
        sql = "INSERT INTO projects_target (project_id, measure, value, unit, nature, as_written, qualifier) VALUES (%s, %s, 1, '条', 'flow', '', '=')"  # noqa: E501
        for measure in ("新建\u200b泵站", "新建\n泵站", "\u200b"):
            cursor.execute(sql, [cast.project.pk, measure])
    assert mending.mend_column(connection, Target._meta, "measure") == 3
    kept = set(Target.objects.exclude(pk=cast.target.pk).values_list("measure", flat=True))
    assert kept == {"新建 泵站", "新建 泵站 (2)", "未命名"}
    assert mending.mend_column(connection, Target._meta, "measure") == 0
    history = apps.get_model("projects", "TargetEvent").objects.filter(pgh_label="update", measure__in=kept)
    assert history.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():  # the guards stand again
        Target.objects.filter(pk=cast.target.pk).update(value=2)


def test_a_milestone_is_found_by_a_name_typed_otherwise(cast):
    Milestone.objects.create(project=cast.project, name="路面\u3000\u00a0完成", forecast_due="2024-09-01")
    assert Milestone.objects.get(name="路面 完成").name == "路面 完成"


@pytest.mark.parametrize("typed", ["\u200b", "\u00ad\u3164", " \u2060 ", "\u2800", "\u115f\u1160", "\uffa0\u034f"])
def test_marks_that_nobody_sees_are_no_name(cast, typed):
    body = {"code": "2024-CJ-078", "name": typed, "plan_year": 2024, "category": "road"}
    answer = client_of(cast.supervisor).post("/api/v1/projects/", body, format="json")
    assert answer.status_code == 400 and [one["field"] for one in answer.json()["errors"]] == ["name"]
    assert not Project.objects.filter(code="2024-CJ-078").exists()


def test_a_page_opened_often_costs_what_it_cost_at_first(cast, client):
    """A label of a declared field was wrapped once more by every request."""
    client.force_login(cast.admin)
    address = f"/admin/projects/user/{cast.steward.pk}/change/"
    for _time in range(40):
        page = client.get(address)
    labels = {name: field.label for name, field in page.context["adminform"].form.base_fields.items()}
    assert all(type(label) is str for label in labels.values()), labels
