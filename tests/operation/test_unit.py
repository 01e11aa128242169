"""The systemd unit is well formed, starts what exists, and leaves the workers their layers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools import tool

from kg.cli.serve import command

UNIT = (Path(__file__).parents[2] / "deploy" / "kg.service").read_text("utf-8")


def setting(name: str) -> str:
    """The one value of a directive."""
    (value,) = re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)
    return str(value)


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    rendered = UNIT.replace("/srv/kg/venv/bin/kg", sys.executable).replace("/srv/kg/project", str(tmp_path))
    unit = tmp_path / "kg.service"
    unit.write_text(re.sub(r"^(User|Group)=kg$", r"\1=root", rendered, flags=re.MULTILINE))
    checked = subprocess.run([tool("systemd-analyze"), "verify", str(unit)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_it_starts_the_command_with_options_that_exist() -> None:
    program, subcommand, folder, *options = setting("ExecStart").split()
    assert (program.rpartition("/")[2], subcommand, folder) == ("kg", "serve", setting("WorkingDirectory"))
    known = {name for parameter in command.params for name in parameter.opts}
    assert {option for option in options if option.startswith("-")} <= known
    assert folder in setting("ReadWritePaths").split()


def test_workers_may_still_make_the_namespaces_that_shut_them_in() -> None:
    assert set(setting("RestrictNamespaces").split()) == {"user", "net"}
    assert setting("SystemCallFilter") == "@system-service"
    if "AF_UNIX" not in setting("RestrictAddressFamilies").split():
        pytest.fail("the server speaks to its workers through it")


def test_a_worker_that_is_killed_for_memory_does_not_end_the_service() -> None:
    assert setting("OOMPolicy") == "continue"


def test_the_stop_waits_longer_than_a_query_may_run() -> None:
    from kg.model.project import Limits

    assert int(setting("TimeoutStopSec")) >= Limits().seconds + 10
