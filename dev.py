#!/usr/bin/env python3
"""Run, test and look after Tiexi. Nothing else need be installed."""
# Standard library only, and no syntax newer than Python 2's, so that any Python can say what is missing.

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

from devserver.terminal import _, disk_fault_text

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
# Read at each start, so that a lock made for one Python is never taken for another's.
VERSION = ".".join(str(number) for number in sys.version_info[:2])
USAGE = _("""Run, test and look after Tiexi. Nothing else need be installed.

    python3 dev.py run [--register | --empty] [--reset]    start everything at http://127.0.0.1:8000
    python3 dev.py test [pytest arguments]                 run the tests on services of their own
    python3 dev.py bench [arguments]                       measure, on services of its own
    python3 dev.py COMMAND [arguments]                     any command of manage.py, with the services up

run:  --register  the district's register alone, without the demonstration
      --empty     nothing at all
      --reset     delete this clone's data first; asks
Environment: PORT HOST DATABASE_URL OWNER_DATABASE_URL REDIS_URL EMAIL_URL""")


def main(arguments):
    check_python()
    if not arguments or arguments[0] in ("-h", "--help", "help") or is_run_asked_for_help(arguments):
        sys.stdout.write(USAGE + "\n")
        return 0 if arguments else 2
    try:
        check_disk()
        prepare_environment(wanted_locks(arguments))
    except KeyboardInterrupt:
        return _("Stopped. The next start goes on from here.")
    except (IOError, OSError) as error:  # noqa: UP024
        return disk_fault_text(error, HERE)
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        os.execv(PYTHON, [PYTHON, os.path.abspath(__file__)] + arguments)
    from devserver.commands import run_dev_command as dev

    return dev(arguments)


def is_run_asked_for_help(arguments):
    return arguments[0] == "run" and bool({"-h", "--help"} & set(arguments))


def check_python():
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(_("Tiexi needs Python 3.11 or newer; this is Python %(version)s.") % {"version": VERSION})


def check_venv_module():
    import importlib.util

    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        sys.exit(_("Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"))


def check_disk():
    """Say at once what would otherwise fail half-way."""
    probe = os.path.join(HERE, "var", "probe")
    if not os.path.isdir(os.path.dirname(probe)):
        os.mkdir(os.path.dirname(probe))
    with open(probe, "wb") as stream:
        stream.write(b"\0" * 65536)
    os.remove(probe)
    check_free_space(100 if os.path.exists(installed_lock_path("requirements.txt")) else 800)


def check_free_space(needed):
    free = shutil.disk_usage(HERE).free // 1000000
    if free < needed:
        text = _("The disk that holds %(place)s has %(free)d MB free; Tiexi needs %(needed)d MB.")
        sys.exit(text % {"place": HERE, "free": free, "needed": needed})


def wanted_locks(arguments):
    locks = ["requirements.txt"]
    if arguments[0] in ("test", "bench"):
        locks.append("requirements-dev.txt")
    if arguments[0] == "test" and any("browser" in argument for argument in arguments):
        locks.append("requirements-browser.txt")
    return locks


def prepare_environment(locks):
    """Make the virtual environment follow the locks; two starts at once take turns."""
    with open(os.path.abspath(__file__)) as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        # An installation outlives a killed dev.py: it keeps the turn until it ends.
        os.set_inheritable(turn.fileno(), True)
        if not os.path.exists(installed_lock_path("requirements.txt")) or not is_environment_intact():
            make_venv()
        for lock in locks:
            if read_if_exists(installed_lock_path(lock)) != lock_digest(lock):
                install_lock(lock)
        fcntl.flock(turn, fcntl.LOCK_UN)


def make_venv():
    check_venv_module()
    print_progress(_("Making a virtual environment in .venv"))
    shutil.rmtree(VENV, ignore_errors=True)
    run_quietly([getattr(sys, "_base_executable", sys.executable), "-m", "venv", VENV])


def is_environment_intact():
    """Whether the environment still finds its Python, and the same one."""
    program = "import sys; sys.exit(sys.version_info[:2] != " + repr(tuple(sys.version_info[:2])) + ")"
    return os.path.exists(PYTHON) and not subprocess.call([PYTHON, "-c", program])


def install_lock(lock):
    print_progress(_("Installing %(lock)s (about twenty seconds)") % {"lock": lock})
    if os.path.exists(installed_lock_path(lock)):
        os.remove(installed_lock_path(lock))
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run_quietly(pip + ["--require-hashes", "--only-binary", ":all:", "-r", os.path.join(HERE, lock)])
    with open(installed_lock_path(lock), "w") as stream:
        stream.write(lock_digest(lock))


def run_quietly(command):
    """Run quietly; of a failure tell the line that says why."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False)
    lines = process.communicate()[0].decode("utf-8", "replace").strip().splitlines()
    if process.returncode:
        check_free_space(100)
        told = [line for line in lines if "rror" in line] or lines or [_("no reason given")]
        sys.exit(_("Setting up failed: %(why)s") % {"why": told[0].strip()})


def installed_lock_path(lock):
    return os.path.join(VENV, lock + ".installed")


def lock_digest(lock):
    with open(os.path.join(HERE, lock), "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def read_if_exists(path):
    if not os.path.exists(path):
        return None
    with open(path) as stream:
        return stream.read()


def print_progress(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
