"""Who was brought in comes to a password of their own: by a mail, by a slip of paper, or by asking for a link."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.actions import record_action_url
from milestones.mail.outbox import send_due_deliveries
from milestones.models import Delivery
from projects.models import PasswordReset, RateLimit, Role, RoleGrant, User, give_role
from projects.models.way_in import people_without_way_in
from tests.cast import enter, lay, owner, person, rewrite

pytestmark = pytest.mark.django_db
NEW = "niuxintun-9-roads"
PEOPLE = "/admin/projects/user/"
CODE = r"[a-z2-9]{4}(?:-[a-z2-9]{4}){2}"
ENGLISH = {"accept-language": "en"}


def newcomer(cast, name="newcomer", **fields):
    """As the sheet of people or the form makes one: with a role, without a password."""
    someone = person(name, Role.STEWARD, cast.roads, must_change_password=True, **fields)
    someone.set_unusable_password()
    someone.save(update_fields=["password"])
    return someone


def invite(cast, people, way):
    body = {"action": "invite_selected", "_selected_action": [one.pk for one in people], "apply": "1", "way": way}
    return enter(cast.admin).post(PEOPLE, body)


def add(cast, **typed):
    body = {"name": "新人", "username": "xinren", "role_choice": Role.STEWARD, "language": "", "unit": cast.roads.pk}
    return enter(cast.admin).post(reverse("admin:projects_user_add"), body | typed)


def link_in(mail):
    return re.search(r"http\S+(/password/\S+)", mail.body)[1]


def choose(link, new=NEW):
    client = Client()
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})


def logs_in(username, password):
    return Client().post("/login/", {"username": username, "password": password}).status_code == 302


def afresh(someone):
    return User.objects.get(pk=someone.pk)


def test_the_form_invites_by_mail_and_the_link_leads_to_a_password(cast, mailoutbox):
    assert add(cast, way="mail", email="xinren@example.com").status_code == 302
    send_due_deliveries()
    assert "已为您开通账号" in mailoutbox[0].body and "xinren" in mailoutbox[0].body
    link = link_in(mailoutbox[0])
    assert choose(link).url == "/login/?chosen"
    assert logs_in("xinren", NEW)
    assert "已被使用" in Client().get(link, follow=True).content.decode()


def test_an_invitation_without_an_address_is_refused_at_its_field_and_nobody_is_added(cast):
    page = add(cast, way="mail")
    assert page.status_code == 200 and "way" in page.context["adminform"].form.errors
    assert not User.objects.filter(username="xinren").exists()


def test_names_that_differ_in_capitals_are_one(cast):
    page = add(cast, way="later", username="Steward")
    assert "username" in page.context["adminform"].form.errors


def test_the_ledger_that_others_read_keeps_no_link(cast, mailoutbox):
    invite(cast, [newcomer(cast)], "mail")
    send_due_deliveries()
    stored = Delivery.objects.get(kind="password")
    assert stored.state == "sent" and "/password/" not in stored.text
    page = enter(cast.supervisor).get(reverse("admin:milestones_delivery_change", args=[stored.pk])).content.decode()
    assert link_in(mailoutbox[0]) not in page and "设定密码的链接" in page


def test_a_letter_goes_to_the_address_recorded_now_or_nowhere(cast, mailoutbox):
    someone = newcomer(cast)
    invite(cast, [someone], "mail")
    rewrite(User.objects.filter(pk=someone.pk), email="elsewhere@example.com")
    send_due_deliveries()
    assert mailoutbox == [] and Delivery.objects.get(kind="password").state == "suppressed"


def test_a_closed_account_gets_no_letter(cast, mailoutbox):
    someone = newcomer(cast)
    invite(cast, [someone], "mail")
    User.objects.filter(pk=someone.pk).update(is_active=False)
    send_due_deliveries()
    assert mailoutbox == []


def test_slips_carry_a_code_for_each_that_is_kept_nowhere(cast):
    people = [newcomer(cast, f"new{number}") for number in range(3)]
    page = invite(cast, people, "code").content.decode()
    codes = re.findall(rf"<code>({CODE})</code>", page)
    assert len({*codes}) == 3 and page.count("<section>") == 3 and 'rel="icon"' in page
    assert all(logs_in(one.username, code) for one, code in zip(people, codes, strict=True))
    assert {*PasswordReset.objects.values_list("way", "by")} == {("code", cast.admin.pk)}


def test_the_page_of_slips_names_everybody_who_gets_none_and_why(cast):
    has_one = [person(f"has{number}", "steward", cast.roads) for number in range(7)]
    page = invite(cast, [newcomer(cast), *has_one], "code").content.decode()
    assert page.count("<section>") == 1 and "7人不打印" in page
    assert all(f"<code>{one.username}</code>：已自行设置密码" in page for one in has_one)
    assert 'rel="icon"' in page


def test_the_slips_of_the_demonstration_are_marked(cast, settings):
    for shown in (False, True):
        settings.DEMONSTRATION = shown
        page = invite(cast, [newcomer(cast, f"new{shown}")], "code").content.decode()
        assert page.count("演示数据") == (2 if shown else 0)


def test_who_has_a_password_keeps_it_and_is_named(cast):
    someone = newcomer(cast)
    page = enter(cast.admin).post(
        PEOPLE,
        {
            "action": "invite_selected",
            "_selected_action": [someone.pk, cast.steward.pk],
            "apply": "1",
            "way": "mail",
        },
        follow=True,
    )
    assert [str(message) for message in page.context["messages"]][0].startswith("已邀请1人")
    assert "steward" in str([*page.context["messages"]][1])
    assert afresh(cast.steward).check_password("tiexi-demo") and PasswordReset.objects.count() == 1


@pytest.mark.parametrize("who", ["steward", "supervisor", "auditor"])
def test_only_the_administrator_invites(cast, who):
    body = {"action": "invite_selected", "_selected_action": [newcomer(cast).pk], "apply": "1", "way": "code"}
    enter(getattr(cast, who)).post(PEOPLE, body)
    assert not PasswordReset.objects.exists()


def test_the_list_marks_and_finds_who_cannot_log_in(cast):
    never, invited, late = (newcomer(cast, name) for name in ("never", "invited", "late"))
    typed = person("typed", Role.STEWARD, cast.roads, must_change_password=True)
    PasswordReset.objects.create(person=invited, by=cast.admin, way="mail")
    ago = timezone.now() - dt.timedelta(hours=73)
    lay(PasswordReset.objects, person=late, by=cast.admin, way="code", at=ago)
    assert {*people_without_way_in(User.objects.all())} == {never, late}
    client = enter(cast.admin)
    found = client.get(PEOPLE, {"attention": "no_way_in"}).context["cl"].result_list
    assert {one.username for one in found} == {"never", "late"}
    page = client.get(PEOPLE, headers=ENGLISH).content.decode()
    assert page.count("Cannot log in yet</td>") + page.count("Cannot log in yet\n") >= 1
    assert "Invited, until" in page and "First password not exchanged yet" in page and typed.pk


# Forgotten.


def ask(who, client=None):
    return (client or Client()).post("/password/forgotten/", {"who": who})


@pytest.mark.parametrize("who", ["steward", "STEWARD@example.com"])
def test_a_forgotten_password_is_chosen_anew_by_the_link(cast, mailoutbox, who):
    assert ask(who).url == "/password/forgotten/?sent"
    assert afresh(cast.steward).check_password("tiexi-demo")  # until it is chosen
    send_due_deliveries()
    assert choose(link_in(mailoutbox[0])).url == "/login/?chosen"
    assert logs_in("steward", NEW) and not logs_in("steward", "tiexi-demo")
    made = PasswordReset.objects.get()
    assert (made.way, made.by, made.person) == ("self", cast.steward, cast.steward)


def test_the_choice_after_an_administrators_reset_is_no_act_of_its_own(cast, mailoutbox):
    invite(cast, [newcomer(cast)], "mail")
    send_due_deliveries()
    choose(link_in(mailoutbox[0]))
    assert [one.way for one in PasswordReset.objects.all()] == ["mail"]


@pytest.mark.parametrize("who", ["nobody", "nobody@example.com", "closed", "homeless", "x" * 254])
def test_the_answer_does_not_tell_whether_there_is_such_an_account(cast, who):
    person("closed", Role.STEWARD, cast.roads, is_active=False)
    with owner():
        User.objects.filter(pk=person("homeless", Role.STEWARD, cast.roads).pk).update(email="")
    answer = ask(who)
    known = ask("steward")
    assert (answer.status_code, answer.url, answer.content) == (known.status_code, known.url, known.content)
    assert [one.recipient for one in Delivery.objects.all()] == [cast.steward]


def test_one_account_is_sent_three_letters_an_hour_and_the_answer_stays_the_same(cast):
    answers = set()
    for _number in range(5):
        answers.add(ask("steward").url)
        Delivery.objects.update(planned_at=timezone.now() - dt.timedelta(minutes=2))
    assert answers == {"/password/forgotten/?sent"}
    assert Delivery.objects.filter(kind="password").count() == 3


def test_a_button_pressed_twice_sends_one_letter(cast):
    assert {ask("steward").url for _number in range(2)} == {"/password/forgotten/?sent"}
    assert Delivery.objects.count() == 1


def test_one_address_asks_thirty_times_a_minute(cast):
    assert [ask(f"nobody{number}").status_code for number in range(31)] == [302] * 30 + [429]
    assert RateLimit.objects.filter(door="forgotten").exists()


@pytest.mark.parametrize("who", ["", " ", "x" * 255, "a\0b"])
def test_nonsense_is_said_at_the_field(cast, who):
    page = ask(who)
    assert page.status_code in (200, 400) and not Delivery.objects.exists()


def test_an_address_that_waits_for_its_grant_gets_no_link(cast):
    RoleGrant.ask(cast.supervisor, by=cast.admin, address="mine@example.com")
    ask("mine@example.com")
    assert not Delivery.objects.exists()


def test_the_log_in_leads_to_it(cast):
    assert 'href="/password/forgotten/"' in Client().get("/login/").content.decode()


def test_nobody_is_invited_whose_first_password_a_grant_would_end(cast):
    add(cast, username="duchajia", role_choice=Role.SUPERVISOR, way="code")
    someone = User.objects.get(username="duchajia")
    assert invite(cast, [someone], "code").status_code == 302 and not PasswordReset.objects.exists()
    told = enter(cast.auditor).post(record_action_url(RoleGrant, "grant", someone.grants.get().pk), follow=True)
    assert "暂时还不能登录，请系统管理员从人员列表中邀请" in told.content.decode()
    assert {*people_without_way_in(User.objects.all())} == {someone}
    [code] = re.findall(rf"<code>({CODE})</code>", invite(cast, [someone], "code").content.decode())
    assert logs_in("duchajia", code)


def test_a_code_that_a_grant_ended_counts_as_none(cast):
    someone = newcomer(cast)
    [code] = re.findall(rf"<code>({CODE})</code>", invite(cast, [someone], "code").content.decode())
    give_role(afresh(someone), Role.SUPERVISOR, by=cast.admin).grant(by=cast.auditor)
    assert not logs_in(someone.username, code)
    assert {*people_without_way_in(User.objects.all())} == {someone}
    listed = enter(cast.admin).get(PEOPLE, {"q": someone.username}).content.decode()
    assert "尚不能登录" in listed and "已邀请" not in listed.partition("<tbody")[2]


def test_from_a_person_to_the_mails_so_far_and_why_one_is_still_here(cast):
    someone = newcomer(cast)
    invite(cast, [someone], "mail")
    Delivery.objects.update(state="pending", last_error="gaierror: [Errno -2] Name or service not known")
    desk = enter(cast.admin)
    page = desk.get(reverse("admin:projects_user_change", args=[someone.pk])).content.decode()
    listed = desk.get(re.search(r'href="(/admin/milestones/delivery/\?q=[^"]+)"', page)[1]).content.decode()
    own = desk.get(reverse("admin:milestones_delivery_change", args=[Delivery.objects.get().pk])).content.decode()
    assert all("找不到邮件服务器，请核对服务器名称。系统会自动再试。" in text for text in (listed, own))
