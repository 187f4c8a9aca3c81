"""Valkey, the cache and the queue, is stopped or hangs: pages, API, log-in and imports go on, quickly and quietly."""

import signal
import time
from io import BytesIO
from urllib.parse import urlencode

import pytest
from knox.models import AuthToken

from devserver.services import place, valkey
from milestones.imports.exporter import write_workbook
from milestones.models import Import
from tests.api_client import V1
from tests.cast import make_cast
from tests.server import serving

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"Content_Type": "application/json"}
FORM_COOKIE = f"csrftoken={'a' * 32}"


@pytest.fixture
def own_valkey(tmp_path):
    """One for this test alone, on a socket with a short path."""
    folder = place.SocketFolder()
    child = valkey.start_valkey_server(tmp_path / "valkey", folder.path, tmp_path / "valkey.log", throwaway=True)
    try:
        yield child, valkey.valkey_url(folder.path)
    finally:
        child.process.send_signal(signal.SIGCONT)
        child.stop()
        folder.remove()


def timed(act, most=3.5):
    """The answer, within the seconds that one waits for it: two for Valkey, the rest for a loaded machine."""
    started = time.monotonic()
    answer = act()
    assert time.monotonic() - started < most, time.monotonic() - started
    return answer


def log_in(server, username, password="tiexi-demo"):
    """The log-in form, sent as a browser does."""
    typed = {"csrfmiddlewaretoken": "a" * 32, "username": username, "password": password}
    kind = "application/x-www-form-urlencoded"
    return server.ask("POST", "/login/", urlencode(typed).encode(), Content_Type=kind, Cookie=FORM_COOKIE)


def lost(server):
    """Whether deep health says that Valkey is away."""
    answer = server.ask("GET", "/healthz/deep")
    assert answer.status == 503  # nobody ticks here either
    return any("Valkey" in reason for reason in answer.json()["reasons"])


def upload(server, cookie, content):
    """The import's form, sent as a browser does."""
    body = b"".join(
        [
            b'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + b"a" * 32 + b"\r\n",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
            + content
            + b"\r\n--b--\r\n",
        ]
    )
    return server.ask(
        "POST", "/admin/milestones/import/upload/", body, Content_Type="multipart/form-data; boundary=b", Cookie=cookie
    )


@pytest.mark.parametrize("loss", [signal.SIGKILL, signal.SIGSTOP], ids=["nobody listens", "nobody answers"])
def test_everything_goes_on_and_one_line_says_so(tmp_path, own_valkey, client, settings, loss):
    child, url = own_valkey
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # the server's
    cast = make_cast()
    token = {"Authorization": f"Token {AuthToken.objects.create(cast.supervisor)[1]}"}
    client.force_login(cast.supervisor, "django.contrib.auth.backends.ModelBackend")
    cookie = f"sessionid={client.cookies['sessionid'].value}; {FORM_COOKIE}"
    workbook = BytesIO()
    write_workbook(workbook, cast.supervisor)
    with serving(tmp_path, REDIS_URL=url) as server:
        assert server.ask("GET", f"{V1}projects/", **token).status == 200
        assert not lost(server)
        child.process.send_signal(loss)
        slow = [timed(lambda: server.ask("GET", f"{V1}projects/", **token)) for _time in range(8)]
        assert {answer.status for answer in slow} == {200}
        started = time.monotonic()
        for _time in range(20):
            assert server.ask("GET", f"{V1}units/", **token).status == 200
        assert time.monotonic() - started < 15  # not a wait for each
        assert timed(lambda: server.ask("GET", "/admin/", Cookie=cookie)).status == 200
        assert timed(lambda: log_in(server, "leader")).headers["location"] == "/"
        good = b'{"username": "leader", "password": "tiexi-demo"}'
        assert timed(lambda: server.ask("POST", f"{V1}auth/token/", good, **JSON)).status == 200
        assert timed(lambda: upload(server, cookie, workbook.getvalue()), 8).status == 302
        assert timed(lambda: lost(server))
        log = server.log
    assert Import.objects.get().state == Import.State.UNCHANGED, Import.objects.get().message
    lines = [line for line in log.splitlines() if "Valkey" in line]
    assert 1 <= len(lines) <= 2, log  # one for each of the two processes
    assert "Internal Server Error" not in log and "Traceback" not in log


def test_the_limits_of_passwords_hold_all_the_same(tmp_path, own_valkey):
    child, url = own_valkey
    make_cast()
    child.process.kill()
    with serving(tmp_path, REDIS_URL=url) as server:
        guesses = [log_in(server, "steward", f"wrong{number}").status for number in range(6)]
        assert guesses == [200] * 4 + [429] * 2
        bodies = [b'{"username": "nobody%d", "password": "wrong"}' % number for number in range(31)]
        answers = [server.ask("POST", f"{V1}auth/token/", body, **JSON) for body in bodies]
        assert [answer.status for answer in answers] == [401] * 30 + [429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        links = [server.ask("GET", f"/password/MQ/guess-{number}/").status for number in range(31)]
        assert links == [200] * 30 + [429]


def test_when_it_answers_again_requests_are_counted_again(tmp_path, own_valkey, monkeypatch):
    from redis import Redis

    from projects.valkey import LOST
    from projects.valkey import CircuitBreaker as Outage

    child, url = own_valkey
    monkeypatch.setattr("projects.valkey.REST", 0.2)
    outage = Outage("Valkey", LOST)
    with Redis.from_url(url, socket_timeout=0.3, retry=None) as line:
        assert outage.ask(line.ping, otherwise=None) is True
        child.process.send_signal(signal.SIGSTOP)
        assert outage.ask(line.ping, otherwise="away") == "away"
        started = time.monotonic()
        assert [outage.ask(line.ping, otherwise="away") for _time in range(100)] == ["away"] * 100
        assert time.monotonic() - started < 0.15
        child.process.send_signal(signal.SIGCONT)
        time.sleep(0.3)
        assert outage.ask(line.ping, otherwise="away") is True and not outage.lost
