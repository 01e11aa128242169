"""The log is written beside the answers: who does not read it holds up nobody, and hears what was lost."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.shell import environment, kg_command
from operation.sockets import get
from patience import within

from kg.web.http.log_thread import LogThread
from kg.web.http.request_log import Exchange, JsonLines

PIPE = 65_536


def eventually(condition: Callable[[], bool], *, seconds: float = 5) -> bool:
    end = time.monotonic() + within(seconds)
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def a_record(number: int) -> logging.LogRecord:
    record = logging.LogRecord("kg.requests", logging.INFO, "", 0, "request", (), None)
    record.exchange = Exchange("GET", "/", f"/{number}", 200, 0.001, 5)
    return record


@pytest.fixture
def blocked() -> Iterator[tuple[int, io.TextIOWrapper]]:
    """A pipe that is full, and nobody reads: its reading end, and a stream into it."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b"\n" * 4_096)
    except BlockingIOError:
        os.set_blocking(writing, True)
    with io.open(writing, "w", encoding="ascii") as stream:  # noqa: UP020
        yield reading, stream
        os.set_blocking(reading, False)
        while stream_has(reading):
            pass


def stream_has(reading: int) -> bytes:
    try:
        return os.read(reading, 1 << 20)
    except BlockingIOError:
        return b""


def test_what_was_logged_before_the_end_is_written_in_order() -> None:
    stream = io.StringIO()
    handler = LogThread(stream)
    handler.setFormatter(JsonLines())
    for number in range(3_000):
        handler.handle(a_record(number))
    handler.close()
    handler.close()
    found = [json.loads(line)["path"] for line in stream.getvalue().splitlines()]
    assert found == [f"/{number}" for number in range(3_000)]


def test_a_message_says_what_was_true_when_it_was_logged() -> None:
    stream, named = io.StringIO(), ["before"]
    handler = LogThread(stream)
    handler.handle(logging.LogRecord("kg", logging.ERROR, "", 0, "%s", (named,), None))
    named[0] = "after"
    handler.close()
    assert stream.getvalue() == "['before']\n"


@pytest.mark.skipif(sys.platform == "win32", reason="fills a pipe as POSIX does")
def test_a_reader_who_does_not_read_holds_up_nobody_and_hears_what_was_dropped(
    blocked: tuple[int, io.TextIOWrapper],
) -> None:
    reading, stream = blocked
    handler = LogThread(stream, most_waiting=100)
    handler.setFormatter(JsonLines())
    handler.handle(a_record(0))
    assert eventually(lambda: not handler._waiting)
    time.sleep(0.1)  # and now the thread is stuck with it
    began = time.monotonic()
    for number in range(1, 5_001):
        handler.handle(a_record(number))
    assert time.monotonic() - began < within(1)
    taken = bytearray()

    def read_on() -> bool:
        if b"dropped" not in taken:
            taken.extend(os.read(reading, 1 << 16))
        return b"dropped" in taken

    assert eventually(read_on)
    handler.close()
    lines = [json.loads(line) for line in taken.split(b"\n") if line]
    kept = [int(line["path"][1:]) for line in lines if "path" in line]
    assert kept == list(range(len(kept)))
    assert len(kept) >= 101
    (said,) = [line for line in lines if "path" not in line]
    dropped = 5_001 - len(kept)
    assert said["message"] == f"{dropped} lines of the log were dropped, because nobody took them in time"
    assert (said["level"], said["logger"]) == ("warning", "kg.log")


@pytest.mark.skipif(sys.platform == "win32", reason="fills a pipe as POSIX does")
def test_the_end_does_not_wait_for_a_reader_who_does_not_read(blocked: tuple[int, io.TextIOWrapper]) -> None:
    handler = LogThread(blocked[1], end_seconds=0.2)
    handler.handle(a_record(0))
    began = time.monotonic()
    handler.close()
    assert time.monotonic() - began < within(0.2)
    assert handler._thread.is_alive()
    stream_has(blocked[0])
    handler._thread.join(within(5))
    assert not handler._thread.is_alive()


def test_a_stream_that_is_closed_ends_nothing() -> None:
    stream = io.StringIO()
    handler = LogThread(stream)
    stream.close()
    handler.handle(a_record(0))
    assert eventually(lambda: not handler._waiting)
    assert handler._thread.is_alive()
    handler.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="fills a pipe as POSIX does")
def test_a_server_whose_log_nobody_reads_answers_and_ends(built: Path) -> None:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        kg_command("serve", "--port", "0", "--fresh"),
        cwd=built,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=writing,
        text=True,
    )
    os.close(writing)
    impatience = threading.Timer(120, server.kill)
    impatience.start()
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline().rpartition(":")[2])
        path = "/sparql?query=ASK%7B%7D&" + "x" * 150
        for _ in range(PIPE // 200):  # each line has more than 200 bytes
            assert get(port, path).status == 200
        assert get(port, "/healthz").status == 200
        server.terminate()
        assert server.wait(within(20)) == 0
    finally:
        server.kill()
        server.communicate()
        impatience.cancel()
        os.close(reading)
