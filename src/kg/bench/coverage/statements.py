"""What one article says, counted as a person would: its statements, and on what each of them stands.

A statement is one value that the curation of an article gives to a property of an entity or of a
record, or that is taken over from another record of the occasion; a text in several languages is one.
Names, mentions and types are none, nor is what the engine keeps beside them (passages, hashes, offsets),
nor what the head of the file says of the article itself.  The command and the page of an
article both count with this module, so that they cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.graph.version.sentences import passages_of
from kg.model.terms import CUR, RDF, SKOS, Term, Triple, iri, is_iri, literal_parts

# Two ways to stand that are no code of the ontology: with a passage, and with nothing at all.
QUOTED = "quoted"
BARE = "bare"
DERIVED = "derived"

TYPE = iri(RDF + "type")
IN_ARTICLE = iri(CUR + "inArticle")
EVIDENCE = iri(CUR + "evidence")
CITATION = iri(CUR + "citation")
QUOTE = iri(CUR + "quote")
INFERENCE = iri(CUR + "inference")
QUALIFIES = iri(CUR + "qualifies")
VALUE = iri(CUR + "value")
BASIS = iri(CUR + "basis")
VIA = iri(CUR + "via")
OTHERS = iri(CUR + "others")
EDTF = iri(CUR + "edtf")
_OF_ENGINE = frozenset(iri(CUR + name) for name in ("Evidence", "Citation", "Inference", "Unnamed"))
_NAMES = frozenset(iri(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))
_OWN_PREFIX = f"<{CUR}"
_BASIS_PREFIX = f"<{CUR}basis-"


@dataclass(frozen=True, slots=True)
class Reading:
    """What must be known of an ontology to count its statements.

    `nested` are the properties whose values are parts of a record, each with the property that keys
    them or an empty term; `filled` those that the head of the article fills for records without them.
    """

    nested: Mapping[Term, Term]
    filled: frozenset[Term] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one property of an entity, a record, or a part of a record.

    `basis` is the code of its basis, `QUOTED` or `BARE`; `passage` says that a passage of the article
    carries it, which one that is inferred can have as well.
    """

    subject: Term
    predicate: Term
    value: Term
    basis: str
    passage: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that the graph of one article says.

    `passages` are the places of its evidence in raw code points, `end` exclusive, sorted; `entities`
    and `records` are the things that its file lists, sorted by IRI, and the two tuples below them
    those among them that have no evidence and no passage of their own.
    """

    article: Term
    statements: tuple[Statement, ...] = ()
    passages: tuple[tuple[int, int], ...] = ()
    entities: tuple[Term, ...] = ()
    records: tuple[Term, ...] = ()
    entities_without_evidence: tuple[Term, ...] = ()
    records_without_passage: tuple[Term, ...] = ()
    nodes: tuple[Term, ...] = field(default=(), repr=False)

    def by_basis(self) -> dict[str, int]:
        """How many statements stand on what."""
        return dict(Counter(one.basis for one in self.statements))


class _Graph:
    """The triples of one article, by subject."""

    def __init__(self, article: Term, triples: Iterable[Triple], nested: Mapping[Term, Term]) -> None:
        self.article = article
        self.head = f"{article[:-1]}--"
        self.nested = nested
        self.values: dict[Term, dict[Term, list[Term]]] = {}
        for subject, predicate, value in triples:
            self.values.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self.listed = sorted(
            one
            for one, said in self.values.items()
            if article in said.get(IN_ARTICLE, ()) and _OF_ENGINE.isdisjoint(said.get(TYPE, ()))
        )

    def of(self, subject: Term, predicate: Term) -> list[Term]:
        return self.values.get(subject, {}).get(predicate, [])

    def told(self) -> dict[Term, tuple[Term, str]]:
        """Every node that has statements, with the node it is a part of and the key that names it there.

        An entity or a record is a part of itself, and no key names it.
        """
        found: dict[Term, tuple[Term, str]] = {one: (one, "") for one in self.listed}
        open_nodes = list(self.listed)
        while open_nodes:
            node = open_nodes.pop()
            for predicate, key in self.nested.items():
                for part in self.of(node, predicate):
                    if part not in found and part in self.values and part.startswith(self.head):
                        found[part] = (node, key)
                        open_nodes.append(part)
        return found

    def passage(self, statement: Triple, owner: Term, *, inferred: bool) -> bool:
        """Whether a passage carries a statement: its own, the thing's as a whole, or the record's.

        The statements of a record were read together, so one that is simply stated rests on any passage
        of the record; what is inferred or taken over needs a passage of its own.
        """
        subject, predicate, value = statement
        about = self.about(subject, CITATION, predicate, value)
        if any(self.of(one, EVIDENCE) for one in about):
            return True
        if inferred:
            return False
        if (predicate in self.nested or predicate == OTHERS) and self.of(value, EVIDENCE):
            return True
        passages = self.of(subject, EVIDENCE)
        if subject.startswith(self.head):
            return bool(passages or (owner.startswith(self.head) and self.of(owner, EVIDENCE)))
        cited = {one for node in self.of(subject, CITATION) for one in self.of(node, EVIDENCE)}
        return not cited.issuperset(passages)

    def basis(self, statement: Triple) -> str:
        """The code of the basis of a statement, empty where it is simply stated."""
        subject, predicate, value = statement
        about = self.about(subject, INFERENCE, predicate, value)
        codes = sorted(code[len(_BASIS_PREFIX) : -1] for one in about for code in self.of(one, BASIS))
        return codes[0] if codes else ""

    def about(self, subject: Term, link: Term, predicate: Term, value: Term) -> list[Term]:
        """Citations or inferences of a statement; those for its very value come first."""
        nodes = [one for one in self.of(subject, link) if predicate in self.of(one, QUALIFIES)]
        exact = [one for one in nodes if value in self.of(one, VALUE)]
        return exact or [one for one in nodes if not self.of(one, VALUE)]


def read_statements(article: Term, triples: Iterable[Triple], reading: Reading) -> Said:
    """What the graph of an article says.

    `article` is its IRI, and `triples` are those of its named graph in any order.
    """
    known = list(triples)
    graph = _Graph(article, known, reading.nested)
    told = graph.told()
    head = {one for values in graph.values.get(article, {}).values() for one in values}
    statements: list[Statement] = []
    for node, (owner, key) in sorted(told.items()):
        for predicate, values in sorted(graph.values[node].items()):
            if not _is_said(predicate) or predicate == key:
                continue
            own = values if predicate not in reading.filled else [one for one in values if one not in head]
            triples = (Triple(node, predicate, one) for one in _once_in_all_languages(own))
            statements += [_statement(graph, one, owner) for one in triples]
    entities = tuple(one for one in graph.listed if not one.startswith(graph.head))
    records = tuple(one for one in graph.listed if one.startswith(graph.head))
    shown = _shown_by_passages(graph, statements, told)
    return Said(
        article,
        tuple(statements),
        passages_of(known),
        entities,
        records,
        tuple(one for one in entities if one not in shown),
        tuple(one for one in records if not graph.of(one, EVIDENCE)),
        tuple(sorted(told)),
    )


def _is_said(predicate: Term) -> bool:
    if predicate.startswith(_OWN_PREFIX):
        return predicate in (EDTF, OTHERS)
    return predicate != TYPE and predicate not in _NAMES


def _once_in_all_languages(values: Iterable[Term]) -> list[Term]:
    """The values of a property, sorted; of texts that have a language, the first alone."""
    ordered = sorted(values)
    tagged = [one for one in ordered if not is_iri(one) and literal_parts(one).language]
    return [one for one in ordered if one not in tagged[1:]]


def _statement(graph: _Graph, triple: Triple, owner: Term) -> Statement:
    basis = graph.basis(triple)
    passage = graph.passage(triple, owner, inferred=bool(basis))
    return Statement(*triple, basis or (QUOTED if passage else BARE), passage)


def _shown_by_passages(
    graph: _Graph, statements: Iterable[Statement], told: Mapping[Term, tuple[Term, str]]
) -> set[Term]:
    """The things that a passage speaks of: subjects and values of statements that one carries.

    A part of a record speaks of the thing that keys it, and a node that a code has minted of the thing
    it was minted for.  Whom the head of the article names, such as its publisher, counts too.
    """
    shown = {one for values in graph.values.get(graph.article, {}).values() for one in values}
    shown.update(one for one in graph.listed if graph.of(one, EVIDENCE))
    for one in statements:
        if not one.passage:
            continue
        shown.update((one.subject, one.value))
        for node in (one.subject, one.value):
            if node in told:
                _, key = told[node]
                shown.update(graph.of(node, Term(key)) if key else ())
            elif node != graph.article:
                shown.update(value for values in graph.values.get(node, {}).values() for value in values)
    return shown
