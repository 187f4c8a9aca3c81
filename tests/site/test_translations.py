"""A Chinese reader meets no English: the catalogue is complete, compiled, and keeps every placeholder."""

import re
from gettext import GNUTranslations
from pathlib import Path

import django
import rest_framework
from babel.messages.mofile import read_mo
from django.utils.translation import gettext, ngettext, override

from tiexi.catalogue import FOLDER, first_plural_form, read_catalogue, required_msgids, translated_sentences
from tiexi.overridden_texts import OVERRIDDEN

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%[sd]|\{(\w*)\}")


def names(text):
    """The placeholders of a string, in any order."""
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


def test_every_string_has_its_chinese():
    catalogue = read_catalogue()
    assert [
        msgid
        for msgid in sorted(required_msgids(), key=str)
        if not (msgid in catalogue and first_plural_form(catalogue[msgid].string))
    ] == []


def test_no_string_in_the_catalogue_is_left_over():
    assert {message.id for message in read_catalogue() if message.id} - required_msgids() == set()


def test_placeholders_survive_translation():
    assert [msgid for msgid, chinese in translated_sentences() if names(msgid) != names(chinese)] == []


def test_the_compiled_file_is_that_of_the_catalogue():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    single = [(m.id, m.string) for m in read_catalogue() if m.id and isinstance(m.id, str)]
    plural = [(m.id, m.string[0]) for m in read_catalogue() if m.id and not isinstance(m.id, str)]
    assert [msgid for msgid, chinese in single if compiled.gettext(msgid) != chinese] == []
    assert [pair for pair, chinese in plural if compiled.ngettext(*pair, 2) != chinese] == []


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
