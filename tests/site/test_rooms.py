"""What the next role, light rule, step of the ladder or column must not miss: a table that lacks it is named here."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings

from milestones.admin.dashboard.index import SECTIONS
from milestones.admin.role_grant import POWERS
from milestones.digests.compose import COMPOSERS
from milestones.models.policy import LADDER, Policy, default_ladder
from milestones.models.status import DECIDING_ORDER, RULES_OF_LIGHT, Light, Rule
from milestones.models.subscription import DEFAULTS, SCOPES
from milestones.rules import reasons
from projects.permissions import ACTIONS, DECIDING, Role

STANDING = (settings.BASE_DIR / "milestones" / "rules" / "standing.sql").read_text("utf-8")


def template_text(name: str) -> str:
    return (settings.BASE_DIR / "milestones" / "templates" / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        pytest.param(SECTIONS, ACTIONS["desk"].roles, id="start page"),
        pytest.param(SCOPES, Role, id="scopes of mails"),
        pytest.param(DEFAULTS, Role, id="rhythm of mails"),
        pytest.param(COMPOSERS, Role, id="digest"),
        pytest.param(POWERS, DECIDING, id="what a grant gives"),
    ],
)
def test_each_table_of_roles_knows_every_role(table, wanted):
    assert {str(role) for role in table} == {str(role) for role in wanted}


def test_each_rule_has_its_place_its_light_and_its_sentence():
    assert sorted(DECIDING_ORDER) == sorted(Rule)
    assert sorted(rule for rules in RULES_OF_LIGHT.values() for rule in rules) == sorted(Rule)
    cancelled = reasons.light_sentence(SimpleNamespace(light_rule=None, quantity=None))
    for rule in Rule:
        assert reasons.light_sentence(SimpleNamespace(light_rule=rule, quantity=None)) not in ("", cancelled)
        assert reasons.rule_note(rule) is not None and reasons.open_rule_word(rule)


def test_the_lights_of_the_sql_are_those_of_python():
    cases = re.findall(r"WHEN rule\.name (?:= |IN )(.+) THEN (\d)", STANDING)
    told = {rule: int(rank) for rules, rank in cases for rule in re.findall(r"'(\w+)'", rules)}
    assert told == {rule.value: light.rank for light, rules in RULES_OF_LIGHT.items() for rule in rules}
    (lights,) = re.findall(r"\(ARRAY\[(.+)\]\)\[light\.rank\]", STANDING)
    assert re.findall(r"'(\w+)'", lights) == [Light.of_rank(rank).value for rank in range(1, len(Light) + 1)]


def test_each_step_of_the_ladder_has_its_words_and_whom_it_calls():
    sql = (settings.BASE_DIR / "milestones" / "rules" / "flagging.sql").read_text("utf-8")
    called = {int(step) for step in re.findall(r"WHEN (\d) THEN", sql)}
    (most,) = re.findall(r"ladder\.step <= (\d)", sql)
    # The last one is a list and calls nobody in.
    assert called == set(range(1, len(LADDER))) and int(most) == len(LADDER) == len(default_ladder())
    assert Policy._meta.get_field("ladder").size == len(LADDER)


def test_each_column_of_the_overdue_report_has_its_head_and_a_place_on_a_phone():
    table, row = template_text("pages/_overdue_table.html"), template_text("pages/_overdue_row.html")
    cells = re.findall(r"<td\b([^>]*)>", row)
    (across,) = re.findall(r'colspan="(\d+)"', table)
    assert len(cells) == table.count('scope="col"') == int(across)
    # Without a label of its own a cell has its place by its class, or is left out there.
    placed = {"what", "who", "days", "cause"} | {"n", "lead", "chart", "progress"}
    for cell in cells:
        names = {name for found in re.findall(r'class="([^"]*)"', cell) for name in found.split()}
        assert "data-label" in cell or names & placed, cell
