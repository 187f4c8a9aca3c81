"""One administrator is not two people: who decides, where mail goes and who comes back are granted by a second
person.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.actions import record_action_url
from backoffice.clock import day_of_instant, today
from backoffice.errors import Conflict, NotAllowed
from backoffice.models import Submission
from backoffice.recording import historical_replay
from milestones.digests.compose import compose_digest
from milestones.digests.daily_facts import read_daily_facts
from milestones.digests.readers import reader_for_person as reader_of
from milestones.mail.outbox import send_due_deliveries
from milestones.models import ChangeRequest, Subscription
from milestones.models.plan import approve_plan
from milestones.reports.home.fresh_decisions import fresh_decisions
from milestones.reports.home.report import home_report
from projects.models import PasswordReset, Role, RoleGrant, User, give_role
from projects.models.role_grant import is_newly_empowered
from tests.api_client import V1, client_of
from tests.api_client import read as api_read
from tests.cast import add_milestone, enter, lay, owner, person
from tests.forms import save
from tests.imports.workbook import PEOPLE, imported, made

pytestmark = pytest.mark.django_db
NEW = "niuxintun-9-roads"


def page_of(someone):
    return reverse("admin:projects_user_change", args=[someone.pk])


def afresh(someone):
    return User.objects.get(pk=someone.pk)


def refused_by_the_database(act):
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        act()


def added(client, name, role, **typed):
    """An account made with the form of the desk."""
    body = {
        "name": name,
        "role_choice": role,
        "username": name,
        "language": "",
        "way": "later",
        "email": f"{name}@example.com",
    }
    assert client.post(reverse("admin:projects_user_add"), body | typed).status_code == 302
    return User.objects.get(username=name)


# The attacks.


def test_an_administrator_does_not_become_supervisor_through_the_form(cast):
    save(enter(cast.admin), page_of(cast.admin), role_choice=Role.SUPERVISOR)
    assert afresh(cast.admin).role == Role.ADMIN


def test_two_puppets_are_not_made_supervisors_by_one_person(cast):
    client = enter(cast.admin)
    puppets = [added(client, name, Role.SUPERVISOR) for name in ("puppet1", "puppet2")]
    assert [one.role for one in puppets] == ["", ""]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR])
def test_an_account_there_gets_no_role_that_decides_from_one_person(cast, role):
    assert save(enter(cast.admin), page_of(cast.other), role_choice=role).status_code == 302
    assert afresh(cast.other).role == Role.STEWARD


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR])
def test_the_sheet_of_people_gives_no_role_that_decides(cast, role):
    heads = ["单位或人员", "编码或用户名", "名称", "角色"]
    label = {"supervisor": "督查", "admin": "系统管理员", "auditor": "审计"}[role]
    imported(
        made(**{PEOPLE: [heads, ["人员", "other", "other", label], ["人员", "puppet", "木偶", label]]}),
        cast.admin,
    )
    assert afresh(cast.other).role == Role.STEWARD
    assert not User.objects.filter(username="puppet", groups__name=role).exists()


def test_the_sheet_of_people_changes_no_address(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "角色", "电子邮箱"]
    imported(
        made(**{PEOPLE: [heads, ["人员", "supervisor", "supervisor", "督查", "mine@example.com"]]}),
        cast.admin,
    )
    assert afresh(cast.supervisor).email == "supervisor@example.com"


def test_the_address_of_an_account_is_not_changed_by_one_person(cast):
    save(enter(cast.admin), page_of(cast.supervisor), email="mine@example.com")
    assert afresh(cast.supervisor).email == "supervisor@example.com"


def test_a_closed_account_that_decided_is_not_opened_again_by_one_person(cast):
    client = enter(cast.admin)
    save(client, page_of(cast.second), is_active=False)
    assert not afresh(cast.second).is_active
    assert save(client, page_of(cast.second), is_active="on", role_choice=Role.SUPERVISOR).status_code == 302
    assert not afresh(cast.second).is_active


def test_an_administrator_does_not_log_in_as_the_supervisor_with_a_password_of_his_own(cast):
    url = page_of(cast.supervisor).replace("/change/", "/password/")
    enter(cast.admin).post(url, {"password1": NEW, "password2": NEW})
    assert not afresh(cast.supervisor).check_password(NEW)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR])
def test_the_database_refuses_a_role_that_decides_without_a_grant(cast, role):
    group = Group.objects.get(name=role)
    refused_by_the_database(lambda: cast.other.groups.set([group]))
    refused_by_the_database(lambda: User.groups.through.objects.filter(user=cast.other).update(group=group))
    fresh = User.objects.create_user("fresh", password=NEW)
    refused_by_the_database(lambda: fresh.groups.add(group))


def test_the_database_refuses_a_second_role(cast):
    refused_by_the_database(lambda: cast.other.groups.add(Group.objects.get(name=Role.LEADER)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE auth_group SET name = 'supervisor2' WHERE name = 'supervisor'",
        "DELETE FROM auth_group WHERE name = 'leader'",
        "INSERT INTO auth_group (name) VALUES ('another')",
        "UPDATE projects_user SET is_superuser = true WHERE username = 'other'",
        "UPDATE projects_user SET email = 'mine@example.com' WHERE username = 'supervisor'",
    ],
)
def test_the_application_may_not(cast, statement):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    refused_by_the_database(act)


def test_the_database_opens_no_closed_account_that_decided(cast):
    User.objects.filter(pk=cast.second.pk).update(is_active=False)
    refused_by_the_database(lambda: User.objects.filter(pk=cast.second.pk).update(is_active=True))


def test_a_second_superuser_is_refused(cast):
    refused_by_the_database(lambda: User.objects.create_superuser("root", "root@example.com", NEW))


# How it is done.


def asked(cast, **what):
    return RoleGrant.ask(cast.other, by=cast.admin, **(what or {"role": Role.SUPERVISOR}))


def act(client: Client, grant: RoleGrant, verb: str, **typed: str) -> Any:
    return client.post(record_action_url(grant, verb, grant.pk), typed)


@pytest.mark.parametrize("who", ["auditor", "chief"])
def test_a_second_person_grants_what_the_form_asked_for(cast, who):
    cast.chief = person("chief", Role.ADMIN)
    page = enter(cast.admin)
    save(page, page_of(cast.other), role_choice=Role.SUPERVISOR, grounds="人事通知第3号")
    grant = RoleGrant.objects.get()
    assert (grant.state, grant.text, grant.asked_by) == ("pending", "人事通知第3号", cast.admin)
    shown = enter(getattr(cast, who)).get(reverse("admin:projects_rolegrant_act_grant", args=[grant.pk]))
    assert "人事通知第3号" in shown.content.decode() and "other@example.com" in shown.content.decode()
    token = client_of(cast.other)
    assert act(enter(getattr(cast, who)), grant, "grant").status_code == 302
    assert afresh(cast.other).role == Role.SUPERVISOR
    assert token.get(f"{V1}projects/").status_code == 401


def test_who_asked_is_offered_no_decision_and_told_why(cast):
    grant = asked(cast, role=Role.AUDITOR)
    desk = enter(grant.asked_by)
    record = desk.get(reverse("admin:projects_rolegrant_change", args=[grant.pk])).content.decode()
    listed = desk.get(reverse("admin:projects_rolegrant_changelist")).content.decode()
    address = record_action_url(grant, "grant", grant.pk)
    assert address not in record and address not in listed
    assert record_action_url(grant, "withdraw-grant", grant.pk) in record
    assert "这是您本人提出的：您可以撤回，须由他人决定。" in desk.get(address).content.decode()


@pytest.mark.parametrize("who", ["admin", "other", "second", "leader", "steward"])
def test_nobody_else_grants_nor_refuses(cast, who):
    grant = asked(cast, role=Role.ADMIN)
    for verb in ("grant", "refuse_grant"):
        assert act(enter(getattr(cast, who)), grant, verb, reason="x").status_code in (302, 403)
    with pytest.raises(NotAllowed):
        grant.grant(by=getattr(cast, who))
    grant.refresh_from_db()
    assert grant.state == "pending"


def test_an_auditor_does_not_grant_what_is_for_the_auditor(cast):
    grant = RoleGrant.ask(cast.auditor, by=cast.admin, role=Role.ADMIN)
    with pytest.raises(NotAllowed):
        grant.grant(by=cast.auditor)


@pytest.mark.parametrize("decider", ["admin", "other", "second", None])
def test_the_database_knows_who_may_decide(cast, decider):
    grant = asked(cast, role=Role.ADMIN)
    by = getattr(cast, decider).pk if decider else None
    change = {"state": "granted", "decided_at": timezone.now(), "decided_by": by}
    refused_by_the_database(lambda: RoleGrant.objects.filter(pk=grant.pk).update(**change))


def test_the_database_takes_no_grant_that_is_born_decided(cast):
    grant = lay(
        RoleGrant.objects,
        kind="role",
        role=Role.ADMIN,
        person=cast.other,
        asked_by=cast.admin,
        state="granted",
        alone=True,
        decided_by=cast.auditor,
        decided_at=timezone.now(),
    )
    grant.refresh_from_db()
    assert (grant.state, grant.alone, grant.decided_by) == ("pending", False, None)
    assert afresh(cast.other).role == Role.STEWARD
    ask = {"kind": "role", "role": Role.ADMIN, "person": cast.steward}
    refused_by_the_database(lambda: RoleGrant.objects.create(**ask, asked_by=cast.second))


def test_what_is_refused_or_withdrawn_gives_nothing(cast):
    asked(cast).refuse(by=cast.auditor, reason="无通知")
    asked(cast).withdraw(by=cast.admin)
    assert {*RoleGrant.objects.values_list("state", flat=True)} == {"refused", "withdrawn"}
    assert afresh(cast.other).role == Role.STEWARD
    with pytest.raises(Conflict):
        RoleGrant.objects.first().grant(by=cast.auditor)


def test_an_address_and_an_opening_come_about_by_a_grant(cast):
    client = enter(cast.admin)
    save(client, page_of(cast.steward), email="new@example.com")
    save(client, page_of(cast.second), is_active=False)
    save(client, page_of(cast.second), is_active="on")
    for grant in RoleGrant.objects.all():
        grant.grant(by=cast.auditor)
    assert afresh(cast.steward).email == "new@example.com" and afresh(cast.second).role == Role.SUPERVISOR


def test_another_wish_waits_until_the_first_is_decided(cast):
    asked(cast)
    page = save(enter(cast.admin), page_of(cast.other), role_choice=Role.ADMIN)
    assert page.status_code == 200 and "role_choice" in page.context["adminform"].form.errors
    assert save(enter(cast.admin), page_of(cast.other), role_choice=Role.SUPERVISOR).status_code == 302
    assert RoleGrant.objects.count() == 1


def test_taking_a_role_that_decides_away_is_one_persons_act_and_final(cast):
    client, there = enter(cast.admin), enter(cast.second)
    assert save(client, page_of(cast.second), role_choice=Role.STEWARD, unit=cast.roads.pk).status_code == 302
    assert afresh(cast.second).role == Role.STEWARD and there.get("/admin/").status_code == 302
    save(client, page_of(cast.second), role_choice=Role.SUPERVISOR)
    assert afresh(cast.second).role == Role.STEWARD


def test_nobody_changes_the_own_role_address_or_access_by_a_verb(cast):
    for call in (
        lambda: give_role(cast.admin, Role.SUPERVISOR, by=cast.admin),
        lambda: give_role(cast.admin, Role.STEWARD, by=cast.admin),
        lambda: RoleGrant.ask(cast.admin, by=cast.admin, address="x@example.com"),
        lambda: PasswordReset.reset(cast.admin, by=cast.admin, way="code"),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_the_first_of_an_empty_system_names_the_second_alone_and_nobody_after_that():
    root = User.objects.create_superuser("root", "root@example.com", NEW)
    told = enter(root).get("/admin/").content.decode()
    assert "目前只有您一人可以决定授权" in told
    auditor = added(enter(root), "auditor", Role.AUDITOR)
    assert auditor.role == Role.AUDITOR and RoleGrant.objects.get().alone
    puppet = added(enter(root), "puppet", Role.SUPERVISOR)
    assert puppet.role == ""
    save(enter(root), page_of(auditor), is_active=False)
    assert added(enter(root), "puppet2", Role.SUPERVISOR).role == ""


def test_a_first_password_that_the_administrator_chose_opens_no_role_that_decides(cast):
    puppet = added(enter(cast.admin), "puppet", Role.SUPERVISOR)
    RoleGrant.objects.get().grant(by=cast.auditor)
    puppet = afresh(puppet)
    assert puppet.role == Role.SUPERVISOR and not puppet.check_password(NEW)


def test_the_sheet_of_people_tells_what_waits(cast):
    heads = ["单位或人员", "编码或用户名", "名称", "角色", "电子邮箱"]
    rows = [["人员", "other", "other", "督查", "mine@example.com"]]
    record = imported(made(**{PEOPLE: [heads, *rows]}), cast.admin)
    assert record.state == "done" and str(record.changes).count("待第二人决定") == 2
    assert {*RoleGrant.objects.values_list("kind", "state")} == {("role", "pending"), ("address", "pending")}


def reset(cast, way, who="supervisor"):
    url = reverse("admin:projects_user_act_reset_password", args=[getattr(cast, who).pk])
    return enter(cast.admin).post(url, {"way": way}, follow=True)


@pytest.mark.parametrize("way", ["mail", "code"])
def test_a_reset_ends_every_session_and_token(cast, way):
    there, token = enter(cast.supervisor), client_of(cast.supervisor)
    assert reset(cast, way).status_code == 200
    assert there.get("/admin/").status_code == 302 and token.get(f"{V1}projects/").status_code == 401
    assert not afresh(cast.supervisor).check_password("tiexi-demo")
    assert PasswordReset.objects.get().way == way


def test_the_link_goes_to_the_recorded_address_and_works_once(cast, mailoutbox):
    RoleGrant.ask(cast.supervisor, by=cast.admin, address="mine@example.com")
    reset(cast, "mail")
    assert mailoutbox == []
    send_due_deliveries()
    assert [message.recipients() for message in mailoutbox] == [["supervisor <supervisor@example.com>"]]
    link = re.search(r"http\S+(/password/\S+)", mailoutbox[0].body)[1]
    client = Client()
    form = client.get(link, follow=True)
    body = {"new_password1": NEW, "new_password2": NEW}
    assert client.post(form.redirect_chain[-1][0], body).url == "/login/?chosen"
    person = afresh(cast.supervisor)
    assert person.check_password(NEW) and not person.must_change_password
    assert "已被使用" in Client().get(link, follow=True).content.decode()


def test_the_code_is_shown_once_and_opens_the_choice_of_a_password(cast):
    code = re.search(r"：([a-z2-9]{4}(-[a-z2-9]{4}){2})。", reset(cast, "code").content.decode())[1]
    assert not Submission.objects.filter(said__contains=code).exists()
    assert code not in enter(cast.admin).get(page_of(cast.supervisor)).content.decode()
    client = Client()
    assert client.post("/login/", {"username": "supervisor", "password": code}).status_code == 302
    assert client.get("/admin/").url == "/password/"


def test_a_code_of_four_days_ago_opens_nothing(cast):
    cast.second.set_password("abcd-efgh-jkmn")
    cast.second.must_change_password = True
    cast.second.save()
    ago = timezone.now() - timedelta(days=4)
    lay(PasswordReset.objects, person=cast.second, by=cast.admin, way="code", at=ago)
    late = Client().post("/login/", {"username": "second", "password": "abcd-efgh-jkmn"})
    assert late.status_code == 200 and "一次性密码已过期" in late.content.decode()


def test_a_person_without_an_address_is_given_a_code_and_the_form_says_so(cast):
    with owner():
        User.objects.filter(pk=cast.steward.pk).update(email="")
    assert "way" in reset(cast, "mail", "steward").context["form"].errors
    assert not PasswordReset.objects.exists()


@pytest.mark.parametrize("who", ["steward", "supervisor", "leader", "auditor"])
def test_only_an_administrator_resets(cast, who):
    url = reverse("admin:projects_user_act_reset_password", args=[cast.other.pk])
    assert enter(getattr(cast, who)).post(url, {"way": "code"}).status_code in (302, 403)
    assert not PasswordReset.objects.exists()


# What the auditor reads, and what is marked.


def told_now(cast):
    """The sections of the auditor's digest of this hour, each as its lines in words."""
    now = timezone.now()
    edition = replace(read_daily_facts(today()), between=(now - timedelta(hours=1), now + timedelta(hours=1)))
    digest = compose_digest(reader_of(afresh(cast.auditor), "digest"), edition)
    return {
        part.name: [" ".join([line.title, line.figure, *line.notes]) for line in part.lines]
        for part in (digest.sections if digest else ())
    }


def test_the_auditor_reads_daily_of_every_grant_and_reset_whatever_he_chose(cast):
    assert told_now(cast) == {}
    asked(cast).refuse(by=cast.auditor, reason="x")
    reset(cast, "code", "steward")
    Subscription.objects.create(user=cast.auditor, scope="all", frequency="never")
    told = told_now(cast)
    assert [*told] == ["grants", "resets"]
    assert "other" in told["grants"][0] and "admin" in told["grants"][0] and "steward" in told["resets"][0]


def confirmed_by(cast, someone, at=None):
    done = day_of_instant(at) if at else today()
    claim = cast.milestone.claim(by=cast.steward, finished_on=done, note="完成", late_reason="天气", at=at)
    return claim.confirm(by=someone, at=at)


@pytest.mark.parametrize(("hours", "marked"), [(1, True), (23, True), (25, False)])
def test_what_somebody_decides_within_a_day_of_the_grant_is_marked(cast, hours, marked):
    asked(cast).grant(by=cast.auditor)
    claim = confirmed_by(cast, afresh(cast.other))
    later = claim.decided_at + timedelta(hours=hours)
    assert is_newly_empowered(cast.other.pk, later) is marked
    page = enter(cast.auditor).get(reverse("admin:milestones_claim_change", args=[claim.pk])).content.decode()
    assert "授权后24小时内" in page
    assert "other" in told_now(cast)["fresh"][0]


def test_home_tells_for_a_week_who_decided_so_soon_after_a_grant_and_its_checksum_covers_it(cast, client):
    before = home_report(cast.leader)
    grant = asked(cast).grant(by=cast.auditor)
    claim = confirmed_by(cast, afresh(cast.other))
    now = home_report(cast.leader)
    (told,) = now.changes.fresh
    assert (told.project, told.by, told.at, told.given) == (
        cast.project,
        cast.other,
        claim.decided_at,
        grant.decided_at,
    )
    assert "other" in told.how and "路基完成　申报　已确认" in told.how and before.changes.fresh == []
    facts = replace(now, changes=replace(now.changes, fresh=[])).checksum
    assert now.checksum != facts
    client.force_login(cast.leader)
    page = client.get("/").content.decode()
    assert "授权后24小时内作出的决定" in page and told.how in page
    (row,) = api_read(cast.leader, "reports/home/")["fresh_decisions"]
    assert (row["project"], row["by"], row["how"]) == (cast.project.code, "other", told.how)
    assert home_report(cast.leader, today() - timedelta(1)).changes.fresh == []
    assert (
        home_report(cast.head, today()).changes.fresh == [told]
        and home_report(person("far", Role.STEWARD, cast.schools)).changes.fresh == []
    )


def test_home_of_a_day_tells_it_as_it_was_that_day_whatever_came_later(cast):
    """Granted and confirmed three days ago, reopened by another person today."""
    at = timezone.now() - timedelta(3)
    with historical_replay():
        grant = RoleGrant.objects.create(
            kind="role", role=Role.SUPERVISOR, person=cast.other, asked_by=cast.admin, at=at
        )
        RoleGrant.objects.filter(pk=grant.pk).update(state="granted", decided_by=cast.auditor, decided_at=at)
    claim = confirmed_by(cast, afresh(cast.other), at=at + timedelta(minutes=1))
    on = day_of_instant(claim.decided_at)
    before = home_report(cast.leader, on)
    assert [one.words for one in before.changes.fresh] == ["路基完成　申报　已确认"]
    claim.reopen(by=cast.second, reason="未完成")
    after = home_report(cast.leader, on)
    assert after.changes.fresh == before.changes.fresh and after.checksum == before.checksum
    assert [one.words for one in home_report(cast.leader).changes.fresh] == ["路基完成　申报　已确认"]
    assert home_report(cast.leader, today(), since=on).changes.fresh == []


def test_its_queries_do_not_grow_with_what_was_decided(cast, django_assert_num_queries):
    now = timezone.now()
    since, until = now - timedelta(1), now + timedelta(1)
    with django_assert_num_queries(1):
        assert fresh_decisions(since, until) == []
    asked(cast).grant(by=cast.auditor)
    steps = [add_milestone(cast, f"节点{number}", today() + timedelta(90)) for number in range(3)]
    approve_plan(cast.project, by=cast.second)
    for step in (cast.milestone, *steps):
        said = {"note": "完成", "late_reason": "天气"}
        step.claim(by=cast.steward, finished_on=today(), **said).confirm(by=afresh(cast.other))
    with django_assert_num_queries(8):
        assert len({one.how for one in fresh_decisions(since, until)}) == 4


def test_every_kind_of_decision_is_told(cast):
    claim = confirmed_by(cast, cast.supervisor)
    extra = add_milestone(cast, "路面完成", today() + timedelta(90))
    asked_for = {"by": cast.steward, "kind": "suspend", "reason_class": "funds", "text": "资金未到"}
    change = ChangeRequest.ask(project=cast.project, **asked_for)
    counted = add_milestone(cast, "建成9条", today() + timedelta(60), target=cast.target, quantity=9)
    figure = counted.report(by=cast.steward, note="进展", quantity=8, reason="验收单已核")
    asked(cast).grant(by=cast.auditor)
    other = afresh(cast.other)
    claim.reopen(by=other, reason="未完成")
    figure.accept(by=other)
    approve_plan(cast.project, by=other)
    change.refuse(by=other, reason="不予同意")
    told = home_report(cast.leader).changes.fresh
    assert [one.kind for one in told] == ["request", "schedule", "figure", "reopening"] and extra.pk
    assert len(told_now(cast)["fresh"]) == 4


def test_what_follows_a_printed_code_is_marked_too(cast):
    reset(cast, "code")
    assert is_newly_empowered(cast.supervisor.pk, timezone.now()) and not is_newly_empowered(
        cast.second.pk, timezone.now()
    )


def test_nothing_of_the_demonstration_nor_of_the_first_administrator_is_marked(cast):
    asked(cast).grant(by=cast.auditor)
    with owner():
        User.objects.filter(pk=cast.other.pk).update(generated=True)
    claim = confirmed_by(cast, afresh(cast.other))
    page = enter(cast.auditor).get(reverse("admin:milestones_claim_change", args=[claim.pk])).content.decode()
    assert "授权后24小时内" not in page and "fresh" not in told_now(cast)
    assert home_report(cast.leader).changes.fresh == []
