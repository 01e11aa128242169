"""Which sentence a quad belongs to.

Every quad that a source states is part of exactly one unit: a record, a part of one, a statement about
an entity, its names, its class, what an article says of itself.  Citations, reasons and passages go
with what they support, so that a unit is what a person takes for one thing said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from kg.bench.diff.lexicon import Lexicon
from kg.bench.diff.quads import ARTICLE, TYPE, Quad, Quads
from kg.model.terms import CUR, OWL, RDF, SKOS, Term, iri, is_iri

EVIDENCE = iri(CUR + "evidence")
CITATION = iri(CUR + "citation")
INFERENCE = iri(CUR + "inference")
OTHERS = iri(CUR + "others")
QUALIFIES = iri(CUR + "qualifies")
VALUE = iri(CUR + "value")
IN_ARTICLE = iri(CUR + "inArticle")
AS = iri(CUR + "as")
CODE = iri(CUR + "code")
MENTION = iri(CUR + "mention")
EDTF, EARLIEST, LATEST = (iri(CUR + name) for name in ("edtf", "earliest", "latest"))
LABELS = tuple(iri(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))
SAME, DIFFERENT, UNDECIDED = iri(OWL + "sameAs"), iri(OWL + "differentFrom"), iri(CUR + "undecidedFrom")
JUDGEMENTS = (SAME, DIFFERENT, UNDECIDED)
SUPPORT_KINDS = frozenset(iri(CUR + name) for name in ("Citation", "Inference", "Unnamed"))
EVIDENCE_KIND = iri(CUR + "Evidence")
_LINKS = (EVIDENCE, CITATION, INFERENCE)
_NOTHING = iri(RDF + "nil")


class Kind(Enum):
    """What a unit is, in the order in which the sentences of an entity are told."""

    CLASS = "class"
    NAMES = "names"
    MENTION = "mention"
    JUDGEMENT = "judgement"
    MINTED = "minted"
    STATEMENT = "statement"
    RECORD = "record"
    PART = "part"
    LISTED = "listed"
    ARTICLE = "article"
    PASSAGE = "passage"
    OTHER = "other"


class Unit(NamedTuple):
    """One thing said: its kind, the thing it is about, the property where it is about one, the graph.

    A record, a part and an article are in one graph, and the names of an entity in all of them: their
    graph is left empty.
    """

    kind: Kind
    subject: Term
    property: Term = _NOTHING
    graph: Term = _NOTHING


class Sorter:
    """Assigns the quads of one side to units."""

    def __init__(self, quads: Quads, lexicon: Lexicon, redirects: Mapping[str, str]) -> None:
        self.quads = quads
        self.lexicon = lexicon
        self._redirects = redirects

    def unit(self, quad: Quad) -> Unit:
        """The unit of a quad that a source states."""
        subject = quad.subject
        types = self.quads.values(subject, TYPE)
        if EVIDENCE_KIND in types:
            return Unit(Kind.PASSAGE, subject)
        if SUPPORT_KINDS.intersection(types):
            return self._supported(quad)
        if quad.predicate in _LINKS and (self._judges(quad) or not self._is_whole(subject, types)):
            return self._linked(quad)
        return self._of_subject(quad, types)

    def is_record(self, subject: Term) -> bool:
        """Whether a thing stands in a section of a curation file."""
        name = self.quads.local(subject) or ""
        return name.count("--") == 1 and any(
            self.lexicon.is_record_class(one) for one in self.quads.values(subject, TYPE)
        )

    def part_of(self, subject: Term) -> tuple[Term, Term] | None:
        """The record or entity that a thing is a nested part of, and the property; None for other things."""
        owner = self.owner(subject)
        if owner is None:
            return None
        for one in self.quads.stated(owner):
            if one.object == subject and one.predicate in self.lexicon.nested:
                return owner, one.predicate
        return None

    def owner(self, node: Term) -> Term | None:
        """What a node hangs on, by its name; None for what hangs on nothing."""
        name = self.quads.local(node)
        if name is None or "--" not in name:
            return None
        parts = name.split("--")
        nearest = self.quads.thing("--".join(parts[:-1]))
        if len(parts) > 2 and not self.quads.stated(nearest):
            entity = self._redirects.get(parts[1], parts[1])
            return self.quads.thing(entity)
        return nearest

    def _judges(self, quad: Quad) -> bool:
        """Whether a link leads to the reason of a judgement, which is no part of a record."""
        topics = self.quads.values(quad.object, QUALIFIES)
        return quad.predicate == INFERENCE and bool(topics) and topics[0] in JUDGEMENTS

    def _is_whole(self, subject: Term, types: Iterable[Term]) -> bool:
        """Whether all that is said about a thing is one unit: a record, a part, an article."""
        return ARTICLE in types or self.is_record(subject) or self.part_of(subject) is not None

    def _of_subject(self, quad: Quad, types: Iterable[Term]) -> Unit:
        subject, predicate = quad.subject, quad.predicate
        if predicate in JUDGEMENTS:
            return Unit(Kind.JUDGEMENT, subject, predicate)
        if ARTICLE in types:
            return Unit(Kind.ARTICLE, subject)
        if predicate in self.lexicon.nested and is_iri(quad.object):
            return Unit(Kind.PART, quad.object)
        if self.part_of(subject) is not None:
            return Unit(Kind.PART, subject)
        if self.is_record(subject):
            return Unit(Kind.RECORD, subject)
        if self.quads.values(subject, CODE):
            return Unit(Kind.MINTED, subject)
        if self.quads.local(subject) is None:
            return Unit(Kind.OTHER, subject)
        return self._about_entity(subject, predicate, quad.graph)

    def _about_entity(self, subject: Term, predicate: Term, graph: Term) -> Unit:
        if predicate in LABELS:
            return Unit(Kind.NAMES, subject)
        if predicate == TYPE:
            return Unit(Kind.CLASS, subject)
        if predicate in (IN_ARTICLE, _NOTHING):
            return Unit(Kind.LISTED, subject, graph=graph)
        if predicate == MENTION:
            return Unit(Kind.MENTION, subject, graph=graph)
        return Unit(Kind.STATEMENT, subject, predicate, graph)

    def _supported(self, quad: Quad) -> Unit:
        """The unit that a citation, a reason or an unnamed participant belongs to."""
        node = quad.subject
        owner = self.owner(node)
        while owner is not None and SUPPORT_KINDS.intersection(self.quads.values(owner, TYPE)):
            node, owner = owner, self.owner(owner)
        if owner is None:
            return Unit(Kind.OTHER, quad.subject)
        about = self.quads.values(node, QUALIFIES)
        return self._for_property(owner, about[0] if about else _NOTHING, quad.graph)

    def _linked(self, quad: Quad) -> Unit:
        """The unit of a link from an entity to a passage, a citation or a reason."""
        if quad.predicate == EVIDENCE:
            for citation in self.quads.values(quad.subject, CITATION, quad.graph):
                if quad.object in self.quads.values(citation, EVIDENCE):
                    about = self.quads.values(citation, QUALIFIES)
                    return self._for_property(quad.subject, about[0] if about else _NOTHING, quad.graph)
            return Unit(Kind.LISTED, quad.subject, graph=quad.graph)
        about = self.quads.values(quad.object, QUALIFIES)
        return self._for_property(quad.subject, about[0] if about else _NOTHING, quad.graph)

    def _for_property(self, subject: Term, predicate: Term, graph: Term) -> Unit:
        if predicate in JUDGEMENTS:
            return Unit(Kind.JUDGEMENT, subject, predicate)
        types = self.quads.values(subject, TYPE)
        if ARTICLE in types:
            return Unit(Kind.ARTICLE, subject)
        if self.part_of(subject) is not None:
            return Unit(Kind.PART, subject)
        if self.is_record(subject):
            return Unit(Kind.RECORD, subject)
        if self.quads.values(subject, CODE):
            return Unit(Kind.MINTED, subject)
        return self._about_entity(subject, predicate, graph)
