"""A migrated database that every test database is copied from, dumped under `var/tests` until a migration changes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from devserver.services import Services, place

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "tiexi_migrated"


def lay_template(running: Services) -> None:
    """Make the template: from the dump of an earlier run, else by migrating, which takes half a minute."""
    address = running.environ["OWNER_DATABASE_URL"].replace("@/tiexi?", f"@/{TEMPLATE}?")
    dump = ROOT / "var" / "tests" / f"{digest()}.sql"
    # A dump says all rights itself; into a database with default rights it would add to them.
    bare = "TEMPLATE template0" if dump.exists() else ""
    with psycopg.connect(running.environ["OWNER_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {TEMPLATE} {bare}")
    if dump.exists():
        call("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}", address)
        return
    migrate(address, running)
    dump.parent.mkdir(parents=True, exist_ok=True)
    for former in dump.parent.glob("*.sql"):
        former.unlink(missing_ok=True)
    partial = dump.with_suffix(f".{os.getpid()}")
    call("pg_dump", "--no-owner", f"--file={partial}", address)
    partial.rename(dump)


def digest() -> str:
    """Changes with whatever a migration may install."""
    found = hashlib.sha256()
    for pattern in ("*/migrations/**/*", "*/*.sql", "requirements.txt"):
        for path in sorted(ROOT.glob(pattern)):
            if path.suffix in (".py", ".sql", ".txt"):
                found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def migrate(address: str, running: Services) -> None:
    environ = os.environ | running.environ
    environ |= {"DATABASE_URL": address, "SECRET_KEY": "only-for-tests", "TIEXI_PROFILE": "register"}
    run([sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"], environ)


def call(program: str, *arguments: str) -> None:
    run([str(place.postgres_binaries() / program), *arguments], dict(os.environ))


def run(command: list[str], environ: dict[str, str]) -> None:
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")
