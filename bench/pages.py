"""The leaders' pages, from the request to the last byte, as a supervisor opens them; the overdue report with 50 000 rows."""

from django.test import Client

from projects.models import User

FEW, MANY = 1_000, 250_000  # milestones; of the many, 50 000 are overdue
clients: dict[int, Client] = {}


def opened(name, address):
    """A measure: open an address."""

    def act():
        response = reader().get(address)
        assert response.status_code == 200, address
        return response.content

    act.__doc__ = f"page: {name}"
    return act


def reader() -> Client:
    user = User.objects.get(username="bench1")
    client = clients.setdefault(user.pk, Client(SERVER_NAME="localhost"))
    if "sessionid" not in client.cookies:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


PAGES = (
    opened("overdue", "/reports/overdue/"), opened("overdue, page 9", "/reports/overdue/?page=9"),
    opened("overdue by unit", "/reports/overdue/?group=unit&sort=slip"),
    opened("overdue of one unit", "/reports/overdue/?unit=bench7"), opened("units", "/reports/units/"),
    opened("one unit", "/reports/units/bench7/"), opened("trend", "/reports/trend/"),
    opened("home", "/"), opened("projects", "/reports/projects/?light=red"),
)  # fmt: skip
