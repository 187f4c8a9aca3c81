"""Every form and every button of every role, filled in and sent: with good values, empty, doubled and wrong ones.

The forms are found in the address table and the admin's own classes; `forms_expected.py` has the good values and says
how
to add a form. What may be sent by whom is in `access_expected.py`. EVERY_VALUE=1 sends every value in every input.
"""

import os
from collections import Counter
from itertools import count
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.access.access_asking import CHINESE, read

from . import forms_expected as expected
from .forms_desk import COUNTS, NAMES, failure, refused
from .forms_sending import (
    ELSEWHERE,
    ODD,
    PEOPLE,
    REFUSED,
    address_name,
    addresses,
    errors_in,
    forms_on,
    inputs_in,
    out_of_reach,
    presses,
    resolved,
    shown,
    writing,
)

ADD = "a form without its row: add its good values to tests/admin/forms_expected.py"

every_form = pytest.mark.parametrize("desk", NAMES, indirect=True)


def test_every_form_that_is_found_has_its_row():
    found, there = writing(), addresses()
    assert {name for name in expected.FORMS if not name.startswith(("page ", "desk "))} == set(found), ADD
    rest = {name for name in expected.FORMS if name.startswith(("page ", "desk "))}
    assert not rest & expected.SHOW and rest | expected.SHOW == set(there), ADD


def test_every_form_on_a_page_leads_to_an_address_that_has_its_row(world, clients):
    """A page that only shows something holds no form that writes and that nobody sends here."""
    rows = {address_name(name) for name in NAMES} | ELSEWHERE
    for address in shown(world):
        answers = (read(clients[who].get(address)) for who in ("supervisor", "admin", "steward"))
        answer = next((one for one in answers if one.status_code == 200), None)
        if answer is None or b"<form" not in answer.getvalue():
            continue
        for method, form in forms_on(answer, address):
            name = resolve(urlsplit(form.action).path).url_name
            writes = method == "POST" and presses(form) and not name.endswith("_changelist")
            assert not writes or name in rows, (address, name, ADD)


@every_form
def test_a_good_sending_by_whom_it_is_for_writes_exactly_that_and_once(desk):
    """A double click sends the same form again; the other buttons of the form do no more than the first."""
    first = desk.allowed()[0]
    for who in desk.allowed():
        with desk.undone(who):
            page = desk.open(who)[1]
            answer = sent_well(desk, who, page, "good")
            if who == first:
                assert desk.landed(who, answer), (desk.name, who, answer.url)
                again = desk.send(who, page, desk.filled(page), "again")
                assert again.status_code < 500, (desk.name, failure(again))
                assert desk.difference()[0] == desk.makes(who)[0], (desk.name, "again")
        for button in page.buttons:
            with desk.undone(who):
                sent_well(desk, who, page, "other button", **{button: ["1"]})


def sent_well(desk, who, page, kind, **changed):
    """Send the good values; exactly what is expected is written. Answer the answer."""
    answer = desk.send(who, page, desk.filled(page, **changed), kind)
    told = (desk.name, who, kind, answer.status_code, failure(answer), errors_in(answer))
    assert answer.status_code == desk.form.answers, told
    assert desk.difference() == desk.makes(who), told
    return answer


@every_form
def test_whoever_it_is_not_for_writes_nothing_with_the_best_values(desk):
    first, told = desk.allowed()[0], {}
    with desk.undone(first):
        page = desk.open(first)[1]
        for who in sorted(set(PEOPLE) - set(desk.allowed())):
            answer = desk.send(who, page, desk.filled(page), "not theirs")
            told[who] = (answer.status_code, failure(answer))
            assert refused(answer, desk.address), (desk.name, who, told[who])
        assert desk.is_untouched(), (desk.name, told)


# All values in all inputs take many minutes; by default each form has a turn of them, and each value some form.
THOROUGH = bool(os.environ.get("EVERY_VALUE"))
TURN = count()


def turn_of(values):
    """The next of them, or all."""
    return values if THOROUGH or not values else [values[next(TURN) * 7 % len(values)]]


def odd(desk, page):
    """Whole sendings that may be taken or refused: nothing at all, and an odd value in one of the inputs."""
    cells = [(name, one) for name, kind in page.kinds.items() for one in ODD[kind]]
    return turn_of([{}, *(desk.filled(page, **{name: resolved(one)}) for name, one in cells)])


def wrong(page, answer):
    """What each input refuses, in all at once: a record of another, one that is not there, a letter for a number."""
    known, elsewhere = inputs_in(answer), out_of_reach(answer)
    refusing = {name: REFUSED[kind] for name, kind in page.kinds.items() if name in known and REFUSED[kind]}
    turns = turn_of(range(max(map(len, refusing.values()), default=0)))
    found = [{name: resolved(values[turn % len(values)]) for name, values in refusing.items()} for turn in turns]
    return [one | elsewhere for one in found[:1]] + found[1:]


@every_form
def test_empty_or_wrong_it_is_told_at_the_field_and_nothing_is_written_by_half(desk):
    who = desk.allowed()[0]
    answer, page = desk.open(who)
    empty = {name: [] if kind in ("tick", "several", "file") else [""] for name, kind in page.kinds.items()}
    blank = page.values | {name: one for name, one in empty.items() if page.kinds[name] != "hidden"}
    whole_or_nothing(desk, who, page, blank, "empty")
    for values in odd(desk, page):
        whole_or_nothing(desk, who, page, values, "odd")
    for typed in wrong(page, answer):
        told_at_its_field(desk, whole_or_nothing(desk, who, page, desk.filled(page, **typed), "wrong"), typed)


def whole_or_nothing(desk, who, page, values, kind):
    """Send; nothing breaks, nothing is done by half, and where it was done the next page is there. Answer the
    answer.
    """
    with desk.undone(who):
        answer = desk.send(who, page, values, kind)
        told = (desk.name, who, repr(values)[:2000], answer.status_code, failure(answer))
        assert answer.status_code < 500, told
        if refused(answer, desk.address) and desk.form.answers != answer.status_code:
            assert desk.is_untouched(), told
            return answer
        made, wanted = desk.difference()[0], desk.makes(who)[0]
        assert not made or wanted.keys() <= made.keys(), (*told, made)
        assert desk.landed(who, answer), told
    return answer


def told_at_its_field(desk, answer, typed):
    """Nothing is done, and the page says at each field why, in Chinese."""
    said = errors_in(answer)
    about = (desk.name, typed, answer.status_code, said)
    assert refused(answer, desk.address), about
    assert typed.keys() <= said.keys(), (typed.keys() - said.keys(), *about)
    assert all(CHINESE.search(text) for texts in said.values() for text in texts), about


def test_how_much_was_sent():
    """The figures of the table, for whoever runs it with -s: forms, people and kinds of values."""
    people, kinds = {who for _name, who, _kind in COUNTS}, Counter()
    for (_name, _who, kind), times in COUNTS.items():
        kinds[kind] += times
    forms = {name for name, _who, _kind in COUNTS}
    print(f"\nforms={len(forms)} people={len(people)} sent={sum(kinds.values())} {dict(kinds)}")
    assert not COUNTS or len(COUNTS) >= len(forms)
