"""A Chinese reader meets no English: the catalogue is complete, compiled, and keeps every placeholder."""

import re
from gettext import GNUTranslations

from tiexi.catalogue import FOLDER, stored, wanted

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%[sd]|\{(\w*)\}")


def names(text):
    """The placeholders of a string, in any order."""
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


def test_every_string_has_its_chinese():
    catalogue = stored()
    assert [msgid for msgid in sorted(wanted()) if not (msgid in catalogue and catalogue[msgid].string)] == []


def test_no_string_in_the_catalogue_is_left_over():
    assert {message.id for message in stored() if message.id} - wanted() == set()


def test_placeholders_survive_translation():
    assert [m.id for m in stored() if m.id and names(m.id) != names(m.string)] == []


def test_the_compiled_file_is_that_of_the_catalogue():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert [m.id for m in stored() if m.id and compiled.gettext(m.id) != m.string] == []
