"""A policy is saved once it was shown which lights it changes; what is shown is what the rule itself says then."""

import datetime as dt

import pytest
from django.urls import reverse

from backoffice.clock import today
from milestones.admin.policy_effect import policy_effect
from milestones.models import Policy, Standing
from milestones.models.plan import approve_plan
from projects.models import Role
from tests.cast import add_milestone, enter, person
from tests.forms import filled

pytestmark = pytest.mark.django_db
ADD = "/admin/milestones/policy/add/"


@pytest.fixture
def cast(cast):
    """With a milestone that is green today, due in 15 to 25 working days."""
    cast.soon = add_milestone(cast, "即将到期", today() + dt.timedelta(days=28))
    approve_plan(cast.project, by=person("supervisor9", Role.SUPERVISOR))
    return cast


def typed(client, **values):
    return filled(client.get(ADD)) | {"effective_from": str(today() + dt.timedelta(days=1))} | values


def lights(on):
    return dict(Standing.objects.on(on).values_list("milestone", "light"))


def test_the_first_press_shows_what_would_change_and_saves_nothing(cast):
    client = enter(cast.admin)
    page = client.post(ADD, typed(client, due_soon_workdays="60"))
    assert page.status_code == 200 and Policy.objects.count() == 1
    effect = page.context["adminform"].form.preview
    assert [(one.name, one.before, one.after) for one in effect.changed] == [("即将到期", "绿", "黄")]
    assert effect.headline in page.content.decode() and "即将到期" in page.content.decode()


def test_saved_as_shown_it_makes_of_the_day_what_was_shown(cast):
    client, day = enter(cast.admin), today() + dt.timedelta(days=1)
    before = lights(day)
    sent = typed(client, due_soon_workdays="60")
    effect = client.post(ADD, sent).context["adminform"].form.preview
    assert lights(day) == before
    assert client.post(ADD, sent | {"shown": effect.mark}).status_code == 302
    after = lights(day)
    assert {pk for pk in after if after[pk] != before[pk]} == {one.milestone for one in effect.changed}


def test_another_number_than_the_one_shown_is_shown_again(cast):
    client = enter(cast.admin)
    effect = client.post(ADD, typed(client, due_soon_workdays="60")).context["adminform"].form.preview
    page = client.post(ADD, typed(client, due_soon_workdays="0", shown=effect.mark))
    assert page.status_code in (200, 302) and not Policy.objects.filter(due_soon_workdays=60).exists()


def test_a_policy_that_changes_no_light_is_shown_to_change_none(cast):
    client, sent = enter(cast.admin), typed(enter(cast.admin), min_milestones="9")
    effect = client.post(ADD, sent).context["adminform"].form.preview
    assert "0" in effect.headline and not effect.changed
    assert client.post(ADD, sent | {"shown": effect.mark}).status_code == 302


def test_the_buttons_say_what_they_do_and_a_preview_is_no_error(cast):
    client = enter(cast.admin)
    page = client.get(ADD).content.decode()
    assert "预览影响" in page and "按此保存" not in page
    assert 'name="_save"' not in page and 'name="_continue"' not in page
    shown = client.post(ADD, typed(client, due_soon_workdays="60"))
    page = shown.content.decode()
    assert "按此保存" in page and "预览影响" in page and "请更正" not in page and 'class="errorlist' not in page
    wrong = client.post(ADD, typed(client, due_soon_workdays="")).content.decode()
    assert "请更正" in wrong and "按此保存" not in wrong


def test_an_edit_of_one_to_come_is_shown_too(cast):
    row = Policy.objects.create(effective_from=today() + dt.timedelta(days=3))
    client, address = enter(cast.admin), reverse("admin:milestones_policy_change", args=[row.pk])
    page = client.post(address, filled(client.get(address)) | {"due_soon_workdays": "60"})
    assert page.status_code == 200 and page.context["adminform"].form.preview.changed
    row.refresh_from_db()
    assert row.due_soon_workdays != 60


def test_the_rehearsal_leaves_nothing_and_costs_the_same_however_many_change(cast, django_assert_max_num_queries):
    policy = Policy(effective_from=today() + dt.timedelta(days=1), due_soon_workdays=60)
    with django_assert_max_num_queries(12):
        assert len(policy_effect(policy).changed) == 1
    assert Policy.objects.count() == 1 and policy.pk is None


def test_a_second_policy_of_a_day_is_told_without_spaces_between_the_names(cast):
    Policy.objects.create(effective_from=today() + dt.timedelta(days=1))
    page = (client := enter(cast.admin)).post(ADD, typed(client)).content.decode()
    assert "施行日、类别相同的规则已存在。" in page


def test_every_label_of_a_form_begins_with_a_capital(cast):
    client = enter(cast.admin)
    for address in ("/admin/projects/user/add/", ADD, "/admin/milestones/milestonetemplate/add/"):
        form = client.get(address, headers={"accept-language": "en"}).context["adminform"].form
        assert [field.label for field in form if field.label[:1].islower()] == []


def test_what_is_for_all_categories_says_so_and_a_chinese_comma_divides_the_ladder(cast):
    client = enter(cast.admin)
    assert "全部类别" in client.get(ADD).content.decode()
    sent = typed(client, ladder="2，6、11,21")
    client.post(ADD, sent | {"shown": client.post(ADD, sent).context["adminform"].form.preview.mark})
    assert Policy.objects.latest("pk").ladder == [2, 6, 11, 21]
    listed = client.get("/admin/milestones/policy/").content.decode()
    assert "2、6、11、21" in listed and "全部类别" in listed
