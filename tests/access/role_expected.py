"""What tiexi_app may do to each table, written by hand: S select, I insert, U update, D delete, and why.

`U:a,b` are the only columns it may update. A table without a line fails, and so does a right without need of one.
"""

TRIGGERS = "triggers decide which rows and columns"
KEPT = "added and never changed"
UNAPPROVED = "goes with an unapproved record; triggers keep the rest"
BY_EFFECT = "written by the effect of another row; a trigger keeps what is approved"
NONE_NEED = "the owner's"
HISTORY = "S"

RIGHTS = {
    "auth_group": ("S", "roles are laid by migrations"),
    "auth_group_permissions": ("SI", KEPT),
    "auth_permission": ("SI", "named by Django after migrating"),
    "axes_accessattempt": ("SIUD", "counts failures, cleared by a login and by purge"),
    "axes_accessattemptexpiration": ("SIUD", "goes with the attempt"),
    "axes_accessfailurelog": ("SI", KEPT),
    "axes_accesslog": ("SIU:logout_time", "a log-in is ended by a log-out"),
    "django_admin_log": ("SI", KEPT),
    "django_content_type": ("SI", "named by Django after migrating"),
    "django_migrations": ("S", NONE_NEED),
    "django_session": ("SIUD", "ends at log-out and by purge"),
    "knox_authtoken": ("SIUD", "ends with its person's access and by purge"),
    "milestones_attachment": ("SIUD", TRIGGERS),
    "milestones_baselineversion": ("SI", "ended by the version after it"),
    "milestones_calendarcorrection": ("SIUD", TRIGGERS),
    "milestones_calendarday": ("SIUD", "days to come, by one person; triggers keep what has come"),
    "milestones_calendaryear": ("SIUD", TRIGGERS),
    "milestones_changerequest": ("SIUD", TRIGGERS),
    "milestones_claim": ("SIUD", TRIGGERS),
    "milestones_delivery": ("SIU", "states of a message; purge blanks old texts"),
    "milestones_deliverydecision": ("SIUD", TRIGGERS),
    "milestones_escalation": ("SI", KEPT),
    "milestones_formerday": ("S", BY_EFFECT),
    "milestones_formeryear": ("S", BY_EFFECT),
    "milestones_handover": ("SIUD", TRIGGERS),
    "milestones_heartbeat": ("SIU", "each process says when it was last seen"),
    "milestones_import": ("SIUD", "progress of an upload"),
    "milestones_instruction": ("SIUD", TRIGGERS),
    "milestones_job": ("SIU", "an administrator moves its hour"),
    "milestones_jobrun": ("SIU", "a run is ended"),
    "milestones_milestone": ("SIUD", TRIGGERS),
    "milestones_milestonetemplate": ("SIUD", "edited at the desk, told in its history"),
    "milestones_overdueflag": ("SIU:cleared_on,why", "a flag is cleared"),
    "milestones_ownership": ("SID", UNAPPROVED),
    "milestones_policy": ("SIUD", TRIGGERS),
    "milestones_progressreport": ("SIUD", TRIGGERS),
    "milestones_retraction": ("SIUD", TRIGGERS),
    "milestones_savedfilter": ("SIUD", "a person's own"),
    "milestones_submission": ("SIUD", "purge tidies old forms"),
    "milestones_subscription": ("SIUD", "a person's own"),
    "milestones_suspension": ("SIUD", TRIGGERS),
    "milestones_upload": ("SIUD", "purge tidies old uploads"),
    "pghistory_context": ("S", "not used: contexts stand in the rows"),
    "projects_assignment": ("SID", UNAPPROVED),
    "projects_category": ("SIU", "edited at the desk, told in its history"),
    "projects_phasechange": ("SID", UNAPPROVED),
    "projects_passwordreset": ("SIUD", TRIGGERS),
    "projects_placement": ("SD", BY_EFFECT),
    "projects_project": ("SIUD", TRIGGERS),
    "projects_project_co_units": ("SIUD", "given and taken at the desk, told in its history"),
    "projects_promise": ("SIUD", TRIGGERS),
    "projects_ratelimit": ("SIUD", "the latest tries of an address, forgotten by purge"),
    "projects_reading": ("S", "how characters are read, laid by a migration"),
    "projects_rolegrant": ("SIUD", TRIGGERS),
    "projects_target": ("SIUD", TRIGGERS),
    "projects_unit": ("SIU", "edited at the desk, told in its history"),
    "projects_user": ("SIU", "edited at the desk, told in its history"),
    "projects_user_groups": ("SIUD", "given and taken at the desk, told in its history"),
    "projects_user_user_permissions": ("SIUD", "never filled by us; Django clears it with a person"),
    "projects_wording": ("S", NONE_NEED),
}
