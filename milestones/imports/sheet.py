"""What a sheet of the workbook is: its columns, described once, and what its rows mean."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.errors import Conflict, NotAllowed
from projects.models import Project, User

from .cells import TextCell
from .choices import ChoiceList, all_choice_lists

TEMPLATE_LANGUAGE = "zh-hans"  # heads and words of the workbook, whoever opens it


class RowFault(NamedTuple):
    """A fault of a row: the column by its name ("" for the whole row) and the reason."""

    column: str
    reason: str


@dataclass(frozen=True)
class WorkbookColumn:
    """One column: its head, how its values are written and read, and whether they come in at all."""

    name: str
    head: Any
    kind: TextCell
    width: int = 12
    needed: bool = False
    # Exported only: the reason and the way out, told to whoever changed it.
    fixed: Any = ""
    # An empty cell says nothing: numbers and helps for the reader, which a new row has not.
    spare: bool = False

    @property
    def title(self) -> str:
        """The head as it stands in the workbook."""
        with override(TEMPLATE_LANGUAGE):
            return str(self.head)


@dataclass
class WorkbookRow:
    """One row as read, beside the record that it is about."""

    number: int
    values: dict[str, Any]
    record: Any = None
    old: dict[str, Any] | None = None
    changed: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The value that the row leaves behind: its own, else what is stored."""
        if name in self.values:
            return self.values[name]
        return None if self.old is None else self.old[name]


class WorkbookContext:
    """One import under way: who imports, the words, and what the workbook itself is going to make."""

    def __init__(self, by: User, file: str = "") -> None:
        self.by, self.file = by, file
        self.planned: dict[str, dict] = {}
        self.named: dict[tuple[type, str], Any] = {}
        with override(TEMPLATE_LANGUAGE):
            self.words: dict[str, ChoiceList] = all_choice_lists()

    def named_by(self, model: Any, key: str) -> Any:
        """The unit, person or category that a row names, looked up once."""
        if (model, key) not in self.named:
            self.named[model, key] = model.objects.get_by_natural_key(key)
        return self.named[model, key]

    @cached_property
    def another_grants(self) -> bool:
        """Whether somebody besides who imports may grant a role; until then each is given at once."""
        return User.objects.may_grant().exclude(pk=self.by.pk).exists()

    def plan(self, sheet: str, key: object, value: object = True) -> None:
        """Remember a record that an earlier row makes."""
        self.planned.setdefault(sheet, {})[key] = value

    def is_planned(self, sheet: str, key: object) -> bool:
        return key in self.planned.get(sheet, {})


class WorkbookSheet:
    """A kind of rows. Subclasses say which columns, which records, who may and what is written."""

    name = ""
    head: Any = ""
    columns: tuple[WorkbookColumn, ...] = ()
    keys: tuple[str, ...] = ()  # columns without which no row can be read
    called: tuple[str, ...] = ()  # columns by which a person knows a row, if not the keys
    line = "edit"  # in the table of access: who may bring such rows in
    exported = "export"  # and who takes them out, as far as they see
    holds: tuple[type, ...] = ()  # the models whose records stand in it
    remark: Any = ""  # for the guide
    chunk = 1000  # rows looked up together

    @property
    def title(self) -> str:
        with override(TEMPLATE_LANGUAGE):
            return str(self.head)

    def by_title(self) -> dict[str, WorkbookColumn]:
        return {column.title: column for column in self.columns}

    def column(self, name: str) -> WorkbookColumn:
        return next(column for column in self.columns if column.name == name)

    def records(self, user: User, projects: QuerySet[Project]) -> Iterable[Any]:
        """What the export writes, in order."""
        raise NotImplementedError

    def values(self, record: Any) -> dict[str, Any]:
        """A record as the values of its columns."""
        raise NotImplementedError

    def key(self, row: WorkbookRow) -> Any:
        """What two rows of one sheet may not share; None where a row stands for itself."""
        raise NotImplementedError

    def arrange(self, rows: list[WorkbookRow]) -> list[WorkbookRow]:
        """In an order in which each row finds what it names."""
        return rows

    def foresee(self, rows: list[dict[str, Any]], book: WorkbookContext) -> None:
        """Note the words that the raw rows bring with them, before their cells are understood."""

    def expected(self, row: WorkbookRow, name: str, book: WorkbookContext) -> Any:
        """What a new row may say in a column that does not come in."""
        return self.column(name).kind.empty

    def find(self, rows: list[WorkbookRow], book: WorkbookContext) -> Iterator[tuple[WorkbookRow, RowFault]]:
        """Give each row the record that it is about, in a constant number of queries; say where that fails."""
        raise NotImplementedError

    def refuse(self, row: WorkbookRow, book: WorkbookContext) -> Iterator[RowFault]:
        """What speaks against a row that would change something."""
        raise NotImplementedError

    def waits(self, row: WorkbookRow) -> set[str]:
        """The changed columns that are asked for and come about once a second person has granted them."""
        return set()

    def plan(self, row: WorkbookRow, book: WorkbookContext) -> None:
        """Remember what the row makes, for the rows that name it."""

    def row_actions(self) -> Iterable[Callable[[WorkbookRow, WorkbookContext], None]]:
        """What is done with each row that is written, one action after the other for all of them."""
        return [self.write]

    def write(self, row: WorkbookRow, book: WorkbookContext) -> None:
        """Do what the row says, through the verbs."""
        raise NotImplementedError


def faults_from_error(error: ValidationError) -> list[RowFault]:
    """A refused value as faults of its columns."""
    if hasattr(error, "error_dict"):
        return [RowFault(name, " ".join(one.messages)) for name, one in validation_errors_by_field(error)]
    return [RowFault("", " ".join(error.messages))]


def check_faults(column: str, check: Callable[..., object], *args: Any) -> list[RowFault]:
    """What a check of the verbs refuses, as faults of the columns that it names, else of this one."""
    try:
        check(*args)
    except ValidationError as error:
        return [RowFault(fault.column or column, fault.reason) for fault in faults_from_error(error)]
    except (NotAllowed, Conflict) as error:
        return [RowFault(column, str(error))]
    return []


def validation_errors_by_field(error: ValidationError) -> Iterator[tuple[str, ValidationError]]:
    return ((name, ValidationError(errors)) for name, errors in error.error_dict.items())


def locked_column_faults(row: WorkbookRow, names: Iterable[str]) -> Iterator[RowFault]:
    """Approved columns that the row would change."""
    for name in names:
        if name in row.changed:
            yield RowFault(name, _("Approved and locked; request a change instead."))
