"""The select that is written at once says what Django's says."""

import pytest
from django import forms
from django.test.html import parse_html

from backoffice.plain_select import PlainSelect

CHOICES = [("", "全部"), (1, '甲"<i>'), ("none", "无")]


@pytest.mark.parametrize("value", ["", None, 1, "1", "none", "unknown"])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_unit", "required": True, "aria-describedby": "x"}])
def test_it_is_drawn_as_by_the_framework(value: object, attrs: dict[str, object]) -> None:
    plain, usual = PlainSelect(attrs, CHOICES), forms.Select(attrs, CHOICES)
    assert parse_html(plain.render("unit", value)) == parse_html(usual.render("unit", value))
