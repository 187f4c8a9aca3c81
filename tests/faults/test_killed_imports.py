"""A worker dies while it writes a workbook, or the queue is gone: nothing half-written, nothing left behind."""

import datetime as dt
import os
import signal
import socket

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice.clock import today
from milestones.imports.importer import LEASE
from milestones.imports.upload import start_import, store_import
from milestones.models import Import, Milestone
from milestones.tasks import work_imports
from tests.cast import make_cast
from tests.imports.workbook import MILESTONES, made

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 1500


def in_state(record, *states):
    return lambda: Import.objects.filter(pk=record.pk, state__in=states).exists()


def writing(record):
    """Rows are being written, and nobody else sees one of them."""
    return lambda: Import.objects.filter(pk=record.pk, state="applying", done__gt=0).exists()


def workbook(rows):
    heads = ["项目编码", "节点名称", "预计完成"]
    lines = [["2024-CJ-001", f"节点{number}", today() + dt.timedelta(days=200)] for number in range(rows)]
    return made(**{MILESTONES: [heads, *lines]})


def uploaded(by):
    return store_import(SimpleUploadedFile("填报.xlsx", workbook(ROWS)), by=by)


def test_killed_while_writing_it_leaves_nothing_and_the_next_worker_writes_all(machine):
    cast = make_cast()
    worker = machine.start_worker()
    record = uploaded(cast.steward)
    machine.wait(in_state(record, "checked"))
    start_import(record, by=cast.steward)
    machine.wait(writing(record))
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()

    assert in_state(record, "applying")()
    assert not Milestone.objects.filter(origin="imported").exists()
    machine.tick_once()  # the dead worker's lease still runs
    assert in_state(record, "applying")()

    machine.set_clock(machine.now + LEASE)
    machine.start_worker()
    work_imports.apply_async()
    machine.wait(in_state(record, "done"))
    assert Milestone.objects.filter(origin="imported").count() == ROWS


def test_a_tick_alone_takes_it_up_when_the_queue_has_lost_it(machine):
    cast = make_cast()
    record = uploaded(cast.steward)  # no worker hears of it
    machine.tick_once()
    assert in_state(record, "checked")()
    start_import(record, by=cast.steward)
    machine.tick_once()
    assert in_state(record, "done")() and Milestone.objects.filter(origin="imported").count() == ROWS


@pytest.mark.parametrize("backlog", [None, 8], ids=["nobody listens", "nobody answers"])
def test_without_a_queue_a_small_file_comes_in_all_the_same(machine, tmp_path, backlog):
    make_cast()
    file = tmp_path / "填报.xlsx"
    file.write_bytes(workbook(2))
    with socket.create_server(("127.0.0.1", 0), backlog=backlog or 1) as silent:
        machine.environ["REDIS_URL"] = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        if backlog is None:
            silent.close()
        command = [settings.BASE_DIR / "manage.py", "import_workbook", file, "--by", "steward", "--apply"]
        child = machine.start("import", command)
        assert child.process.wait(60) == 0, child.log.read_text()
    assert "state=done create=2" in child.log.read_text()
    assert Milestone.objects.filter(origin="imported").count() == 2
