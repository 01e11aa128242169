"""How `kg serve` starts: what it says, and what it refuses to do."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from operation.served import serving
from operation.test_signs import STATE
from tools import tool

from kg.cli.serving import isolation_line, refuse_open_network
from kg.endpoint.worker.isolation import NETWORK_NAMESPACE, NO_DESCRIPTORS
from kg.model.errors import UsageError

EVERYWHERE = ".".join(["0"] * 4)
OPEN = dataclasses.replace(STATE, layers=("memory limit",), missing=(NETWORK_NAMESPACE, NO_DESCRIPTORS))


@pytest.mark.parametrize("address", [EVERYWHERE, "192.0.2.7", "::", "2001:db8::1", "::ffff:192.0.2.7"])
def test_workers_with_a_network_are_not_put_where_others_reach_them(address: str) -> None:
    with pytest.raises(UsageError, match="keeps them from the network") as refused:
        refuse_open_network(OPEN, address, platform="linux")
    assert "--without-network-isolation" in refused.value.help


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_on_this_machine_alone_they_may_serve(address: str) -> None:
    refuse_open_network(OPEN, address, platform="linux")


@pytest.mark.parametrize("layer", [NETWORK_NAMESPACE, NO_DESCRIPTORS])
def test_either_layer_is_enough_for_a_public_address(layer: str) -> None:
    refuse_open_network(dataclasses.replace(OPEN, layers=(layer,)), EVERYWHERE, platform="linux")


def test_platforms_that_have_no_such_layer_say_so_and_serve() -> None:
    refuse_open_network(OPEN, EVERYWHERE, platform="win32")
    assert isolation_line(OPEN).en == (
        f"Workers are isolated by: memory limit; missing: {NETWORK_NAMESPACE}, {NO_DESCRIPTORS}"
    )
    assert isolation_line(dataclasses.replace(STATE, layers=(), missing=())).en == (
        "Workers are isolated by: nothing"
    )


@pytest.mark.slow
def test_the_start_says_where_and_how_it_serves(built: Path) -> None:
    with serving(built) as served:
        assert served.lines[0].startswith("Serving Museum loans: which work went where")
        assert served.lines[1].startswith("Workers are isolated by: ")
        state = served.state()
        for layer in (*state["layers"], *state["missing"]):
            assert layer in served.lines[1]
        if sys.platform == "linux":
            assert {NETWORK_NAMESPACE, NO_DESCRIPTORS} & set(state["layers"])
        assert served.records(route="/readyz"), "and every line is JSON"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
def test_an_address_of_the_world_is_served_when_workers_are_shut_in(built: Path) -> None:
    with serving(built, "--host", EVERYWHERE) as served:
        assert served.get("/healthz").status == 200
        assert served.get("/", Host=f"192.0.2.7:{served.port}").status == 200
        assert served.get("/", Host="evil.example").status == 421


@pytest.mark.slow
def test_without_namespaces_workers_may_open_nothing_and_still_answer(museum: Path) -> None:
    unshare = [tool("unshare"), "--user", "--map-root-user"]
    if subprocess.run([*unshare, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine allows no user namespaces")
    without = "for kind in net user; do echo 0 >/proc/sys/user/max_${kind}_namespaces; done; "
    with serving(museum, before=[*unshare, "sh", "-c", f'{without} exec "$0" "$@"']) as served:
        assert NO_DESCRIPTORS in served.state()["layers"]
        assert NETWORK_NAMESPACE in served.state()["missing"]
        assert f"; missing: {NETWORK_NAMESPACE}" in served.lines[1]
        for number in range(5):
            assert served.ask(f"SELECT * {{ ?s ?p ?o }} LIMIT {number}").status == 200


@pytest.mark.slow
def test_the_name_that_was_given_to_listen_on_is_answered(built: Path) -> None:
    with serving(built, "--host", "localhost") as served:
        assert served.get("/", Host=f"LOCALHOST:{served.port}").status == 200
