"""Whatever a stranger sends is refused, and never an accident: by a problem under /api/, by a page elsewhere."""

import gzip

import pytest
from django.core.cache import cache
from knox.models import AuthToken

from tests.api_client import V1
from tests.cast import make_cast
from tests.server import serving

pytestmark = pytest.mark.django_db(transaction=True)

JSON, FORM, PROBLEM, PAGE = (
    "application/json",
    "application/x-www-form-urlencoded",
    "application/problem+json",
    "text/html",
)
TOKEN, REPORT = f"{V1}auth/token/", V1 + "milestones/{id}/report/"
NO_TEXT = [
    "hex",
    "base64",
    "zlib",
    "bz2",
    "uu",
    "quopri",
    "idna",
    "punycode",
    "rot13",
    "undefined",
    "utf-16",
    "unicode_escape",
    "mbcs",
    "no-such",
]


def part(name, value="x", more=""):
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()


MANY = b"".join(part(f"field{number}") for number in range(3000)) + b"--b--\r\n"
FILES = b"".join(part("files", more='; filename="a.pdf"') for _number in range(300)) + b"--b--\r\n"
BODIES = [
    (b"[" * 100_000, 400),
    (b'{"a":' * 100_000, 400),
    (b'{"username":' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    (b'{"username":' + b"[" * 25 + b"]" * 25 + b"}", 400),
    (b'{"username": NaN, "password": Infinity}', 400),
    (b'{"username": "a", "username": "b", "password": "c"}', 400),
    (b'{"username": "\\ud800", "password": "\\udfff"}', 400),
    (b'{"username": "a\\u0000", "password": "\\u0000"}', 400),
    (b'{"username": "\xc4\xe3", "password": "x"}', 400),
    (b'{"username": ' + b"9" * 6000 + b', "password": 1e400}', 400),
    (b'{"username": {"a": 1}, "password": []}', 400),
    (b"null", 400),
    (b'"text"', 400),
    (b'{"username": "' + b"a" * 3_000_000 + b'"}', 413),
    (gzip.compress(b'{"username": "a"}'), 400),
]
COOKIE = {"Cookie": "csrftoken=" + "a" * 32}
MULTIPART = "multipart/form-data; boundary=b"
# method, path, headers, body, status
ASKED = [
    *(("POST", TOKEN, {"Content_Type": JSON}, body, status) for body, status in BODIES),
    *(("POST", REPORT, {"Content_Type": JSON}, body, status) for body, status in BODIES),
    *(
        ("POST", path, {"Content_Type": f"text/plain; charset={name}"}, b"a=1", 415)
        for name in NO_TEXT
        for path in ("/login/", TOKEN)
    ),
    *(
        ("GET", path, {"Content_Type": f"text/plain; charset={name}"}, None, 415)
        for name in NO_TEXT
        for path in ("/?on=x", f"{V1}projects/?search=x", "/healthz?a=b")
    ),
    *(
        ("POST", path, {"Content_Type": f"{FORM}; charset=hex"}, b"a=1", 415)
        for path in ("/login/", "/i18n/set_language/", TOKEN)
    ),
    *(("POST", path, {"Content_Type": "text/plain; x*=no-such''a"}, b"a=1", 415) for path in ("/login/", TOKEN)),
    ("POST", "/login/", {"Content_Type": FORM, **COOKIE}, b"username=" + b"a" * 3_000_000, 413),
    ("POST", "/login/", {"Content_Type": FORM, **COOKIE}, b"&".join(b"a%d=1" % number for number in range(3000)), 400),
    ("POST", "/login/", {"Content_Type": "multipart/form-data", **COOKIE}, b"x", 400),
    ("POST", REPORT, {"Content_Type": "multipart/form-data"}, b"x", 400),
    ("POST", REPORT, {"Content_Type": f"{MULTIPART}; charset=hex"}, part("note") + b"--b--\r\n", 415),
    ("POST", REPORT, {"Content_Type": MULTIPART}, MANY, 400),
    ("POST", REPORT, {"Content_Type": MULTIPART}, FILES, 400),
    ("POST", REPORT, {"Content_Type": MULTIPART}, part("files", more="; filename*=hex''a") + b"--b--\r\n", 400),
    ("POST", REPORT, {"Content_Type": JSON}, b'{"note": "x", "corrects": 99999999999999999999999}', 400),
    ("POST", REPORT, {"Content_Type": JSON}, b'{"note": "x", "corrects": 1e400}', 400),
    ("POST", REPORT, {"Content_Type": JSON}, b'{"note": "x", "corrects": -1e400}', 400),
    ("POST", REPORT, {"Content_Type": JSON}, '{"note": "\u200b\u3164"}'.encode(), 400),
    (
        "POST",
        f"{V1}milestones/",
        {"Content_Type": JSON},
        '{"project": "2024-CJ-001", "name": "\u00ad", "forecast_due": "2026-01-01"}'.encode(),
        400,
    ),
    *(("GET", path, {}, None, 404) for path in ("/projects/%00/", "/reports/units/%00/")),
    *(
        ("GET", path, {}, None, 400)
        for path in (
            "/instructions/new/?project=%00",
            "/admin/autocomplete/?term=%00&app_label=projects&model_name=project&field_name=parent",
            "/login/?next=a%00",
        )
    ),
    ("POST", TOKEN, {"Content_Type": FORM}, b"username=a&password=b", 415),
    *(
        ("GET", path, {}, None, 404)
        for path in (
            "/api",
            "/api/",
            "/api/v2/x/",
            "/api/v1",
            f"{V1}nothing/",
            f"{V1}projects",
            f"{V1}%FF/",
            f"{V1}x%0Ay",
            f"{V1}a%00b/",
            "/%FF%FE/",
            "/a%00b/",
        )
    ),
    *((method, f"{V1}auth/token", {"Content_Type": JSON}, b"{}", 404) for method in ("POST", "PUT", "PROPFIND")),
    *((method, f"{V1}projects/", {}, None, 405) for method in ("DELETE", "PROPFIND", "TRACE")),
    *(("GET", f"{V1}projects/", {"Accept": accept}, None, 406) for accept in ("text/csv", ";;;,//,;q=x", "\xff")),
    *(
        ("GET", path, {"Host": host}, None, 400)
        for path in ("/login/", f"{V1}projects/", "/api/nothing")
        for host in ("evil.example", "a b@c", "")
    ),
    *(
        ("GET", f"{V1}milestones/?page_size={size}", {}, None, 400)
        for size in ("0000000019999", "0000000000000000001", "201", "-1", "1.0", "%D9%A3", "9" * 3000)
    ),
    ("GET", f"{V1}milestones/99999999999999999999/", {}, None, 404),
    ("GET", f"{V1}claims/?milestone=99999999999999999999", {}, None, 400),
    ("GET", f"{V1}milestones/?cursor=%FF:x:y", {}, None, 400),
]
HEAD = b"HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
SENT = [
    ("GET /login/?q=铁西 ".encode() + HEAD + b"\r\n", 400),
    ("GET /login/?q=铁西 ".encode("gbk") + HEAD + b"\r\n", 400),
    (f"GET {V1}projects/?search=铁西 ".encode() + HEAD + b"\r\n", 400),
    (f"GET {V1}铁西/ ".encode("gbk") + HEAD + b"\r\n", 400),
    (f"GET {V1}projects/ ".encode() + HEAD + b"X-A: a\0b\r\n\r\n", 400),
    (f"GET {V1}projects/?search={'x' * 9000} ".encode() + HEAD + b"\r\n", 414),
    (
        f"GET {V1}projects/ ".encode()
        + HEAD
        + b"".join(b"Cookie: a%d=%s\r\n" % (n, b"x" * 6000) for n in range(11))
        + b"\r\n",
        401,
    ),
    (
        f"POST {TOKEN} ".encode()
        + HEAD
        + b"Content-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n{}",
        413,
    ),
    (f"POST {TOKEN} ".encode() + HEAD + b"Content-Type: application/json\r\nContent-Length: x\r\n\r\n{}", 400),
    (
        f"POST {REPORT} ".encode()
        + HEAD
        + b"Content-Type: multipart/form-data; boundary=\x01\r\nContent-Length: 1\r\n\r\nx",
        400,
    ),
]


def fault(label, answer, status, kind):
    """What is wrong with an answer, if anything."""
    if (answer.status, answer.kind) != (status, kind):
        return f"{label}: {answer.status} {answer.kind}, not {status} {kind}: {answer.text[:200]}"
    if kind == PROBLEM and set(answer.json()) != {"type", "title", "status", "detail", "errors"}:
        return f"{label}: {answer.text}"
    if kind == PAGE and 'lang="zh-Hans"' not in answer.text:
        return f"{label}: not in Chinese"
    return None


def test_every_slip_and_attack_is_refused_as_what_it_is(tmp_path):
    cast = make_cast()
    token = {
        name: {"Authorization": f"Token {AuthToken.objects.create(getattr(cast, name))[1]}"}
        for name in ("steward", "supervisor")
    }
    faults = []
    with serving(tmp_path) as server:
        for number, (method, path, headers, body, status) in enumerate(ASKED):
            if number % 20 == 0:
                cache.clear()  # the throttle is not what is tried here
            who = {} if path == TOKEN else token["steward" if method == "POST" else "supervisor"]
            path = path.format(id=cast.milestone.pk)
            answer = server.ask(method, path, body, **who, **headers)
            kind = PROBLEM if path.startswith("/api") else PAGE
            faults.append(fault(f"{method} {path[:60]} {headers} {(body or b'')[:40]!r}", answer, status, kind))
        for data, status in SENT:
            faults.append(fault(repr(data[:100]), server.send(data), status, PROBLEM))
        log = server.log
    assert not [one for one in faults if one], "\n".join(filter(None, faults))
    assert not [
        line for line in log.splitlines() if "Internal Server Error" in line or "Error handling request" in line
    ]
    assert cast.milestone.reports.count() == 0


def test_an_accident_of_ours_is_told_as_such_and_recorded(client, cast_of_api, monkeypatch):
    """By a problem to programs, by a page to people."""

    def stumble(*_any):
        raise RuntimeError("stumbled")

    monkeypatch.setattr("milestones.api.projects.ProjectViewSet.get_queryset", stumble)
    monkeypatch.setattr("tiexi.views.Login.get_context_data", stumble)
    client.raise_request_exception = False
    answer = client.get(f"{V1}projects/", HTTP_AUTHORIZATION=cast_of_api)
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert answer.json()["detail"] and "stumbled" not in answer.content.decode()
    answer = client.get("/login/")
    assert answer.status_code == 500 and "出错" in answer.content.decode()


@pytest.fixture
def cast_of_api():
    return f"Token {AuthToken.objects.create(make_cast().supervisor)[1]}"
