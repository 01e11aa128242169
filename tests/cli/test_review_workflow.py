"""The steps of the workflows that comment on pull requests do what they say, run as GitHub runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from bench.repositories import begin, commit, git
from cli.shell import SOURCE
from patience import within
from projects import ROOT

pytestmark = pytest.mark.slow

CHECK, COMMENT = (ROOT / ".github" / "workflows" / name for name in ("check.yml", "comment.yml"))
TELL = "Tell what the graph gains and loses"
POST = "Post or update the comment"


def workflow(path: Path) -> dict[Any, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def script(path: Path, job: str, name: str) -> str:
    (step,) = (step for step in workflow(path)["jobs"][job]["steps"] if step.get("name") == name)
    return step["run"]


@pytest.fixture
def pull_request(museum: Path) -> Path:
    """A clone as actions/checkout leaves it, with an edit on top of its base."""
    begin(museum)
    git(museum.parent, "clone", "-q", str(museum), "clone")
    clone = museum.parent / "clone"
    seed = clone / "seeds" / "m001.yaml"
    seed.write_text(
        seed.read_text("utf-8").replace("insuredFor: 240000", "insuredFor: 250000"), encoding="utf-8"
    )
    commit(clone, "an edit")
    return clone


def bash(text: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A step of a workflow, with the shell and the options that GitHub gives it."""
    bin_folder = folder.parent / "bin"
    bin_folder.mkdir(exist_ok=True)
    program = bin_folder / "kg"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(SOURCE),
        "RUNNER_TEMP": str(folder.parent / "temp"),
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
        "GITHUB_OUTPUT": str(folder.parent / "output"),
        "PROJECT": ".",
        "LANGUAGE": "en",
        **variables,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_step_writes_the_comment_and_the_summary(pull_request: Path) -> None:
    done = bash(script(CHECK, "check", TELL), pull_request, BASE="main")
    assert done.returncode == 0, done.stderr
    comment = (pull_request.parent / "temp" / "review" / "comment.md").read_text("utf-8")
    assert comment.startswith("<!-- kg-diff:. -->\n### What the graph gains and loses\n")
    assert "240000 → 250000" in comment
    assert (pull_request.parent / "summary.md").read_text("utf-8") == comment
    assert (pull_request.parent / "output").read_text("utf-8") == "written=true\n"


def test_the_step_leaves_a_broken_pull_request_to_the_check(pull_request: Path) -> None:
    (pull_request / "seeds" / "m001.yaml").write_text("article: [\n", encoding="utf-8")
    done = bash(script(CHECK, "check", TELL), pull_request, BASE="main")
    assert done.returncode == 0, done.stderr
    assert "the check says why" in (pull_request.parent / "summary.md").read_text("utf-8")
    assert not (pull_request.parent / "output").exists()


@pytest.mark.parametrize("base", ["--output=stolen", "$(touch stolen)", "no-such-branch"])
def test_the_name_of_a_base_branch_does_no_harm(pull_request: Path, base: str) -> None:
    done = bash(script(CHECK, "check", TELL), pull_request, BASE=base)
    assert done.returncode == 2
    assert not list(pull_request.parent.rglob("stolen"))


def test_a_fork_is_read_as_data_alone(pull_request: Path) -> None:
    """The workflow for forks compares two commits of a clone that stays on its default branch."""
    git(pull_request, "push", "-q", "origin", "HEAD:refs/pull/7/head")
    head = git(pull_request, "rev-parse", "HEAD")
    base = git(pull_request, "rev-parse", "origin/main")
    git(pull_request.parent, "clone", "-q", str(pull_request.parent / "museum"), "trusted")
    trusted = pull_request.parent / "trusted"
    done = bash(script(COMMENT, "diff", TELL), trusted, BASE=base, SHA=head, NUMBER="7")
    assert done.returncode == 0, done.stderr
    assert "240000 → 250000" in (pull_request.parent / "temp" / "review" / "comment.md").read_text("utf-8")
    assert git(trusted, "status", "--porcelain") == ""
    assert git(trusted, "rev-parse", "HEAD") == base


def test_nothing_that_runs_a_strangers_code_may_write() -> None:
    check, comment = workflow(CHECK), workflow(COMMENT)
    assert check["permissions"] == {"contents": "read"}
    assert comment["permissions"] == {}
    assert "pull_request_target" not in {**check[True], **comment[True]}
    for path in (CHECK, COMMENT):
        for job in workflow(path)["jobs"].values():
            rights = job["permissions"]
            uses = " ".join(step.get("uses", "") for step in job["steps"])
            if rights.get("pull-requests") == "write":
                assert set(rights) == {"pull-requests"}
                assert "checkout" not in uses
                assert [step.get("name") for step in job["steps"]] == [None, POST]
            else:
                assert "write" not in {right for name, right in rights.items() if name != "security-events"}
    (checkout,) = (s for s in comment["jobs"]["diff"]["steps"] if "checkout" in s.get("uses", ""))
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"


def test_no_step_puts_a_text_from_outside_into_a_script() -> None:
    for path in (CHECK, COMMENT):
        for job in workflow(path)["jobs"].values():
            assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_both_workflows_post_alike() -> None:
    assert script(CHECK, "comment", POST) == script(COMMENT, "comment", POST)


@contextmanager
def issues(comments: list[dict[str, Any]]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """A server with the comments of one pull request; yields its address and the calls that write."""
    calls: list[tuple[str, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = int(self.path.rsplit("page=", 1)[1])
            self.answer(comments[(page - 1) * 100 : page * 100])

        def do_POST(self) -> None:
            self.write()

        def do_PATCH(self) -> None:
            self.write()

        def write(self) -> None:
            assert self.headers["Authorization"] == "Bearer secret"
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            calls.append((self.command, self.path, body["body"]))
            self.answer({})

        def answer(self, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", calls
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def posted(tmp_path: Path, body: str, comments: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    (tmp_path / "comment.md").write_text(body, encoding="utf-8")
    with issues(comments) as (address, calls):
        variables = {
            "COMMENT": str(tmp_path / "comment.md"),
            "NUMBER": "7",
            "TOKEN": "secret",
            "GITHUB_API_URL": address,
            "GITHUB_REPOSITORY": "o/r",
        }
        command = [sys.executable, "-c", script(CHECK, "comment", POST)]
        environment = {**os.environ, **variables}
        subprocess.run(command, env=environment, check=True, timeout=within(30))
    return calls


BODY = "<!-- kg-diff:. -->\n### ±\n"
NOTHING = "<!-- kg-diff:. -->\n<!-- nothing changed -->\n### —\n"
BOT, PERSON = {"type": "Bot"}, {"type": "User"}


def test_a_first_comment_is_posted_and_later_ones_replace_it(tmp_path: Path) -> None:
    others = [{"id": n, "user": PERSON, "body": "a word"} for n in range(130)]
    ours = {"id": 900, "user": BOT, "body": "<!-- kg-diff:. -->\r\nbefore"}
    assert posted(tmp_path, BODY, others) == [("POST", "/repos/o/r/issues/7/comments", BODY)]
    assert posted(tmp_path, BODY, [*others, ours]) == [("PATCH", "/repos/o/r/issues/comments/900", BODY)]


def test_a_comment_of_a_person_or_of_another_project_is_left_alone(tmp_path: Path) -> None:
    theirs = [
        {"id": 1, "user": PERSON, "body": BODY},
        {"id": 2, "user": BOT, "body": "<!-- kg-diff:graphs/other -->\n"},
        {"id": 3, "user": BOT, "body": f"quoted: {BODY}"},
    ]
    assert [call[0] for call in posted(tmp_path, BODY, theirs)] == ["POST"]


def test_where_nothing_changed_no_first_comment_is_posted(tmp_path: Path) -> None:
    assert posted(tmp_path, NOTHING, []) == []
    ours = {"id": 4, "user": BOT, "body": BODY}
    assert [call[0] for call in posted(tmp_path, NOTHING, [ours])] == ["PATCH"]
