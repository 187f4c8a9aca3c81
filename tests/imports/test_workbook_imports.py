"""An import from the upload to its end: pages, rights, the worker, and what becomes of a worker that died."""

import datetime as dt
from io import StringIO

import pghistory.models
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from backoffice.clock import today
from milestones.imports.importer import LEASE, claim_next_import, process_waiting_imports
from milestones.imports.upload import start_import, store_import
from milestones.models import Import, Milestone, ProgressReport
from projects.models import Project, Target, Unit, User
from tests.cast import make_cast

from .test_workbook_safety import BAD
from .workbook import MILESTONES, PEOPLE, PROGRESS, PROJECTS, TARGETS, cells, checked, imported, made

pytestmark = pytest.mark.django_db
IMPORTS = "/admin/milestones/import/"
LATER = today() + dt.timedelta(days=60)
CODE = "2024-CJ-001"
WHOLE = {
    PROGRESS: [["项目编码", "节点名称", "累计完成量", "进展"], ["2026-CJ-900", "开工", 2, "已铺两公里"]],
    MILESTONES: [
        ["项目编码", "节点名称", "预计完成", "指标", "应累计完成量"],
        ["2026-CJ-900", "开工", LATER, "铺管", 5],
    ],
    TARGETS: [["项目编码", "指标", "数值", "计量单位"], ["2026-CJ-900", "铺管", 5, "公里"]],
    PROJECTS: [
        ["编码", "名称", "计划年度", "类别", "责任单位", "项目管家", "分管领导", "协同单位", "阶段", "所属项目群"],
        ["2026-CJ-900-01", "支线", 2026, "道路工程", "区住建局", "steward", None, None, None, "2026-CJ-900"],
        [
            "2026-CJ-900",
            "供水管网",
            2026,
            "道路工程",
            "roads",
            "steward",
            "leader（leader）",
            "区教育局、roads",
            "开复工",
            None,
        ],
    ],
}


def upload(content=None, name="填报.xlsx"):
    rows = [["项目编码", "节点名称", "预计完成"], [CODE, "验收", LATER]]
    return SimpleUploadedFile(name, content if content is not None else made(**{MILESTONES: rows}))


def test_upload_check_look_import(client, cast):
    client.force_login(cast.steward)
    page = client.post(f"{IMPORTS}upload/", {"file": upload()})
    assert page.status_code == 302
    waiting = client.get(page["Location"]).content.decode()
    assert 'http-equiv="refresh"' in waiting
    process_waiting_imports()
    ready = client.get(page["Location"]).content.decode()
    assert "验收" in ready and 'http-equiv="refresh"' not in ready
    assert not Milestone.objects.filter(name="验收").exists()
    assert client.post(f"{page['Location'].removesuffix('change/')}start/").status_code == 302
    process_waiting_imports()
    assert Milestone.objects.get(name="验收").origin == "imported"
    assert Import.objects.get().state == "done"
    assert client.get(page["Location"]).status_code == 200


def test_a_bad_file_is_refused_at_the_field(client, cast):
    client.force_login(cast.steward)
    for content in (BAD["old_excel"], BAD["empty"]):
        response = client.post(f"{IMPORTS}upload/", {"file": upload(content)})
        assert response.status_code == 400 and response.context["form"].errors["file"]
    assert client.post(f"{IMPORTS}upload/", {}).status_code == 400


def test_faults_are_shown_and_can_be_kept(client, cast):
    record = checked(made(**{MILESTONES: [["项目编码", "节点名称", "预计完成"], [CODE, "验收", "明年"]]}), cast.steward)
    client.force_login(cast.steward)
    page = client.get(f"{IMPORTS}{record.pk}/change/").content.decode()
    assert "明年" in page and "C 预计完成" in page
    kept = b"".join(client.get(f"{IMPORTS}{record.pk}/change/?faults").streaming_content).decode("utf-8-sig")
    assert "明年" in kept and kept.count("\r\n") == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [("steward", 200), ("supervisor", 200), ("auditor", 200), ("admin", 200), ("head", 404), ("other", 404)],
)
def test_an_import_is_seen_by_its_maker_and_the_office(client, cast, who, status):
    record = store_import(upload(), by=cast.steward)
    client.force_login(getattr(cast, who))
    assert client.get(f"{IMPORTS}{record.pk}/change/").status_code == status


def test_only_its_maker_starts_it_and_once(client, cast):
    record = checked(upload().read(), cast.steward)
    client.force_login(cast.supervisor)
    assert client.post(f"{IMPORTS}{record.pk}/start/").status_code == 403
    start_import(record, by=cast.steward)
    client.force_login(cast.steward)
    assert client.post(f"{IMPORTS}{record.pk}/start/").status_code == 409


def test_a_whole_register_comes_in_whatever_the_order_of_its_sheets(cast):
    content = made(**WHOLE)
    steward_rows = made(**{PROGRESS: WHOLE[PROGRESS]})
    assert imported(content, cast.supervisor).state == "faulty"  # progress is the steward's
    assert not Project.objects.filter(code="2026-CJ-900").exists()
    rest = made(**{title: rows for title, rows in WHOLE.items() if title != PROGRESS})
    record = imported(rest, cast.supervisor)
    assert (record.state, record.faults) == ("done", [])
    project = Project.objects.get(code="2026-CJ-900")
    assert (project.unit, project.steward, project.leader, project.phase) == (
        cast.roads,
        cast.steward,
        cast.leader,
        "started",
    )
    assert {unit.code for unit in project.co_units.all()} == {"roads", "schools"}
    assert project.works.get().code == "2026-CJ-900-01" and project.approved_at is None
    assert Milestone.objects.get(project=project).baseline_due is None
    assert imported(steward_rows, cast.steward).state == "done"
    assert ProgressReport.objects.get().quantity == 2
    assert imported(steward_rows, cast.steward).state == "unchanged"
    assert ProgressReport.objects.count() == 1


def test_people_and_units_name_each_other(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "所属单位", "单位负责人", "角色"]
    rows = [
        heads,
        ["人员", "newhead", "新负责人", "新单位", None, "责任单位负责人"],
        ["单位", "newunit", "新单位", "区住建局", "newhead", None],
    ]
    record = imported(made(**{PEOPLE: rows}), cast.admin)
    assert (record.state, record.faults) == ("done", [])
    unit, person = Unit.objects.get(code="newunit"), User.objects.get(username="newhead")
    assert (unit.parent, unit.head, person.unit, person.role) == (cast.roads, person, unit, "unit_head")
    assert person.must_change_password and not person.has_usable_password()


def test_the_history_says_that_an_import_did_it(cast):
    imported(upload().read(), cast.steward)
    row = pghistory.models.Events.objects.tracks(Milestone.objects.get(name="验收")).first()
    assert row.pgh_context["door"] == "import" and row.pgh_context["user"] == cast.steward.pk


def test_a_dead_worker_is_replaced_and_after_three_it_is_said(cast):
    record = checked(upload().read(), cast.steward)
    start_import(record, by=cast.steward)
    for _turn in range(3):
        assert claim_next_import(timezone.now()) and claim_next_import(timezone.now()) is None
        Import.objects.update(lease_until=timezone.now() - LEASE)
    process_waiting_imports()
    record.refresh_from_db()
    assert record.state == "failed" and record.message and not Milestone.objects.filter(name="验收").exists()


def test_a_file_that_was_exchanged_is_not_imported(cast):
    record = checked(upload().read(), cast.steward)
    Import.objects.update(sha256="0" * 64)
    start_import(record, by=cast.steward)
    process_waiting_imports()
    record.refresh_from_db()
    assert record.state == "failed" and not Milestone.objects.filter(name="验收").exists()


def test_without_a_worker_the_maker_has_it_done_at_once(client, cast):
    record = store_import(upload(), by=cast.steward)
    client.force_login(cast.steward)
    client.post(f"{IMPORTS}{record.pk}/here/")
    record.refresh_from_db()
    assert record.state == "checked"


def test_nobody_else_has_it_done_at_once_and_nobody_a_large_one(client, cast, monkeypatch):
    record = store_import(upload(), by=cast.steward)
    client.force_login(cast.supervisor)
    assert client.post(f"{IMPORTS}{record.pk}/here/").status_code == 403
    monkeypatch.setattr(Import, "is_small", False)
    client.force_login(cast.steward)
    assert client.post(f"{IMPORTS}{record.pk}/here/").status_code == 409
    record.refresh_from_db()
    assert record.state == "checking"


def test_the_list_of_projects_exports_what_it_shows(client, cast):
    Project.objects.create(code="2024-MS-001", name="养老", plan_year=2024, category_id=cast.project.category_id)
    client.force_login(cast.supervisor)
    page = client.get("/admin/projects/project/?q=牛心屯")
    link = next(one["path"] for one in page.context["actions_list"] if "export" in one["path"])
    response = client.get(link)
    content = b"".join(response.streaming_content)
    assert [row[0] for row in cells(content, PROJECTS)] == ["编码", CODE]


@pytest.mark.parametrize("who", ["steward", "head", "supervisor", "auditor", "admin"])
def test_the_list_the_template_and_the_export_open_for_each_role(client, cast, who):
    store_import(upload(), by=cast.steward)
    client.force_login(getattr(cast, who))
    for path in ("", "template/", "export/"):
        response = client.get(f"{IMPORTS}{path}")
        assert response.status_code == 200
        b"".join(response)  # to its end, where the file is closed


def test_the_commands_do_the_same(cast, tmp_path):
    file, output = tmp_path / "x.xlsx", StringIO()
    file.write_bytes(upload().read())
    call_command("import_workbook", str(file), by="steward", stdout=output)
    assert "state=checked create=1 update=0 unchanged=0 faults=0" in output.getvalue()
    call_command("import_workbook", str(file), by="steward", apply=True, stdout=output)
    assert Milestone.objects.filter(name="验收").exists()
    call_command("export_workbook", str(file), by="steward", stdout=output)
    call_command("import_workbook", str(file), by="steward", stdout=output)
    assert "state=unchanged" in output.getvalue()
    with pytest.raises(CommandError):
        call_command("import_workbook", str(file), by="nobody", stdout=output)


def test_the_check_asks_the_database_as_often_for_many_rows_as_for_few(cast, django_assert_max_num_queries):
    rows = [[CODE, f"节点{number}", LATER] for number in range(800)]
    with django_assert_max_num_queries(60):
        record = checked(made(**{MILESTONES: [["项目编码", "节点名称", "预计完成"], *rows]}), cast.steward)
    assert record.counts[MILESTONES] == {"create": 800} and record.total == 800


def test_a_row_is_written_with_one_statement_between_its_savepoints(cast, django_assert_max_num_queries):
    rows = [[CODE, f"节点{number}", LATER] for number in range(600)]
    record = checked(made(**{MILESTONES: [["项目编码", "节点名称", "预计完成"], *rows]}), cast.steward)
    start_import(record, by=cast.steward)
    with django_assert_max_num_queries(600 * 3 + 60):
        process_waiting_imports()
    assert Milestone.objects.filter(origin="imported").count() == len(rows)


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_checks_and_imports(celery_worker_process):
    cast = make_cast()
    rows = [[CODE, f"节点{number}", LATER] for number in range(1500)]
    record = store_import(upload(made(**{MILESTONES: [["项目编码", "节点名称", "预计完成"], *rows]})), by=cast.steward)
    celery_worker_process.wait_until(lambda: Import.objects.get(pk=record.pk).state == "checked")
    start_import(record, by=cast.steward)
    seen = set()

    def finished():
        found = Import.objects.get(pk=record.pk)
        seen.add(found.done)
        return found.state == "done"

    celery_worker_process.wait_until(finished)
    assert Milestone.objects.filter(origin="imported").count() == len(rows)
    assert Target.objects.count() == 1 and len(seen) > 2  # it was seen under way
