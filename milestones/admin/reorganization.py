"""Reorganizations of units: asked for on the unit's page, decided on their own, and a list to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice import fields
from backoffice.actions import RecordActionAdmin
from backoffice.clock import today
from backoffice.days import show_day
from backoffice.filters import ChoicesFilter
from backoffice.permissions import FactAdmin
from milestones.models import Standing
from projects.models import Project, Reorganization, Role, Unit, User
from projects.models.moving_parts import MovingParts

from .dashboard_filters import OpenReorganizationFilter
from .decision import DeciderAdmin
from .lights import local_time_text
from .outcome import OutcomeActionForm


class ReorganizeForm(OutcomeActionForm):
    """Asked for by an administrator, on the unit's page."""

    line = "ask-reorganization"
    kind = ""
    done = _("The reorganization is asked for; a supervisor decides it.")
    explain = _(
        "It is carried out as a whole on its day; records of earlier days keep the unit as it was, and its lateness "
        "stays with it in the ranking."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today()
        for name in ("projects", "people", "units"):
            if name in self.fields:
                rows = getattr(self.whole, name)
                self.fields[name].queryset = rows
                if not rows.exists():
                    del self.fields[name]
        if "projects" in self.fields:  # two years may have one name
            self.fields["projects"].label_from_instance = lambda project: f"{project.code}　{project}"
        if "into" in self.fields:
            others = Unit.objects.open().exclude(pk=self.subject.pk)
            self.fields["into"].queryset = others

    @property
    def whole(self) -> MovingParts:
        """All that hangs on the unit."""
        return MovingParts(self.subject)

    @classmethod
    def fits(cls, user: User, subject: Unit) -> bool:
        return super().fits(user, subject) and subject.closed_at is None

    def about(self) -> list[str]:
        """The unit, and what hangs on it."""
        return [str(self.subject), counts_text(self.whole)]

    def act(self) -> None:
        said = dict(self.cleaned_data)
        chosen = {name: said.pop(name) for name in ("projects", "people", "units") if name in said}
        Reorganization.ask(self.kind, self.subject, by=self.user, parts=chosen, **said)


def day_field() -> Any:
    return fields.date_field(_("takes effect on"), help_text=_("Today, or a day to come within a year."))


def document_field() -> Any:
    return fields.line_field(
        _("document number"), 60, help_text=_("Of the decision on which it rests, if there is one.")
    )


class RenameUnitForm(ReorganizeForm):
    verb, kind, title = "rename", Reorganization.Kind.RENAME, _("Rename")
    name = fields.line_field(_("new name"), 60, required=True)
    day, document_number, text = day_field(), document_field(), fields.text_field(_("reason"))


class MergeUnitForm(ReorganizeForm):
    verb, kind, title = "merge", Reorganization.Kind.MERGE, _("Merge into another unit")
    into = fields.model_choice_field(_("receiving unit"), Unit.objects.none(), required=True)
    day, document_number, text = day_field(), document_field(), fields.text_field(_("reason"))


class SplitUnitForm(ReorganizeForm):
    verb, kind, title = "split", Reorganization.Kind.SPLIT, _("Give a part to another unit")
    into = fields.model_choice_field(
        _("receiving unit"),
        Unit.objects.none(),
        required=True,
        help_text=_("Add a new unit to the list of units first."),
    )
    projects = fields.several_field(_("projects that go over"), Project.objects.none())
    people = fields.several_field(_("people who go over"), User.objects.none())
    units = fields.several_field(_("sub-units that go over"), Unit.objects.none())
    day, document_number, text = day_field(), document_field(), fields.text_field(_("reason"))


class CloseUnitForm(ReorganizeForm):
    verb, line, kind, title = "close-unit", "ask-reorganization", Reorganization.Kind.CLOSE, _("Close the unit")
    explain = _("Only a unit on which nothing hangs; else merge it into the one that takes over.")
    day, document_number, text = day_field(), document_field(), fields.text_field(_("reason"))


def counts_text(parts: MovingParts) -> str:
    """What hangs on a unit, in numbers."""
    told = [f"{label} {count}" for label, count in parts.counts if count]
    return _t(", ").join(told) or _t("Nothing hangs on this unit.")


class ReorganizationDecisionForm(OutcomeActionForm):
    """While it waits for a supervisor."""

    @classmethod
    def fits(cls, user: User, subject: Reorganization) -> bool:
        pending = subject.state == Reorganization.State.PENDING
        return super().fits(user, subject) and pending and user.pk != subject.asked_by_id

    def about(self) -> list[str]:
        """What becomes of whom and when, what goes over, and how late it is."""
        asked = self.subject
        lines = [
            f"{asked}　{asked.document_number}".strip(),
            effect_text(asked),
            *consequence_lines(asked),
            asked.text,
            f"{asked.asked_by}　{local_time_text(asked.at)}",
        ]
        return [line for line in lines if line]


def effect_text(asked: Reorganization) -> str:
    """When it works: at once where its day has come."""
    if asked.day <= today():
        return _t("Takes effect at once when it is approved.")
    return _t("Takes effect on %(day)s, early in the morning.") % {"day": show_day(asked.day, today())}


def consequence_lines(asked: Reorganization) -> list[str]:
    """What goes over, what of it is late, and whose role then reaches further than before."""
    if asked.kind not in (Reorganization.Kind.MERGE, Reorganization.Kind.SPLIT):
        return []
    parts = asked.moving
    lines = [_t("Goes over: %(what)s") % {"what": counts_text(parts)}, *headless_lines(asked)]
    late = Standing.objects.on(today()).filter(project__in=parts.projects.values("pk"), is_overdue=True)
    if days := sorted(late.values_list("days_late", flat=True)):
        text = _t(
            "%(count)s milestones of it are overdue, the longest by %(days)s days; in the ranking they stay with "
            "%(unit)s."
        )
        lines.append(text % {"count": len(days), "days": days[-1], "unit": asked.unit})
    heads = parts.people.filter(groups__name=Role.UNIT_HEAD, is_active=True, left_at=None)
    if names := [str(person) for person in heads]:
        text = _t(
            "Unit heads who go over, and then answer for all of %(into)s: %(names)s. Change the role where it no "
            "longer fits."
        )
        lines.append(text % {"into": asked.into, "names": _t(", ").join(names)})
    return lines


def headless_lines(asked: Reorganization) -> list[str]:
    """That nobody heads the receiver, and who headed the unit whose work it takes over."""
    unit, into = asked.unit, asked.into
    if into is None or into.head and into.head.is_active:
        return []
    text = _t("Nobody heads %(into)s: until somebody does, what is escalated goes to the leader in charge.")
    lines = [text % {"into": into}]
    return [*lines, _t("%(unit)s is headed by %(head)s.") % {"unit": unit, "head": unit.head}] if unit.head else lines


class ApproveReorganizationForm(ReorganizationDecisionForm):
    verb, title, done, solid = "approve-reorganization", _("Approve"), _("The reorganization is approved."), True
    reason = fields.text_field(_("remark"), required=False, rows=2)

    def act(self) -> None:
        done = self.subject.approve(by=self.user, **self.cleaned_data)
        if done.carried_out_at:
            self.said = _t("Carried out: %(what)s.") % {"what": done}


class RefuseReorganizationForm(ReorganizationDecisionForm):
    verb, title, done = "refuse-reorganization", _("Refuse"), _("The reorganization is refused.")
    reason = fields.text_field(_("reason"))

    def act(self) -> None:
        self.subject.refuse(by=self.user, **self.cleaned_data)


class WithdrawReorganizationForm(ReorganizationDecisionForm):
    verb, line = "withdraw-reorganization", "ask-reorganization"
    title, done = _("Withdraw"), _("The request is withdrawn.")

    @classmethod
    def fits(cls, user: User, subject: Reorganization) -> bool:
        return user.role in cls.roles and subject.is_open

    def act(self) -> None:
        self.subject.withdraw(by=self.user)


@admin.register(Reorganization)
class ReorganizationAdmin(DeciderAdmin, RecordActionAdmin, FactAdmin):
    action_forms = (ApproveReorganizationForm, RefuseReorganizationForm, WithdrawReorganizationForm)
    list_display = ["what", "day", "asked_by", "at", "state", "decided_by", "decided_at", "carried_out_at"]
    list_filter = [OpenReorganizationFilter, ("state", ChoicesFilter), ("kind", ChoicesFilter)]
    search_fields = ["unit__name", "into__name", "name", "former_name", "document_number", "text"]
    list_select_related = ["unit", "into", "asked_by", "decided_by"]
    fields = [
        "what",
        "goes_over",
        "day",
        "document_number",
        "text",
        "asked_by",
        "at",
        "state",
        "decider",
        "decided_at",
        "reason",
        "carried_out_at",
    ]
    readonly_fields = ["what", "goes_over", "decider"]

    def get_queryset(self, request: Any) -> QuerySet[Reorganization]:
        return super().get_queryset(request).select_related("unit", "into")

    @display(description=_("what becomes of it"))
    def what(self, asked: Reorganization) -> str:
        return str(asked)

    @display(description=_("what goes over"))
    def goes_over(self, asked: Reorganization) -> str:
        """What would go over now; of a split that is carried out, what was chosen and what of it went."""
        if asked.carried_out_at is None and asked.into:
            return counts_text(asked.moving)
        if asked.kind == Reorganization.Kind.MERGE:
            return _t("All of its projects, people, sub-units and co-operation")
        moved = asked.went_over
        chosen = [(name, label, len(asked.parts.get(name, []))) for name, label in part_labels()]
        return _t(", ").join(part_text(label, count, moved.get(name)) for name, label, count in chosen if count) or "—"


def part_text(label: str, chosen: int, moved: int | None) -> str:
    """How many were chosen; where others of them had left meanwhile, also how many went over."""
    if moved in (None, chosen):
        return f"{label} {chosen}"
    return _t("%(part)s: %(chosen)s chosen, %(moved)s went over") % {"part": label, "chosen": chosen, "moved": moved}


def part_labels() -> list[tuple[str, str]]:
    return [("projects", _t("projects")), ("people", _t("people")), ("units", _t("sub-units"))]
