"""Who reads Chinese meets no English: each catalogue is complete, compiled, and keeps every placeholder."""

import re
from gettext import GNUTranslations
from pathlib import Path

import django
import pytest
import rest_framework
from babel.messages.mofile import read_mo
from django.utils.translation import gettext, ngettext, override

from tiexi.catalogue import (
    LANGUAGES,
    SOURCES,
    catalogue_folder,
    first_plural_form,
    read_catalogue,
    required_msgids,
    strings_below,
    strings_of_python,
    strings_of_template,
    translated_sentences,
)
from tiexi.overridden_texts import OVERRIDDEN

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%[sd]|\{(\w*)\}")


def names(text):
    """The placeholders of a string, in any order."""
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language):
    catalogue = read_catalogue(language)
    assert [
        msgid
        for msgid in sorted(required_msgids(language), key=str)
        if not (msgid in catalogue and first_plural_form(catalogue[msgid].string))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_in_the_catalogue_is_left_over(language):
    assert {message.id for message in read_catalogue(language) if message.id} - required_msgids(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language):
    said = translated_sentences(language)
    assert [msgid for msgid, sentence in said if names(msgid) != names(sentence)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_catalogue(language):
    with (catalogue_folder(language) / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    catalogue = read_catalogue(language)
    single = [(m.id, m.string) for m in catalogue if m.id and isinstance(m.id, str)]
    plural = [(m.id, m.string[0]) for m in catalogue if m.id and not isinstance(m.id, str)]
    assert [msgid for msgid, chinese in single if compiled.gettext(msgid) != chinese] == []
    assert [pair for pair, chinese in plural if compiled.ngettext(*pair, 1) != chinese] == []


def test_readers_get_our_sentence_where_a_library_has_its_own():
    ours = dict(translated_sentences())
    with override("zh-hans"):
        said = {
            first_plural_form(msgid): gettext(msgid) if isinstance(msgid, str) else ngettext(*msgid, 2)
            for msgid in OVERRIDDEN
        }
    assert said == {msgid: ours[msgid] for msgid in said}


def test_every_overridden_sentence_still_stands_in_a_library():
    known = set()
    for library in (django, rest_framework):
        for path in Path(library.__file__).parent.glob("**/locale/zh_Hans/LC_MESSAGES/django.mo"):
            with path.open("rb") as file:
                known.update(first_plural_form(message.id) for message in read_mo(file) if message.id)
    assert [msgid for msgid in OVERRIDDEN if first_plural_form(msgid) not in known] == []


def test_one_polite_word_and_chinese_stops_throughout():
    odd = re.compile(r"你|[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
    assert [chinese for _msgid, chinese in translated_sentences() if odd.search(chinese)] == []


def test_no_sentence_of_a_page_is_spaced_by_hand_between_chinese_and_latin():
    """The style sheet spaces them; a terminal, which has none, is spaced by its own sentences."""
    beside = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9%{]|[A-Za-z0-9}] [\u4e00-\u9fff]|\)[sd] [\u4e00-\u9fff]")
    pages = set().union(*(strings_below(folder, frozenset({"management"})) for folder in SOURCES[:-1]))
    spaced = {msgid: chinese for msgid, chinese in translated_sentences() if msgid in pages and beside.search(chinese)}
    assert spaced == {}


def test_a_sentence_with_a_plural_is_collected_as_a_pair():
    template = "{% load i18n %}{% blocktranslate count n=x %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    assert [*strings_of_template(template)] == [("%(n)s day", "%(n)s days")]
    assert {*strings_of_python('ngettext("a day", "days", n) + _("b")')} == {"b", ("a day", "days")}
