"""The numbers of the rules: bounded, so that none switches a light off, and on home for a week when they change."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from backoffice.clock import today
from milestones.models import Policy
from milestones.reports.home.report import home_report
from milestones.reports.project_lights import project_lights
from tests.api_client import read
from tests.cast import lay
from tests.forms import filled, save

pytestmark = pytest.mark.django_db
ADD = reverse("admin:milestones_policy_add")
TOMORROW = today() + dt.timedelta(1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("due_soon_workdays", 0),
        ("behind_yellow", "98"),
        ("behind_red", "99"),
        ("claim_backdate_workdays", 250),
    ],
)
def test_no_number_switches_a_light_off(client, cast, column, value):
    client.force_login(cast.admin, "django.contrib.auth.backends.ModelBackend")
    page = client.get(ADD)
    typed = {"effective_from": TOMORROW.isoformat(), "behind_red": "50", column: value}
    answer = client.post(ADD, filled(page, **typed))
    assert answer.status_code == 200 and column in answer.context["adminform"].form.errors
    numbers = {"behind_yellow": 10, "behind_red": 30} | {column: value}
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(effective_from=TOMORROW, **numbers)
    assert not Policy.objects.filter(effective_from=TOMORROW).exists()


def test_home_tells_for_a_week_which_numbers_changed_and_its_checksum_covers_it(client, cast):
    before = home_report(cast.leader).checksum
    lay(Policy.objects, effective_from=dt.date(2023, 1, 1), behind_red=30)
    lay(Policy.objects, effective_from=today(), behind_red=45, claim_backdate_workdays=9)
    now = home_report(cast.leader)
    (change,) = now.changes.policies
    assert change.numbers == [("behind_red", "30", "45"), ("claim_backdate_workdays", "3", "9")]
    assert now.checksum != before and "30 → 45" in change.how and "全部类别" in change.how
    client.force_login(cast.leader, "django.contrib.auth.backends.ModelBackend")
    assert change.how in client.get("/").content.decode()
    (told,) = read(cast.leader, "reports/home/")["policy_changes"]
    assert (told["on"], told["how"]) == (today().isoformat(), change.how)
    assert home_report(cast.leader, today() - dt.timedelta(1)).changes.policies == []


def test_a_light_names_the_day_of_its_rules_only_while_they_are_new(cast):
    lay(Policy.objects, effective_from=dt.date(2023, 5, 1))
    for on, told in ((dt.date(2024, 4, 30), True), (dt.date(2024, 7, 1), False)):
        said = project_lights(on, [cast.project])[cast.project.pk].reason
        assert ("2023年5月1日" in said) is told and "截至" in said


def test_it_names_who_recorded_it(client, cast):
    client.force_login(cast.admin, "django.contrib.auth.backends.ModelBackend")
    Policy.objects.exclude(effective_from__lt=TOMORROW).delete()
    typed = {"effective_from": TOMORROW.isoformat(), "behind_red": "40"}
    assert save(client, ADD, **typed).status_code == 302
    (change,) = home_report(cast.leader, TOMORROW).changes.policies
    assert change.people == ["admin"]
