"""What a cheat may try, by door: verbs, the API, forms of the desk, the workbook, and SQL as the application's role.

Every value is drawn from a `Random`. What a door refuses is refused; an error of the server is a find of its own.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from django.apps import apps
from django.db import connection
from openpyxl import load_workbook

from backoffice.clock import today
from milestones import models
from milestones.models.carry_over import carry_over
from milestones.models.handover import hand_over
from milestones.models.plan import approve_plan
from projects.models import Category, Phase, Project, Reorganization, RoleGrant, Target, Unit, User
from tests.access import access_expected
from tests.access.role_expected import RIGHTS
from tests.admin import forms_expected
from tests.admin.forms_desk import everywhere
from tests.admin.forms_sending import address_of, as_page, forms_on, inputs_in, resolved
from tests.imports.workbook import exported, imported

DAYS = (-400, -45, -30, -8, -3, -1, 0, 0, 1, 2, 7, 30, 60, 365, 800, 4000)
NUMBERS = (
    "0",
    "1",
    "5",
    "9",
    "20",
    "30",
    "35",
    "45",
    "60",
    "84",
    "95",
    "100",
    "149",
    "151",
    "999",
    "99999999",
)
TEXTS = ("进展", "已验收", "工程", "甲", "")


def day(chance: Random) -> dt.date:
    """Mostly today, which most acts take."""
    if chance.random() < 0.4:
        return today()
    return today() + dt.timedelta(days=chance.choice(DAYS))


def amount(chance: Random) -> Decimal:
    return Decimal(chance.choice(NUMBERS))


def one_of(chance: Random, rows: Any) -> Any:
    """Any record of these, half the time one about what is late; none where there is none."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    late = models.Milestone.objects.filter(baseline_due__lt=today(), confirmed_on=None, cancelled_on=None)
    about = {models.Milestone: {"pk__in": late}, Project: {"milestones__in": late}}.get(rows.model)
    if about and chance.random() < 0.5:
        keys = list(rows.filter(**about).order_by("pk").values_list("pk", flat=True)) or keys
    return rows.get(pk=chance.choice(keys)) if keys else None


def some(chance: Random, **fields: Callable[[], Any]) -> dict[str, Any]:
    """About half of these fields."""
    return {name: value() for name, value in fields.items() if chance.random() < 0.5}


def chosen(chance: Random, words: dict[str, str], by: Any) -> str:
    """A name out of these: mostly one that is for the person's role, which `words` says."""
    own = sorted(name for name, said in words.items() if by.role in said.split())
    return chance.choice(own if own and chance.random() < 0.85 else sorted(words))


# --- verbs ---


def asked(chance: Random) -> dict[str, Any]:
    """A request about a milestone, a quantity or a project."""
    kind = chance.choice(["extend", "extend", "quantity", "cancel", "suspend", "resume", "words"])
    subject = chance.choice(
        {
            "suspend": ["project"],
            "resume": ["project"],
            "extend": ["milestone"],
            "quantity": ["milestone", "target"],
        }.get(kind, ["milestone", "target", "project"])
    )
    kinds: dict[str, Any] = {"milestone": models.Milestone, "target": Target, "project": Project}
    found = kinds[subject]
    words = {"name": "甲工程"} if subject != "target" else {"as_written": "约1公里", "measure": "管"}
    return {
        subject: one_of(chance, found.objects.all()),
        "kind": kind,
        "reason_class": "land",
        "text": "征迁",
        "new_due": day(chance),
        "new_quantity": amount(chance),
        "words": words,
    }


def any_of(chance: Random, name: str) -> Any:
    return one_of(chance, getattr(models, name).objects.all())


def reported(chance: Random) -> dict[str, Any]:
    return {"note": "进展"} | some(
        chance,
        quantity=lambda: amount(chance),
        day=lambda: day(chance),
        forecast_due=lambda: day(chance),
        reason=lambda: "已核",
        problem=lambda: "征迁",
        corrects=lambda: any_of(chance, "ProgressReport"),
    )


def person(chance: Random) -> Any:
    return one_of(chance, User.objects.all())


VERBS: dict[str, Callable[[Any, Random], Any]] = {
    "report": lambda by, c: any_of(c, "Milestone").report(by=by, **reported(c)),
    "claim": lambda by, c: any_of(c, "Milestone").claim(by=by, finished_on=day(c), note="完成"),
    "ask": lambda by, c: models.ChangeRequest.ask(by=by, **asked(c)),
    "withdraw": lambda by, c: any_of(c, "ChangeRequest").withdraw(by=by),
    "confirm": lambda by, c: any_of(c, "Claim").confirm(by=by),
    "return": lambda by, c: any_of(c, "Claim").send_back(by=by, reason="缺"),
    "reopen": lambda by, c: any_of(c, "Claim").reopen(by=by, reason="错"),
    "approve": lambda by, c: any_of(c, "ChangeRequest").approve(by=by),
    "refuse": lambda by, c: any_of(c, "ChangeRequest").refuse(by=by, reason="否"),
    "take-back": lambda by, c: any_of(c, c.choice(["Claim", "ChangeRequest", "Instruction"])).take_back(by=by),
    "accept": lambda by, c: any_of(c, "ProgressReport").accept(by=by),
    "return-figure": lambda by, c: any_of(c, "ProgressReport").send_back(by=by, reason="否"),
    "approve-plan": lambda by, c: approve_plan(one_of(c, Project.objects.all()), by=by, note="补录"),
    "assign": lambda by, c: one_of(c, Project.objects.all()).assign(
        by=by,
        **some(c, unit=lambda: one_of(c, Unit.objects.all()), steward=lambda: person(c), leader=lambda: person(c)),
    ),
    "assign owner": lambda by, c: any_of(c, "Milestone").assign(person(c), by=by),
    "phase": lambda by, c: one_of(c, Project.objects.all()).move_to(c.choice(list(Phase)), by=by),
    "carry-over": lambda by, c: carry_over(one_of(c, Project.objects.all()), by=by),
    "hand-over": lambda by, c: hand_over(person(c), person(c), by=by, note="调离"),
    "head": lambda by, c: one_of(c, Unit.objects.all()).hand_to(person(c), by=by),
    "instruct": lambda by, c: models.Instruction.give(
        by=by, text="请报", reply_by=day(c), milestone=any_of(c, "Milestone")
    ),
    "answer": lambda by, c: any_of(c, "Instruction").answer(by=by, **reported(c)),
    "close": lambda by, c: any_of(c, "Instruction").close(by=by, reason=c.choice(TEXTS)),
    "ask-grant": lambda by, c: RoleGrant.ask(person(c), by=by, role="supervisor"),
    "grant": lambda by, c: one_of(c, RoleGrant.objects.all()).approve(by=by, reason="核"),
    "correct-calendar": lambda by, c: models.CalendarCorrection.ask(
        [models.CalendarDay(day=day(c), is_workday=False, name="试")], by=by, text="更正"
    ),
    "ask-reorganization": lambda by, c: Reorganization.ask(
        c.choice(["rename", "merge", "split", "close"]),
        one_of(c, Unit.objects.all()),
        by=by,
        day=today(),
        text="机构改革",
        into=one_of(c, Unit.objects.all()) if c.random() < 0.7 else None,
        name=c.choice(["", f"新设局{c.randrange(9)}"]),
        parts={"projects": [one_of(c, Project.objects.all())]} if c.random() < 0.5 else None,
    ),
    "approve-reorganization": lambda by, c: one_of(c, Reorganization.objects.all()).approve(by=by),
    "refuse-reorganization": lambda by, c: one_of(c, Reorganization.objects.all()).refuse(by=by, reason="否"),
    "approve-correction": lambda by, c: any_of(c, "CalendarCorrection").approve(by=by, reason="核"),
}


# Verbs that the table of access names otherwise.
NAMED = {"ask": "request-change", "assign owner": "assign", "head": "assign"}


def do(by: Any, chance: Random) -> str:
    """One verb on a record of its kind."""
    name = chosen(chance, {one: access_expected.ACTIONS[NAMED.get(one, one)][0] for one in VERBS}, by)
    return f"verb {name}: {VERBS[name](by, chance)!r}"


# --- the API ---


def sent(**fields: Any) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in fields.items()}


def change_body(chance: Random, about: str) -> dict[str, Any]:
    body = asked(chance)
    words = body.pop("words") if body["kind"] == "words" else body.pop("words") and {}
    target = body.get("target")
    plain = {
        name: body[name]
        for name in ("kind", "reason_class", "text", "new_due", "new_quantity")
        if body[name] is not None
    }
    plain["new_quantity"] = str(plain["new_quantity"])
    return sent(**plain, **words, **({"target": target.pk} if target and about == "project" else {}))


def code(chance: Random) -> str:
    return chance.choice(["2026-CJ-301", "2026-CJ-109-07", "2026-MS-301", "2024-CJ-099"])


def project_body(chance: Random) -> dict[str, Any]:
    def other() -> str:
        return one_of(chance, Project.objects.all()).code

    return sent(
        **some(
            chance,
            name=lambda: "改名",
            label=lambda: "标签",
            plan_year=lambda: 2027,
            starts_on=lambda: day(chance),
            category=lambda: one_of(chance, Category.objects.all()).code,
            parent=other,
            continues=other,
            location=lambda: "北二路",
            note=lambda: "记",
            phase=lambda: chance.choice(list(Phase)).value,
        )
    )


def step_body(chance: Random) -> dict[str, Any]:
    return sent(
        **some(
            chance,
            name=lambda: "改名",
            sequence=lambda: 9,
            weight=lambda: chance.choice(["0", "1", "99999"]),
            starts_on=lambda: day(chance),
            target=lambda: getattr(one_of(chance, Target.objects.all()), "pk", None),
            quantity=lambda: str(amount(chance)),
        )
    )


def further_step(chance: Random) -> dict[str, Any]:
    """A new milestone; half the time one that counts up a quantity of its project."""
    target = one_of(chance, Target.objects.all()) if chance.random() < 0.5 else None
    project = target.project if target else one_of(chance, Project.objects.all())
    counts = {"target": target.pk, "quantity": str(amount(chance))} if target else {}
    body = sent(project=project.code, name="新节点", forecast_due=day(chance), **counts)
    return step_body(chance) | body


def assigned(chance: Random) -> dict[str, Any]:
    return some(
        chance,
        unit=lambda: one_of(chance, Unit.objects.all()).code,
        steward=lambda: person(chance).username,
        leader=lambda: person(chance).username,
    )


def report_body(chance: Random) -> dict[str, Any]:
    body = reported(chance)
    if body.get("corrects"):
        body["corrects"] = body["corrects"].pk
    return sent(
        **{name: str(value) if name == "quantity" else value for name, value in body.items() if value is not None}
    )


MODELS: dict[str, Any] = {
    "milestones": models.Milestone,
    "claims": models.Claim,
    "changes": models.ChangeRequest,
    "progress-reports": models.ProgressReport,
    "projects": Project,
}
BODIES: dict[str, Callable[[Random], dict[str, Any]]] = {
    "POST projects/": lambda c: (
        project_body(c)
        | sent(code=code(c), name="新项目", plan_year=2026, category="road", unit=c.choice(["roads", "schools"]))
    ),
    "PATCH projects/…/": project_body,
    "POST projects/…/approve-plan/": lambda c: {"note": "补录"},
    "POST projects/…/assign/": assigned,
    "POST projects/…/request-change/": lambda c: change_body(c, "project"),
    "POST milestones/": further_step,
    "PATCH milestones/…/": step_body,
    "POST milestones/…/report/": report_body,
    "POST milestones/…/claim/": lambda c: sent(finished_on=day(c), note="完成"),
    "POST milestones/…/request-change/": lambda c: change_body(c, "milestone"),
    "POST claims/…/confirm/": lambda c: {},
    "POST claims/…/return/": lambda c: {"reason": "缺"},
    "POST claims/…/reopen/": lambda c: {"reason": "错"},
    "POST progress-reports/…/accept/": lambda c: {},
    "POST progress-reports/…/return/": lambda c: {"reason": "否"},
    "POST changes/…/approve/": lambda c: {},
    "POST changes/…/refuse/": lambda c: {"reason": "否"},
    "POST changes/…/withdraw/": lambda c: {},
    "POST changes/…/take-back/": lambda c: {},
    "POST claims/…/take-back/": lambda c: {},
}


def call(client: Any, by: Any, chance: Random) -> str:
    """One write of the API on a record of its kind; answers what was sent and what came."""
    name = chosen(chance, access_expected.CALLS, by)
    method, _space, path = name.partition(" ")
    if "…" in path:
        record = one_of(chance, MODELS[path.partition("/")[0]].objects.all())
        if record is None:
            return f"API {name}: nothing there"
        path = path.replace("…", record.code if isinstance(record, Project) else str(record.pk))
    body = BODIES[name](chance)
    headers = {}
    if method == "PATCH":
        headers = {"HTTP_IF_MATCH": client.get(f"/api/v1/{path}").headers.get("ETag", "*")}
    answer = getattr(client, method.lower())(f"/api/v1/{path}", body, format="json", **headers)
    return outcome(f"API {method} {path} {body}", answer)


def outcome(told: str, answer: Any) -> str:
    """What was sent and what came; an error of the server is a find."""
    assert answer.status_code < 500, f"{told}: {answer.status_code} {getattr(answer, 'exc_info', '')}"
    return f"{told}: {answer.status_code}"


# --- forms of the desk ---


# Forms that end the session or need a key from a mail.
ASIDE = {
    "page login",
    "page logout",
    "page password-choose",
    "page password",
    "page set_language",
    "page unsubscribe",
    "desk milestones_import_upload",
    "desk milestones_jobrun_tick_now",
    "milestones.Import act start",
    "milestones.Import act here",
}
FORMS = sorted(name for name in forms_expected.FORMS if name not in ASIDE)


def subject_of(name: str, form: Any, chance: Random) -> Any:
    """A record that the form could be about."""
    if form.subject is None:
        return None
    label = name.partition(" ")[0]
    if label in ("page", "desk"):
        return any_of(chance, "Instruction")
    return one_of(chance, apps.get_model(label)._default_manager.all())


def fill(client: Any, by: Any, cast: Any, chance: Random) -> str:
    """Open a form, type what is usual and one or two other things, and send it."""
    name = chosen(chance, {one: everywhere()[one] for one in FORMS}, by)
    form = forms_expected.FORMS[name]
    subject = subject_of(name, form, chance)
    if form.subject and subject is None:
        return f"form {name}: nothing there"
    address = address_of(name.partition(" + ")[0], form, cast, subject)
    picked = {"action": name.rpartition(" ")[2], "_selected_action": [getattr(subject, "pk", "")]}
    bulk = " bulk " in name
    place = address if bulk else resolved(form.on, cast) or address
    answer = client.post(address, picked) if bulk else client.get(place, follow=place != address)
    if answer.status_code != 200:
        return outcome(f"form {name}", answer)
    found = [one for method, one in forms_on(answer, address) if method == "POST" and one.action.endswith(address)]
    if not found:
        return f"form {name}: not offered"
    page = as_page(found[0])
    values = typed(page, answer, form, cast, chance) | ({"apply": ["1"]} if bulk else {})
    done = client.post(page.action, values)
    shown: Any = done.context and done.context.get("form") if done.status_code == 200 else None
    if shown and getattr(shown, "preview", None):
        done = client.post(page.action, values | {"shown": [shown.preview.mark]})
    about = f" of {subject._meta.label} {subject.pk} “{subject}”" if subject else ""
    changed = {key: value for key, value in values.items() if page.values.get(key) != value and key != "snapshot"}
    return outcome(f"form {name}{about} {changed}", done)


def typed(page: Any, answer: Any, form: Any, cast: Any, chance: Random) -> dict[str, Any]:
    """The page's own values, mostly with those of the table, and some inputs typed anew."""
    values: dict[str, Any] = dict(page.values)
    if chance.random() < 0.8:
        values |= {name: one if isinstance(one, list) else [one] for name, one in resolved(form.typed, cast).items()}
    known, names = inputs_in(answer), sorted(page.kinds)
    for name in chance.sample(names, min(len(names), chance.randrange(3))):
        if (value := anew(page.kinds[name], known.get(name), chance)) is not None:
            values[name] = value
    return values


def anew(kind: str, known: Any, chance: Random) -> list[str] | None:
    """Another value of this kind."""
    if kind in ("choice", "several") and known is not None:
        if hasattr(known, "queryset"):
            rows = one_of(chance, known.queryset.model._default_manager.all())
            return [str(rows.pk)] if rows else None
        return [str(chance.choice([value for value, _label in known.choices]))]
    if kind in ("day", "number", "text", "tick"):
        return [
            {
                "day": lambda: day(chance).isoformat(),
                "number": lambda: chance.choice(NUMBERS),
                "text": lambda: chance.choice([*TEXTS, day(chance).isoformat()]),
                "tick": lambda: "on",
            }[kind]()
        ]
    return None


# --- the workbook ---


def load(by: Any, chance: Random) -> str:
    """Take the register out, type over some cells, copy a row perhaps, and import it."""
    book = load_workbook(BytesIO(exported(by)))
    told = [retype(chance.choice(book.worksheets), chance) for _ in range(chance.randrange(1, 4))]
    book.save(file := BytesIO())
    done = imported(file.getvalue(), by)
    return f"workbook {told}: {done.state} {done.message} {done.faults[:2]}"


def retype(page: Any, chance: Random) -> str:
    heads = [cell.value for cell in page[1]]
    rows = page.max_row
    if rows < 2:
        return "nothing"
    row = chance.randrange(2, rows + 1)
    if chance.random() < 0.3:
        page.append([cell.value for cell in page[row]])
        row = page.max_row
    column = chance.randrange(1, len(heads) + 1)
    same = page.cell(chance.randrange(2, rows + 1), column).value
    value = chance.choice([same, day(chance), float(amount(chance)), chance.choice(TEXTS) or None])
    page.cell(row, column).value = value
    return f"{page.title}!{row} {heads[column - 1]}={value}"


# --- SQL ---


# Who signs what: a statement may sign with a name of the party alone, since no database knows who types.
SIGNED = {"by_id", "decided_by_id", "reopened_by_id", "approved_by_id", "confirmed_by_id", "asked_by_id"}
NOW = "clock_timestamp()"
INSTANTS = (NOW, NOW, f"{NOW} - interval '1 day'", f"{NOW} - interval '30 days'", "NULL")
# What a person with the role's password tries first; {own} is a name of the party.
ATTACKS = (
    "UPDATE milestones_claim SET state = 'confirmed', decided_by_id = {own}, decided_at = clock_timestamp() WHERE id "
    "= {milestones_claim}",
    "UPDATE milestones_changerequest SET state = 'approved', decided_by_id = {own}, decided_at = clock_timestamp() "
    "WHERE id = {milestones_changerequest}",
    "UPDATE milestones_progressreport SET state = 'accepted', decided_by_id = {own}, decided_at = clock_timestamp() "
    "WHERE id = {milestones_progressreport}",
    "INSERT INTO milestones_suspension (project_id, change_id, from_at) VALUES ({projects_project}, "
    "{milestones_changerequest}, clock_timestamp())",
    "INSERT INTO milestones_baselineversion (milestone_id, number, due, quantity, change_id, by_id, note, from_at)"
    "SELECT m.id, 1 + (SELECT COUNT(*) FROM milestones_baselineversion b WHERE b.milestone_id = m.id), {day}, "
    "m.quantity, {milestones_changerequest}, {own}, '补', clock_timestamp()"
    " FROM milestones_milestone m WHERE m.id = {milestones_milestone}",
    "INSERT INTO milestones_claim (milestone_id, finished_on, note, late_reason, by_id, at, state) VALUES "
    "({milestones_milestone}, {day}, '完', '', {own}, clock_timestamp(), 'pending')",
    "INSERT INTO milestones_progressreport (milestone_id, target_id, quantity, note, problem, need, next_step, by_id, "
    "at, day)"
    "SELECT id, target_id, {number}, '进展', '', '', '', {own}, clock_timestamp(), {day} FROM milestones_milestone "
    "WHERE id = {milestones_milestone} AND target_id IS NOT NULL",
    "UPDATE projects_project SET parent_id = {projects_project} WHERE id = {projects_project}",
    "UPDATE projects_project SET approved_at = NULL, approved_by_id = NULL WHERE id = {projects_project}",
    "UPDATE milestones_overdueflag SET cleared_on = {day}, why = 'finished' WHERE id = {milestones_overdueflag}",
    "INSERT INTO projects_user_groups (user_id, group_id) VALUES ({own}, {auth_group})",
    "DELETE FROM projects_user_groups WHERE user_id = {projects_user}",
)


# Without a record in them that anybody reports on; and the runs of jobs, whose figures the role may write in full.
ELSEWHERE = {
    "milestones_heartbeat",
    "milestones_upload",
    "milestones_submission",
    "milestones_jobrun",
    "projects_ratelimit",
}


def ours() -> list[str]:
    """Tables of facts that the role may write."""
    return sorted(
        name
        for name, (given, _why) in RIGHTS.items()
        if name.startswith(("projects_", "milestones_"))
        and set(given.partition(":")[0]) & set("IUD")
        and name not in ELSEWHERE
    )


@cache
def columns(table: str) -> dict[str, tuple[str, str | None]]:
    """Column → its type, and the table that it refers to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.attname, format_type(a.atttypid, NULL), (
                SELECT c.confrelid::regclass::text FROM pg_constraint c
                WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum] LIMIT 1)
            FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY a.attnum""",  # noqa: E501
            [table],
        )
        return {name: (kind, refers) for name, kind, refers in cursor.fetchall()}


def key_of(table: str) -> str:
    return next(iter(columns(table)))


def any_key(table: str, chance: Random) -> str:
    """The key of some row, as SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key_of(table)}::text FROM {table} ORDER BY 1")
        found = [key for (key,) in cursor.fetchall()]
    return f"'{chance.choice(found)}'" if found else "NULL"


def value(table: str, column: str, own: int, chance: Random) -> str:
    """Some value for a column, as SQL."""
    kind, refers = columns(table)[column]
    if column in SIGNED:
        return chance.choice([str(own), str(own), "NULL"])
    if refers:
        return chance.choice([any_key(refers, chance), any_key(refers, chance), "NULL"])
    plain = {
        "date": lambda: chance.choice([f"'{day(chance)}'", "NULL"]),
        "boolean": lambda: chance.choice(["true", "false"]),
        "timestamp with time zone": lambda: chance.choice(INSTANTS),
        "numeric": lambda: chance.choice(NUMBERS),
        "integer": lambda: chance.choice(NUMBERS[:12]),
        "smallint": lambda: chance.choice(NUMBERS[:12]),
        "bigint": lambda: chance.choice(NUMBERS[:12]),
    }.get(kind)
    if plain and chance.random() < 0.8:
        return plain()
    return f"(SELECT {column} FROM {table} WHERE {key_of(table)}::text = {any_key(table, chance)})"


def statement(own: int, chance: Random) -> str:
    """One statement: an attack by name, or any update, copy or deletion of one row of any table."""
    if chance.random() < 0.35:
        return attack(own, chance)
    table = chance.choice(ours())
    given, key = RIGHTS[table][0], key_of(table)
    where = f"WHERE {key}::text = {any_key(table, chance)}"
    may, _colon, only = given.partition(":")
    act = chance.choice([letter for letter in may if letter in "IUD"])
    if act == "D":
        return f"DELETE FROM {table} {where}"
    names = only.split(",") if act == "U" and only else [name for name in columns(table) if name != "id"]
    picked = {
        name: value(table, name, own, chance) for name in chance.sample(names, min(len(names), chance.randrange(1, 4)))
    }
    if act == "U":
        return f"UPDATE {table} SET {', '.join(f'{name} = {one}' for name, one in picked.items())} {where}"
    names = [name for name in columns(table) if name != "id"]
    copied = {name: copy_of(table, name, own) for name in names} | picked
    return f"INSERT INTO {table} ({', '.join(copied)}) SELECT {', '.join(copied.values())} FROM {table} {where}"


def copy_of(table: str, column: str, own: int) -> str:
    """A column of a copied row: as it was, but signed by the party and recorded now."""
    if column in SIGNED:
        return f"CASE WHEN {column} IS NOT NULL THEN {own} END"
    if columns(table)[column][0] == "timestamp with time zone":
        return f"CASE WHEN {column} IS NOT NULL THEN {NOW} END"
    return column


def attack(own: int, chance: Random) -> str:
    """One of the named attacks, with its blanks filled."""
    text = chance.choice(ATTACKS)
    while "{" in text:
        blank = text[text.index("{") + 1 : text.index("}")]
        known = {
            "own": lambda: str(own),
            "day": lambda: f"'{day(chance)}'::date",
            "number": lambda: chance.choice(NUMBERS),
        }
        filler = known.get(blank, lambda blank=blank: any_key(blank, chance))
        text = text.replace("{" + blank + "}", filler(), 1)
    return text


def execute(own: int, chance: Random) -> str:
    text = statement(own, chance)
    with connection.cursor() as cursor:
        cursor.execute(text)
        return f"SQL {text}: {cursor.rowcount}"
