"""The real web server on the test's own database, for what Django's test client does for a request before it is one."""

import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from devserver.services.process import ChildProcess, spawn_child


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    text: str
    headers: dict[str, str]

    def json(self) -> dict:
        return json.loads(self.text)


@dataclass(frozen=True)
class Server:
    port: int
    child: ChildProcess

    @property
    def log(self) -> str:
        return self.child.log.read_text()

    def ask(self, method: str, path: str, body: bytes | None = None, seconds: float = 60, **headers) -> Answer:
        """One request; `Content_Type=` names a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)) as line:
            line.request(method, path, body, named)
            return self._read(line.getresponse())

    def send(self, data: bytes) -> Answer:
        """Bytes as they are, to be answered and closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(data)
            response = http.client.HTTPResponse(line)
            response.begin()
            return self._read(response)

    @staticmethod
    def _read(response: http.client.HTTPResponse) -> Answer:
        text, kind = response.read().decode(errors="replace"), response.headers.get_content_type()
        return Answer(response.status, kind, text, {k.lower(): v for k, v in response.getheaders()})


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Server]:
    """Gunicorn as `dev.py run` starts it."""
    database = os.environ["DATABASE_URL"].replace(
        "tiexi_owner@/tiexi?", f"tiexi_app@/{connection.settings_dict['NAME']}?"
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        child = spawn_child(
            "web",
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}"],
            log=folder / "web.log",
            environ=os.environ | {"DATABASE_URL": database} | environ,
            cwd=settings.BASE_DIR,
            pass_fds=[listener.fileno()],
        )
        server = Server(listener.getsockname()[1], child)
        try:
            child.wait_until(lambda: "Booting worker" in server.log)
            yield server
        finally:
            child.stop(5)
            while sessions():  # until the database has noticed: the test's end empties its tables
                time.sleep(0.02)


def sessions() -> int:
    """How many connections the application's own processes still have to the test's database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'tiexi_app' AND datname = current_database()"
        )
        return cursor.fetchone()[0]
