"""What design and people expect of access, written by hand: the one place to add a cell when a door is new.

Roles in words; `steward` reads what is the steward's, and so on. A door or an act that is missing here fails the matrix.
"""

DESK = "steward unit_head supervisor auditor admin"
EVERYBODY = f"{DESK} leader"
EDITORS = "steward unit_head supervisor"
WORKERS = "steward unit_head"
OFFICE = "supervisor auditor admin"

# The design's table: act -> who, and who never.
ACTS = {
    "report": (WORKERS, ""),
    "no-progress": (WORKERS, ""),
    "claim": (WORKERS, ""),
    "request-change": (WORKERS, ""),
    "withdraw": (WORKERS, ""),
    "answer": (WORKERS, ""),
    "schedule": (EDITORS, ""),
    "phase": (EDITORS, ""),
    "approve-plan": ("supervisor", "steward owner"),
    "approve": ("supervisor", "asker steward owner"),
    "refuse": ("supervisor", "asker steward owner"),
    "confirm": ("supervisor", "asker steward owner"),
    "return": ("supervisor", "asker steward owner"),
    "reopen": ("supervisor", "asker steward owner"),
    "carry-over": ("supervisor", ""),
    "instruct": ("leader supervisor", ""),
    "circulate": ("leader supervisor auditor admin", ""),
    "close": ("leader supervisor", ""),
    "assign": ("supervisor unit_head", ""),
    "hand-over": ("supervisor unit_head", "leaver"),
    "add-project": ("supervisor unit_head", ""),
    "edit": (EDITORS, ""),
    "upload": ("admin", ""),
    "keep": ("admin", ""),
    "read-all": ("leader supervisor auditor admin", ""),
    "read-own": (WORKERS, ""),
}

READ = {"list": DESK, "autocomplete": DESK}
KEPT = READ | {"add": "admin", "change": "admin", "history": DESK}
FACT = {"list": DESK}

# Record -> door -> roles; under "acts" those on several rows or on the whole list.
RECORDS = {
    "milestones.Attachment": FACT,
    "milestones.BaselineVersion": READ,
    "milestones.CalendarDay": KEPT | {"delete": "admin", "acts": {"upload": "admin"}},
    "milestones.CalendarYear": {"list": DESK, "add": "admin", "change": "admin", "history": DESK},
    "milestones.ChangeRequest": READ | {"history": DESK, "acts": {"approve_selected": "supervisor"}},
    "milestones.Claim": READ | {"history": DESK, "acts": {"confirm_selected": "supervisor"}},
    "milestones.Delivery": READ,
    "milestones.Escalation": READ,
    "milestones.Handover": READ,
    "milestones.Instruction": READ | {"history": DESK},
    "milestones.JobRun": {"list": OFFICE},
    "milestones.Milestone": READ | {"add": EDITORS, "change": EDITORS, "delete": EDITORS, "history": DESK},
    "milestones.MilestoneTemplate": KEPT | {"delete": "admin"},
    "milestones.OverdueFlag": READ,
    "milestones.Policy": {"list": DESK, "add": "admin", "change": "admin", "delete": "admin", "history": DESK},
    "milestones.ProgressReport": READ,
    "milestones.Subscription": READ | {"add": "admin", "change": "admin"},
    "milestones.Suspension": FACT,
    "projects.Assignment": READ,
    "projects.Category": KEPT,
    "projects.PhaseChange": READ,
    "projects.Project": READ | {
        "add": "supervisor", "change": EDITORS, "delete": "supervisor", "history": DESK,
        "acts": {"approve_plans": "supervisor", "carry_projects_over": "supervisor"},
    },
    "projects.Target": READ | {"add": EDITORS, "change": EDITORS, "delete": EDITORS, "history": DESK},
    "projects.Unit": KEPT,
    "projects.User": KEPT,
}  # fmt: skip

# Addresses of the admin beside list, page, add, delete, history and the acts above: who is let in.
DESK_PAGES = {
    "milestones_attachment_file": DESK,
    "milestones_calendarday_upload": "admin",
    "auth_user_password_change": "admin",
}

# Pages outside the admin and the API: who is let in ("" is whoever comes).
PAGES = {
    "home": EVERYBODY,
    "overdue": EVERYBODY,
    "overdue-csv": EVERYBODY,
    "projects": EVERYBODY,
    "lowered": EVERYBODY,
    "units": EVERYBODY,
    "unit": EVERYBODY,
    "trend": EVERYBODY,
    "flags": EVERYBODY,
    "papers": EVERYBODY,
    "paper-sheet": EVERYBODY,
    "paper-circular": "leader supervisor auditor admin",
    "project": EVERYBODY,
    "password": EVERYBODY,
    "login": "",
    "logout": "",
    "set_language": "",
    "healthz": "",
}

# Calls of the API: reading is open to every role, as far as it sees; these write.
CALLS = {
    "POST projects/": "supervisor unit_head",
    "PATCH projects/…/": EDITORS,
    "POST projects/…/approve-plan/": "supervisor",
    "POST projects/…/assign/": "supervisor unit_head",
    "POST projects/…/request-change/": WORKERS,
    "POST milestones/": EDITORS,
    "PATCH milestones/…/": EDITORS,
    "POST milestones/…/report/": WORKERS,
    "POST milestones/…/claim/": WORKERS,
    "POST milestones/…/request-change/": WORKERS,
    "POST claims/…/confirm/": "supervisor",
    "POST claims/…/return/": "supervisor",
    "POST claims/…/reopen/": "supervisor",
    "POST changes/…/approve/": "supervisor",
    "POST changes/…/refuse/": "supervisor",
    "POST changes/…/withdraw/": "steward",  # who asked; in these tests the steward
}

# What a form or a body may change of a record, whatever is sent to it.
WRITES = {
    "projects.Project": "name label continues location note co_units version",
    "projects.Target": "measure qualifier value_max as_written",
    "projects.Unit": "name code kind parent head",
    "projects.User": "name username unit phone email language is_active must_change_password away_from away_until groups is_staff",
    "projects.Category": "name name_en code list order",
    "milestones.Milestone": "name sequence version",
    "milestones.Policy": (
        "effective_from category due_soon_workdays behind_yellow behind_red ladder confirm_workdays"
        " claim_backdate_workdays evidence filing_day filing_day_december min_milestones"
    ),
    "milestones.CalendarDay": "is_workday name",
    "milestones.CalendarYear": "status source",
    "milestones.MilestoneTemplate": "category sequence name share weight",
    "milestones.Subscription": "user scope frequency also_when_empty",
    "PATCH projects/": "name label continues location note phase version",
    "PATCH milestones/": "name sequence version",
}
