"""A week of each role, walked in the browser: from an empty system to the first circular, by clicking and filling."""

import datetime as dt
import re
from io import StringIO
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from docx import Document

from backoffice import clock
from backoffice.clock import today
from milestones.imports.importer import process_waiting_imports
from milestones.mail.outbox import send_due_deliveries
from milestones.mail.password_mail import reset_password
from milestones.mail.sending import send_digests
from milestones.models import Claim, Instruction, Job, MilestoneTemplate
from milestones.models.plan import approve_plan
from projects.models import Category, Project, Role, Target, Unit, User
from projects.models.role_grant import give_role
from tests.cast import lay, noon, person
from tests.imports.workbook import PEOPLE, made

from .machines import press, refuse, send

pytestmark = pytest.mark.browser
NEW = "niuxintun-9-roads"
SOON, LATER = today() + dt.timedelta(days=20), today() + dt.timedelta(days=40)
# As many days late as this year has had, for the ranking of the year.
LATE = min(20, today().timetuple().tm_yday - 1) or 20
CHECKED = ".tx-import:not(:has([data-live]))"


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    """Nobody hears the bell: the test does the worker's turn."""
    monkeypatch.setattr("milestones.imports.upload.wake_import_worker", lambda record: None)


@pytest.fixture
def come(browse):
    """Log in by the form."""

    def log_in(who, password="tiexi-demo"):
        page = browse("/login/", width=1366)
        page.set_default_timeout(60_000)
        page.fill("[name=username]", who)
        page.fill("[name=password]", password)
        press(page, "button.solid")
        return page

    return log_in


def steps_link(page, title):
    home(page)
    press(page, f".tx-steps a:has-text('{title}')")


def go(page, *links):
    """Follow links by their words, one after the other."""
    for link in links:
        press(page, f"a:visible:text-is('{link}'), a:visible:has(:text-is('{link}'))")


def home(page):
    page.goto("/".join(page.url.split("/")[:3]) + "/admin/")


def said(page):
    """All that the page says."""
    return page.inner_text("#main")


def save(page):
    press(page, "[name=_save]")


def add(page, menu):
    """From the menu to the list, and on to a new record."""
    go(page, menu)
    press(page, "#main a[href*='/add/'] >> nth=0")


def choose(page, name, text):
    """Choose by typing, in a field that finds as one types."""
    page.locator(f"[name={name}] + .select2").click()
    page.fill(".select2-search__field", text)
    page.click(f".select2-results__option:has-text('{text}')")


def steps(page):
    """The checklist of the first run: each step and whether it is ticked."""
    home(page)
    rows = page.locator(".tx-steps li").all()
    return {row.locator("a").inner_text(): "已完成" in row.locator("small").inner_text() for row in rows}


def done(page):
    return [title for title, ticked in steps(page).items() if ticked]


def paper(text):
    """A printed page or a file, without the spaces that typesetting puts in."""
    return re.sub(r"\s", "", text)


# --- the administrator ---

PEOPLE_ROWS = [
    ["单位或人员", "编码或用户名", "名称", "所属单位", "角色"],
    ["单位", "schools", "区教育局", None, None],
    ["人员", "second", "督查乙", None, "督查"],
    ["人员", "head", "单位负责人甲", "区住建局", "单位负责人"],
    ["人员", "steward", "项目管家甲", "区住建局", "项目管家"],
    ["人员", "leader", "区领导甲", None, "区领导"],
]


def add_unit(page):
    steps_link(page, "责任单位")
    go(page, "新增责任单位")
    page.fill("[name=name]", "区住建局")
    page.fill("[name=code]", "roads")
    save(page)
    assert "已新增责任单位“区住建局”" in said(page)


def add_supervisor(page):
    """By the form, with a code to print; nobody else can grant it yet, and the auditor will read of it."""
    steps_link(page, "人员")
    press(page, "a[href$='/user/add/'] >> nth=0")
    page.fill("[name=name]", "督查甲")
    page.select_option("[name=role_choice]", label="督查")
    page.fill("[name=username]", "supervisor")
    page.select_option("[name=way]", "code")
    save(page)
    assert "因目前尚无第二人可以决定授权" in said(page)
    assert re.search(r"督查甲的一次性密码：\w{4}-\w{4}-\w{4}。请立即打印", said(page))


def import_people(page, tmp_path):
    """A unit and several people at once, on the people sheet of the workbook."""
    file = tmp_path / "人员.xlsx"
    file.write_bytes(made(**{PEOPLE: PEOPLE_ROWS}))
    go(page, "导入导出", "上传Excel")
    page.set_input_files("[name=file]", file)
    send(page)
    process_waiting_imports()
    page.wait_for_selector(CHECKED)
    changes = page.get_by_role("region", name="更改").inner_text()
    assert "第6行" in changes and "督查（目前尚无第二人可以授权，即时生效）" in changes and User.objects.count() == 2
    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_selector("[data-live]")
    process_waiting_imports()
    page.wait_for_selector(CHECKED)
    assert "全部行已写入" in page.inner_text(".tx-import")


def print_slips(page):
    """A slip for each who cannot log in yet."""
    home(page)
    press(page, "a[href*='attention=no_way_in']")
    for box in page.locator("[name=_selected_action]").all():
        box.check()
    page.select_option("select[name=action]", "invite_selected")
    press(page, "#changelist-form [type=submit], #changelist-form button[name=index]")
    page.select_option("[name=way]", "code")
    press(page, "#main button.tx-solid")
    slips = page.locator("section").all_inner_texts()
    assert len(slips) == 4 and all(re.search(r"一次性密码\s+\w{4}-\w{4}-\w{4}", slip) for slip in slips)
    go(page, "返回人员列表")


def invite_by_mail(page):
    add(page, "人员")
    page.fill("[name=name]", "项目管家乙")
    page.select_option("[name=role_choice]", label="项目管家")
    choose(page, "unit", "区教育局")
    page.fill("[name=email]", "other@example.com")
    page.fill("[name=username]", "other")
    save(page)
    assert "other@example.com" in said(page)
    send_due_deliveries(clock.now())


def add_calendar(page, tmp_path):
    """The table of days, of which those that have come take a reason; and the year that the answer asks for."""
    year, file = today().year, tmp_path / "日历.csv"
    days = (f"{year}-01-01,否,元旦", f"{year}-12-31,否,元旦", f"{year + 1}-01-01,否,元旦")
    file.write_text("\n".join(("日期,是否上班,名称", *days)), encoding="utf-8")
    steps_link(page, "今年的工作日历")
    page.set_input_files("[name=file]", file)
    refuse(page)
    assert "理由" in page.inner_text("#id_file_error")
    page.set_input_files("[name=file]", file)
    page.fill("[name=text]", "补录全年放假安排")
    send(page)
    assert "日历：新增" in said(page)
    press(page, f"a[href$='/calendaryear/add/?year={year}']")
    assert page.input_value("[name=year]") == f"{year}"
    page.select_option("[name=status]", label="正式")
    page.fill("[name=source]", "国务院办公厅通知")
    save(page)
    home(page)
    assert "请登记该日历年度" in page.inner_text("#missing") and f"{year}\n" not in page.inner_text("#missing")


def add_templates(page):
    """A category of the district's own with its two usual milestones."""
    add(page, "类别")
    for name, value in (("code", "viaduct"), ("name", "高架桥工程"), ("name_en", "Viaducts")):
        page.fill(f"[name={name}]", value)
    page.select_option("[name=list]", label="城建")
    save(page)
    for number, (name, share) in enumerate((("开工", 10), ("完工", 100)), 1):
        add(page, "节点模板")
        page.select_option("[name=category]", label="高架桥工程")
        page.fill("[name=sequence]", f"{number}")
        page.fill("[name=name]", name)
        page.fill("[name=share]", f"{share}")
        save(page)
        assert f"已新增节点模板“{name}”" in said(page)


def preview_policy(page, day):
    """What the rules to come would do to the lights, read before they are kept."""
    add(page, "规则")
    page.fill("[name=effective_from]", f"{day}")
    page.fill("[name=due_soon_workdays]", "1")
    page.keyboard.press("Escape")
    press(page, "#main .tx-solid:visible")
    assert "将有1盏灯变化（共2盏）" in said(page) and "黄→绿：1个" in said(page)
    press(page, "button[name=shown]")
    assert "已新增规则" in said(page)


def lay_first_plan():
    """What a steward and a supervisor did in the meantime."""
    people = {one.username: one for one in User.objects.all()}
    answering = {"unit": Unit.objects.get(code="roads"), "steward": people["steward"], "leader": people["leader"]}
    given = {"code": f"{today().year}-CJ-001", "name": "高架桥一期", "plan_year": today().year, **answering}
    project = Project.objects.create(category=Category.objects.get(code="viaduct"), **given)
    for name, days in (("开工", 10), ("完工", 120)):
        project.milestones.create(name=name, forecast_due=today() + dt.timedelta(days=days))
    approve_plan(project, by=people["supervisor"])


@pytest.fixture
def first_administrator(words, monkeypatch):
    """As the terminal makes it."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "tiexi-demo")
    call_command("createsuperuser", "--noinput", username="admin", email="admin@example.com", stdout=StringIO())


def test_an_administrator_opens_an_empty_system(first_administrator, come, tmp_path):
    page = come("admin")
    assert "还没有登记项目" in said(page) and done(page) == ["系统管理员"] and len(steps(page)) == 8
    add_unit(page)
    assert done(page) == ["系统管理员", "责任单位"]
    add_supervisor(page)
    import_people(page, tmp_path)
    print_slips(page)
    assert "人员" in done(page)
    invite_by_mail(page)
    assert "试发邮件" in done(page)
    add_calendar(page, tmp_path)
    assert "今年的工作日历" in done(page)
    add_templates(page)
    assert [title for title, ticked in steps(page).items() if not ticked] == ["项目", "批准第一份排期"]
    lay_first_plan()
    assert steps(page) == {}
    preview_policy(page, today() + dt.timedelta(days=3))
    assert page.complaints == []


# --- the supervisor ---


@pytest.fixture
def opened(words):
    """What the administrator laid: units, people and the template of a category."""
    roads = Unit.objects.create(code="roads", name="区住建局")
    for name in ("supervisor", "leader", "auditor", "admin"):
        person(name, name)
    person("second", Role.SUPERVISOR)
    person("steward", Role.STEWARD, roads)
    Unit.objects.filter(pk=roads.pk).update(head=person("head", Role.UNIT_HEAD, roads))
    category = Category.objects.get(code="road")
    for number, (name, share) in enumerate((("开工", 10), ("完工", 100)), 1):
        MilestoneTemplate.objects.create(category=category, sequence=number, name=name, share=share)


def register(page):
    """A project with what it promises."""
    add(page, "项目")
    page.fill("[name=name]", "新建北二路")
    page.fill("[name=code]", f"{today().year}-CJ-001")
    page.fill("[name=plan_year]", f"{today().year}")
    choose(page, "category", "道路工程")
    page.click("a[href$='#targets']")
    page.click("#targets-group .add-row a, #targets-group .add-row")
    for field, value in (("measure", "新建道路"), ("value", "6"), ("unit", "条")):
        page.fill(f"[name=targets-0-{field}]", value)
    save(page)
    assert "已新增项目“新建北二路”" in said(page)


def schedule(page):
    """From the template, looked at first."""
    go(page, "新建北二路", "按模板排期")
    page.fill("[name=starts_on]", f"{today() - dt.timedelta(days=60)}")
    page.fill("[name=deadline]", f"{today() + dt.timedelta(days=60)}")
    send(page)
    assert "以下为预览，尚未保存" in said(page) and "开工" in page.inner_text(".tx-preview")
    press(page, "button[name=shown]")
    assert "待督查批准" in said(page)


def assign(page):
    """What the refused approval asks for."""
    go(page, "批准排期")
    assert "请先指派责任单位、项目管家、分管领导" in said(page) and "须由另一位督查批准" in said(page)
    go(page, "取消", "指派")
    for name, text in (("unit", "区住建局"), ("steward", "steward　区住建局"), ("leader", "leader")):
        page.select_option(f"[name={name}]", label=text)
    send(page)
    assert "项目已指派" in said(page)


def approve(page):
    """Another supervisor approves what is late already, and answers for it in a word."""
    press(page, "#plans .tx-button:has-text('批准排期')")
    days = re.search(r"批准即逾期1个，最长(\d+)天", said(page))[1]
    refuse(page)
    assert page.locator("#id_note_error").is_visible()
    page.fill("[name=note]", "按实际开工日补录")
    send(page)
    assert "排期已批准" in said(page)
    return days


def chase(page):
    home(page)
    press(page, "#overdue .tx-button:has-text('督办')")
    page.fill("[name=text]", "请说明开工推迟的原因")
    page.fill("[name=reply_by]", f"{SOON}")
    send(page)
    assert "已下达" in said(page)


def confirm_after_a_slip(page):
    """Returned by mistake, taken back, and confirmed."""
    home(page)
    press(page, "#claims .tx-button:has-text('退回')")
    page.fill("[name=reason]", "缺验收单")
    send(page)
    press(page, "#main a:has-text('可以撤回')")
    assert "之前可以撤回" in said(page)
    send(page)
    home(page)
    press(page, "#claims .tx-button:has-text('确认')")
    send(page)
    assert "蓝灯" in said(page)


def decide_extension(page):
    home(page)
    press(page, "#changes .tx-button:has-text('不予批准')")
    page.fill("[name=reason]", "土地已移交，按期推进")
    send(page)
    home(page)
    assert "没有待审批的申请" in said(page)


def draw_up_circular(page):
    """From the overdue report to the papers and to Word."""
    go(page, "逾期报表", "文件")
    page.check("label:has-text('新建北二路')")
    page.fill("#reply-by", f"{SOON}")
    with page.expect_download() as download:
        page.click(".choice button.solid")
    assert download.value.suggested_filename.startswith(f"督办通报-{today()}")
    document = Document(download.value.path())
    return paper("".join(one.text for one in document.element.body.iter() if one.tag.endswith("}t") and one.text))


def test_a_supervisor_goes_from_a_first_project_to_the_first_circular(opened, come):
    page = come("supervisor")
    assert "还没有登记项目" in said(page)
    register(page)
    schedule(page)
    assign(page)
    second = come("second")
    days = approve(second)
    chase(page)
    start, finish = Project.objects.get().milestones.order_by("sequence")
    steward = User.objects.get(username="steward")
    finish.claim(by=steward, finished_on=today(), note="提前完工")
    start.request_change(by=steward, kind="extend", new_due=LATER, reason_class="land", text="征迁未完")
    confirm_after_a_slip(page)
    decide_extension(page)
    text = draw_up_circular(page)
    assert "区住建局" in text and "新建北二路" in text and f"{days}天" in text
    assert page.complaints == [] == second.complaints


# --- who works under the plan, and who reads ---


@pytest.fixture
def planned(opened):
    """What a supervisor laid two months ago: one milestone is late by now, another due within days."""
    people = {one.username: one for one in User.objects.all()}
    start = noon(today() - dt.timedelta(days=60))
    answering = {"unit": Unit.objects.get(), "steward": people["steward"], "leader": people["leader"]}
    given = {"code": f"{today().year}-CJ-001", "name": "新建北二路", "plan_year": today().year, **answering}
    project = lay(Project.objects, category=Category.objects.get(code="road"), at=start, **given)
    target = lay(Target.objects, project=project, measure="新建道路", value=6, unit="条")
    for name, days, more in (("开工", -LATE, {}), ("累计建成6条", 4, {"target": target, "quantity": 6})):
        lay(project.milestones, name=name, forecast_due=today() + dt.timedelta(days=days), at=start, **more)
    approve_plan(project, by=people["supervisor"], at=start)
    return SimpleNamespace(project=project, **people)


def first_password(page, code):
    """The code of the slip opens the choice of a password, and that alone."""
    assert "设置本人密码" in page.inner_text("h1") and "一次性密码" in page.inner_text("main")
    home(page)
    assert urlsplit(page.url).path == "/password/"
    page.fill("[name=old_password]", code)
    page.fill("[name=new_password1]", NEW)
    page.fill("[name=new_password2]", NEW)
    press(page, "main button.solid")


def report(page, photo):
    page.screenshot(path=photo, type="jpeg")
    press(page, "#due article:has-text('累计建成6条') .tx-button:has-text('填报进度')")
    page.set_input_files("#id_files", photo)
    page.locator(".tx-chosen img").wait_for()
    page.fill("[name=quantity]", "3")
    page.fill("[name=note]", "三条完工")
    page.fill("[name=next_step]", "铺面层")
    send(page)
    assert "累计3条" in said(page)


def claim(page):
    press(page, "#overdue article:has-text('开工') .tx-button:has-text('申报完成')")
    page.fill("[name=note]", "已开工")
    refuse(page)
    assert "请填写迟延原因" in page.inner_text("#id_late_reason_error")
    page.fill("[name=late_reason]", "征迁推迟")
    send(page)
    assert "等待" in said(page)


def claim_again(page):
    """With the reason of the return before the eyes."""
    home(page)
    assert "缺开工令" in page.inner_text("#returned")
    press(page, "#returned .tx-button:has-text('重新申报')")
    assert "缺开工令" in said(page)
    page.fill("[name=note]", "已补开工令")
    send(page)
    assert "等待" in said(page)


def ask_extension(page):
    press(page, "#due article:has-text('累计建成6条') .tx-button:has-text('申请延期')")
    page.fill("[name=new_due]", f"{LATER}")
    page.select_option("[name=reason_class]", label="天气")
    refuse(page)
    assert page.locator("#id_text_error").is_visible()
    page.fill("[name=text]", "连续降雨")
    send(page)
    assert "延期" in said(page)


def answer(page):
    press(page, "#waiting .tx-button:has-text('答复')")
    assert "请说明推迟原因" in said(page)
    page.select_option("[name=milestone]", label="累计建成6条")
    page.fill("[name=note]", "雨停后倒排工期")
    send(page)
    assert page.locator("#waiting article").count() == 0


def test_a_steward_begins_with_a_slip_and_ends_with_an_answer(planned, come, tmp_path):
    code = reset_password(planned.steward, by=planned.admin, way="code")
    page = come("steward", code)
    first_password(page, code)
    report(page, tmp_path / "现场.jpg")
    claim(page)
    Claim.objects.get().send_back(by=planned.supervisor, reason="缺开工令")
    claim_again(page)
    ask_extension(page)
    Instruction.give(by=planned.leader, project=planned.project, text="请说明推迟原因", reply_by=SOON)
    home(page)
    answer(page)
    assert page.complaints == []


@pytest.mark.skipif(today().timetuple().tm_yday == 1, reason="on New Year's Day nothing of the year is late")
def test_a_unit_head_sees_who_is_silent_assigns_and_reads_the_ranking(planned, come):
    person("relief", Role.STEWARD, planned.project.unit)
    page = come("head")
    assert "从未填报" in page.inner_text("#silent")
    assert "1个项目未填报" in page.inner_text("#who article:has-text('steward')")
    press(page, "#who article a >> nth=0")
    assert page.locator("#result_list tbody tr").count() == 1
    go(page, "新建北二路", "指派")
    page.select_option("[name=steward]", label="relief　区住建局")
    send(page)
    assert "项目已指派" in said(page)
    home(page)
    assert "relief" in page.inner_text("#overdue article")
    go(page, "逾期报表", "单位")
    assert "到期节点1个，不足8个，本期不排名" in page.inner_text("main tr:has-text('区住建局')")
    go(page, "区住建局")
    assert page.inner_text("h1").endswith("1个节点中按时完成0个")
    counted = page.inner_text("main tr:has-text('开工')")
    assert "逾期未完成" in counted and f"{LATE}" in counted.split()
    go(page, "新建北二路")
    assert f"已逾期{LATE}天" in page.inner_text("main")
    assert page.complaints == []


def test_a_leader_reads_a_past_day_opens_the_worst_and_instructs(planned, come, tmp_path):
    page = come("leader")
    assert page.inner_text("h1") == f"1个项目，1个亮红灯；最久的已逾期{LATE}天。"
    past = today() - dt.timedelta(days=30)
    with page.expect_navigation():
        page.fill("#on", f"{past}")
        page.keyboard.press("Enter")
    assert page.inner_text("h1") == "1个项目，没有红灯。"
    assert f"截至{past.month}月{past.day}日没有逾期节点" in page.inner_text("main")
    with page.expect_navigation():
        page.select_option("#on-days", f"{today()}")
    press(page, ".worst a.name")
    assert "“开工”应于" in page.inner_text("main") and f"已逾期{LATE}天" in page.inner_text("main")
    go(page, "总览")
    press(page, ".worst a:has-text('批示')")
    page.fill("[name=text]", "倒排工期，按周报告")
    page.fill("[name=reply_by]", f"{SOON}")
    press(page, "main button.solid")
    assert "批示：倒排工期，按周报告" in page.inner_text(".worst")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) in (1, 2)
    go(page, "挂图")
    assert page.locator("svg.gantt").count() == 1 and "新建北二路" in page.text_content("svg.gantt")
    go(page, "大屏轮播")
    assert page.locator("svg.gantt").count() == 1
    page.go_back()
    go(page, "批示督办")
    assert "倒排工期，按周报告" in page.inner_text("main")
    assert page.complaints == []


def test_an_auditor_decides_a_grant_and_reads_who_did_what(planned, come, settings, live_server, mailoutbox):
    settings.PUBLIC_URL = live_server.url
    # A letter tells what came before its hour, and the hour at which this runs is any.
    Job.objects.filter(name=Job.Name.DIGEST).update(due_at=dt.time(23, 59, 59))
    relief = person("relief", Role.STEWARD, planned.project.unit)
    give_role(relief, Role.SUPERVISOR, by=planned.admin, text="接替督查")
    page = come("auditor")
    assert "申请人：admin" in page.inner_text("#grants")
    press(page, "#grants article a >> nth=0")
    assert "此后可登记项目、批准排期" in said(page)
    press(page, "a[href*='/grant/']")
    page.fill("[name=reason]", "已核实")
    send(page)
    assert "已授权" in said(page) and relief.groups.get().name == Role.SUPERVISOR
    go(page, "操作记录")
    page.select_option("form [name=who], form [name=user], form [name=person]", label="auditor")
    press(page, "main button:has-text('查看')")
    assert "已核实" in said(page)
    send_digests(first=True)
    [letter] = [mail for mail in mailoutbox if "auditor" in mail.to[0]]
    assert letter.subject.startswith("授权的申请与决定")
    page.set_content(letter.alternatives[0][0])
    assert "接替督查" in page.inner_text("body") and "决定人：auditor" in page.inner_text("body")
    press(page, "a[href*='/rolegrant/']")
    assert "已授权" in said(page)
    assert page.complaints == []
