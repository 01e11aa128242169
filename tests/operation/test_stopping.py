"""How `kg serve` ends: in good order, at once, or killed; no process is left in any case."""

from __future__ import annotations

import signal
import socket
import sys
import time
from pathlib import Path

import pytest
from operation.served import gone_within, query_running, serving
from operation.sockets import connect, read_response
from patience import within
from projects import replaced

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them"),
]

# Takes about half a second, and much longer without the limit of the inner query.
SOME_TIME = """
SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT %d } FILTER(CONTAINS(STR(?a), "no")) }
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_query_that_runs_is_answered_before_the_end(museum: Path, number: int) -> None:
    # What is tested is the end of the server; workers give way where others compute.
    settings = museum / "kg.toml"
    settings.write_text(replaced(settings.read_text("utf-8"), "seconds = 3\n", "seconds = 8\n"), "utf-8")
    with serving(museum) as served, connect(served.port) as idle:
        with query_running(served, SOME_TIME % 800_000) as client:
            family = served.descendants()
            assert len(family) > 3
            served.process.send_signal(number)
            assert idle.recv(1) == b""
            response = read_response(client)
            assert response.status == 200, response.body
        assert served.process.wait(15) == 0
        assert gone_within(family, 5)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", served.port), timeout=2).close()
        assert all(one["level"] == "info" for one in served.records())


def test_a_query_that_does_not_end_holds_the_end_up_for_its_limit_at_most(built: Path) -> None:
    with serving(built) as served:
        with query_running(served) as client:
            family = served.descendants()
            started = time.monotonic()
            served.process.terminate()
            assert read_response(client).status == 503
        assert served.process.wait(15) == 0
        assert time.monotonic() - started < within(3 + 2)
        assert gone_within(family, 5)


def test_a_second_signal_ends_at_once(museum: Path) -> None:
    settings = museum / "kg.toml"
    settings.write_text(replaced(settings.read_text("utf-8"), "seconds = 3\n", "seconds = 60\n"), "utf-8")
    with serving(museum) as served, query_running(served):
        family = served.descendants()
        served.process.terminate()
        time.sleep(0.3)
        started = time.monotonic()
        served.process.terminate()
        assert served.process.wait(60) == 0
        assert time.monotonic() - started < within(2)
        assert gone_within(family, 5)
        assert "Traceback" not in served.log.read_text()


def test_a_server_that_is_killed_leaves_no_process(built: Path) -> None:
    with serving(built) as served, query_running(served):
        family = served.descendants()
        served.process.kill()
        assert served.process.wait(10) == -signal.SIGKILL
        assert gone_within(family, 5)
