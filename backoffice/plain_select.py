"""A select whose options are written at once."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECTED = {True: mark_safe(" selected"), False: ""}


class PlainSelect(forms.Select):
    """A select as Django draws it, without a template for each option: there may be thousands of people."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element with its options; they stand in no groups."""
        widget = self.get_context(name, value, attrs)["widget"]
        options = (option for _name, group, _index in widget["optgroups"] for option in group)
        rows = ((str(one["value"]), SELECTED[one["selected"]], one["label"]) for one in options)
        written = format_html_join("\n", '<option value="{}"{}>{}</option>', rows)
        return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], flatatt(widget["attrs"]), written)
