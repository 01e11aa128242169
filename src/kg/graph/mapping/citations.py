"""Why a record says what it says: evidence, citations and inferences as nodes.

An Evidence is a passage of an article; a Citation ties it to one property or value of a record; an
Inference gives the basis and the reason of what is not simply stated.  The terms follow the Web
Annotation selectors (oa:TextQuoteSelector, oa:TextPositionSelector) and PROV-O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.curation.evidence import Verified
from kg.curation.records import Quote, Reason, Unnamed
from kg.curation.text import quote_hash
from kg.curation.tree import Scalar
from kg.graph.mapping.statements import Statements
from kg.graph.vocabulary import PREF_LABEL, TYPE, Vocabulary
from kg.model.diagnostics import did_you_mean
from kg.model.iris import AUTHORITY, kebab
from kg.model.marks import Mark
from kg.model.terms import CUR, XSD, Term, iri, literal
from kg.model.wording import listed, phrase

CUR_ARTICLE = iri(CUR + "Article")
CUR_EVIDENCE = iri(CUR + "Evidence")
CUR_CITATION = iri(CUR + "Citation")
CUR_INFERENCE = iri(CUR + "Inference")
CUR_UNNAMED = iri(CUR + "Unnamed")
EVIDENCE = iri(CUR + "evidence")
IN_ARTICLE = iri(CUR + "inArticle")
CITATION = iri(CUR + "citation")
INFERENCE = iri(CUR + "inference")
QUALIFIES = iri(CUR + "qualifies")
VALUE = iri(CUR + "value")
BASIS = iri(CUR + "basis")
BECAUSE = iri(CUR + "because")
VIA = iri(CUR + "via")
EDTF = iri(CUR + "edtf")
EARLIEST = iri(CUR + "earliest")
LATEST = iri(CUR + "latest")
_QUOTE = iri(CUR + "quote")
_START = iri(CUR + "start")
_END = iri(CUR + "end")
_OCCURRENCE = iri(CUR + "occurrence")
_SHA256 = iri(CUR + "sha256")
_OTHERS = iri(CUR + "others")
_AS = iri(CUR + "as")

_DATES = (XSD + "date", XSD + "gYearMonth", XSD + "gYear")
ENGINE_BASES = frozenset({"derived", "taken-over"})  # bases that no curator writes
ENGINE_PROPERTIES = {"date": EDTF, "type": TYPE, "name": PREF_LABEL}


@dataclass(frozen=True, slots=True)
class Node:
    """A node under construction: its IRI, the parts of its local name, its graph, its file.

    For what an article says about an entity the parts differ from the IRI: the entity is global,
    but the nodes that hang on it belong to the article.
    """

    term: Term
    parts: tuple[str, ...]
    graph: Term
    article: str
    language: str = ""

    @property
    def is_authority(self) -> bool:
        """Whether the authority file says this, and not an article."""
        return self.parts[0] == AUTHORITY


@dataclass(frozen=True, slots=True)
class Topic:
    """What a quote or a reason is about: a property (None: the whole node) and perhaps one value."""

    key: str
    predicate: Term | None = None
    value: Term | None = None


class Citations:
    """Makes evidence, citations and inferences.

    `passages` are the verified quotes by their mark, `undated` the articles whose page has no date.
    """

    def __init__(
        self,
        statements: Statements,
        vocabulary: Vocabulary,
        passages: Mapping[Mark, Verified],
        *,
        undated: frozenset[str] = frozenset(),
    ) -> None:
        self.statements = statements
        self.vocabulary = vocabulary
        self.passages = passages
        self.undated = undated

    def cite(self, node: Node, quotes: Iterable[Quote], topics: Mapping[str, Sequence[Topic]]) -> None:
        """Attach quotes to a node; `topics` says what the keys of a quote map stand for."""
        for quote in quotes:
            evidence = self.evidence(node, quote)
            mark = quote.phrase.mark
            self.statements.add(node.graph, node.term, EVIDENCE, evidence, mark)
            self.statements.add_property(node.term, EVIDENCE, mark)
            if quote.about is None:
                continue
            for topic in self._topics(quote.about, topics, "quote"):
                self.cite_topic(node, topic, evidence, mark)

    def cite_topic(self, node: Node, topic: Topic, evidence: Term, mark: Mark) -> None:
        """Tie a passage to one property or value of a node."""
        citation = self.statements.minter.thing(*node.parts, f"quote-{topic.key}")
        add = self.statements.add
        add(node.graph, node.term, CITATION, citation, mark)
        if not self.statements.is_made(citation):
            self.statements.describe(node.graph, citation, CUR_CITATION, mark)
        add(node.graph, citation, EVIDENCE, evidence, mark)
        add(node.graph, citation, IN_ARTICLE, self.statements.minter.thing(node.article), mark)
        self._about(node, citation, topic, mark)

    def infer(self, node: Node, reasons: Iterable[Reason], topics: Mapping[str, Sequence[Topic]]) -> None:
        """Attach the reasons of a block to its node."""
        for reason in reasons:
            if reason.about is None:
                self.statements.report(
                    "reason-without-property",
                    reason.mark,
                    phrase("`inferred` does not say what it qualifies"),
                    phrase("write inferred: {{<property>: <reason>}}"),
                )
                continue
            for topic in self._topics(reason.about, topics, "inferred"):
                self.infer_topic(node, topic, reason)

    def infer_topic(self, node: Node, topic: Topic, reason: Reason) -> None:
        """Give the basis and the reason of one property or value of a node."""
        default = "curator" if node.is_authority else "inferred"
        code = reason.basis.text if reason.basis is not None else default
        basis = self.vocabulary.bases.get(code)
        if reason.basis is not None and (basis is None or code in ENGINE_BASES):
            known = sorted(set(self.vocabulary.bases) - ENGINE_BASES)
            hint = did_you_mean(code, known, otherwise=phrase("bases: {known}", known=listed(known)))
            words = phrase("unknown basis `{code}`", code=code)
            self.statements.report("unknown-code", reason.basis.mark, words, hint)
            return
        if code.startswith("publication-") and node.article in self.undated and reason.basis is not None:
            self.statements.report(
                "no-page-date",
                reason.basis.mark,
                phrase(
                    "nothing can follow from the date of the page, which is `unstated`: `{code}`", code=code
                ),
                phrase("another basis, or `published` in the head"),
            )
        if (
            code == "curator"
            and not node.is_authority
            and not self._is_date(topic)
            and reason.basis is not None
        ):
            self.statements.report(
                "outside-knowledge",
                reason.basis.mark,
                phrase(
                    "an article file says what its article says; `curator` is allowed for the year of a date"
                ),
                phrase("what you know beyond the article goes to the authority file"),
            )
        self.note(node, topic, basis or iri(CUR + f"basis-{code}"), reason.because, reason.mark)

    def note(
        self, node: Node, topic: Topic, basis: Term, because: str, mark: Mark, prefix: str = "inferred"
    ) -> Term:
        """Make an Inference node and return it."""
        inference = self.statements.minter.thing(*node.parts, f"{prefix}-{topic.key}")
        add = self.statements.add
        add(node.graph, node.term, INFERENCE, inference, mark)
        self.statements.describe(node.graph, inference, CUR_INFERENCE, mark)
        self._about(node, inference, topic, mark)
        add(node.graph, inference, BASIS, basis, mark)
        if not node.is_authority:
            add(node.graph, inference, IN_ARTICLE, self.statements.minter.thing(node.article), mark)
        if because:
            add(node.graph, inference, BECAUSE, literal(because), mark)
        return inference

    def others(self, node: Node, others: Sequence[Unnamed]) -> None:
        """Attach participants whom the article does not name."""
        for number, unnamed in enumerate(others, start=1):
            term = self.statements.minter.thing(*node.parts, f"others-{number}")
            mark = unnamed.label.mark
            self.statements.add(node.graph, node.term, _OTHERS, term, mark)
            self.statements.describe(node.graph, term, CUR_UNNAMED, mark)
            self.statements.add(node.graph, term, _AS, literal(unnamed.label.text), mark)
            inner = Node(term, (*node.parts, f"others-{number}"), node.graph, node.article, node.language)
            self.cite(inner, unnamed.quotes, {})

    def evidence(self, node: Node, quote: Quote) -> Term:
        """The Evidence node of a quote, made on first use.

        A phrase that could not be verified has been reported already; it gets a place before the
        text, so that no second finding says that the record has no evidence.
        """
        phrase = quote.phrase
        passage = self.passages.get(phrase.mark)
        start, end = (passage.start, passage.end) if passage else (0, len(phrase.text))
        term = self.statements.minter.thing(node.article, f"{start}-{end}")
        if self.statements.is_made(term):
            return term
        mark, add, graph = phrase.mark, self.statements.add, node.graph
        self.statements.describe(graph, term, CUR_EVIDENCE, mark)
        add(graph, term, IN_ARTICLE, self.statements.minter.thing(node.article), mark)
        text = literal(" ".join(phrase.text.split()), language=node.language)
        add(graph, term, _QUOTE, text, mark)
        add(graph, term, _START, literal(str(start), datatype=XSD + "integer"), mark)
        add(graph, term, _END, literal(str(end), datatype=XSD + "integer"), mark)
        if quote.occurrence is not None:
            count = literal(str(quote.occurrence), datatype=XSD + "integer")
            add(graph, term, _OCCURRENCE, count, mark)
        digest = passage.quote_sha256 if passage else quote_hash(phrase.text)
        add(graph, term, _SHA256, literal(digest), mark)
        return term

    def _is_date(self, topic: Topic) -> bool:
        prop = self.vocabulary.property_of(topic.predicate) if topic.predicate is not None else None
        return topic.predicate == EDTF or (prop is not None and prop.datatype in _DATES)

    def _about(self, node: Node, about: Term, topic: Topic, mark: Mark) -> None:
        if topic.predicate is not None:
            self.statements.add(node.graph, about, QUALIFIES, topic.predicate, mark)
        if topic.value is not None:
            self.statements.add(node.graph, about, VALUE, topic.value, mark)

    def _topics(self, about: Scalar, topics: Mapping[str, Sequence[Topic]], key: str) -> Sequence[Topic]:
        if about.text in topics:
            return topics[about.text]
        otherwise = phrase("properties and values of this record: {known}", known=listed(topics))
        hint = did_you_mean(about.text, topics, otherwise=otherwise)
        words = phrase(
            "`{key}` names `{name}`, which is neither a property nor a value of this record",
            key=key,
            name=about.text,
        )
        self.statements.report(
            "unknown-quote-key" if key == "quote" else "unknown-inferred-key", about.mark, words, hint
        )
        return ()


def topic_of_property(name: str, predicate: Term) -> Topic:
    """A property as a topic."""
    return Topic(kebab(name), predicate)


def topic_of_value(name: str, predicate: Term, local: str, value: Term) -> Topic:
    """One value of a property as a topic."""
    return Topic(f"{kebab(name)}-{local}", predicate, value)
