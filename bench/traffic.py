"""Four readers at once, each in a process of its own."""

import multiprocessing
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.db import connection

from .opening import clients, open_page

CLIENTS, ROUNDS = 4, 5
ADDRESSES = ("/", "/reports/overdue/", "/reports/units/", "/admin/milestones/milestone/")


def read_pages(reader: str, told: Any) -> None:
    """Open every address some rounds long; tell the milliseconds of each."""
    open_page(ADDRESSES[-1], reader, None)
    for _round in range(ROUNDS):
        for address in ADDRESSES:
            begun = perf_counter()
            open_page(address, reader, None)
            told.put((perf_counter() - begun) * 1000)


def slowest_of_twenty(reader: str) -> float:
    """The 95th percentile, in milliseconds, of what four readers wait for at once."""
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    clients.clear()
    connection.close()
    processes = [fork.Process(target=read_pages, args=(reader, told)) for _number in range(CLIENTS)]
    for process in processes:
        process.start()
    waits = [told.get(timeout=120) for _wait in range(CLIENTS * ROUNDS * len(ADDRESSES))]
    for process in processes:
        process.join()
    return quantiles(waits, n=20)[-1]
