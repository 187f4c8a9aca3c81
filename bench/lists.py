"""The list of milestones in the admin, from the request to its first byte, as a supervisor opens it."""

from django.test import Client
from django.urls import reverse

from projects.models import User


def opened(name, query=""):
    """A measure: open the list at an address."""

    def act():
        client = clients.setdefault(supervisor().pk, Client(SERVER_NAME="localhost"))
        if "sessionid" not in client.cookies:
            client.force_login(supervisor(), "django.contrib.auth.backends.ModelBackend")
        response = client.get(reverse("admin:milestones_milestone_changelist") + query)
        assert response.status_code == 200 and b"result_list" in response.content

    act.__doc__ = f"list: {name}"
    return act


def supervisor():
    return User.objects.get(username="bench1")


clients: dict[int, Client] = {}
LISTS = (
    opened("as it opens"), opened("page 3", "?p=3"), opened("one light", "?light=red"), opened("overdue", "?overdue=true"),
    opened("due within", "?due_within=10"), opened("searched", "?q=2024-CJ-005"), opened("by baseline", "?o=6"),
    opened("by baseline, late first", "?o=-6"), opened("yellow", "?light=yellow"),
)  # fmt: skip
