"""What docs/endpoint.md shows is what happens: its curl calls and its Python, and what it lists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from clients.running import send, serving
from projects import ROOT
from tools import tool

from kg.endpoint.protocol import Query
from kg.web.http.headers import EXPOSED

pytestmark = pytest.mark.slow

SHOWN = "http://127.0.0.1:8000/"
PAGE = (ROOT / "docs" / "endpoint.md").read_text("utf-8")
MARK = "\x1e"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the shipped project, served."""
    folder = tmp_path_factory.mktemp("shipped")
    for name in ("kg.toml", "ontology", "shapes", "seeds", "queries"):
        copy = shutil.copy if (ROOT / name).is_file() else shutil.copytree
        copy(ROOT / name, folder / name)
    with serving(folder, folder / "log") as address:
        yield address


def test_the_calls_print_what_the_page_shows(shipped: str) -> None:
    tool("curl")
    sessions = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
    commands = [part.replace(SHOWN, shipped) for part in re.split(r"^\$ ", sessions, flags=re.MULTILINE)[1:]]
    assert len(commands) >= 12
    calls, shown = zip(*(divide(part) for part in commands), strict=True)
    script = "".join(f"printf '{MARK}'\n{call}\n" for call in calls)
    done = subprocess.run(
        [tool("bash"), "-c", script], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    said = done.stdout.split(MARK)[1:]
    assert len(said) == len(calls), done.stderr
    for call, expected, came in zip(calls, shown, said, strict=True):
        assert pattern(expected).fullmatch(came), f"{call}\n{came}"


def divide(part: str) -> tuple[str, str]:
    """A command, which goes on in lines that are indented, and what it prints."""
    call, *rest = part.splitlines(keepends=True)
    while rest and rest[0].startswith("    "):
        call += rest.pop(0)
    return call, "".join(rest)


def pattern(shown: str) -> re.Pattern[str]:
    """Output as the page shows it: `…` stands for what is no news; an answer need not end a line."""
    words = ".*".join(re.escape(one) for one in shown.rstrip("\n").split("…"))
    return re.compile(words + r"\s*", re.DOTALL)


@pytest.mark.parametrize("place", range(2))
def test_the_python_of_the_page_runs(shipped: str, place: int) -> None:
    blocks = re.findall(r"<!-- python -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 2
    call = [sys.executable, "-c", blocks[place].replace(SHOWN, shipped)]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "中星微" in done.stdout


def test_it_has_every_parameter() -> None:
    table = PAGE.partition("## Parameters")[2].partition("\n## ")[0]
    fields = {"text": "query", "default_graphs": "default-graph-uri", "named_graphs": "named-graph-uri"}
    names = {**fields, "partial": "cap"}
    documented = re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)
    assert set(documented) == {names.get(name, name) for name in Query.__dataclass_fields__}


def test_it_has_every_header_that_is_exposed(shipped: str) -> None:
    documented = re.findall(r"^\| `([\w-]+)` \|", PAGE.partition("## What a response says")[2], re.MULTILINE)
    assert set(EXPOSED.split(", ")) <= set(documented)
    got = send(shipped, "GET", "/sparql?query=SELEKT")
    assert {"Kg-Version", "Kg-Solutions", "Kg-Capped", "Kg-Limit-Seconds", "Kg-Elapsed-Ms"} <= set(
        got.headers
    )
