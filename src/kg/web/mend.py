"""Where a wrong statement is mended: its line in the curation file, or a letter to the editor.

A version holds no line numbers, so the line is looked up in the file that the server's own project
folder has now: the key of the record or entity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kg.model.project import Project


@dataclass(frozen=True, slots=True)
class Mend:
    """Addresses for one statement; either may be empty."""

    edit: str = ""
    report: str = ""


def mend_statement(project: Project, *, subject: str, file: str, key: str) -> Mend:
    """Where to mend what `seeds/<file>.yaml` says under `key`; `subject` is the IRI it is about."""
    return Mend(_edit_address(project, file, key), report_address(project, subject))


def report_address(project: Project, subject: str) -> str:
    """A letter to the contact of `kg.toml` that names the thing; empty where there is no contact."""
    if not project.contact.startswith("mailto:"):
        return project.contact
    mark = "&" if "?" in project.contact else "?"
    return (
        f"{project.contact}{mark}subject={quote(project.title, safe='')}&body={quote(subject, safe='')}%0A%0A"
    )


def _edit_address(project: Project, file: str, key: str) -> str:
    path = project.seeds / f"{file}.yaml"
    if not project.edit_url or not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = re.search(rf"^[ \t]+{re.escape(key)}[ \t]*:", text, re.MULTILINE)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return project.edit_url.replace("{path}", project.relative(path)).replace("{line}", str(line))
