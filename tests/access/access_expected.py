"""What design and people expect of access, written by hand: the one place to add a cell when a door is new.

Roles in words; `steward` reads what is the steward's, and so on. A door or an act that is missing here fails the
matrix.
"""

DESK = "steward unit_head supervisor auditor admin"
EVERYBODY = f"{DESK} leader"
EDITORS = "steward unit_head supervisor"
WORKERS = "steward unit_head"
OFFICE = "supervisor auditor admin"

# The design's table: act -> who, and who never.
ACTIONS = {
    "report": (WORKERS, ""),
    "no-progress": (WORKERS, ""),
    "claim": (WORKERS, ""),
    "request-change": (WORKERS, ""),
    "withdraw": (WORKERS, ""),
    "answer": (WORKERS, ""),
    "schedule": (EDITORS, ""),
    "phase": (EDITORS, ""),
    "approve-plan": ("supervisor", "steward owner author"),
    "approve": ("supervisor", "asker steward owner"),
    "refuse": ("supervisor", "asker steward owner"),
    "confirm": ("supervisor", "asker steward owner"),
    "return": ("supervisor", "asker steward owner"),
    "accept": ("supervisor", "asker steward owner"),
    "return-figure": ("supervisor", "asker steward owner"),
    "reopen": ("supervisor", "asker steward owner"),
    "take-back": ("leader supervisor", ""),
    "carry-over": ("supervisor", ""),
    "instruct": ("leader supervisor", ""),
    "circulate": ("leader supervisor auditor admin", ""),
    "close": ("leader supervisor", ""),
    "assign": ("supervisor unit_head", ""),
    "hand-over": ("supervisor unit_head", "leaver"),
    "edit": (EDITORS, ""),
    "upload": ("admin", ""),
    "correct-calendar": ("admin", ""),
    "approve-correction": ("admin auditor", "asker"),
    "refuse-correction": ("admin auditor", "asker"),
    "ask-reorganization": ("admin", ""),
    "approve-reorganization": ("supervisor", "asker"),
    "refuse-reorganization": ("supervisor", "asker"),
    "ask-grant": ("admin", "subject"),
    "grant": ("admin auditor", "asker subject"),
    "refuse-grant": ("admin auditor", "asker subject"),
    "reset-password": ("admin", "subject"),
    "close-account": ("admin", ""),
    "keep": ("admin", ""),
    "register": ("supervisor", ""),
    "import": (f"{EDITORS} admin", ""),
    "export": (EVERYBODY, ""),
    "mails": ("supervisor admin", ""),
    "subscribe": (EVERYBODY, ""),
    "desk": (DESK, ""),
    "watch": (OFFICE, ""),
    "read-all": ("leader supervisor auditor admin", ""),
    "read-own": (WORKERS, ""),
}

# Forms of the desk that are not named like their act: verb -> act.
LINES = {
    "assign_steward": "assign",
    "request_reports": "instruct",
    "schedule_projects": "schedule",
    "approve_plans": "approve-plan",
    "carry_projects_over": "carry-over",
    "take_back": "take-back",
    "take_back_selected": "take-back",
    "confirm_selected": "confirm",
    "return_selected": "return",
    "accept_figures": "accept",
    "return_figures": "return-figure",
    "approve_selected": "approve",
    "refuse_selected": "refuse",
    "retry": "mails",
    "send-again": "mails",
    "delivered": "mails",
    "let-go": "mails",
    "correct-words": "request-change",
    "request-other-change": "request-change",
    "drop": "mails",
    "invite_selected": "reset-password",
    "stays": "close-account",
    "retry_selected": "mails",
    "let_selected_go": "mails",
    "drop_selected": "mails",
    "tick": "mails",
    "start": "import",
    "here": "import",
    "keep": "desk",
    "unlock": "keep",
    "rename": "ask-reorganization",
    "merge": "ask-reorganization",
    "split": "ask-reorganization",
    "close-unit": "ask-reorganization",
    "withdraw-reorganization": "ask-reorganization",
    "withdraw-grant": "ask-grant",
    "correct": "correct-calendar",
    "withdraw-correction": "correct-calendar",
}

READ = {"list": DESK, "autocomplete": DESK}
KEPT = READ | {"add": "admin", "change": "admin", "history": DESK}
FACT = {"list": DESK, "history": DESK}

# Record -> door -> roles; under "acts" those on several rows or on the whole list.
RECORDS = {
    "milestones.Attachment": FACT,
    "milestones.BaselineVersion": READ | {"history": DESK},
    "milestones.CalendarCorrection": READ | {"history": DESK},
    "milestones.CalendarDay": KEPT | {"delete": "admin", "acts": {"upload": "admin", "correct": "admin"}},
    "milestones.CalendarYear": {"list": DESK, "add": "admin", "change": "admin", "history": DESK},
    "milestones.ChangeRequest": READ
    | {
        "history": DESK,
        "acts": dict.fromkeys(["approve_selected", "refuse_selected", "take_back_selected"], "supervisor"),
    },
    "milestones.Claim": READ
    | {
        "history": DESK,
        "acts": dict.fromkeys(["confirm_selected", "return_selected", "take_back_selected"], "supervisor"),
    },
    "milestones.Delivery": READ
    | {
        "acts": dict.fromkeys(["retry_selected", "let_selected_go", "drop_selected", "preview"], "supervisor admin"),
    },
    "milestones.Escalation": READ,
    "milestones.Handover": READ | {"history": DESK},
    "milestones.Import": READ
    | {
        "acts": {"upload": f"{EDITORS} admin", "empty_template": DESK, "export_all": DESK},
    },
    "milestones.Instruction": READ | {"history": DESK},
    "milestones.Job": {"list": OFFICE, "change": "admin", "history": OFFICE},
    "milestones.JobRun": {"list": OFFICE, "acts": {"tick_now": "supervisor admin"}},
    "milestones.Milestone": READ
    | {
        "add": EDITORS,
        "change": EDITORS,
        "delete": EDITORS,
        "history": DESK,
        "export": DESK,
        "acts": {"request_reports": "supervisor"},
    },
    "milestones.MilestoneTemplate": KEPT | {"delete": "admin"},
    "milestones.OverdueFlag": READ,
    "milestones.Policy": {"list": DESK, "add": "admin", "change": "admin", "delete": "admin", "history": DESK},
    "milestones.ProgressReport": READ
    | {
        "history": DESK,
        "export": DESK,
        "acts": {"accept_figures": "supervisor", "return_figures": "supervisor"},
    },
    "milestones.SavedFilter": {"list": DESK, "change": DESK, "delete": DESK, "history": DESK},
    "milestones.Subscription": READ | {"add": "admin", "change": "admin", "history": DESK},
    "milestones.Suspension": FACT,
    "projects.Assignment": READ | {"history": DESK},
    "projects.Category": KEPT,
    "projects.PhaseChange": READ | {"history": DESK},
    "projects.Project": READ
    | {
        "add": "supervisor",
        "change": EDITORS,
        "delete": "supervisor",
        "history": DESK,
        "export": DESK,
        "acts": {
            "schedule_projects": EDITORS,
            "approve_plans": "supervisor",
            "carry_projects_over": "supervisor",
            "request_reports": "supervisor",
            "assign_steward": "supervisor unit_head",
            "export_workbook": DESK,
            "open_imports": DESK,
        },
    },
    "projects.Target": READ | {"add": EDITORS, "change": EDITORS, "delete": EDITORS, "history": DESK, "export": DESK},
    "projects.PasswordReset": {"list": OFFICE, "autocomplete": OFFICE},
    "projects.Reorganization": READ | {"history": DESK},
    "projects.RoleGrant": READ | {"history": DESK},
    "projects.Unit": KEPT | {"export": "admin"},
    "projects.User": KEPT | {"export": "admin", "acts": {"invite_selected": "admin"}},
}

# Addresses of the admin beside list, page, add, delete, history and the acts above: who is let in.
DESK_PAGES = {
    "milestones_attachment_file": DESK,
    "milestones_calendarday_correct": "admin",
    "milestones_calendarday_upload": "admin",
    "milestones_delivery_preview": "supervisor admin",
    "milestones_import_empty_template": DESK,
    "milestones_import_export_all": DESK,
    "milestones_import_upload": f"{EDITORS} admin",
    "milestones_jobrun_tick_now": "supervisor admin",
    "milestones_milestone_history_panel": DESK,
    "projects_project_export_workbook": DESK,
    "projects_project_history_panel": DESK,
    "projects_project_open_imports": DESK,
    "keep_filter": DESK,
}

# Pages outside the admin and the API: who is let in ("" is whoever comes).
PAGES = {
    "home": EVERYBODY,
    "overdue": EVERYBODY,
    "overdue-csv": EVERYBODY,
    "projects": EVERYBODY,
    "lowered": EVERYBODY,
    "doubtful": EVERYBODY,
    "units": EVERYBODY,
    "unit": EVERYBODY,
    "trend": EVERYBODY,
    "flags": EVERYBODY,
    "papers": EVERYBODY,
    "paper-sheet": EVERYBODY,
    "paper-circular": "leader supervisor auditor admin",
    "project": EVERYBODY,
    "search": EVERYBODY,
    "wall": EVERYBODY,
    "wall-show": EVERYBODY,
    "file": EVERYBODY,
    "picture": EVERYBODY,
    "instructions": EVERYBODY,
    "instruct": "leader supervisor",
    "instruction-close": "leader supervisor",
    "instruction-take-back": "leader supervisor",
    "subscriptions": EVERYBODY,
    "form-sent": EVERYBODY,
    "audit_log": OFFICE,
    "password": EVERYBODY,
    "password-choose": "",
    "password-forgotten": "",
    "login": "",
    "logout": "",
    "set_language": "",
    "healthz": "",
    "healthz-deep": "",
    "act-link": "",
    "unsubscribe": "",
}

# Calls of the API: reading is open to every role, as far as it sees; these write.
CALLS = {
    "POST projects/": "supervisor",
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
    "POST claims/…/take-back/": "supervisor",
    "POST progress-reports/…/accept/": "supervisor",
    "POST progress-reports/…/return/": "supervisor",
    "POST changes/…/approve/": "supervisor",
    "POST changes/…/refuse/": "supervisor",
    "POST changes/…/take-back/": "supervisor",
    "POST changes/…/withdraw/": "steward",  # who asked; in these tests the steward
}

# What a form or a body may change of a record, whatever is sent to it.
WRITES = {
    "projects.Project": "location note co_units version",
    "projects.Target": "project measure qualifier value value_max unit per nature start_value as_written",
    "projects.Unit": "name code kind parent head",
    "projects.User": "name username unit phone email language is_active must_change_password away_from away_until "
    "groups is_staff",
    "projects.Category": "name name_en code list order",
    "milestones.Milestone": "sequence version",
    "milestones.Policy": (
        "effective_from category due_soon_workdays behind_yellow behind_red ladder confirm_workdays"
        " claim_backdate_workdays evidence filing_day filing_day_december min_milestones"
    ),
    "milestones.CalendarDay": "is_workday name",
    "milestones.CalendarYear": "status source",
    "milestones.Job": "due_at weekday workdays_only active",
    "milestones.MilestoneTemplate": "category sequence name share weight",
    "milestones.SavedFilter": "name",
    "milestones.Subscription": "user scope frequency also_when_empty",
    "PATCH projects/": "location note phase version",
    "PATCH milestones/": "sequence version",
}
