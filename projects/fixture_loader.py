"""Load fixture files by natural key: add what is missing, never touch a row that is there, all or nothing.

A project is known by its code. Files may refer to each other and are given in any order.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from backoffice.recording import recorded_action
from backoffice.refusals import database_refusal_text

from .fixture_records import FixtureRecord, Key, natural_key_of
from .models import Project, Promise, Unit

EVERY = 100  # records between two lines of progress
Identity = tuple[type[models.Model], Key]


class BadRegister(Exception):
    """Nothing was written; `faults` says why, one line for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class FixtureFileOutcome:
    """What became of one file's records."""

    file: Path
    added: int = 0
    present: int = 0
    differing: dict[str, list[str]] = field(default_factory=dict)  # record -> fields that are not as in the file


def load_fixture_files(
    files: Iterable[Path], tell: Callable[[str], object] = lambda line: None
) -> list[FixtureFileOutcome]:
    """Load the files in one transaction. Raise BadRegister with every fault found, and write nothing then."""
    return FixtureLoader(files, tell).run()


class FixtureLoader:
    """One call's work: what is stored, what is in the files, and what is wrong with them."""

    def __init__(self, files: Iterable[Path], tell: Callable[[str], object]) -> None:
        self.tell = tell
        self.outcomes = {file: FixtureFileOutcome(file) for file in files}
        self.entries: dict[Identity, FixtureRecord] = {}
        self.stored: dict[type[models.Model], dict[Key, models.Model]] = {}
        self.placed: dict[Identity, models.Model | None] = {}  # None: under way, or faulty
        self.faults: list[str] = []
        self.added: list[Project] = []

    def run(self) -> list[FixtureFileOutcome]:
        for file in self.outcomes:
            self._read(file)
        self._stop_at_faults()
        self._write()
        return list(self.outcomes.values())

    @recorded_action
    def _write(self) -> None:
        """All or nothing."""
        self.added = []
        for number, identity in enumerate(self.entries, start=1):
            self._place(identity)
            if number % EVERY == 0:
                self.tell(_("%(done)d of %(all)d records") % {"done": number, "all": len(self.entries)})
        self._stop_at_faults()
        Promise.objects.bulk_create(Promise(project=project) for project in self.added)

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise BadRegister(self.faults)

    def _fault(self, file: Path, *parts: object) -> None:
        self.faults.append(_(": ").join([file.name, *map(str, parts)]))

    def _read(self, file: Path) -> None:
        try:
            records = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            return self._fault(file, getattr(error, "strerror", None) or error)
        if not isinstance(records, list):
            return self._fault(file, _("a list of records is expected"))
        for number, record in enumerate(records, start=1):
            try:
                self._note(FixtureRecord(file, record, number))
            except ValidationError as error:
                self._fault(file, record_text(number), *error.messages)

    def _note(self, entry: FixtureRecord) -> None:
        for name, problem in entry.faults:
            self._fault(entry.file, entry, name, problem)
        first = self.entries.setdefault((entry.model, entry.key), entry)
        if first is not entry:
            self._fault(entry.file, entry, _("it stands twice, first in %(file)s") % {"file": first.file.name})

    def _rows(self, model: type[models.Model]) -> dict[Key, models.Model]:
        """All stored rows of a model by their key, read once."""
        if model not in self.stored:
            links = [column.name for column in model._meta.fields if column.is_relation]
            self.stored[model] = {natural_key_of(row): row for row in model._base_manager.select_related(*links)}
        return self.stored[model]

    def _place(self, identity: Identity) -> models.Model | None:
        """Compare or add one record; what it refers to goes first."""
        if identity in self.placed:
            return self.placed[identity]
        model, key = identity
        entry, row = self.entries[identity], self._rows(model).get(key)
        self.placed[identity] = row
        if row is None:
            row = self.placed[identity] = self._add(entry)
        else:
            self._compare(entry, row)
        return row

    def _compare(self, entry: FixtureRecord, row: models.Model) -> None:
        outcome = self.outcomes[entry.file]
        if fields := entry.differences(row):
            outcome.differing[str(entry)] = fields
        else:
            outcome.present += 1

    def _add(self, entry: FixtureRecord) -> models.Model | None:
        before = len(self.faults)
        found = {(name, key): self._referred(entry, name, model, key) for name, model, key in entry.references()}
        if None in found.values():
            return None
        row = entry.model(**entry.values)
        for name, key in entry.links.items():
            setattr(row, name, None if key is None else found[name, key])
        self._check(entry, row)
        if len(self.faults) > before:
            return None
        try:
            row.save(force_insert=True)
            for name, keys in entry.lists.items():
                getattr(row, name).set([found[name, key] for key in keys])
        except IntegrityError as error:  # the transaction is lost, and no further record can be tried
            self._fault(entry.file, record_text(entry.number), entry, database_refusal_text(error))
            raise BadRegister(self.faults) from None
        self.outcomes[entry.file].added += 1
        if isinstance(row, Project):
            self.added.append(row)
        return row

    def _check(self, entry: FixtureRecord, row: models.Model) -> None:
        """What the form would ask. That the rows it refers to exist is known already."""
        try:
            row.full_clean(exclude=set(entry.links), validate_unique=False)
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                self._fault(entry.file, entry, name, *problems)

    def _referred(self, entry: FixtureRecord, name: str, model: type[models.Model], key: Key) -> models.Model | None:
        identity = (model, key)
        if identity in self.entries:
            if identity in self.placed and self.placed[identity] is None:
                self._fault(
                    entry.file,
                    entry,
                    name,
                    _("%(key)s is faulty itself or comes back here") % {"key": key[0]},
                )
            return self._place(identity)
        row = self._rows(model).get(key)
        if row is None:
            self._fault(entry.file, entry, name, self._missing(model, key))
        elif isinstance(row, Unit) and row.closed_at:
            closed = _("This unit was closed by a reorganization; choose the one that took over.")
            self._fault(entry.file, record_text(entry.number), entry, name, key[0], closed)
            return None
        return row

    def _missing(self, model: type[models.Model], key: Key) -> str:
        said = {"kind": model._meta.verbose_name, "key": " ".join(map(str, key))}
        for file in self._neighbours():
            if has_record_with_code(file, key):
                return _("the %(kind)s %(key)s is not there; load %(file)s first") % {
                    **said,
                    "file": file.name,
                }
        return _("there is no %(kind)s %(key)s") % said

    def _neighbours(self) -> list[Path]:
        """Files that lie beside those given and were not given."""
        folders = {file.resolve().parent for file in self.outcomes}
        given = {file.resolve() for file in self.outcomes}
        return [path for folder in sorted(folders) for path in sorted(folder.glob("*.json")) if path not in given]


def record_text(number: int) -> str:
    """Which record of its file, for who looks for it there."""
    return _("record %(number)d") % {"number": number}


def has_record_with_code(file: Path, key: Key) -> bool:
    """Whether a file has a record of its own with this code."""
    try:
        records = json.loads(file.read_text("utf-8"))
        return any(record["fields"].get("code") == key[0] for record in records)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
