"""One search over projects, milestones, people and units: by name, code, pinyin and initials, in what one may see.

Every word must be found. Full- and half-width signs and capital and small letters are alike. Best first: the code, what
begins with the words, what holds them, what is read like them, and last what was called so.
"""

import re
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    Case,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat, Replace
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.names import normalise_name, refuse_controls
from backoffice.pinyin import PinyinKey
from backoffice.search_bounds import refuse_long_search
from projects.models import Project, Unit, User
from projects.models.wording import Wording
from projects.permissions import Role, may_perform

from .models import Milestone

FIRST = 8  # of each kind
SYLLABLES = re.compile("[a-z]+")
NEXT = "[1-5].[|]"  # between two syllables of a `name_key`: the tone, the character, and the mark before the next
# Letters as `plain_text` writes them, and the apostrophe of pinyin as keyboards do.
PLAIN = str.maketrans(string.ascii_uppercase + "’", string.ascii_lowercase + "'")


@dataclass(frozen=True)
class SearchResult:
    """A record that was found: what it is called by, its name, what stands beside it, and where it is shown, if
    anywhere.
    """

    key: str
    name: str
    beside: str
    address: str


@dataclass(frozen=True)
class SearchResultGroup:
    """What was found of one kind: how many in all, and the best of them."""

    kind: str
    title: str | Promise
    total: int
    rows: list[SearchResult]


@dataclass(frozen=True)
class SearchKind:
    """Which records are searched, and how one of them is shown to a reader."""

    title: str | Promise
    among: Callable[[User, list[str]], QuerySet]
    shown: Callable[[User, Any], SearchResult]


def search_words(text: str) -> list[str]:
    """The words that are looked for, as the stored keys are written. Raise ValidationError for none, or for too
    many.
    """
    refuse_controls(text)
    plain = unicodedata.normalize("NFKC", normalise_name(text)).translate(PLAIN)
    refuse_long_search(plain)
    words = plain.split()
    if not words:
        raise ValidationError(_t("Write what to search for."), "blank")
    return words


def search_key_part(separator: str, number: int) -> Func:
    """A line of the key: code, name, initials; behind an empty line the sound."""
    return Func(F("search_key"), Value(separator), Value(number), function="split_part", output_field=TextField())


def search_word_condition(word: str) -> Q:
    """Records that hold a word. The sound of a name is entered where a syllable begins, and parted at an apostrophe."""
    letters = word.replace("'", "")
    if not SYLLABLES.fullmatch(letters):
        return Q(search_key__contains=word)
    sound = NEXT.join(f"({NEXT})?".join(syllables) for syllables in SYLLABLES.findall(word))
    return Q(search_key__contains=letters) & (Q(written__contains=word) | Q(name_key__regex=f"[|]{sound}"))


def rank_search_rows(rows: QuerySet, words: list[str]) -> QuerySet:
    """Order matches best first (exact code, code prefix, name prefix, name, pinyin) and annotate `total` with the
    number of all matches.
    """
    text = "".join(words)
    rank = Case(
        When(~Q(former=""), then=6),
        When(code_line=text, then=0),
        When(code_line__startswith=text, then=1),
        When(name_line__startswith=text, then=2),
        When(name_line__contains=text, then=3),
        When(Q(initials_line__startswith=text) | Q(sound__startswith=text), then=4),
        default=5,
        output_field=IntegerField(),
    )
    lines = {
        "code_line": search_key_part("\n", 1),
        "name_line": search_key_part("\n", 2),
        "initials_line": search_key_part("\n", 3),
        "sound": search_key_part("\n\n", 2),
    }
    found = rows.alias(**lines).annotate(rank=rank, total=Window(Count("pk")))
    return found.order_by("rank", "name_key", "pk")


def rows_with_every_word(rows: QuerySet, words: list[str]) -> QuerySet:
    """Those that hold every word."""
    return rows.alias(written=search_key_part("\n\n", 1)).filter(reduce(and_, map(search_word_condition, words)))


def former_wordings(kind: str, words: list[str]) -> QuerySet:
    """Words that records of a kind had once, where their name holds every word; of units also by its sound."""
    name = KeyTextTransform("name", "words")
    text = TextField()
    written = Replace(Func(name, function="plain_text"), Value(" "), Value(""), output_field=text)
    keys: dict[str, Any] = {"search_key": written, "written": written, "name_key": Value("")}
    if kind == "unit":  # there are few
        lines = (written, Value("\n"), PinyinKey(name, "initials"))
        keys = {"written": Concat(*lines, output_field=text), "name_key": PinyinKey(name)}
        keys["search_key"] = Concat(*lines, Value("\n"), PinyinKey(name, "sound"), output_field=text)
    kept = Wording.objects.filter(kind=kind).alias(**keys)
    return kept.filter(reduce(and_, map(search_word_condition, words)))


def rows_now_or_formerly(rows: QuerySet, words: list[str]) -> QuerySet:
    """Those that hold every word, and those that were called so: `former` is the last such name, else empty."""
    own = reduce(and_, map(search_word_condition, words))
    kept = former_wordings(str(rows.model._meta.model_name), words)
    last = kept.filter(record=OuterRef("pk")).order_by("-to_at", "-id").values(last=KeyTextTransform("name", "words"))
    former = Case(When(own, then=Value("")), default=Subquery(last[:1]), output_field=TextField())
    found = rows.alias(written=search_key_part("\n\n", 1)).filter(own | Q(pk__in=kept.values("record")))
    return found.annotate(former=former)


def search_projects(user: User, words: list[str]) -> QuerySet:
    """With the unit that answers for each."""
    return rows_now_or_formerly(Project.objects.visible_to(user), words).select_related("unit")


def search_milestones(user: User, words: list[str]) -> QuerySet:
    """Words may be the project's, but not all of them: the project itself is found by those."""
    rows = Milestone.objects.visible_to(user).select_related("project").annotate(former=Value(""))
    if len(words) == 1:
        return rows_with_every_word(rows, words)
    of_project = [
        Q(project__in=rows_with_every_word(Project.objects.order_by(), [word]).values("pk")) for word in words
    ]
    own = [search_word_condition(word) for word in words]
    either = (one | other for one, other in zip(own, of_project, strict=True))
    return rows.alias(written=search_key_part("\n\n", 1)).filter(reduce(or_, own), *either)


def search_people(user: User, words: list[str]) -> QuerySet:
    """With their roles."""
    return rows_now_or_formerly(User.objects.visible_to(user), words).select_related("unit").prefetch_related("groups")


def search_units(user: User, words: list[str]) -> QuerySet:
    """Of every kind."""
    return rows_now_or_formerly(Unit.objects.visible_to(user), words)


def result_details(*parts: object) -> str:
    """What tells a record from others of its name: its phrases, parted by a full-width space."""
    return "　".join(str(part) for part in parts if part)


def called_before(found: Any) -> str:
    """The former name by which it was found."""
    return _t("formerly %(name)s") % {"name": found.former} if found.former else ""


def admin_page_url(user: User, found: Project | Milestone | User | Unit) -> str:
    """The page of the record in the admin, for who works there; everybody else reads the leaders' pages."""
    place = f"admin:{found._meta.app_label}_{found._meta.model_name}_change"
    return reverse(place, args=[found.pk]) if may_perform(user, "desk") else ""


def project_result(user: User, project: Project) -> SearchResult:
    """With its code and unit."""
    beside = result_details(called_before(project), project.code, project.unit)
    address = admin_page_url(user, project) or reverse("project", args=[project.code])
    return SearchResult(project.code, project.name, beside, address)


def milestone_result(user: User, milestone: Milestone) -> SearchResult:
    """With its project, whose page a leader reads."""
    address = admin_page_url(user, milestone) or reverse("project", args=[milestone.project.code])
    return SearchResult(str(milestone.pk), milestone.name, milestone.project.name, address)


def person_result(user: User, person: User) -> SearchResult:
    """With unit and role."""
    role = Role(person.group).label if person.group else ""
    closed = "" if person.is_active else _t("account closed")
    beside = result_details(called_before(person), person.unit, role, closed)
    address = admin_page_url(user, person) or person_page_url(person)
    return SearchResult(person.username, str(person), beside, address)


def person_page_url(person: User) -> str:
    """What is late under the person, else the person's unit, else nothing."""
    if person.group in (Role.STEWARD, Role.LEADER):
        return reverse("overdue", query={person.group: person.username})
    return reverse("unit", args=[person.unit.code]) if person.unit else ""


def unit_result(user: User, unit: Unit) -> SearchResult:
    """With its kind."""
    address = admin_page_url(user, unit) or reverse("unit", args=[unit.code])
    return SearchResult(unit.code, unit.name, result_details(called_before(unit), unit.get_kind_display()), address)


KINDS = {
    "project": SearchKind(_("Projects"), search_projects, project_result),
    "milestone": SearchKind(_("Milestones"), search_milestones, milestone_result),
    "person": SearchKind(_("People"), search_people, person_result),
    "unit": SearchKind(_("Units"), search_units, unit_result),
}


def search_records(
    user: User, text: str, kinds: tuple[str, ...] = (*KINDS,), most: int = FIRST
) -> list[SearchResultGroup]:
    """What was found, by kind, one query each and one for the roles of people. Raise ValidationError for a bad text."""
    words = search_words(text)
    found: list[SearchResultGroup] = []
    for name in kinds:
        kind = KINDS[name]
        rows = list(rank_search_rows(kind.among(user, words), words)[:most])
        total = rows[0].total if rows else 0
        found.append(SearchResultGroup(name, kind.title, total, [kind.shown(user, row) for row in rows]))
    return found
