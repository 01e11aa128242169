"""Git repositories with a project, for the tests of revisions and differences."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools import tool

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "A Curator",
    "GIT_AUTHOR_EMAIL": "curator@kg.example",
    "GIT_COMMITTER_NAME": "A Curator",
    "GIT_COMMITTER_EMAIL": "curator@kg.example",
}


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    """What a call of git writes; a call that fails fails the test."""
    done = subprocess.run(
        [tool("git"), *arguments],
        cwd=folder,
        env={**os.environ, **_ENVIRONMENT},
        input=given,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout.decode().strip()


def begin(folder: Path) -> Path:
    """A repository in a folder, with all that is in it committed."""
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "begin")
    return folder


def commit(folder: Path, message: str) -> str:
    """Commit all that is there; the hash."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def small_project(folder: Path) -> Path:
    """A folder that is a project by its settings; nothing in it is checked."""
    (folder / "seeds").mkdir(parents=True)
    (folder / "ontology").mkdir()
    settings = 'title = "A project"\nbase = "https://p.example/"\n'
    (folder / "kg.toml").write_text(settings, encoding="utf-8")
    (folder / "seeds" / "a000.yaml").write_text("article: {id: a000}\n", encoding="utf-8")
    (folder / "seeds" / "a001.yaml").write_text("article: {id: a001}\n", encoding="utf-8")
    (folder / "ontology" / "o.ttl").write_text("# nothing yet\n", encoding="utf-8")
    (folder / ".gitignore").write_text("/articles/\n/seeds/private.yaml\n", encoding="utf-8")
    (folder / "articles").mkdir()
    (folder / "articles" / "a000.txt").write_text("A text.\n", encoding="utf-8")
    return folder
