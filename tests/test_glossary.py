"""One record, one word: docs/glossary.md, held against the catalogue and the Chinese guides."""

from django.conf import settings

from tiexi.catalogue import stored

GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"


def terms():
    """English, the one Chinese word and the words never used for it, row by row."""
    rows = [
        line.strip("| ").split(" | ") for line in GLOSSARY.read_text("utf-8").splitlines() if line[:2] == "| "
    ]
    return [(english, chinese, never.split("、")) for english, chinese, never, *_ in rows[1:]]


def test_the_catalogue_gives_each_term_its_one_word():
    catalogue = stored()
    assert (
        terms() and [(e, catalogue[e].string) for e, word, _ in terms() if catalogue[e].string != word] == []
    )


def test_no_sentence_of_the_catalogue_or_the_guides_uses_another_word():
    never = [word for *_, words in terms() for word in words]
    texts = [message.string for message in stored() if message.id]
    texts += [path.read_text("utf-8") for path in sorted((settings.BASE_DIR / "docs").glob("*通.md"))]
    assert [(word, text) for text in texts for word in never if word in text] == []
