"""The list of milestones in the admin, as a supervisor opens it."""

from django.urls import reverse

from .opening import opened

ADDRESS = reverse("admin:milestones_milestone_changelist")
LISTS = tuple(
    opened(f"list: {name}", ADDRESS + query, b"result_list")
    for name, query in (
        ("as it opens", ""), ("page 3", "?p=3"), ("one light", "?light=red"), ("overdue", "?overdue=true"),
        ("due within", "?due_within=10"), ("searched", "?q=2024-CJ-005"), ("by baseline", "?o=6"),
        ("by baseline, late first", "?o=-6"), ("yellow", "?light=yellow"),
    )
)  # fmt: skip
