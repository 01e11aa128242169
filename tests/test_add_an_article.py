"""docs/add-an-article.md is executed from first to last: files, edits, commands, outputs.

The folder is a new Git repository with the shipped project, as a newcomer has it.  With KG_WRITE_DOCS=1 the
outputs are written into the page instead of being compared with it.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from projects import ROOT, replaced
from tools import tool

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "add-an-article.md"
_BLOCK = re.compile(r"<!-- (file|edit|console|lines)(?:: (\S+))? -->\n```(\w+)\n(.*?)```\n", re.DOTALL)
_HASH = re.compile("\\b[0-9a-f]{6}\u2060?[0-9a-f]{6}\\b")  # of a commit or a version: no news to a reader
_CUT = "…"
_SCAFFOLD = re.compile(r"^entities:\n.*?(?=^# )", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the page: what is to be done with it, with which file, and where its text stands."""

    kind: str
    path: str
    text: str
    start: int
    end: int


def blocks(page: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(page):
        yield Block(found[1], found[2] or "", found[4], found.start(4), found.end(4))


@dataclass(frozen=True, slots=True)
class Walk:
    """A folder in which the page is walked through; each step gives the block as it should read."""

    root: Path
    environment: dict[str, str]

    def step(self, block: Block) -> str:
        if block.kind == "console":
            return self.run(block.text)
        path = self.root / block.path
        if block.kind == "lines":
            found = _SCAFFOLD.search(path.read_text("utf-8"))
            assert found is not None, f"{block.path} has no entities"
            return found[0].rstrip("\n") + "\n"
        if block.kind == "edit":
            path.write_text(edited(path.read_text("utf-8"), block.text), "utf-8")
            return block.text
        text = self.with_hash(block.text)
        path.write_text(text, "utf-8")
        return text

    def with_hash(self, text: str) -> str:
        """A curation file with the hash of its text, which the page may leave to be filled in."""
        name = re.search(r"^  text: (\S+)$", text, re.MULTILINE)
        if name is None:
            return text
        digest = hashlib.sha256((self.root / "articles" / name[1]).read_bytes()).hexdigest()
        return re.sub(r"^  sha256: .*$", f"  sha256: {digest[:16]}", text, flags=re.MULTILINE)

    def run(self, session: str) -> str:
        """The commands of a session, each with what it prints on both streams."""
        said = []
        for line in re.findall(r"^\$ (.*)$", session, re.MULTILINE):
            call = ["bash", "-o", "pipefail", "-c", f"{{ {line}\n}} 2>&1"]
            done = subprocess.run(
                call, cwd=self.root, env=self.environment, capture_output=True, encoding="utf-8", timeout=300
            )
            assert done.returncode in (0, 1), f"{line}\n{done.stdout}{done.stderr}"
            said.append(f"$ {line}\n" + _HASH.sub(_CUT, done.stdout + done.stderr))
        return "".join(said)


def edited(text: str, difference: str) -> str:
    """The text after an edit that is shown as lines with `-`, `+` and a space before them."""
    lines = difference.splitlines(keepends=True)
    old = "".join(one[1:] for one in lines if one[0] in "- ")
    new = "".join(one[1:] for one in lines if one[0] in "+ ")
    return replaced(text, old, new)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Walk, str]:
    """The folder at the end of the page, and the page as it should read."""
    folder = tmp_path_factory.mktemp("walk")
    root = folder / "project"
    (root / "articles").mkdir(parents=True)
    for name in ("kg.toml", "ontology", "shapes", "seeds", "queries", ".gitignore"):
        copy = shutil.copy if (ROOT / name).is_file() else shutil.copytree
        copy(ROOT / name, root / name)
    walk = Walk(root, newcomer(folder))
    walk.run("$ git init -q -b main\n$ git add .\n$ git commit -q -m 'The graph as it is'\n")
    page = PAGE.read_text("utf-8")
    parts, done = [], 0
    for block in blocks(page):
        parts += [page[done : block.start], walk.step(block)]
        done = block.end
    return walk, "".join(parts) + page[done:]


def newcomer(folder: Path) -> dict[str, str]:
    """The environment of somebody new: `kg` and Git on the path, no settings of their own."""
    programs = folder / "bin"
    programs.mkdir()
    kg = programs / "kg"
    kg.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kg "$@"\n', "utf-8")
    kg.chmod(0o755)
    git = str(Path(tool("git")).parent)
    person = {"NAME": "Curator", "EMAIL": "curator@kg.example", "DATE": "2024-02-01T12:00:00+00:00"}
    return {
        "PATH": os.pathsep.join([str(programs), git, str(Path(tool("bash")).parent), os.defpath]),
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(folder),
        "KG_CACHE": str(folder / "cache"),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER") for what, text in person.items()},
    }


def test_every_command_of_the_page_prints_what_the_page_shows(walked: tuple[Walk, str]) -> None:
    shown, real = PAGE.read_text("utf-8"), walked[1]
    if os.environ.get("KG_WRITE_DOCS"):
        PAGE.write_text(real, "utf-8")
        return
    before, after = shown.splitlines(), real.splitlines()
    difference = difflib.unified_diff(before, after, "shown", "real", lineterm="", n=1)
    assert shown == real, "\n".join(difference) + "\nKG_WRITE_DOCS=1 writes the outputs anew"


def test_at_the_end_the_project_has_no_findings_and_nothing_is_left_over(walked: tuple[Walk, str]) -> None:
    said = walked[0].run("$ kg check --strict --format json\n$ git status --short seeds\n")
    assert '"diagnostics":[]' in said.replace(" ", "").replace("\n", "")
    assert said.endswith("$ git status --short seeds\n")


@pytest.mark.parametrize(
    "pattern",
    [
        'id:qiu-yunfan skos:prefLabel "Qiu Yunfan"@en , "Цю Юньфань"@ru , "邱云帆"@zh',
        "id:qiu-yunfan kg:met id:olga-sedova",
        'id:bai-xiaolin skos:prefLabel "Bai Xiaolin"@en , "白晓琳"@zh ; ?named "Бай Сяолин"@ru',
        "id:shuanghua-lab kg:memberBody id:hanmei-microelectronics , id:institute-of-cold-sensors",
        "?agreement kg:party id:hanmei-microelectronics , id:institute-of-cold-sensors",
        "?event kg:place id:wujin ; kg:participation/kg:participant id:bai-xiaolin",
        "FILTER NOT EXISTS { id:li-wei-sensors skos:exactMatch|owl:sameAs id:li-wei }",
        "?remark kg:speaker id:olga-sedova ; kg:kind kg:remark-kind-proposal ; kg:to id:qiu-yunfan",
    ],
)
def test_the_graph_holds_what_the_three_articles_say(walked: tuple[Walk, str], pattern: str) -> None:
    said = walked[0].run(f"$ kg query {shlex.quote(f'ASK {{ {pattern} }}')}\n")
    assert said.splitlines()[-1] == "true", said


def test_the_lines_of_the_page_are_short_but_for_what_a_program_prints() -> None:
    page = PAGE.read_text("utf-8")
    for block in reversed(list(blocks(page))):
        if block.kind != "edit":
            page = page[: block.start] + page[block.end :]
    assert [line for line in page.splitlines() if len(line) > 110] == []
