"""How the tests of access ask: who enters, where, and whether a refusal gives its reason."""

import re

from django.urls import reverse

from projects.permissions import Role

from . import access_expected as expected

ADD = "no expectation yet: add the cell to tests/access/access_expected.py"
CHINESE = re.compile("[一-鿿]")


def read(answer):
    """The answer, read to its end: a file is closed then."""
    answer.getvalue()
    return answer


def roles(words):
    return {Role(word) for word in words.split()}


def place(model_admin, page, *args):
    return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{page}", args=args)


def people(world, names):
    return [(name, getattr(world, name)) for name in names]


def line_of(form):
    """The act that people expect a form of the desk to be."""
    return expected.LINES.get(form.verb, form.verb)


def told(answer):
    """A refusal says why, in the reader's language."""
    reason = re.search(r"</h1>\s*<p>([^<]+)</p>", answer.content.decode())
    return answer.status_code == 403 and reason and CHINESE.search(reason[1])
