"""Units and people on one sheet, for the administrator: units by code, people by username."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.imports.cells import ChoiceCell, DateCell, KeyCell, NameCell, TextCell
from milestones.imports.choices import person_label
from milestones.imports.sheet import RowFault, WorkbookColumn, WorkbookContext, WorkbookRow, WorkbookSheet, check_faults
from projects.models import Project, RoleGrant, Unit, User, give_role
from projects.models.assignment import is_named_by_decision
from projects.models.role_grant import check_not_own_role
from projects.permissions import ACTIONS, DECIDING, may_perform

from .shared import CHANGED_SINCE, natural_code

ELSEWHERE = _("Accounts are opened and closed on the person's own page.")
OF_UNIT, OF_PERSON = ("kind", "head"), ("role", "phone", "email", "away_from", "away_until")


class PeopleSheet(WorkbookSheet):
    name, head = "people", _("People and units sheet")
    keys, called = ("subject", "code", "name"), ("code", "name")
    line = exported = "keep"
    remark = _("Only the administrator exports and imports this sheet.")
    holds = (User, Unit)
    chunk = 50_000  # units name people and people name units
    columns = (
        WorkbookColumn("subject", _("unit or person"), ChoiceCell("subject"), 10, needed=True),
        WorkbookColumn("code", _("code or username"), KeyCell(), 18, needed=True),
        WorkbookColumn("name", _("name"), NameCell(60), 22, needed=True),
        WorkbookColumn("unit", _("unit it belongs to"), ChoiceCell("unit"), 20),
        WorkbookColumn("kind", _("kind of unit"), ChoiceCell("unit_kind"), 12),
        WorkbookColumn("head", _("unit head"), ChoiceCell("person"), 26),
        WorkbookColumn("role", _("role"), ChoiceCell("role"), 14),
        WorkbookColumn("phone", _("phone"), NameCell(30), 16),
        WorkbookColumn("email", _("e-mail"), TextCell(254), 26),
        WorkbookColumn("away_from", _("away from"), DateCell(), 15),
        WorkbookColumn("away_until", _("away until"), DateCell(), 15),
        WorkbookColumn("active", _("account open"), ChoiceCell("yes_no"), 8, fixed=ELSEWHERE, spare=True),
        WorkbookColumn("mark", _("edition"), KeyCell(), 8, fixed=CHANGED_SINCE, spare=True),
    )

    def records(self, user: User, projects: QuerySet[Project]) -> Iterator[Unit | User]:
        if not may_perform(user, self.exported):
            return
        yield from Unit.objects.open().select_related("parent", "head")
        yield from User.objects.select_related("unit").prefetch_related("groups")

    def values(self, record: Unit | User) -> dict[str, Any]:
        if isinstance(record, Unit):
            return {
                "subject": "unit",
                "code": record.code,
                "name": record.name,
                "unit": natural_code(record.parent),
                "kind": record.kind,
                "head": natural_code(record.head),
                "role": "",
                "phone": "",
                "email": "",
                "away_from": None,
                "away_until": None,
                "active": "",
                "mark": str(record.version),
            }
        return {
            "subject": "person",
            "code": record.username,
            "name": record.name,
            "unit": natural_code(record.unit),
            "kind": "",
            "head": "",
            "role": record.group,
            "phone": record.phone,
            "email": record.email,
            "away_from": record.away_from,
            "away_until": record.away_until,
            "active": "yes" if record.is_active else "no",
            "mark": str(record.version),
        }

    def key(self, row: WorkbookRow) -> tuple[str, str]:
        return row.values["subject"], row.values["code"]

    def arrange(self, rows: list[WorkbookRow]) -> list[WorkbookRow]:
        return sorted(rows, key=lambda row: row.values["subject"] == "person")

    def foresee(self, rows: list[dict[str, Any]], book: WorkbookContext) -> None:
        """Units and people name each other, in any order."""
        subjects = book.words["subject"]
        for raw in rows:
            subject, code, name = (str(raw.get(name) or "").strip() for name in ("subject", "code", "name"))
            kind = subjects.find(subject)
            if kind and code and name:
                self._add_word(kind, code, name, book)

    @staticmethod
    def _add_word(kind: str, code: str, name: str, book: WorkbookContext) -> None:
        label = person_label(code, name) if kind == "person" else name
        book.words[kind].add(code, label)

    def find(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        units = Unit.objects.filter(code__in=self._codes(rows, "unit")).select_related("parent", "head")
        people = User.objects.filter(username__in=self._codes(rows, "person")).select_related("unit")
        found = {("unit", unit.code): unit for unit in units}
        found |= {("person", one.username): one for one in people.prefetch_related("groups")}
        for row in rows:
            row.record = found.get(self.key(row))
        yield from ()

    @staticmethod
    def _codes(rows: list[WorkbookRow], subject: str) -> list[str]:
        return [row.values["code"] for row in rows if row.values["subject"] == subject]

    def refuse(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        foreign = OF_PERSON if row["subject"] == "unit" else OF_UNIT
        for name in foreign:
            if row.changed.get(name):
                yield RowFault(name, _t("This column is not for such a row; leave it empty."))
        if row["subject"] == "unit" and row.record:
            yield from self._refuse_unit(row, row.record)
        if row["subject"] == "person":
            if not row["role"]:
                yield RowFault("role", _t("A person has exactly one role."))
            elif "role" in row.changed:
                yield from check_faults("role", check_not_own_role, row.record, book.by)

    @staticmethod
    def _refuse_unit(row: WorkbookRow, unit: Unit) -> Iterator[RowFault]:
        """What a decision alone changes."""
        if unit.closed_at and row.changed:
            yield RowFault("code", _t("This unit was closed by a reorganization; choose the one that took over."))
        elif "name" in row.changed and is_named_by_decision(unit):
            text = _t("The unit answers for approved projects: ask for a reorganization that renames it.")
            yield RowFault("name", text)

    def waits(self, row: WorkbookRow) -> set[str]:
        """A role that decides, and another address, wait until a second person has granted them."""
        person = row["subject"] == "person"
        role = {"role"} if person and row.changed.get("role") in DECIDING else set()
        return role | ({"email"} if person and row.record and row.changed.get("email") else set())

    def row_actions(self) -> list[Callable[[WorkbookRow, WorkbookContext], None]]:
        """Parents and heads of units are set once all units and people are there."""
        return [self.write, self.settle]

    def write(self, row: WorkbookRow, book: WorkbookContext) -> None:
        if row["subject"] == "unit":
            self._write_unit(row)
        else:
            self._write_person(row, book)

    def _write_unit(self, row: WorkbookRow) -> None:
        unit = row.record or Unit(code=row["code"])
        for name in {"name", "kind"} & set(row.changed):
            setattr(unit, name, row.changed[name] or Unit.Kind.DEPARTMENT)
        unit.full_clean()
        unit.save()
        row.record = unit

    def settle(self, row: WorkbookRow, book: WorkbookContext) -> None:
        """Parent and head of a unit may stand in a later row."""
        if row["subject"] != "unit" or not {"unit", "head"} & set(row.changed):
            return
        unit = row.record
        if "unit" in row.changed:
            unit.parent = self._unit(row.changed["unit"])
        if "head" in row.changed:
            head = row.changed["head"]
            unit.head = User.objects.get(username=head) if head else None
        unit.full_clean()
        unit.save()

    def _write_person(self, row: WorkbookRow, book: WorkbookContext) -> None:
        """A new account has no password; a reset leads to the first one."""
        person = row.record or User(username=row["code"], must_change_password=True)
        if person.pk is None:
            person.set_unusable_password()
        asked = self.waits(row)
        for name in {"name", "phone", "email", "away_from", "away_until"} & set(row.changed) - asked:
            setattr(person, name, row.changed[name])
        if "unit" in row.changed:
            person.unit = self._unit(row.changed["unit"])
        person.is_staff = row["role"] in ACTIONS["desk"].roles
        person.full_clean()
        person.save()
        if "role" in row.changed:
            give_role(person, row.changed["role"], by=book.by)
        if "email" in asked:
            RoleGrant.ask(person, by=book.by, address=row.changed["email"])

    @staticmethod
    def _unit(code: str) -> Unit | None:
        return Unit.objects.get(code=code) if code else None
