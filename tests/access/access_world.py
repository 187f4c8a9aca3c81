"""One record of every kind, of the roads unit, and people who see it and who do not."""

import datetime as dt
from io import BytesIO
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from backoffice.clock import today
from milestones import models
from milestones.models.plan import approve_plan
from projects.models import PasswordReset, Project, Reorganization, Role, RoleGrant, Target, Unit
from tests.cast import add_milestone, lay, make_cast, noon, person

FAR = dt.date(2030, 6, 3)
SOON = today() + dt.timedelta(days=60)
START = noon(dt.date(2024, 1, 2))
WITHIN = ("steward", "head", "supervisor", "auditor", "admin")
OUTSIDE = ("other", "other_head")


def make_world():
    """The cast, with `records` by label, `drafts` that may be deleted, and `secret` names nobody outside may read."""
    cast = make_cast()
    cast.other_head = person("other_head", Role.UNIT_HEAD, cast.schools)
    cast.claimed, cast.asked, cast.finished = (
        add_milestone(cast, name, FAR, at=START) for name in ("机密甲", "机密乙", "机密丙")
    )
    approve_plan(cast.project, by=cast.supervisor, at=START)
    report = cast.claimed.report(by=cast.steward, note="机密进展", files=[SimpleUploadedFile("photo.jpg", photo())])
    cast.claim = cast.claimed.claim(by=cast.steward, finished_on=today(), note="机密申报")
    cast.confirmed = cast.finished.claim(by=cast.steward, finished_on=today(), note="机密").confirm(by=cast.supervisor)
    cast.change = cast.asked.request_change(
        by=cast.steward, kind="extend", new_due=dt.date(2031, 1, 6), reason_class="land", text="机密原因"
    )
    cast.records = base(cast) | told(cast) | facts(cast, report)
    cast.drafts = cast.records | drafts(cast)
    return cast


def photo():
    """The smallest photo there is."""
    Image.new("RGB", (2, 2)).save(file := BytesIO(), "JPEG")
    return file.getvalue()


def named(*rows):
    return {row._meta.label: row for row in rows}


def base(cast):
    """What everybody with a role may read, and what is the steward's own."""
    category, day = cast.project.category, timezone.now()
    bureau = Unit.objects.create(code="z9", name="区综合局")
    return named(
        cast.project,
        cast.target,
        cast.milestone,
        cast.roads,
        cast.steward,
        category,
        models.Policy.objects.create(effective_from=FAR),
        models.CalendarDay.objects.create(day=FAR, is_workday=False, name="试"),
        models.CalendarYear.objects.create(year=2050, status="provisional"),
        models.MilestoneTemplate.objects.create(category=category, sequence=90, name="试", share=50),
        lay(models.JobRun.objects, job="flag", slot=FAR),
        models.Job.objects.get(name="flag"),
        models.SavedFilter.objects.create(user=cast.steward, list="projects.project", name="机密筛选", query="o=1"),
        models.Import.objects.create(
            by=cast.steward,
            name="机密.xlsx",
            file="x.xlsx",
            state="faulty",
            fault_count=1,
            faults=[["项目", 2, "名称", "机密"]],
        ),
        models.Subscription.objects.create(user=cast.steward, scope="own"),
        RoleGrant.ask(cast.other, by=cast.admin, role=Role.SUPERVISOR),
        models.CalendarCorrection.ask(
            [models.CalendarDay(day=dt.date(2024, 5, 6), is_workday=False, name="试")], by=cast.admin, text="机密更正"
        ),
        Reorganization.ask("rename", bureau, by=cast.admin, day=SOON, text="机构改革", name="区教委"),
        PasswordReset.objects.create(person=cast.other, by=cast.admin, way="code"),
        models.Handover.objects.create(leaver=cast.head, successor=cast.steward, by=cast.supervisor, note="试"),
        models.Delivery.objects.create(
            dedup_key="x",
            kind="digest",
            slot=FAR,
            recipient=cast.steward,
            to_addr="steward@example.com",
            language="zh-hans",
            subject="机密摘要",
            text="x",
            html="x",
            message_id="x",
            not_after=day,
        ),
    )


def told(cast):
    """What supervision leaves behind."""
    flag = lay(
        models.OverdueFlag.objects,
        milestone=cast.milestone,
        baseline_due=dt.date(2024, 6, 14),
        since=dt.date(2024, 6, 15),
        raised_on=dt.date(2024, 6, 15),
    )
    return named(
        flag,
        lay(models.Escalation.objects, flag=flag, step=1, on=dt.date(2024, 6, 18), to=cast.steward),
        models.Instruction.give(by=cast.supervisor, project=cast.project, text="机密督办", reply_by=FAR),
    )


def facts(cast, report):
    """What was said about the milestones and the projects."""
    still = new_project(cast, "2024-CJ-003")
    ask = models.ChangeRequest.ask(by=cast.steward, project=still, kind="suspend", reason_class="funds", text="机密")
    ask.approve(by=cast.supervisor)
    return named(
        report,
        report.files.get(),
        cast.claim,
        cast.change,
        cast.milestone.baselines.first(),
        still.suspensions.get(),
        cast.project.assignments.first(),
        cast.project.phase_changes.first(),
    )


def drafts(cast):
    """Records that nobody has approved."""
    project = new_project(cast, "2024-CJ-002", at=timezone.now())
    cast.draft = project
    target = Target.objects.create(project=project, measure="机密指标", value=1, unit="条", as_written="1条")
    milestone = models.Milestone.objects.create(project=project, name="机密草稿", forecast_due=FAR)
    return named(project, target, milestone)


def new_project(cast, code, at=START):
    return lay(
        Project.objects,
        code=code,
        name=f"机密 {code}",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
        leader=cast.leader,
        at=at,
    )


# Who sees the record of the world: of the unit, of the person, of everybody.
UNITS = {
    "milestones.Attachment",
    "milestones.BaselineVersion",
    "milestones.ChangeRequest",
    "milestones.Claim",
    "milestones.Escalation",
    "milestones.Instruction",
    "milestones.Milestone",
    "milestones.OverdueFlag",
    "milestones.ProgressReport",
    "milestones.Suspension",
    "projects.Assignment",
    "projects.PhaseChange",
    "projects.Project",
    "projects.Target",
}
OWN = {
    "milestones.Delivery": ("steward", "supervisor", "auditor", "admin"),
    "milestones.Subscription": ("steward", "admin"),
    "milestones.Import": ("steward", "supervisor", "auditor", "admin"),
    "milestones.SavedFilter": ("steward",),
    "projects.PasswordReset": ("supervisor", "auditor", "admin"),
}


def sees(label, who):
    """Whether the person's eyes reach the record, whatever the door."""
    return who in OWN.get(label, WITHIN if label in UNITS else WITHIN + OUTSIDE)


def roles_of(words):
    return SimpleNamespace(has=lambda role: role in words.split())
