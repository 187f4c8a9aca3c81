"""The catalogue of each language: every string of the product, of the theme where nobody else translates it, and what
we override.

Written with Babel, because a bare machine has no gettext tools.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import unfold
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from .overridden_texts import OVERRIDDEN

NAMES = {"gettext", "gettext_lazy", "_", "_t", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# The language of the msgids needs none.
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
CHINESE = "zh-hans"
LOCALES = {CHINESE: "zh_Hans_CN"}  # as the head of the file has it
# Parts of the theme that serve other libraries.
UNUSED = frozenset({"constance", "guardian", "import_export", "location_field", "simple_history", "crispy_forms"})
Msgid = str | tuple[str, str]
LITERAL = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
SOURCES = [
    settings.BASE_DIR / name for name in ("tiexi", "backoffice", "projects", "milestones", "intake", "devserver")
]


def catalogue_folder(language: str) -> Path:
    return settings.BASE_DIR / "tiexi" / "locale" / to_locale(language) / "LC_MESSAGES"


def strings_of_python(text: str) -> Iterator[Msgid]:
    """Literal msgids of gettext calls; one with a plural is a pair."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        called = str(getattr(node.func, "id", getattr(node.func, "attr", "")))
        if called in NAMES:
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if called.startswith("ngettext"):
                yield from [(words[0], words[1])] if len(words) > 1 else []
            else:
                yield from words[1:2] if called.startswith("pgettext") else words[:1]


def strings_of_template(text: str) -> Iterator[Msgid]:
    """Literal msgids of translate and blocktranslate tags, as Django itself reads them; of `plural` a pair."""
    for call in re.finditer(rf"\b(?:gettext|_)\(u?({LITERAL})\)", templatize(text), re.S):
        yield literal(call[1])
    for call in re.finditer(rf"\bngettext\(u?({LITERAL}), u?({LITERAL}),", templatize(text), re.S):
        yield literal(call[1]), literal(call[2])


def literal(text: str) -> str:
    """What a string in the source of a program says; Django leaves line breaks in it."""
    return ast.literal_eval(text if "\n" not in text else text[0] * 2 + text + text[0] * 2)


def strings_below(folder: Path, skip: frozenset[str] = frozenset()) -> set[Msgid]:
    """Every msgid used in the Python files and templates below a folder, but for the parts to skip."""
    found: set[Msgid] = set()
    for path in folder.rglob("*"):
        if skip & set(path.parts):
            continue
        if path.suffix == ".py" and "migrations" not in path.parts:
            found.update(strings_of_python(path.read_text("utf-8")))
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            found.update(strings_of_template(path.read_text("utf-8")))
    return found - {""}


def untranslated_by_django(msgids: set[Msgid], language: str) -> set[Msgid]:
    """Those that Django's own apps do not say in the language."""
    root = Path(django.__file__).parent
    known: set[Msgid] = set()
    for path in root.glob(f"**/locale/{to_locale(language)}/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            known.update(
                one.id if isinstance(one.id, str) else (one.id[0], one.id[1]) for one in read_mo(file) if one.id
            )
    return msgids - known


def required_msgids(language: str = CHINESE) -> set[Msgid]:
    """Every msgid that the catalogue of the language must hold; a plural is a pair."""
    first: set[Msgid] = set(strings_of_python((settings.BASE_DIR / "dev.py").read_text("utf-8")))
    own = first.union(*(strings_below(folder) for folder in SOURCES))
    theme = strings_below(Path(unfold.__file__).parent, UNUSED)
    foreign = untranslated_by_django(
        {msgid for msgid in theme if re.search("[A-Za-z]", first_plural_form(msgid))}, language
    )
    return {*own, *foreign, *OVERRIDDEN} - {pair[0] for pair in OVERRIDDEN if isinstance(pair, tuple)}


def read_catalogue(language: str = CHINESE) -> Catalog:
    """The catalogue as committed; an empty one for a language that has none yet."""
    path, locale = catalogue_folder(language) / "django.po", LOCALES.get(language, to_locale(language))
    if not path.exists():
        return Catalog(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def translated_sentences(language: str = CHINESE) -> list[tuple[str, str]]:
    """Every English sentence with what a language says; of a plural the first form, for Chinese has but one."""
    return [
        (first_plural_form(message.id), first_plural_form(message.string))
        for message in read_catalogue(language)
        if message.id
    ]


def first_plural_form(text: Any) -> str:
    return text[0] if isinstance(text, tuple | list) else text
