"""One query under diagnosis: its text with what has been mended, and the way to ask about its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.endpoint.diagnosis.findings import Finding, Suggestion
from kg.endpoint.diagnosis.patterns import Condition, Element, Node, Other, Outline, Pattern, Span
from kg.endpoint.diagnosis.questions import Questions
from kg.endpoint.diagnosis.terms import Names, read_constant
from kg.endpoint.table import Cell
from kg.model.disarm import Edit
from kg.model.sparql_tokens import line_and_column

_LONGEST = 200  # characters of a part of the query that a finding quotes


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a part: `before` and `after` with all that is joined, or the GRAPHs alone.

    `visible` is text whose variables can be seen from inside, as from the group of an EXISTS.
    """

    before: str = ""
    after: str = ""
    opening: str = ""
    closing: str = ""
    visible: str = ""

    def joined(self, inner: str) -> str:
        """The part together with what stands before it."""
        return f"{self.before} {inner} {self.after}"

    def alone(self, inner: str) -> str:
        """The part by itself, in its graph."""
        return f"{self.opening} {inner} {self.closing}"

    def by_itself(self) -> Setting:
        """The same without what is joined."""
        return Setting(self.opening, self.closing, self.opening, self.closing)

    def in_group(self, prior: str, opening: str = "{", *, visible: str = "") -> Setting:
        """The setting of a group that opens with `opening` behind `prior`."""
        return Setting(
            f"{self.before} {prior} {opening}", f"}} {self.after}", self.opening, self.closing, visible
        )

    def in_graph(self, prior: str, name: str) -> Setting:
        """The setting of the group of a GRAPH behind `prior`."""
        opening = f"GRAPH {name} {{"
        return Setting(
            f"{self.before} {prior} {opening}",
            f"}} {self.after}",
            f"{self.opening} {opening}",
            f"}} {self.closing}",
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The properties and classes that triples use, the most used first."""

    properties: tuple[str, ...]
    classes: tuple[str, ...]


class Cause(NamedTuple):
    """A finding, and the edit that would mend it."""

    finding: Finding
    edit: Edit | None = None


@dataclass(slots=True)
class Case:
    """Everything that the search for causes shares.

    `redirects` leads from the IRI of a merged thing to that of the kept one, `removed` from one that was
    taken out to the reason.  `edits` are the mends that the parts carry now, `causes` what was found.
    """

    query: str
    outline: Outline
    names: Names
    questions: Questions
    redirects: Mapping[str, str]
    removed: Mapping[str, str]
    edits: tuple[Edit, ...] = ()
    causes: list[Cause] = field(default_factory=list)
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)

    def text(self, node: Node, *, edits: Iterable[Edit] = ()) -> str:
        """A stretch of the query as it reads with the mends."""
        if isinstance(node, str):
            return node
        pieces: list[str] = []
        done = node.start
        for edit in sorted({*self.edits, *edits}, key=lambda each: each.start):
            if done <= edit.start and edit.end <= node.end:
                pieces += [self.query[done : edit.start], edit.text]
                done = edit.end
        return "".join([*pieces, self.query[done : node.end]])

    def written(self, node: Node) -> str:
        """A stretch of the query as its reader knows it, not too long."""
        return (
            "[]" if isinstance(node, str) else shortened(" ".join(self.query[node.start : node.end].split()))
        )

    def now(self, node: Node) -> str:
        """A stretch of the query as it reads with the mends, not too long."""
        return "[]" if isinstance(node, str) else shortened(" ".join(self.text(node).split()))

    def shown(self, pattern: Pattern, *, mended: bool = False) -> str:
        """A pattern as its reader knows it, or with the mends; the subject is always with it."""
        read = self.now if mended else self.written
        return " ".join(read(part) for part in (pattern.subject, pattern.path, pattern.object))

    def render(self, element: Element, *, edits: Iterable[Edit] = ()) -> str:
        """A part as the text of a question."""
        if isinstance(element, Pattern):
            parts = (element.subject, element.path, element.object)
            return " ".join(self.text(part, edits=edits) for part in parts) + " ."
        if isinstance(element, Condition):
            if element.group is not None:
                return f"FILTER {self.text(element.span, edits=edits)}"
            return f"FILTER ({self.text(element.span, edits=edits)})"
        text = self.text(element.span, edits=edits)
        return f"{text} ." if isinstance(element, Other) and not element.word else text

    def constant(self, node: Node) -> Cell | None:
        """The term that stands here, where it is a constant."""
        if isinstance(node, str) or self.query[node.start] in "?$":
            return None
        return read_constant(self.text(node), self.names)

    def holds(self, group: str) -> bool:
        """Whether a group has a solution.  Raises Unanswered, Finished."""
        return self.questions.holds(group)

    def cause(
        self,
        kind: str,
        key: str,
        span: Span,
        values: Mapping[str, str],
        *,
        pattern: str = "",
        edit: Edit | None = None,
    ) -> Cause:
        """A finding about a stretch of the query, with the edit that it suggests."""
        if edit is not None and self.query[edit.start : edit.end] == edit.text:
            edit = None
        line, column = line_and_column(self.query, span.start)
        finding = Finding(
            kind,
            key,
            {name: shortened(value) for name, value in values.items()},
            pattern or self.written(span),
            line,
            column,
            span.end - span.start,
            self._suggestion(edit) if edit else None,
        )
        return Cause(finding, edit)

    def mend(self, edit: Edit) -> None:
        """Let the parts carry an edit from now on; it takes the place of those inside it."""
        kept = (each for each in self.edits if not (edit.start <= each.start and each.end <= edit.end))
        self.edits = (*kept, edit)
        self.questions.clauses = self.clauses()

    def clauses(self) -> str:
        """The dataset clauses of the query."""
        return "".join(
            f"FROM {'NAMED ' if named else ''}{self.text(span)} " for span, named in self.outline.clauses
        )

    def mended(self) -> str:
        """The whole query with all mends."""
        return self.text(Span(0, len(self.query)))

    def _suggestion(self, edit: Edit) -> Suggestion:
        line, column = line_and_column(self.query, edit.start)
        text = f"{self.query[: edit.start]}{edit.text}{self.query[edit.end :]}"
        written = self.query[edit.start : edit.end]
        return Suggestion(written, edit.text, line, column, edit.end - edit.start, text)


def shortened(text: str) -> str:
    """The text, or its beginning where it is long."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
