"""The lists of milestones and of projects in the admin, as a supervisor opens them."""

from django.urls import reverse

from .opening import page_measure

ADDRESS = reverse("admin:milestones_milestone_changelist")
PROJECTS = page_measure("list: projects", reverse("admin:projects_project_changelist"), b"result_list")
MILESTONES = tuple(
    page_measure(f"list: {name}", ADDRESS + query, b"result_list")
    for name, query in (
        ("as it opens", ""),
        ("page 3", "?p=3"),
        ("one light", "?light=red"),
        ("overdue", "?overdue=true"),
        ("due within", "?due_within=10"),
        ("searched", "?q=2024-CJ-005"),
        ("by baseline", "?o=6"),
        ("by baseline, late first", "?o=-6"),
        ("yellow", "?light=yellow"),
        ("green", "?light=green"),
        ("silent", "?silent=true"),
        ("a word searched", "?q=节点7"),
        ("not overdue", "?overdue=false"),
    )
)
LISTS = (*MILESTONES, PROJECTS)
