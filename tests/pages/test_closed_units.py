"""An address kept with a unit that has since been closed: each page says what became of it, and leads on."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.utils.translation import override

from projects.models import Reorganization, Unit
from tests.cast import day, enter, noon, owner

pytestmark = pytest.mark.django_db
LISTS = ["/reports/overdue/", "/reports/projects/", "/wall/", "/papers/"]
SENTENCE = "区住建局于2024年6月20日并入区教育局。"


def reorganized(cast: Any, kind: str, unit: Unit, on: dt.date, **given: Any) -> None:
    with time_machine.travel(noon(on)), owner():
        asked = Reorganization.ask(kind, unit, by=cast.admin, day=on, text="机构改革方案", **given)
        asked.approve(by=cast.supervisor)


@pytest.fixture
def merged(cast: Any) -> Any:
    reorganized(cast, "merge", cast.roads, day(6, 20), into=cast.schools)
    return cast


def note(client: Any, address: str, **query: str) -> tuple[str, str]:
    """The sentence and the address behind it."""
    page = client.get(address, query)
    assert page.status_code == 200
    found = re.search(r'<p class="note">([^<]*)　<a href="([^"]*)">([^<]*)</a></p>', page.content.decode())
    return (found[1] + found[3], unescape(found[2])) if found else ("", "")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_says_where_the_unit_went_and_leads_there(merged: Any, address: str) -> None:
    client = enter(merged.leader)
    assert note(client, address, unit="roads", on="2024-06-19") == ("", "")
    said, link = note(client, address, unit="roads", on="2024-06-20", list="")
    assert said == f"{SENTENCE}查看区教育局" and link == "?unit=schools&on=2024-06-20&list="
    assert note(client, address, unit="schools", on="2024-06-20") == note(client, address) == ("", "")
    assert client.get(address + link).status_code == 200


def test_the_days_before_stay_as_they_were(merged: Any) -> None:
    pages = [enter(merged.leader).get("/reports/overdue/", {"unit": "roads", "on": f"2024-06-{n}"}) for n in (19, 20)]
    assert [page.context["report"].total for page in pages] == [1, 0]


def test_the_wall_does_not_say_that_nothing_is_registered(merged: Any) -> None:
    page = enter(merged.leader).get("/wall/?unit=roads&on=2024-06-20").content.decode()
    assert "没有符合条件的项目" in page and "还没有登记项目" not in page


def test_a_screen_without_rows_says_it_too(merged: Any) -> None:
    assert note(enter(merged.leader), "/wall/show/", unit="roads", on="2024-06-20")[0].startswith(SENTENCE)


def test_the_page_of_the_unit_itself_leads_to_that_of_the_receiver(merged: Any) -> None:
    client, address = enter(merged.leader), "/reports/units/roads/"
    said, link = note(client, address, on="2024-06-20", period="quarter")
    assert said.startswith(SENTENCE) and link == "/reports/units/schools/?on=2024-06-20&period=quarter"
    assert note(client, address, on="2024-06-19") == ("", "")
    assert "区住建局并入区教育局" in client.get(link).content.decode()


def test_a_unit_that_nobody_took_over_leads_to_its_last_day(cast: Any) -> None:
    with time_machine.travel(noon(day(1, 2))), owner():
        unit = Unit.objects.create(code="works", name="临时指挥部")
    reorganized(cast, "close", unit, day(6, 20))
    client = enter(cast.leader)
    for address in (*LISTS, "/reports/units/works/"):
        asked = {} if "works" in address else {"unit": "works"}
        said, link = note(client, address, on="2024-06-21", **asked)
        assert said == "临时指挥部于2024年6月20日撤销。查看撤销前一日" and "on=2024-06-19" in link


def test_in_english(merged: Any) -> None:
    with override("zh-hans"):
        client = enter(merged.leader)
        page = client.get("/papers/?unit=roads&on=2024-06-20", headers={"accept-language": "en"}).content.decode()
    assert "区住建局 was merged into 区教育局 on June 20, 2024." in page
