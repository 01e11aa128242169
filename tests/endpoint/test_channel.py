"""What comes over the channel of a worker that was taken over, or that is broken: never another's answer."""

from __future__ import annotations

import os
import pickle
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from patience import within

from kg.endpoint.admission import NOBODY
from kg.endpoint.asking import Asking, Shape
from kg.endpoint.begun import message_of
from kg.endpoint.channel import Channel, Nonsense, pack, pair, unpack
from kg.endpoint.jobs import Answered, Caps, Failed, Job, Layers, Setup, Trouble
from kg.endpoint.outcome import error_of
from kg.endpoint.pool import Pool
from kg.graph.version import current_version
from kg.model.errors import EngineStopped, QueryError, QueryOutOfMemory
from kg.model.project import Project

pytestmark = pytest.mark.slow

ASK = Job("ASK {}", "csv", Caps(1, 1, 1))
TRUE = Answered(b"true", 1)
MEMORY_MB = 400

Connect = Callable[..., tuple[Channel, socket.socket]]


class Call:
    """A value whose reader makes a folder, if its reader does as it is told."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self._path,)


def calls(setup: Setup, path: str) -> Call:
    return Call(path)


def chatters(setup: Setup) -> Answered:
    return Answered("no bytes", "1\r\nSet-Cookie: a=b")  # type: ignore[arg-type]


def fills(setup: Setup, size: int) -> Answered:
    return Answered(bytes(size), 1)


@pytest.fixture
def pool(project: Project) -> Iterator[Pool]:
    version = current_version(project)
    setup = Setup(
        str(version.merged_store), str(version.full_store), "http://127.0.0.1/", memory_mb=MEMORY_MB
    )
    pool = Pool(setup, workers=1, queue=1)
    pool.wait_until_open()
    yield pool
    pool.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., tuple[Channel, socket.socket]]]:
    """Make the two ends of a channel; all are closed with the test."""
    with ExitStack() as ends:

        def connect(**options: int) -> tuple[Channel, socket.socket]:
            here, there = pair(**options)
            ends.callback(here.close)
            ends.callback(there.close)
            return here, there

        yield connect


def soon() -> float:
    return float(time.monotonic() + within(5))


@pytest.mark.parametrize(
    "value",
    [
        (TRUE, False),
        (Answered(b"x", 3, capped=True, unknown_graphs=(("urn:a", None), ("urn:b", "urn:c"))), True),
        (Failed(Trouble.SYNTAX, "expected {", 7), False),
        (Asking(Shape.SOLUTIONS, "ASK {}", (("a", "b"),), default_graphs=("urn:a",)), False),
        (("urn:a", "urn:b"), False),
        Layers(("a",), ()),
    ],
)
def test_what_workers_say_arrives_as_it_was(connect: Connect, value: object) -> None:
    here, there = connect()
    Channel(there).send(pack(value))
    assert here.receive(seconds=1) == value


def test_a_job_arrives_as_it_was_with_all_its_fields() -> None:
    job = Job(
        "SELECT * { GRAPH ex:g {} }",
        "csv",
        Caps(1, 2, 3),
        full_store=True,
        dataset=(("urn:a",), ()),
        clauses=(("ex:g", True),),
        graph_terms=("ex:g",),
        prologue=7,
        star=3,
        variables=("a", "b"),
        partial=True,
    )
    plain = Job("", "", Caps(0, 0, 0))
    assert all(getattr(job, one.name) != getattr(plain, one.name) for one in fields(Job)), (
        "each says something"
    )
    _, arguments, _ = unpack(message_of(job)[8:])
    assert arguments == (job,)


def test_a_message_calls_nothing_of_the_server(connect: Connect, tmp_path: Path) -> None:
    made = tmp_path / "made"
    here, there = connect()
    Channel(there).send(pack((Call(str(made)), False)))
    with pytest.raises(Nonsense):
        here.receive(seconds=1)
    assert not made.exists()
    unpack(pack(Call(str(made)))[8:])
    assert made.exists(), "which the message would have done elsewhere"


def test_a_message_changes_no_class_of_the_server(connect: Connect) -> None:
    message = b"\x80\x04\x8c\x10kg.endpoint.jobs\x8c\x07Trouble\x93N}\x8c\x04hurtK\x07s\x86b."
    here, there = connect()
    there.sendall(struct.pack("<Q", len(message)) + message)
    with suppress(Nonsense):
        here.receive(seconds=1)
    assert not hasattr(Trouble, "hurt")
    unpack(message)
    assert hasattr(Trouble, "hurt"), "which the message would have done elsewhere"
    del Trouble.hurt


@pytest.mark.parametrize("message", [b"", b"x", b"\x80\x05", pickle.dumps(3)[:-1], b"(" * 1_000])
def test_what_is_no_message_is_nonsense_again_and_again(connect: Connect, message: bytes) -> None:
    here, there = connect()
    there.sendall(struct.pack("<Q", len(message)) + message)
    for _ in range(2):
        with pytest.raises(Nonsense):
            here.receive(seconds=1)


def test_a_message_that_claims_more_than_a_worker_can_have_is_not_read(connect: Connect) -> None:
    here, there = connect(most=1_000)
    there.sendall(struct.pack("<Q", 1 << 62) + bytes(5_000))
    with pytest.raises(Nonsense):
        here.receive(seconds=1)


def test_less_time_than_a_millisecond_is_a_time_as_any_other(connect: Connect) -> None:
    here, there = connect()
    for _ in range(3):
        with pytest.raises(TimeoutError):
            here.receive(seconds=0.0004)
    with pytest.raises(BlockingIOError):
        here.receive(seconds=0)
    there.sendall(pack("a word"))
    assert here.receive(seconds=0.0004) == "a word"


def test_a_worker_that_sends_without_end_holds_its_reader_no_longer_than_said(connect: Connect) -> None:

    here, there = connect(most=1 << 62)
    there.sendall(struct.pack("<Q", 1 << 40))
    over = threading.Event()
    end = time.monotonic() + 10  # or memory ends first

    def flood() -> None:
        block = bytes(1 << 16)
        while not over.is_set() and time.monotonic() < end:
            try:
                there.send(block)
            except OSError:
                return

    flooding = threading.Thread(target=flood)
    flooding.start()
    started = time.monotonic()
    try:
        with pytest.raises(TimeoutError):
            here.receive(seconds=0.1)
        assert time.monotonic() - started < within(0.1)
    finally:
        over.set()
        here.close()
        flooding.join(within(5))


def test_a_worker_that_says_nonsense_is_replaced_and_the_next_query_gets_its_own_answer(
    pool: Pool, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    for function, arguments in ((calls, (str(made),)), (chatters, ())):
        before = pool.replaced
        with pytest.raises(EngineStopped):
            pool.run(function, soon(), NOBODY, *arguments)
        assert pool.replaced == before + 1
        assert pool.evaluate(ASK, deadline=soon()) == TRUE
    assert not made.exists()
    assert pool.busy == 0


def test_a_query_that_was_begun_is_let_go_of_whatever_the_worker_says(pool: Pool, tmp_path: Path) -> None:
    message = pack((calls, (str(tmp_path / "made"),), {}))
    for ends_with_drop in (True, False):
        begun = pool.begin(ASK, message, caller=NOBODY, wake=lambda: None)
        assert begun.offer() is not None
        end = soon()
        while time.monotonic() < end:
            try:
                begun.arrived()
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                break
        if not ends_with_drop:
            with pytest.raises(QueryError):
                begun.outcome(deadline=soon(), caller=NOBODY)
        begun.drop()
        assert pool.busy == 0
        assert pool.evaluate(ASK, deadline=soon()) == TRUE


def test_a_worker_that_says_two_things_answers_only_one_query(pool: Pool) -> None:
    other = pool.begin(ASK, message_of(ASK), caller=NOBODY, wake=lambda: None)
    other.offer()
    other.drop()  # at once: its answer may be anywhere
    wanted = Job('SELECT ("mine" AS ?x) {}', "csv", Caps(9, 9, 9))
    assert pool.evaluate(wanted, deadline=soon()) == Answered(b"x\r\nmine\r\n", 1)


def test_an_answer_that_fits_but_not_twice_is_out_of_memory_and_ends_nothing(pool: Pool) -> None:
    found = pool.run(fills, soon(), NOBODY, int(MEMORY_MB * 0.7) * 1_000_000)
    assert isinstance(found, Failed)
    assert found.trouble is Trouble.MEMORY
    assert pool.replaced == 0
    assert pool.evaluate(ASK, deadline=soon()) == TRUE


def test_a_large_answer_is_not_read_where_nobody_may_wait(pool: Pool) -> None:
    size = 30_000_000
    begun = pool.begin(ASK, pack((fills, (size,), {})), caller=NOBODY, wake=lambda: None)
    begun.offer()
    end = soon()
    with pytest.raises((EOFError, OSError)) as raised:
        while time.monotonic() < end:
            try:
                begun.arrived()
                break
            except BlockingIOError:
                time.sleep(0.01)
    assert not isinstance(raised.value, BlockingIOError)
    found = begun.outcome(deadline=soon(), caller=NOBODY)
    assert isinstance(found, Answered)
    assert len(found.body) == size
    assert pool.replaced == 0


def test_out_of_memory_is_what_its_client_hears() -> None:
    assert isinstance(error_of(Failed(Trouble.MEMORY, "")), QueryOutOfMemory)
