"""Good values of every form of the product, and what one good sending of each leaves in the database: written by hand.

A form that is found and has no row here fails `test_every_form.py`. To add one, write under the name in the failure

    "milestones.Claim act return": Form({"reason": "补照片"}, claim, changes="milestones.Claim milestones.Milestone"),

what a person types (the rest stays as the page shows it; a function of the world where it needs a record), the record
it
is sent for, how many rows of which records it makes, and which others it changes. Who may send it is not said here but
in
`access_expected.py`. The test then sends it as every role, empty, doubled, and with a wrong value in each input; the
browser sends it once.
"""

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from backoffice.clock import today
from milestones import models
from milestones.digests.links import action_url, unsubscribe_url
from milestones.models.plan import approve_plan
from projects.models import Project, Unit
from tests.access.access_world import FAR, START, new_project, photo
from tests.cast import lay, person
from tests.imports.workbook import exported

from .forms_sending import Form

PROJECT, TARGET, UNIT, USER, CATEGORY = (
    f"projects.{name}" for name in ("Project", "Target", "Unit", "User", "Category")
)
ASSIGNED, MOVED, GIVEN, GRANT = (f"projects.{name}" for name in ("Assignment", "PhaseChange", "RoleGiven", "RoleGrant"))
REFORM = "projects.Reorganization"
WORDED, PROMISED, RESET = "projects.Wording", "projects.Promise", "projects.PasswordReset"
UNLOCKED = "projects.AccountUnlock"
STEP, REPORT, CLAIM, CHANGE, BASELINE, OWNED, SAID, SENT, DECIDED, IMPORT, RUN = (
    f"milestones.{name}"
    for name in (
        "Milestone",
        "ProgressReport",
        "Claim",
        "ChangeRequest",
        "BaselineVersion",
        "Ownership",
        "Instruction",
        "Delivery",
        "DeliveryDecision",
        "Import",
        "JobRun",
    )
)
DAY, YEAR, TEMPLATE, POLICY, FILTER, WANTED = (
    f"milestones.{name}"
    for name in ("CalendarDay", "CalendarYear", "MilestoneTemplate", "Policy", "SavedFilter", "Subscription")
)
FIXED, FORMER, FORMER_YEAR = "milestones.CalendarCorrection", "milestones.FormerDay", "milestones.FormerYear"
TAKEN = "milestones.Retraction"
SOON = today() + dt.timedelta(days=30)
MILESTONES = "/admin/milestones/milestone/?overdue=true"


def record(label: str):
    """The record of this kind that the world has."""
    return lambda world: world.records[label]


def draft(label: str):
    """The one that nobody has approved."""
    return lambda world: world.drafts[label]


def bare(world: Any) -> Project:
    """A project with nothing in it."""
    return new_project(world, "2024-CJ-009")


def mistaken(world: Any) -> Project:
    """A project that was entered today."""
    given = {"category": world.project.category, "unit": world.roads, "steward": world.steward}
    return Project.objects.create(code="2024-CJ-010", name="误录", plan_year=2024, **given)


def unheard(world: Any) -> models.Milestone:
    """A milestone of a project on which nobody reported this month."""
    project = bare(world)
    step = lay(models.Milestone.objects, project=project, name="静悄悄", forecast_due=FAR, at=START)
    approve_plan(project, by=world.second, at=START)
    return step


def other_unit(world: Any) -> Unit:
    """A unit on which nothing hangs."""
    return Unit.objects.create(code="office", name="临时指挥部")


def locked_out(world: Any) -> Any:
    """Somebody who mistyped the password five times."""
    AccessAttempt.objects.create(
        username=world.steward.username, ip_address="10.0.0.7", failures_since_start=5, attempt_time=timezone.now()
    )
    return world.steward


def doubtful(world: Any) -> models.ProgressReport:
    """A figure that waits for a supervisor."""
    given = {"name": "建成9条", "forecast_due": FAR, "target": world.target, "quantity": 9, "at": START}
    step = lay(models.Milestone.objects, project=world.project, **given)
    return step.report(by=world.steward, note="一次建成", quantity=9, reason="验收单已核")


def newcomer(world: Any) -> Any:
    """Somebody who was brought in and has not chosen a password."""
    return person("newcomer", "steward", world.roads, must_change_password=True)


def leaver(world: Any) -> Any:
    """Somebody who left; the account is not closed yet."""
    return person("leaver", "steward", world.roads, left_at=timezone.now())


def just_decided(label: str):
    """A record of this kind that a supervisor decided this minute."""

    def found(world: Any) -> Any:
        record = world.records[label]
        by = world.supervisor
        if isinstance(record, models.Instruction):
            return record.close(by=by, reason="已当面答复")
        return record.send_back(by=by, reason="不符") if label == CLAIM else record.refuse(by=by, reason="不符")

    return found


def mail(state: str):
    """A message that waits for a person."""

    def found(world: Any) -> models.Delivery:
        row = world.records[SENT]
        models.Delivery.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
        return row

    return found


def workbook(state: str):
    """A workbook of the steward, uploaded an hour ago."""

    def found(world: Any) -> models.Import:
        content = exported(world.steward, Project.objects.none())
        return lay(
            models.Import.objects,
            by=world.steward,
            name="填报.xlsx",
            file=ContentFile(content, name="填报.xlsx"),
            state=state,
            at=timezone.now() - dt.timedelta(hours=1),
        )

    return found


def upload(name: str, content: bytes):
    return lambda world: {"file": SimpleUploadedFile(name, content)}


def exports(world: Any) -> dict:
    """A workbook with its heads and no rows."""
    return {"file": SimpleUploadedFile("填报.xlsx", exported(world.steward, Project.objects.none()))}


def alone(world: Any) -> None:
    """Of the jobs, only one is there to run."""
    models.Job.objects.exclude(name="purge").update(active=False)
    models.Delivery.objects.update(state="sent")


def link_of(address: str) -> str:
    """The path of a link in a mail."""
    return "/" + address.split("/", 3)[3]


def choice_of(person: Any, token: str) -> str:
    """Where a person chooses a password."""
    return reverse("password-choose", args=[urlsafe_base64_encode(force_bytes(person.pk)), token])


def scopes(who: str) -> dict[str, int]:
    """A row for each scope that the role may have; the steward has one already."""
    return {WANTED: 2 if who in ("head", "other", "other_head", "leader") else 1}


REORGANIZED = {"day": SOON.isoformat(), "text": "机构改革方案"}
REASON, INSTRUCTION = {"reason": "材料不全"}, {"to": "steward", "text": "请说明进展", "reply_by": SOON.isoformat()}
REQUEST = {name: value for name, value in INSTRUCTION.items() if name != "to"}
NOTE = {"note": "已电话核实"}
LENGTH = {
    "measure": "长度",
    "value": "3.5",
    "unit": "公里",
    "qualifier": "=",
    "per": "total",
    "nature": "flow",
}
ROAD = {"name": "新建北二路", "code": "2024-CJ-077", "plan_year": "2024"}
NEW = {"new_password1": "Quan4-Xin-Mima", "new_password2": "Quan4-Xin-Mima"}
OTHERS = {"old_password": "tiexi-demo"} | NEW


def road(world: Any) -> dict:
    return ROAD | {"category": world.project.category_id}


def row(prefix: str, number: int, **typed: str) -> dict:
    """One more row of an inline."""
    return {f"{prefix}-TOTAL_FORMS": str(number + 1)} | {
        f"{prefix}-{number}-{name}": value for name, value in typed.items()
    }


FORMS: dict[str, Form] = {
    # The register.
    f"{PROJECT} add": Form(road, makes={PROJECT: 1, ASSIGNED: 1, MOVED: 1}),
    f"{PROJECT} add + {TARGET}": Form(
        lambda world: road(world) | row("targets", 0, **LENGTH), makes={PROJECT: 1, ASSIGNED: 1, MOVED: 1, TARGET: 1}
    ),
    f"{PROJECT} change": Form({"location": "北二路"}, record(PROJECT), makes={WORDED: 1}, changes=PROJECT),
    f"{PROJECT} change + {TARGET}": Form(row("targets", 1, **LENGTH), draft(PROJECT), makes={TARGET: 1}),
    f"{PROJECT} change + {STEP}": Form(
        row("milestones", 1, name="完工", sequence="2", forecast_due="2030-09-02"),
        draft(PROJECT),
        makes={STEP: 1, OWNED: 1},
    ),
    f"{PROJECT} delete": Form({}, mistaken, makes={PROJECT: -1, ASSIGNED: -1, MOVED: -1}),
    f"{PROJECT} act approve-plan": Form(
        {}, draft(PROJECT), makes={BASELINE: 1, PROMISED: 1}, changes=f"{PROJECT} {STEP}"
    ),
    f"{PROJECT} act schedule": Form(
        {"starts_on": "2030-01-07", "deadline": "2030-11-29"},
        bare,
        makes={STEP: 1, OWNED: 1, WORDED: 1},
        changes=PROJECT,
    ),
    f"{PROJECT} act assign": Form(
        lambda world: {"steward": world.head.pk}, record(PROJECT), makes={ASSIGNED: 1}, changes=PROJECT
    ),
    f"{PROJECT} act phase": Form({"phase": "started"}, record(PROJECT), makes={MOVED: 1}, changes=PROJECT),
    f"{PROJECT} act request-change": Form(
        {"kind": "suspend", "reason_class": "funds", "text": "资金未到"}, record(PROJECT), makes={CHANGE: 1}
    ),
    f"{PROJECT} act correct-words": Form(
        {"name": "新建牛心屯路", "text": "印刷错误"}, record(PROJECT), makes={CHANGE: 1}
    ),
    f"{PROJECT} act instruct": Form(INSTRUCTION, record(PROJECT), makes={SAID: 1}),
    f"{PROJECT} act carry-over": Form({}, record(PROJECT), makes={PROJECT: 1, ASSIGNED: 1, MOVED: 1, TARGET: 1}),
    f"{PROJECT} bulk schedule_projects": Form(
        {"starts_on": "2030-01-07", "deadline": "2030-11-29"},
        bare,
        makes={STEP: 1, OWNED: 1, WORDED: 1},
        changes=PROJECT,
    ),
    f"{PROJECT} bulk approve_plans": Form(
        {}, draft(PROJECT), makes={BASELINE: 1, PROMISED: 1}, changes=f"{PROJECT} {STEP}"
    ),
    f"{PROJECT} bulk assign_steward": Form(
        lambda world: {"steward": world.head.pk}, record(PROJECT), makes={ASSIGNED: 1}, changes=PROJECT
    ),
    f"{PROJECT} bulk request_reports": Form(REQUEST, record(PROJECT), makes={SAID: 1}),
    f"{PROJECT} bulk carry_projects_over": Form(
        {}, record(PROJECT), makes={PROJECT: 1, ASSIGNED: 1, MOVED: 1, TARGET: 1}
    ),
    f"{TARGET} add": Form(
        lambda world: LENGTH | {"project": world.draft.pk}, makes={TARGET: 1}, only="steward head supervisor"
    ),
    f"{TARGET} change": Form({"as_written": "约1条"}, draft(TARGET), makes={WORDED: 1}, changes=TARGET),
    f"{TARGET} act correct-words": Form({"measure": "道路", "text": "印刷错误"}, record(TARGET), makes={CHANGE: 1}),
    f"{TARGET} delete": Form({}, draft(TARGET), makes={TARGET: -1}),
    # What is due.
    f"{STEP} add": Form(
        lambda world: {"project": world.draft.pk, "name": "完工", "forecast_due": "2030-09-02"},
        makes={STEP: 1, OWNED: 1},
        only="steward head supervisor",
    ),
    f"{STEP} change": Form({"sequence": "7"}, record(STEP), makes={WORDED: 1}, changes=STEP),
    f"{STEP} delete": Form({}, draft(STEP), makes={STEP: -1, OWNED: -1}),
    f"{STEP} act report": Form(
        lambda world: {"note": "路基过半", "files": [SimpleUploadedFile("现场.jpg", photo())]},
        record(STEP),
        makes={REPORT: 1, "milestones.Attachment": 1},
    ),
    f"{STEP} act claim": Form(
        {"finished_on": today().isoformat(), "note": "已验收", "late_reason": "雨季"},
        record(STEP),
        makes={CLAIM: 1},
        changes=STEP,
    ),
    f"{STEP} act request-change": Form(
        {"new_due": SOON.isoformat(), "reason_class": "weather", "text": "连续降雨"}, record(STEP), makes={CHANGE: 1}
    ),
    f"{STEP} act request-other-change": Form(
        {"kind": "cancel", "reason_class": "other", "text": "并入他项"}, record(STEP), makes={CHANGE: 1}
    ),
    f"{STEP} act correct-words": Form({"name": "路基完工", "text": "印刷错误"}, record(STEP), makes={CHANGE: 1}),
    f"{STEP} act no-progress": Form({"note": "本月无进展。原因：冬季停工"}, unheard, makes={REPORT: 1}),
    f"{STEP} act assign": Form(lambda world: {"owner": world.head.pk}, record(STEP), makes={OWNED: 1}, changes=STEP),
    f"{STEP} act instruct": Form(INSTRUCTION, record(STEP), makes={SAID: 1}),
    f"{STEP} bulk request_reports": Form(REQUEST, record(STEP), makes={SAID: 1}),
    # What waits for a decision.
    f"{CLAIM} act confirm": Form({}, record(CLAIM), changes=f"{CLAIM} {STEP}"),
    f"{CLAIM} act return": Form(REASON, record(CLAIM), changes=f"{CLAIM} {STEP}"),
    f"{CLAIM} act reopen": Form(REASON, lambda world: world.confirmed, changes=f"{CLAIM} {STEP}"),
    f"{CLAIM} act take_back": Form({}, just_decided(CLAIM), makes={TAKEN: 1}, changes=f"{CLAIM} {STEP}"),
    f"{CLAIM} bulk take_back_selected": Form({}, just_decided(CLAIM), makes={TAKEN: 1}, changes=f"{CLAIM} {STEP}"),
    f"{CHANGE} bulk take_back_selected": Form({}, just_decided(CHANGE), makes={TAKEN: 1}, changes=CHANGE),
    f"{CHANGE} act take_back": Form({}, just_decided(CHANGE), makes={TAKEN: 1}, changes=CHANGE),
    f"{SAID} act take_back": Form({}, just_decided(SAID), makes={TAKEN: 1}, changes=SAID),
    f"{CLAIM} bulk confirm_selected": Form({}, record(CLAIM), changes=f"{CLAIM} {STEP}"),
    f"{CLAIM} bulk return_selected": Form(REASON, record(CLAIM), changes=f"{CLAIM} {STEP}"),
    f"{REPORT} act accept": Form({}, doubtful, changes=REPORT),
    f"{REPORT} act return-figure": Form(REASON, doubtful, changes=REPORT),
    f"{REPORT} bulk accept_figures": Form({}, doubtful, changes=REPORT),
    f"{REPORT} bulk return_figures": Form(REASON, doubtful, changes=REPORT),
    f"{CHANGE} act approve": Form(
        {"document_number": "铁督〔2026〕3号"}, record(CHANGE), makes={BASELINE: 1}, changes=f"{CHANGE} {STEP}"
    ),
    f"{CHANGE} act refuse": Form(REASON, record(CHANGE), changes=CHANGE),
    f"{CHANGE} act withdraw": Form({}, record(CHANGE), changes=CHANGE, only="steward"),
    f"{CHANGE} bulk approve_selected": Form(REASON, record(CHANGE), makes={BASELINE: 1}, changes=f"{CHANGE} {STEP}"),
    f"{CHANGE} bulk refuse_selected": Form(REASON, record(CHANGE), changes=CHANGE),
    f"{SAID} act answer": Form(
        lambda world: {"milestone": world.milestone.pk, "note": "正在赶工"},
        record(SAID),
        makes={REPORT: 1},
        changes=SAID,
        only="steward head",
    ),
    f"{SAID} act close": Form(REASON, record(SAID), changes=SAID),
    # Mails and jobs.
    f"{SENT} act retry": Form(NOTE, mail("dead"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} act send-again": Form(NOTE, mail("uncertain"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} act delivered": Form(NOTE, mail("uncertain"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} act let-go": Form(NOTE, mail("held"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} act drop": Form(NOTE, mail("dead"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} bulk retry_selected": Form(NOTE, mail("dead"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} bulk let_selected_go": Form(NOTE, mail("held"), makes={DECIDED: 1}, changes=SENT),
    f"{SENT} bulk drop_selected": Form(NOTE, mail("held"), makes={DECIDED: 1}, changes=SENT),
    "milestones.Job change": Form({"due_at": "06:45"}, record("milestones.Job"), changes="milestones.Job"),
    "desk milestones_jobrun_tick_now": Form({}, alone, makes={RUN: 1, "milestones.Heartbeat": 1}),
    # The workbook.
    "desk milestones_import_upload": Form(exports, makes={IMPORT: 1}),
    f"{IMPORT} act start": Form({}, workbook("checked"), changes=IMPORT, only="steward"),
    f"{IMPORT} act here": Form({}, workbook("checking"), changes=IMPORT, only="steward"),
    # What the administrator keeps.
    f"{CATEGORY} add": Form(
        {"code": "viaduct", "name": "高架桥", "name_en": "Viaducts", "list": "urban"}, makes={CATEGORY: 1}
    ),
    f"{CATEGORY} change": Form({"name": "道路改造"}, record(CATEGORY), makes={WORDED: 1}, changes=CATEGORY),
    f"{UNIT} add": Form({"code": "water", "name": "区水务局", "kind": "department"}, makes={UNIT: 1}),
    f"{UNIT} change": Form({"kind": "other"}, record(UNIT), makes={WORDED: 1}, changes=UNIT),
    f"{USER} add": Form(
        lambda world: (
            {"name": "王磊", "username": "wanglei", "role_choice": "steward", "unit": world.roads.pk, "way": "code"}
        ),
        makes={USER: 1, GIVEN: 1, RESET: 1},
    ),
    f"{USER} change": Form({"phone": "13800000000"}, record(USER), makes={WORDED: 1}, changes=USER),
    f"{USER} act hand-over": Form(
        lambda world: {"successor": world.head.pk, "note": "调离"},
        record(USER),
        makes={"milestones.Handover": 1, ASSIGNED: 3},
        changes=f"{PROJECT} {USER}",
    ),
    f"{USER} act reset-password": Form({"way": "code"}, record(USER), makes={RESET: 1}, changes=USER),
    f"{USER} act close-account": Form({}, leaver, changes=USER),
    f"{USER} act stays": Form({}, leaver, changes=USER),
    f"{USER} bulk invite_selected": Form({"way": "code"}, newcomer, makes={RESET: 1}, changes=USER, answers=200),
    f"{USER} act unlock": Form({}, locked_out, makes={UNLOCKED: 1}),
    f"{UNIT} act rename": Form({"name": "区城建局"} | REORGANIZED, record(UNIT), makes={REFORM: 1}),
    f"{UNIT} act merge": Form(lambda world: {"into": world.schools.pk} | REORGANIZED, record(UNIT), makes={REFORM: 1}),
    f"{UNIT} act split": Form(
        lambda world: {"into": world.schools.pk, "projects": [world.project.pk]} | REORGANIZED,
        record(UNIT),
        makes={REFORM: 1},
    ),
    f"{UNIT} act close-unit": Form(REORGANIZED, other_unit, makes={REFORM: 1}),
    f"{REFORM} act approve-reorganization": Form({"reason": "同意"}, record(REFORM), changes=REFORM),
    f"{REFORM} act refuse-reorganization": Form(REASON, record(REFORM), changes=REFORM),
    f"{REFORM} act withdraw-reorganization": Form({}, record(REFORM), changes=REFORM, only="admin"),
    f"{GRANT} act grant": Form({"reason": "已核实"}, record(GRANT), changes=f"{GRANT} {USER} {GIVEN}", only="auditor"),
    f"{GRANT} act refuse-grant": Form(REASON, record(GRANT), changes=GRANT, only="auditor"),
    f"{GRANT} act withdraw-grant": Form({}, record(GRANT), changes=GRANT, only="admin"),
    f"{FIXED} act approve-correction": Form(
        REASON, record(FIXED), makes={DAY: 1, FORMER: 1}, changes=FIXED, only="auditor"
    ),
    f"{FIXED} act refuse-correction": Form(REASON, record(FIXED), changes=FIXED, only="auditor"),
    f"{FIXED} act withdraw-correction": Form({}, record(FIXED), changes=FIXED, only="admin"),
    "desk milestones_calendarday_correct": Form(
        {"day": "2024-05-07", "is_workday": "no", "name": "放假", "text": "国办发明电更正"}, makes={FIXED: 1}
    ),
    f"{DAY} add": Form({"day": "2027-10-04", "name": "国庆节"}, makes={DAY: 1, FORMER: 1}),
    f"{DAY} change": Form({"name": "调休"}, record(DAY), makes={FORMER: 1}, changes=DAY),
    f"{DAY} delete": Form({}, record(DAY), makes={DAY: -1, FORMER: 1}),
    "desk milestones_calendarday_upload": Form(
        upload("2027.csv", "日期,是否上班,名称\n2027-10-05,否,国庆节\n2027-10-09,是,调休\n".encode()),
        makes={DAY: 2, FORMER: 2},
    ),
    f"{YEAR} add": Form(
        {"year": "2035", "status": "provisional", "source": "国办发明电"}, makes={YEAR: 1, FORMER_YEAR: 1}
    ),
    f"{YEAR} change": Form({"source": "国办发明电"}, record(YEAR), makes={FORMER_YEAR: 1}, changes=YEAR),
    f"{TEMPLATE} add": Form(
        lambda world: {
            "category": world.project.category_id,
            "sequence": "91",
            "name": "完工",
            "share": "30",
            "weight": "1",
        },
        makes={TEMPLATE: 1},
    ),
    f"{TEMPLATE} change": Form({"name": "竣工"}, record(TEMPLATE), changes=TEMPLATE),
    f"{TEMPLATE} delete": Form({}, record(TEMPLATE), makes={TEMPLATE: -1}),
    f"{POLICY} add": Form({"effective_from": "2031-03-03", "ladder": "1,5,10,20"}, makes={POLICY: 1}),
    f"{POLICY} change": Form({"min_milestones": "9"}, record(POLICY), changes=POLICY),
    f"{POLICY} delete": Form({}, record(POLICY), makes={POLICY: -1}),
    f"{WANTED} add": Form(
        lambda world: {"user": world.head.pk, "scope": "unit", "frequency": "weekly"}, makes={WANTED: 1}
    ),
    f"{WANTED} change": Form({"frequency": "weekly"}, record(WANTED), changes=WANTED),
    # One's own.
    f"{FILTER} change": Form({"name": "我的"}, record(FILTER), changes=FILTER, only="steward"),
    f"{FILTER} delete": Form({}, record(FILTER), makes={FILTER: -1}, only="steward"),
    "desk keep_filter": Form({"name": "逾期", "next": MILESTONES}, makes={FILTER: 1}, on=MILESTONES),
    "page login": Form({"username": "steward", "password": "tiexi-demo"}, changes=USER, only="stranger"),
    "page logout": Form({}),
    "page password-choose": Form(
        NEW,
        makes={RESET: 1},
        changes=USER,
        only="stranger",
        on=lambda world: choice_of(world.second, default_token_generator.make_token(world.second)),
        at=lambda world, subject: choice_of(world.second, PasswordResetConfirmView.reset_url_token),
    ),
    "page password-forgotten": Form({"who": "steward"}, makes={SENT: 1}),
    "page password": Form(OTHERS, changes=USER),
    "page set_language": Form({"language": "en", "next": "/login/"}, on="/subscriptions/"),
    "page subscriptions": Form({"language": "en"}, makes=scopes, changes=USER),
    "page unsubscribe": Form(
        {}, at=lambda world, subject: link_of(unsubscribe_url(world.head, "digest")), makes={WANTED: 2}, answers=200
    ),
    "page act-link": Form(
        {"note": "链接填报"},
        makes={REPORT: 1},
        only="steward",
        at=lambda world, subject: link_of(
            action_url(world.steward, "milestone", world.milestone.pk, "report", timezone.now() + dt.timedelta(hours=1))
        ),
    ),
    "page instruct": Form(
        INSTRUCTION, makes={SAID: 1}, at=lambda world, subject: f"{reverse('instruct')}?project={world.project.code}"
    ),
    "page instruction-close": Form(REASON, record(SAID), changes=SAID, only="supervisor", on="/instructions/"),
    "page instruction-take-back": Form(
        {}, just_decided(SAID), makes={TAKEN: 1}, changes=SAID, only="supervisor", on="/instructions/"
    ),
}

# Addresses that only show something, whatever is sent to them.
SHOW = {
    "desk index",
    "desk login",
    "desk logout",
    "desk password_change",
    "desk password_change_done",
    "desk autocomplete",
    "desk jsi18n",
    "desk view_on_site",
    "desk app_list",
    "desk search",
    "desk milestones_attachment_file",
    "desk milestones_delivery_preview",
    "desk milestones_import_empty_template",
    "desk milestones_import_export_all",
    "desk milestones_milestone_history_panel",
    "desk projects_project_export_workbook",
    "desk projects_project_history_panel",
    "desk projects_project_open_imports",
    "page home",
    "page overdue",
    "page overdue-csv",
    "page projects",
    "page search",
    "page lowered",
    "page doubtful",
    "page units",
    "page unit",
    "page trend",
    "page flags",
    "page papers",
    "page paper-sheet",
    "page paper-circular",
    "page project",
    "page wall",
    "page wall-show",
    "page file",
    "page picture",
    "page instructions",
    "page audit_log",
    "page form-sent",
    "page healthz",
    "page healthz-deep",
}
