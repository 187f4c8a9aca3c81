"""How much may be searched for at once, through whichever channel."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_WORDS, MOST_LETTERS = 10, 200


def refuse_long_search(text: str) -> None:
    """Raise ValidationError for more words or letters than one search takes: each word reads every row once more."""
    if len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS:
        said = _("Search for at most %(words)s words, %(letters)s letters in all.")
        raise ValidationError(said, "max_length", {"words": MOST_WORDS, "letters": MOST_LETTERS})
