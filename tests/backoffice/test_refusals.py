"""Whatever a trigger or a constraint of ours can refuse has a sentence of its own: the fact and the way out."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override
from pgtrigger import registered
from psycopg import errors

from backoffice.refusals import (
    CONSTRAINTS,
    ENDINGS,
    KINDS,
    SENTENCES,
    constraint_refusal_text,
    database_refusal_text,
    trigger_refusal_text,
)
from projects.models import Project
from tests.cast import make_cast

OURS = ("backoffice", "projects", "milestones")
RAISED = re.compile(r"RAISE EXCEPTION\s+'((?:[^']|'')*)'")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts() -> set[str]:
    """Every text that the compiled triggers raise."""
    found: set[str] = set()
    for model, trigger in registered():
        found.update(RAISED.findall(str(trigger.compile(model).install_sql)))
    return found


def constraints() -> set[str]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    return {one.name for model in models for one in model._meta.constraints}


def in_chinese(sentence) -> bool:
    with override("zh-hans"):
        said = str(sentence())
    return bool(CHINESE.search(said)) and said.endswith("。")


def test_every_text_of_a_trigger_has_its_sentence():
    assert len(texts()) > 50
    assert {text for text in texts() if not in_chinese(lambda text=text: trigger_refusal_text(text))} == set()


def test_every_constraint_has_its_sentence():
    assert len(constraints()) > 50
    assert {name for name in constraints() if not in_chinese(lambda name=name: constraint_refusal_text(name))} == set()


def test_no_sentence_is_left_over():
    known = {text for one in texts() for text in (one, one.partition(": ")[0])}
    assert set(SENTENCES) - known == set()
    named = constraints() | {"one_role_a_person"}  # a unique index of a migration
    assert set(CONSTRAINTS) - named == set()
    assert [end for end in ENDINGS if not any(name.endswith(end) for name in named)] == []


def test_every_kind_of_constraint_has_a_sentence_where_its_name_is_the_databases():
    for kind in (
        errors.UniqueViolation,
        errors.ForeignKeyViolation,
        errors.NotNullViolation,
        errors.CheckViolation,
    ):
        assert in_chinese(lambda kind=kind: KINDS[kind.sqlstate])


@pytest.mark.django_db
def test_the_database_is_understood():
    """By the texts that it really sends, whatever stands around a name."""
    project = make_cast().project
    told = {
        "UPDATE projects_project SET name = 'x'": "已批准",
        "UPDATE projects_project SET location = E'a\\nb'": "一行",
        "INSERT INTO projects_category SELECT (c).* FROM (SELECT c FROM projects_category c LIMIT 1) one": "已有",
        "INSERT INTO milestones_suspension (project_id, change_id, from_at) VALUES "
        f"({project.pk}, 0, clock_timestamp())": "申请暂停",
    }
    for statement, words in told.items():
        with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        with override("zh-hans"):
            assert words in database_refusal_text(refused.value), statement
    assert Project.objects.get(pk=project.pk).name == project.name
