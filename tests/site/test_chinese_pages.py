"""What a Chinese reader sees is Chinese: every page and form, by role, without English words or half-width stops."""

import re
from html.parser import HTMLParser

import pytest

from projects.models import User
from tests.access import access_expected as expected
from tests.access.access_asking import place, read, roles
from tests.access.test_pages import address_of
from tests.cast import enter
from tiexi.access_map import own_model_admins

SILENT = {"script", "style", "svg", "template", "code", "pre", "head", "option"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SAID = ("placeholder", "title", "aria-label", "alt")
HAN = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}][,;:!?()]|[,;:!?()][{HAN}]")
WORD = re.compile(r"[A-Za-z]{2,}")
# Names of things that have no Chinese name, or whose Chinese name nobody uses.
NAMES = frozenset(
    [
        "API",
        "CSV",
        "Ctrl",
        "English",
        "Excel",
        "GBK",
        "HTML",
        "JSON",
        "MB",
        "PDF",
        "PNG",
        "JPEG",
        "JPG",
        "SHA",
        "UTF",
        "Word",
        "XLSX",
        "csv",
        "docx",
        "pdf",
        "png",
        "xlsx",
        "holidays",
    ]
)
# Codes of projects, addresses, checksums, names of files and of hidden fields are data.
DATA = r"（隐藏字段\w+）|[a-z]+-[A-Z]+_FORMS|\d{4}-[A-Z]{2}-\d{3}|[\w.]+@[\w.]+|[0-9A-F]{4}-[0-9A-F]{4}|[\w/-]+\.jpg"
# Pages of codes and of English names.
LATIN = ("/admin/projects/category/", "/admin/projects/unit/")


class Seen(HTMLParser):
    """The texts of a page that a person reads or hears."""

    def __init__(self):
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        hidden = tag in SILENT or "material-symbols" in (given.get("class") or "")
        if not any(silent for _tag, silent in self.open):
            self.texts += [given[name] for name in SAID if given.get(name)]
            if tag == "input" and given.get("type") in ("submit", "button"):
                self.texts.append(given.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag):
        while any(one == tag for one, _silent in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not any(silent for _tag, silent in self.open):
            self.texts.append(" ".join(data.split()))


def seen(page: str) -> list[str]:
    parser = Seen()
    parser.feed(page)
    return parser.texts


def foreign(text: str, people: str = "nobody") -> list[str]:
    """English words that are neither names nor data, and stops of the wrong width."""
    text = re.sub(rf"{DATA}|(?i:\b(?:{people})(?![a-z]))", "1", text)
    return [word for word in WORD.findall(text) if word not in NAMES] + HALF_WIDTH.findall(text)


def addresses(world, user) -> list[str]:
    """Every page that a person of this role has: reports, lists, forms to add, records."""
    found = [
        address_of(name, world)
        for name, words in expected.PAGES.items()
        if words
        and name not in ("instruction-close", "instruction-take-back", "file", "picture")
        and user.role in roles(words)
    ]
    if user.role == "leader":
        return found
    found.append("/admin/")
    for model_admin in own_model_admins():
        label = model_admin.model._meta.label
        found += [place(model_admin, "changelist"), place(model_admin, "add")]
        if label in world.records:
            found.append(place(model_admin, "change", world.records[label].pk))
    return found


def test_the_scan_finds_what_it_is_for():
    page = '<p title="Save">共3项(含暂停)</p><span class="material-symbols-outlined">check</span><script>no</script>'
    assert [foreign(text) for text in seen(page)] == [["Save"], ["项(", "停)"]]


@pytest.mark.parametrize("who", ["leader", "steward", "supervisor", "admin"])
def test_a_chinese_reader_meets_neither_english_nor_half_width_stops(world, who):
    """On pages as they open, and as they come back when a form is sent empty."""
    user = getattr(world, who)
    client, found = enter(user), []
    people = "|".join(sorted(User.objects.values_list("username", flat=True), key=len, reverse=True))
    for address in addresses(world, user):
        if address.startswith(LATIN):
            continue
        for answer in (read(client.get(address)), client.post(address)):
            if answer["Content-Type"].startswith("text/html") and not answer.streaming:
                texts = seen(answer.content.decode())
                found += [(address, text, odd) for text in texts if (odd := foreign(text, people))]
    assert found == []
