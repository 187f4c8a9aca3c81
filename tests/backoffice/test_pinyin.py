"""Names stand in the order of their pinyin, wherever they are listed, and no door leaves the key behind."""

import datetime as dt
import random
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from milestones.imports.choices import all_choice_lists
from milestones.models import Milestone, SavedFilter
from projects.models import Category, Project, Unit, User
from tests.api_client import client_of, read
from tests.cast import add_milestone

pytestmark = pytest.mark.django_db

# Each list is in order: signs and figures, Latin letters, characters by syllable and tone.
IN_ORDER = {
    "by the sound, not by the code point": ["安居", "北部", "城市", "大厦", "兴华", "重工街"],
    "by tone within a syllable": ["诗街", "石街", "史街", "市街"],
    "a syllable before one that begins with it": ["安乐", "昂街"],
    "figures by value": ["1号", "2号", "10号", "100号"],
    "figures within a name": ["牛心屯2号路", "牛心屯10号路", "牛心屯一路"],
    "full width as half width": ["2号", "１０号", "11号", "ａ路", "B路"],
    "Latin letters before characters, whatever their case": ["A路", "b路", "C路", "阿街"],
    "a heteronym by its phrase": ["长江街", "重庆路", "沈阳站", "银行", "长子", "重工街"],
    "what is read otherwise in building": ["大厦", "给水", "建筑", "调试", "音乐厅", "重大"],
}


def unit_names(*names: str) -> list[str]:
    """These names of units as a list shows them."""
    shuffled = random.Random(4).sample(names, len(names))
    Unit.objects.bulk_create(Unit(code=f"u{number}", name=name) for number, name in enumerate(shuffled))
    return list(Unit.objects.filter(code__startswith="u").values_list("name", flat=True))


@pytest.mark.parametrize("case", IN_ORDER)
def test_names_are_in_order(case: str) -> None:
    assert unit_names(*IN_ORDER[case]) == IN_ORDER[case]


def test_a_surname_is_read_as_one() -> None:
    right = ["区大海", "单雄信", "解缙", "尉迟恭", "曾国藩", "查良镛"]
    for number, name in enumerate(reversed(right)):
        User.objects.create(username=f"p{number}", name=name)
    assert list(User.objects.filter(username__regex="^p[0-9]").values_list("name", flat=True)) == right


def keys(model: type) -> dict[int, str]:
    return dict(model.objects.values_list("pk", "name_key"))  # type: ignore[attr-defined]


def test_the_key_follows_the_name_through_every_door(cast: Any) -> None:
    milestone = add_milestone(cast, "桥梁验收", dt.date(2024, 9, 1))
    Milestone.objects.filter(pk=milestone.pk).update(name="安装完成")
    assert keys(Milestone)[milestone.pk].startswith("|an1安")
    milestone.refresh_from_db()
    milestone.name = "沥青摊铺"
    Milestone.objects.bulk_update([milestone], ["name"])
    assert keys(Milestone)[milestone.pk].startswith("|li4沥")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE milestones_milestone SET name = '银行放款' WHERE id = %s", [milestone.pk])
    assert keys(Milestone)[milestone.pk] == "|yin2银|hang2行|fang4放|kuan3款"
    # A record in hand still has the key of another name.
    milestone.name, milestone.name_key = "重庆路口", "|zzz"
    milestone.save()
    assert keys(Milestone)[milestone.pk] == "|chong2重|qing4庆|lu4路|kou3口"


@pytest.mark.parametrize("column", ["name_key", "search_key"])
def test_nobody_writes_a_key_by_hand(cast: Any, column: str) -> None:
    before = Project.objects.values("name", "name_key", "search_key").get()
    Project.objects.update(**{column: "|a"})
    assert Project.objects.values("name", "name_key", "search_key").get() == before


def kept(unit: Unit) -> int:
    return apps.get_model("projects", "UnitEvent").objects.filter(pgh_obj=unit).count()


def test_a_key_is_no_edit_and_no_history(cast: Any) -> None:
    told = kept(cast.roads)
    cast.roads.refresh_from_db()
    Unit.objects.filter(pk=cast.roads.pk).update(name_key="|a", search_key="a")
    assert Unit.objects.get(pk=cast.roads.pk).version == cast.roads.version
    assert kept(cast.roads) == told
    for model in (Category, Milestone, Project, Unit, User):
        event = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
        assert not {one.name for one in event._meta.fields} & {"name_key", "search_key"}


def test_the_application_cannot_write_readings(cast: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_reading SET syllable = 'a1'")


def test_pages_of_the_api_go_on_by_name(cast: Any) -> None:
    names = ["诗街改造", "A区泵站", "2号线", "10号线", "重庆路", "安居工程"]
    for number, name in enumerate(names):
        Project.objects.create(
            code=f"2024-MS-{number + 1:03}", name=name, plan_year=2024, category=cast.project.category
        )
    right = ["2号线", "10号线", "A区泵站", "安居工程", "重庆路", "诗街改造", cast.project.name]
    client, found, address = client_of(cast.supervisor), [], "/api/v1/projects/?ordering=name&page_size=2"
    while address:
        page = client.get(address).json()
        found += [row["name"] for row in page["results"]]
        address = page["next"]
    assert found == right
    back = read(cast.supervisor, "projects/", ordering="-name")["results"]
    assert [row["name"] for row in back] == right[::-1]


@pytest.mark.parametrize("path", ["units/", "users/", "categories/", "milestones/"])
def test_every_list_of_the_api_that_sorts_by_name_sorts_by_pinyin(cast: Any, path: str) -> None:
    add_milestone(cast, "安装完成", dt.date(2024, 9, 1))
    model: Any = {"units/": Unit, "users/": User, "categories/": Category, "milestones/": Milestone}[path]
    right = list(model.objects.order_by("name_key", "pk").values_list("name", flat=True))
    assert [row["name"] for row in read(cast.supervisor, path, ordering="name")["results"]] == right


def shown(client: Any, address: str, head: str) -> list[str]:
    """The names of a list of the desk, sorted by a click on the head of a column."""
    heads = client.get(address).context["cl"].list_display
    answer = client.get(address, {"o": str(heads.index(head))})
    return [str(row.name) for row in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    ("address", "model", "head"),
    [
        ("projects_unit", Unit, "name"),
        ("projects_user", User, "name"),
        ("projects_category", Category, "title"),
        ("projects_project", Project, "title"),
        ("milestones_milestone", Milestone, "title"),
    ],
)
def test_the_head_of_a_column_of_names_sorts_by_pinyin(
    cast: Any, client: Any, address: str, model: Any, head: str
) -> None:
    for number, name in enumerate(["诗街", "10号", "2号", "安街"]):
        if model is Unit:
            Unit.objects.create(code=f"n{number}", name=name)
        if model is Milestone:
            add_milestone(cast, name, dt.date(2024, 9, 1))
    client.force_login(cast.admin)
    right = model.objects.order_by("name_key", "pk").values_list("name", flat=True)[:50]
    assert shown(client, reverse(f"admin:{address}_changelist"), head) == list(right)


def test_choices_and_the_words_of_the_workbook_are_in_order(cast: Any) -> None:
    assert unit_names("诗局", "安局", "10局", "2局") == ["2局", "10局", "安局", "诗局"]
    labels = list(all_choice_lists()["unit"].labels.values())
    assert labels == ["2局", "10局", "安局", "区教育局", "区住建局", "诗局"]


def test_saved_filters_stand_by_name(cast: Any) -> None:
    for name in ("诗街", "10日", "2日", "安街"):
        SavedFilter.objects.create(user=cast.steward, list="milestones.milestone", name=name, query="")
    shown = SavedFilter.objects.visible_to(cast.steward).values_list("name", flat=True)
    assert list(shown) == ["2日", "10日", "安街", "诗街"]
