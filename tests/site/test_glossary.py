"""One record, one word: docs/glossary.md, held against the models, the catalogue and the Chinese guides."""

import re
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from milestones.models import ChangeRequest, Claim, Instruction, Job
from projects.models import Phase, Role
from projects.permissions import ACTIONS
from tiexi.catalogue import first_plural_form, read_catalogue, translated_sentences
from tiexi.overridden_texts import OVERRIDDEN

DOCS = settings.BASE_DIR / "docs"
# English words with a second, everyday meaning: only where they stand alone must they have the one word.
EVERYDAY = frozenset(
    {
        "approved",
        "baseline",
        "calendar day",
        "calendar year",
        "claim",
        "circular",
        "confirmed",
        "delivery",
        "due soon",
        "file",
        "forecast",
        "hand-over",
        "import",
        "in force",
        "job",
        "job run",
        "light",
        "list",
        "overdue",
        "overview",
        "person",
        "planned",
        "progress report",
        "quantity",
        "red",
        "refused",
        "reopened",
        "reply by",
        "returned",
        "schedule",
        "accepted",
        "signed",
        "unit",
        "wall",
        "pending",
        "awaiting confirmation",
        "withdrawn",
        "approve the schedule",
    }
)
# Sentences that speak of one kind only, or of a part, and say it shorter.
SHORTER = frozenset(
    {
        "%(count)s instructions",
        "Each becomes an instruction of its own, answered with a progress report.",
        "Close the instruction",
        "Give an instruction",
        "Give the instruction",
        "Instructions unanswered past their day: %(count)s",
        "Leader's instruction",
        "The instruction is answered.",
        "The instruction is closed.",
        "The instruction is given to %(people)s (%(who)s), reply by %(day)s.",
        "The instruction is given. It asks the %(who)s; nobody answers for the project yet.",
        "Write an instruction",
        "Write one from a row of the overdue report or from a project's page.",
        "Assign unit, steward, leader or owner",
        "steward: own projects; owner: own milestones; unit head: the unit and its sub-units",
        "supervisor: everywhere; steward and unit head: what they answer for",
        "projects as leader in charge",
        "given by",
        "Instructions given by me",
    }
)


class Term(NamedTuple):
    english: str
    chinese: str
    never: list[str]


def terms() -> list[Term]:
    """Every row of every table."""
    rows = [
        line.strip("| ").split(" | ")
        for line in (DOCS / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| English")
    ]
    return [Term(english, chinese, [] if never == "—" else never.split("、")) for english, chinese, never, *_ in rows]


def records():
    """The models whose rows somebody reads."""
    own = (
        model for label in ("backoffice", "projects", "milestones") for model in apps.get_app_config(label).get_models()
    )
    return [model for model in own if not hasattr(model, "pgh_tracked_model") and model._meta.model_name != "standing"]


def in_both(words) -> list[tuple[str, str]]:
    """What is said, in English and in Chinese."""
    said = []
    for word in words:
        with override("en"):
            english = str(word)
        with override("zh-hans"):
            said.append((english, str(word)))
    return said


def test_the_catalogue_gives_each_term_its_one_word():
    catalogue = read_catalogue()
    assert len(terms()) > 90
    said = [(term, catalogue[term.english].string) for term in terms()]
    assert [(term.english, word) for term, word in said if word != term.chinese] == []


def test_a_term_is_explained_once_for_each_word():
    rows = [(term.english, term.chinese) for term in terms()]
    assert len({english.lower() for english, _word in rows}) >= len(rows) - 2 and len(set(rows)) == len(rows)


def test_no_sentence_of_the_catalogue_or_the_guides_uses_another_word():
    never = {word for term in terms() for word in term.never}
    texts = [chinese for _msgid, chinese in translated_sentences()]
    texts += [path.read_text("utf-8") for path in DOCS.glob("*.md") if not path.name.isascii()]
    texts.append((settings.BASE_DIR / "README.zh-CN.md").read_text("utf-8"))
    assert [(word, text) for text in texts for word in never if word in text] == []


def test_a_sentence_about_a_record_names_it_by_its_word():
    wrong, foreign = [], {first_plural_form(msgid) for msgid in OVERRIDDEN}
    for term in terms():
        if term.english.lower() in EVERYDAY:
            continue
        named = re.compile(rf"\b{re.escape(term.english)}s?\b", re.I)
        for msgid, chinese in translated_sentences():
            if msgid in foreign:
                continue
            plain = re.sub(r"%\(\w+\)[sd]", "", msgid)
            if named.search(plain) and term.chinese not in chinese and msgid not in SHORTER:
                wrong.append((term.english, msgid, chinese))
    assert wrong == []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([model._meta.verbose_name for model in records()], id="records"),
        pytest.param(Role.labels, id="roles"),
        pytest.param(Phase.labels, id="phases"),
        pytest.param(Job.Name.labels, id="jobs"),
        pytest.param(Instruction.Kind.labels, id="kinds of an instruction"),
        pytest.param([*ChangeRequest.State.labels, *Claim.State.labels], id="states"),
    ],
)
def test_models_speak_the_words_of_the_glossary(words):
    known = {(term.english, term.chinese) for term in terms()}
    assert words and [said for said in in_both(words) if said not in known] == []


def test_acts_speak_the_words_of_the_glossary():
    acts = dict(in_both(ACTIONS[name].title for name in ("report", "claim", "confirm", "return", "reopen", "refuse")))
    assert acts.items() <= {(term.english, term.chinese) for term in terms()}
