"""From records to triples, by what the ontology says of each key.

The mapping is total: every key and value of a file becomes triples with a place in the source map,
or a diagnostic at its own place; nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from weakref import proxy

from kg.curation.blocks import ENGINE_KEYS
from kg.curation.dates import DateError, EdtfDate, parse_date
from kg.curation.records import ArticleFile, Block, Head, Name, Property
from kg.curation.tree import Scalar
from kg.graph.mapping.citations import (
    CUR_ARTICLE,
    EARLIEST,
    EDTF,
    ENGINE_PROPERTIES,
    IN_ARTICLE,
    LATEST,
    Citations,
    Node,
    Topic,
    topic_of_property,
    topic_of_value,
)
from kg.graph.mapping.meanings import Meanings
from kg.graph.mapping.property_values import PropertyValues
from kg.graph.mapping.register import Register
from kg.graph.mapping.statements import Statements
from kg.graph.mapping.values import LiteralError, date_literal
from kg.graph.vocabulary import (
    ALT_LABEL,
    HIDDEN_LABEL,
    PREF_LABEL,
    OntologyClass,
    OntologyProperty,
)
from kg.model.diagnostics import did_you_mean, nearest
from kg.model.iris import join
from kg.model.terms import CUR, DCTERMS, XSD, Term, iri, literal
from kg.model.wording import phrase

LABELS = {
    "name": PREF_LABEL,
    "alias": ALT_LABEL,
    "misspelling": HIDDEN_LABEL,
    "mention": iri(CUR + "mention"),
}
_STATUS = iri(CUR + "status")
_SHA256 = iri(CUR + "sha256")
_TITLE, _LANGUAGE, _ISSUED, _PUBLISHER = (
    iri(DCTERMS + name) for name in ("title", "language", "issued", "publisher")
)


class Mapper:
    """Makes the triples of the articles, one file after the other."""

    def __init__(
        self,
        meanings: Meanings,
        register: Register,
        statements: Statements,
        citations: Citations,
        languages: Sequence[str],
    ) -> None:
        self.meanings = meanings
        self.vocabulary = vocabulary = meanings.vocabulary
        self.register = register
        self.statements = statements
        self.citations = citations
        self.thing = statements.minter.thing
        # Weakly, for each article has a mapper of its own: in a circle it would stay, with all that it made,
        # until circles are looked for.
        part = partial(Mapper.part, proxy(self))
        self.values = PropertyValues(vocabulary, register, statements, citations, languages, part)

    def article(self, article: ArticleFile) -> None:
        """Map one curation file into its named graph; names of entities are mapped over all files."""
        graph = self.statements.minter.graph(article.id)
        language = article.head.language.text if article.head.language else ""
        term = self.thing(article.id)
        self.head(article.head, Node(term, (article.id,), graph, article.id, language))
        for block in article.entities:
            name = self.register.resolve(block.key.text, article.id)
            if name is None or self.register.is_removed(name):
                continue
            node = Node(self.thing(name), (article.id, block.key.text), graph, article.id, language)
            self.statements.add_subject(node.term, block.key.mark)
            self.statements.add(graph, node.term, IN_ARTICLE, term, block.key.mark)
            self.entity(node, block)
        for section, block in article.records():
            name = join(article.id, block.key.text)
            cls = self.register.class_of(name)
            if cls is None or self.register.is_removed(name) or not self.meanings.has_section(section.text):
                continue
            node = Node(self.thing(name), (article.id, block.key.text), graph, article.id, language)
            self.statements.describe(graph, node.term, cls.iri, (block.type or block.key).mark)
            self.statements.add_subject(node.term, block.key.mark)
            self.statements.add(graph, node.term, IN_ARTICLE, term, block.key.mark)
            self.labels(node, block.names)
            self.block(node, block, [cls])

    def entity(self, node: Node, block: Block) -> None:
        """What one file says about an entity; its names come later, over all files."""
        name = self.statements.minter.local(node.term) or ""
        cls = self.register.class_of(name)
        own = self.register.class_of_minted(block.key.text) if block.type is not None else None
        if own is not None and block.type is not None:
            self.statements.describe(node.graph, node.term, own.iri, block.type.mark)
            self.statements.add_subject(node.term, block.key.mark)
        self.labels(node, [one for one in block.names if one.kind == "mention"])
        self.block(node, block, [cls] if cls else [])

    def part(self, node: Node, block: Block, classes: Sequence[OntologyClass]) -> None:
        """An entry of a map that became a node of its own."""
        self.labels(node, block.names)
        self.block(node, block, classes)

    def head(self, head: Head, node: Node) -> None:
        """Map what a file says about an article as such."""
        add, graph, term = self.statements.add, node.graph, node.term
        if not node.is_authority:
            self.statements.describe(graph, term, CUR_ARTICLE, head.id.mark)
        if head.status is not None:
            self.statements.add_property(term, _STATUS, head.status.code.mark)
        for title in head.titles:
            text = literal(title.text.text, language=title.language)
            add(graph, term, _TITLE, text, title.text.mark)
        if head.language is not None:
            add(graph, term, _LANGUAGE, literal(head.language.text), head.language.mark)
        if head.sha256 is not None:
            add(graph, term, _SHA256, literal(head.sha256.text), head.sha256.mark)
        issued = self.issued(head)
        if issued is not None and head.published is not None:
            add(graph, term, _ISSUED, issued, head.published.mark)
            self.statements.add_property(term, _ISSUED, head.published.mark)
        if head.publisher is not None:
            publisher = self.values.reference(head.publisher, node)
            if publisher is not None:
                add(graph, term, _PUBLISHER, publisher, head.publisher.mark)
        for key, address in (("url", head.url), ("archived", head.archived)):
            if address is not None:
                self.values.literal(node, iri(CUR + key), address, XSD + "anyURI")
        if head.status is not None:
            status = self.values.code(head.status.code, self.vocabulary.statuses, phrase("status"))
            if status is not None:
                add(graph, term, _STATUS, status, head.status.code.mark)
            if head.status.date is not None:
                self.values.literal(node, iri(CUR + "statusDate"), head.status.date, XSD + "date")

    def issued(self, head: Head) -> Term | None:
        """The date of the page, or None where it has none."""
        date = head.published_date
        if date is None:
            return None
        try:
            return date_literal(date.text)
        except LiteralError as problem:
            hint = problem.help or phrase("a day, a month or a year, or the word `unstated`")
            self.statements.report("bad-date", date.mark, problem.message, hint)
            return None

    def block(self, node: Node, block: Block, classes: Sequence[OntologyClass]) -> None:
        """Properties, date, quotes, reasons and unnamed participants of one node."""
        if block.date is not None:
            self.date(node, block.date, classes)
        meanings = [
            (prop, meaning) for prop in block.properties if (meaning := self.meaning(prop.key, classes))
        ]
        topics = self.topics(node, block, classes, meanings)
        minted = {meaning.mints for _, meaning in meanings}
        self.citations.cite(node, block.quotes, topics)
        self.citations.infer(node, block.reasons, topics)
        self.citations.others(node, block.others)
        for prop, meaning in meanings:
            if meaning.derived:
                words = phrase(
                    "`{key}` is derived by a rule of the ontology and not written by hand", key=meaning.name
                )
                self.statements.report("derived-property", prop.key.mark, words)
            elif meaning.iri in minted:
                continue  # goes into the name of the node that the other key mints
            elif partner := self.meanings.minting_partner(meaning, classes):
                words = phrase("`{key}` needs `{other}` beside it", key=meaning.name, other=partner.name)
                self.statements.report("partner-missing", prop.key.mark, words)
            else:
                self.values.property(node, block, prop, meaning, classes)
        for meaning in self.meanings.filled_by_article(tuple(cls.iri for cls in classes)):
            self.from_article(node, block, meaning)

    def date(self, node: Node, value: Scalar, classes: Sequence[OntologyClass]) -> None:
        """The date of a record: as written, with the first and the last day that it can mean."""
        if classes and not any(self.vocabulary.is_dated(cls.iri) for cls in classes):
            words = phrase("the class {name} has no `date`", name=classes[0].name)
            help = phrase("dates belong to events and the like")
            self.statements.report("no-date-here", value.mark, words, help)
            return
        try:
            date = parse_date(value.text)
        except DateError as problem:
            self.statements.report("bad-date", value.mark, problem.message, problem.help)
            return
        for predicate, term in date_terms(date).items():
            self.statements.add(node.graph, node.term, predicate, term, value.mark)
            self.statements.add_property(node.term, predicate, value.mark)

    def from_article(self, node: Node, block: Block, meaning: OntologyProperty) -> None:
        """A property that the head of the article fills, unless the record states it."""
        head = self.register.articles.get(node.article)
        given = any(prop.key.text == meaning.name for prop in block.properties)
        if head is None or given or meaning.from_article != "published":
            return
        date = head.published_date
        if date is not None:
            try:
                term = date_literal(date.text)
            except LiteralError:
                return  # reported once, at the head
            if not meaning.datatype or term.endswith(f"^^<{meaning.datatype}>"):
                self.statements.add(node.graph, node.term, meaning.iri, term, date.mark)

    def labels(self, node: Node, names: Sequence[Name]) -> None:
        """Names of a record, and mentions of an entity; the entity's own names are mapped elsewhere."""
        for name in names:
            text = literal(" ".join(name.text.text.split()), language=name.language or node.language)
            self.statements.add(node.graph, node.term, LABELS[name.kind], text, name.text.mark)

    def topics(
        self,
        node: Node,
        block: Block,
        classes: Sequence[OntologyClass],
        meanings: Sequence[tuple[Property, OntologyProperty]],
    ) -> dict[str, list[Topic]]:
        """What the keys below `quote` and `inferred` can stand for in this block."""
        found: dict[str, list[Topic]] = {}
        for key, predicate in ENGINE_PROPERTIES.items():
            if {"date": block.date, "type": block.type, "name": block.names}[key]:
                found[key] = [topic_of_property(key, predicate)]
        for prop, meaning in meanings:
            # Under both names, when the key was misspelt and the nearest property taken.
            found[prop.key.text] = found[meaning.name] = [topic_of_property(meaning.name, meaning.iri)]
            if meaning.datatype or meaning.is_code:
                continue
            for value in prop.values:
                name = self.register.resolve(value.scalar.text, node.article)
                if name is None:
                    continue
                if self.register.is_removed(name):
                    found.setdefault(value.scalar.text, [])  # known, but nothing can be said of it
                else:
                    target = self.thing(name)
                    topic = topic_of_value(
                        meaning.name, meaning.iri, self.values.name_here(target, node), target
                    )
                    found.setdefault(value.scalar.text, []).append(topic)
        mine = tuple(cls.iri for cls in classes)
        for meaning in (*self.meanings.filled_by_article(mine), *self.meanings.naming_keys(mine)):
            found.setdefault(meaning.name, [topic_of_property(meaning.name, meaning.iri)])
        return found

    def meaning(self, key: Scalar, classes: Sequence[OntologyClass]) -> OntologyProperty | None:
        """What a key means; an unknown one is reported, and the nearest of the class taken in its place.

        Nothing is published while there is an error, so the guess only keeps one slip from making
        findings elsewhere.
        """
        properties = self.vocabulary.properties
        if key.text in properties:
            return properties[key.text]
        known = [*properties, *ENGINE_KEYS]
        otherwise = phrase("keys are the local names of the ontology's properties")
        hint = did_you_mean(key.text, known, otherwise=otherwise)
        words = phrase("unknown key `{key}`", key=key.text)
        self.statements.report("unknown-key", key.mark, words, hint)
        near = properties.get(nearest(key.text, known) or "")
        return near if near and any(self.meanings.belongs(near.iri, cls.iri) for cls in classes) else None


def date_terms(date: EdtfDate) -> dict[Term, Term]:
    """A date as the engine's three properties: as written, first day, last day."""
    return {
        EDTF: literal(date.text),
        EARLIEST: literal(date.earliest.isoformat(), datatype=XSD + "date"),
        LATEST: literal(date.latest.isoformat(), datatype=XSD + "date"),
    }
