"""What `dev.py` answers before and while it sets up."""

import ast
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devserver import home
from devserver.address import Address
from devserver.prepare import StartSummary
from devserver.services.postgres import wait_for_former_server
from devserver.services.process import ServiceError, spawn_child
from devserver.terminal import terminal_language

ROOT = Path(__file__).parents[2]


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "VAR", tmp_path)
    monkeypatch.setattr(home, "SERVICES", tmp_path / "services.json")
    return tmp_path


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "８０００", "80 80"])
def test_a_bad_port_is_named(port):
    with pytest.raises(ServiceError, match="PORT must be a number from 1 to 65535"):
        Address.from_environ({"PORT": port})


def test_a_busy_port_is_told_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServiceError, match=f"Port {port} is busy"), Address("127.0.0.1", port).bound():
            pass


def test_an_address_of_another_machine_is_told():
    with pytest.raises(ServiceError, match="Cannot serve at"), Address("192.0.2.1", 8000).bound():
        pass


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_only_loopback_is_safe_for_known_passwords(host, loopback):
    assert Address(host, 8000).is_loopback() is loopback


def test_a_second_run_in_the_same_clone_says_so(var):
    with (
        home.CloneLock("http://127.0.0.1:8000"),
        pytest.raises(ServiceError, match=r"already runs .* http://127.0.0.1:8000, process"),
    ):
        home.CloneLock("another")
    with home.CloneLock("a later one"):
        pass


def test_the_profile_stays_with_the_data(var):
    assert home.choose_profile("register") == "register"
    assert home.choose_profile(None) == "register"
    with pytest.raises(ServiceError, match="--empty --reset"):
        home.choose_profile("empty")


def test_the_secret_key_is_made_once_and_private(var):
    assert home.secret_key(var) == home.secret_key(var)
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_step_that_failed_is_done_again(var):
    with pytest.raises(ZeroDivisionError), home.first_run_marker("digests"):
        raise ZeroDivisionError
    with home.first_run_marker("digests") as first:
        assert first
    with home.first_run_marker("digests") as first:
        assert not first


def test_a_stale_note_of_a_killed_database_is_removed(tmp_path):
    note = tmp_path / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{tmp_path}\n")  # a living process, but no PostgreSQL of ours
    wait_for_former_server(tmp_path)
    assert not note.exists()


def test_a_child_dies_with_its_killed_parent(tmp_path):
    program = "import time; from pathlib import Path; from devserver.services.process import spawn_child\n"
    program += f"print(spawn_child('sleep', ['sleep', '60'], log=Path({str(tmp_path / 'log')!r})).process.pid, flush=True); time.sleep(60)"  # noqa: E501
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not alive(child):
            return
        time.sleep(0.02)
    pytest.fail("the child outlived its parent")


def test_a_child_that_cannot_start_tells_its_last_words(tmp_path):
    child = spawn_child("greeter", ["sh", "-c", "echo no room; exit 3"], log=tmp_path / "log")
    with pytest.raises(ServiceError, match="greeter did not start: no room"):
        child.wait_until(lambda: False, seconds=5)


def test_an_old_python_could_read_the_first_file():
    """No syntax newer than the oldest Python that has to be told it is too old."""
    for name in ("dev.py", "devserver/__init__.py", "devserver/terminal.py"):
        source = (ROOT / name).read_text()
        compile(source, name, "exec")
        assert 'f"' not in source and ":=" not in source and "->" not in source


def test_without_a_command_the_usage_is_shown():
    shown = subprocess.run([sys.executable, ROOT / "dev.py"], capture_output=True, text=True)
    assert shown.returncode == 2
    assert "python3 dev.py run" in shown.stdout


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_TW.Big5"}, "zh-hans"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(monkeypatch, environ, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() == language


@pytest.mark.parametrize(
    ("arguments", "port", "said"),
    [
        ([], "8000", "python3 dev.py run [--register | --empty] [--reset]    启动全部服务"),
        (["run", "--help"], "8000", "--empty     什么数据都没有"),
        (["run", "--registre"], "8000", "`run` 不认识 --registre"),
        (["run", "--register", "--empty"], "8000", "--register 和 --empty 只能选一个。"),
        (["run"], "abc", "PORT 必须是 1 到 65535 的数字，不能是 'abc'。"),
    ],
)
def test_a_chinese_terminal_reads_chinese(arguments, port, said):
    environ = os.environ | {"LC_ALL": "zh_CN.UTF-8", "PORT": port}
    shown = subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments], capture_output=True, encoding="utf-8", env=environ
    )
    assert said in shown.stdout + shown.stderr


def test_the_summary_names_the_first_account_to_make(monkeypatch):
    counts = dict.fromkeys(("projects", "milestones", "overdue", "flags", "mails"), "0")
    empty = StartSummary(counts, has_administrator=False).text("http://127.0.0.1:8000", "empty", Path("/clone/var"))
    assert "none yet; make the first" in empty and "createsuperuser" in empty
    assert "as in your data" in StartSummary(counts, True).text("http://127.0.0.1:8000", "empty", Path("/clone/var"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert StartSummary(counts, True).text("http://127.0.0.1:8000", "demo", Path("/clone/var")).splitlines()[1:] == [
        "  项目 0 · 节点 0 · 逾期 0 · 标记 0 · 邮件 0",
        "  邮件  /clone/var/mail",
        "  账号  steward unithead supervisor supervisor2 leader auditor admin （密码 tiexi-demo）",
        "  网址  http://127.0.0.1:8000/",
        "  按 Ctrl-C 停止。",
    ]


def told_without_translation(path):
    """Lines for the terminal that are written in one language."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name in ("ServiceError", "AlreadyRunning", "print_status", "print_step", "print_failure") and any(
            isinstance(argument, (ast.Constant, ast.JoinedStr)) for argument in node.args
        ):
            yield f"{path.name}:{node.lineno}"


def test_every_line_for_the_terminal_is_translated():
    paths = [ROOT / "dev.py", *(ROOT / "devserver").rglob("*.py")]
    assert [line for path in paths for line in told_without_translation(path)] == []


def alive(number: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except FileNotFoundError:
        return False
