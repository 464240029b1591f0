from __future__ import annotations

import io
import logging
import os
import threading

from kg.web import log_handler
from kg.web.log_handler import ThreadedHandler


def logger(handler: logging.Handler) -> logging.Logger:
    found = logging.Logger("test", logging.INFO)
    found.addHandler(handler)
    return found


def test_all_lines_of_many_threads_are_written_whole_and_in_the_order_of_each() -> None:
    stream = io.StringIO()
    handler = ThreadedHandler(stream, logging.Formatter("%(message)s"))
    log = logger(handler)

    def write(name: int) -> None:
        for number in range(200):
            log.info("%d %d", name, number)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handler.close()
    lines = [tuple(map(int, line.split())) for line in stream.getvalue().splitlines()]
    assert sorted(lines) == [(name, number) for name in range(8) for number in range(200)]
    for name in range(8):
        assert [number for own, number in lines if own == name] == list(range(200))


def test_where_nobody_takes_the_lines_no_one_waits_and_the_loss_is_told() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as source, os.fdopen(writing, "w") as stream:
        handler = ThreadedHandler(stream, logging.Formatter("%(message)s"))
        log = logger(handler)
        for _ in range(3 * log_handler._MOST):
            log.info("x" * 100)
        found: list[str] = []
        thread = threading.Thread(target=lambda: found.extend(source))
        thread.start()
        handler.close()
        stream.close()
        thread.join()
    told = [line for line in found if "lines were lost" in line]
    lost = sum(int(line.split()[0]) for line in told)
    assert lost > 0
    assert len(found) - len(told) + lost == 3 * log_handler._MOST


class Gone(io.StringIO):
    def flush(self) -> None:
        raise BrokenPipeError


def test_a_stream_that_nobody_reads_any_more_harms_nobody() -> None:
    handler = ThreadedHandler(Gone(), logging.Formatter("%(message)s"))
    logger(handler).info("one")
    logger(handler).info("two")
    handler.close()
    assert not handler._thread.is_alive()
