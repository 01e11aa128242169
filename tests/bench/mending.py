"""Small projects for the tests of `kg check --fix`: one article, read and verified as a check does it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.bench.fixing import Fixed, fix
from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import read_file
from kg.curation.records import ArticleFile
from kg.graph.mapping.quotes import verify_quotes
from kg.model.diagnostics import Diagnostic, in_order
from kg.model.project import Project, read_project

SETTINGS = 'title = "Tests"\nbase = "https://tests.example/"\nlanguages = ["en", "ru", "zh"]\n'
HEAD = """article:
  id: a1
  text: a1.txt
  sha256: {digits}
  language: en
  published: unstated
  title: {{en: A day}}
"""


def project(folder: Path, text: str, curation: str, *, name: str = "a1") -> Project:
    """A project with this article; `@HEAD@` in the curation becomes a sound head."""
    for part in ("seeds", "articles"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "kg.toml").write_text(SETTINGS, "utf-8")
    (folder / "articles" / "a1.txt").write_bytes(text.encode())
    (folder / "seeds" / f"{name}.yaml").write_bytes(curation.replace("@HEAD@\n", head(text)).encode())
    return read_project(folder)


def head(text: str) -> str:
    return HEAD.format(digits=hashlib.sha256(text.encode()).hexdigest()[:16])


def findings(project: Project) -> tuple[Diagnostic, ...]:
    """What reading the curation files and verifying their quotes finds."""
    found: list[Diagnostic] = []
    articles: list[ArticleFile] = []
    for path in project.files("seeds/*.yaml"):
        document = read_file(path, project.relative(path))
        found += document.diagnostics
        if path.stem == "authority":
            found += parse_authority(document, project.languages)[1]
            continue
        article, diagnostics = parse_article(document, project.languages)
        found += diagnostics
        if article is not None:
            articles.append(article)
    quotes = verify_quotes(project, articles, update_lock=False, progress=lambda *_: None)
    return in_order([*found, *quotes.diagnostics])


def mend(project: Project) -> Fixed:
    return fix(project, findings(project))


def curation(project: Project, name: str = "a1") -> str:
    return (project.root / "seeds" / f"{name}.yaml").read_bytes().decode()


def codes(project: Project) -> list[str]:
    return [one.code for one in findings(project)]
