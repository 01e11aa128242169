"""Projects for the tests: the shipped one, and a small one with the shipped ontology."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from kg.graph.pipeline import Checked, check
from kg.model.diagnostics import Diagnostic
from kg.model.project import read_project

ROOT = Path(__file__).resolve().parent.parent


def example_text() -> str:
    """The article text of docs/curation.md."""
    return _block("example-text", "text")


def example_curation() -> str:
    """The curation file of docs/curation.md, with the hash of its text filled in."""
    digest = hashlib.sha256(example_text().encode()).hexdigest()
    return _block("example-curation", "yaml").replace("@SHA256@", digest[:16])


def make_project(folder: Path, *, curation: str | None = None, text: str | None = None) -> Path:
    """A project with the shipped ontology and shapes and the one article of docs/curation.md.

    A given text keeps the hash of the curation right.
    """
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "shapes", folder / "shapes")
    shutil.copy(ROOT / "kg.toml", folder / "kg.toml")
    (folder / "seeds").mkdir()
    (folder / "articles").mkdir()
    article = example_text() if text is None else text
    (folder / "articles" / "a005.txt").write_text(article, encoding="utf-8", newline="")
    written = example_curation() if curation is None else curation
    old = hashlib.sha256(example_text().encode()).hexdigest()[:16]
    new = hashlib.sha256(article.encode()).hexdigest()[:16]
    (folder / "seeds" / "a005.yaml").write_text(written.replace(old, new), encoding="utf-8", newline="")
    return folder


def checked(folder: Path) -> Checked:
    """The check of a project folder."""
    return check(read_project(folder))


def findings(folder: Path) -> list[str]:
    """The findings of a project folder as `path:line:col severity[code] message`."""
    return [line(one) for one in checked(folder).diagnostics]


def line(one: Diagnostic) -> str:
    """A diagnostic in one line, without its help."""
    return f"{one.mark} {one.severity.value}[{one.code}] {one.message.en}"


def replaced(text: str, old: str, new: str) -> str:
    """The text with exactly one occurrence replaced; a test that misses its place must fail."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def place(text: str, needle: str) -> tuple[int, int]:
    """Line and column (1-based) of the only place of `needle`."""
    assert text.count(needle) == 1, f"{needle!r} stands {text.count(needle)} times"
    before = text[: text.index(needle)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _block(marker: str, language: str) -> str:
    page = (ROOT / "docs" / "curation.md").read_text("utf-8")
    found = re.search(rf"<!-- {marker} -->\n```{language}\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]
