"""The sentences that pages make in Python, by name in their templates."""

from django import template

from milestones.pages.milestone_words import (
    age_words,
    returned_words,
    slip_words,
    state_word,
    whole_move,
)
from milestones.pages.rules_line import stamp_line
from milestones.pages.story_words import (
    asked_in_full,
    asked_words,
    claim_words,
    exact_figure,
    flag_words,
    forecast_in_full,
    instruction_words,
    reported_words,
    request_words,
)
from milestones.pages.trend_words import cured_by, nights_words, silent_words
from milestones.pages.unit_headline import climbed_words
from milestones.pages.wall_words import wall_row_words

register = template.Library()

for sentence in (
    age_words,
    asked_in_full,
    asked_words,
    claim_words,
    climbed_words,
    cured_by,
    exact_figure,
    flag_words,
    forecast_in_full,
    instruction_words,
    nights_words,
    reported_words,
    returned_words,
    silent_words,
    slip_words,
    stamp_line,
    state_word,
    wall_row_words,
    whole_move,
):
    register.filter(sentence)
register.simple_tag(request_words)
