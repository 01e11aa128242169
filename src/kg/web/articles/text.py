"""The text of an article, where the project publishes texts and has this one.

It is shown only when it is the very text that was read: its hash is that of the graph.  The name of
the file comes from the article's curation file, never from a request, and the file lies in the folder
of article texts and nowhere else.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import PureWindowsPath

from kg.curation.decoding import decode
from kg.curation.lock import is_text_hash
from kg.curation.reader import read_file
from kg.curation.tree import Mapping, Scalar
from kg.model.errors import FileProblem
from kg.model.iris import is_slug
from kg.model.project import Project
from kg.web.site import Page

MOST_BYTES = 1_000_000


class TextState(Enum):
    """Whether a text is shown, and why not; the values are the ends of keys of the catalogue."""

    PRIVATE = "private"
    SHOWN = "shown"
    MISSING = "missing"
    OTHER = "other"
    TOO_LARGE = "large"


@dataclass(frozen=True, slots=True)
class FoundText:
    """The characters of a text, without byte order mark; empty unless it is shown."""

    state: TextState
    text: str = ""


def find_text(page: Page, article: str, sha256: str) -> FoundText:
    """The text of the article with this id, whose hash (or its first digits) the graph gives.

    Nothing is read where the project does not publish texts.
    """
    project = page.project
    if not project.publish_texts:
        return FoundText(TextState.PRIVATE)
    name = page.site.once(f"text-file-{article}", lambda: _file_name(project, article))
    if not name or not is_text_hash(sha256):
        return FoundText(TextState.MISSING)
    path = project.articles / name
    try:
        if not path.is_file():
            return FoundText(TextState.MISSING)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        return FoundText(TextState.MISSING)
    if len(data) > MOST_BYTES:
        return FoundText(TextState.TOO_LARGE)
    if not hashlib.sha256(data).hexdigest().startswith(sha256):
        return FoundText(TextState.OTHER)
    text = decode(data, name)
    return FoundText(TextState.SHOWN, text) if isinstance(text, str) else FoundText(TextState.OTHER)


def _file_name(project: Project, article: str) -> str:
    """The name of the text in the head of `seeds/<article>.yaml`; empty where it names none, or a path."""
    path = project.seeds / f"{article}.yaml"
    if not is_slug(article) or not path.is_file():
        return ""
    with suppress(FileProblem):
        root = read_file(path, project.relative(path)).root
        head = root.get("article") if isinstance(root, Mapping) else None
        text = head.get("text") if isinstance(head, Mapping) else None
        if isinstance(text, Scalar) and PureWindowsPath(text.text).name == text.text:
            return text.text
    return ""
