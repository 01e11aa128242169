"""The values of one key, by what the ontology says of the property: things, codes, literals, parts.

A value that cannot be read is reported at its own place with the nearest right one, and the rest
of the record is mapped all the same, so that one run reports every slip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kg.curation.records import Block, Property, Value
from kg.curation.tree import Scalar
from kg.graph.mapping.citations import EVIDENCE, Citations, Node, topic_of_value
from kg.graph.mapping.register import Register
from kg.graph.mapping.statements import Statements
from kg.graph.mapping.values import LiteralError, read_literal
from kg.graph.vocabulary import LANG_STRING, OntologyClass, OntologyProperty, Vocabulary
from kg.model.diagnostics import did_you_mean, info, nearest
from kg.model.iris import join
from kg.model.terms import CUR, Term, iri, literal
from kg.model.wording import Message, listed, phrase

MapBlock = Callable[[Node, Block, Sequence[OntologyClass]], None]


class PropertyValues:
    """Makes the triples of one property; `map_block` maps what stands below an entry of a map."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        register: Register,
        statements: Statements,
        citations: Citations,
        languages: Sequence[str],
        map_block: MapBlock,
    ) -> None:
        self.vocabulary = vocabulary
        self.register = register
        self.statements = statements
        self.citations = citations
        self.languages = tuple(languages)
        self.map_block = map_block
        self.thing = statements.minter.thing

    def property(
        self,
        node: Node,
        block: Block,
        prop: Property,
        meaning: OntologyProperty,
        classes: Sequence[OntologyClass],
    ) -> None:
        """The values of one key; what has a finding here gets no second one from a shape."""
        before = len(self.statements.found)
        self.map_values(node, block, prop, meaning, classes)
        if len(self.statements.found) > before or not prop.values:
            self.statements.faulty.add((node.term, meaning.iri))

    def map_values(
        self,
        node: Node,
        block: Block,
        prop: Property,
        meaning: OntologyProperty,
        classes: Sequence[OntologyClass],
    ) -> None:
        """The values of one key, by the kind of the property."""
        self.statements.add_property(node.term, meaning.iri, prop.key.mark)
        if meaning.datatype == LANG_STRING:
            self.language_map(node, prop, meaning)
            return
        if meaning.functional and len(prop.values) > 1:
            words = phrase("`{key}` takes one value, and here are {n}", key=prop.key.text, n=len(prop.values))
            self.statements.report("one-value-only", prop.values[1].scalar.mark, words)
        if meaning.nested and not prop.is_map and prop.values:
            first = prop.values[0].scalar
            words = phrase("`{key}`: expected a map from id to its keys, not a list", key=prop.key.text)
            help = phrase("write {key}: {{{id}: {{…}}}}", key=prop.key.text, id=first.text)
            self.statements.report("wrong-shape", first.mark, words, help)
        seen: set[str] = set()
        for value in prop.values:
            if value.scalar.text in seen:
                words = phrase(
                    "`{value}` stands twice under `{key}`", value=value.scalar.text, key=prop.key.text
                )
                help = phrase("remove one of them")
                self.statements.report("value-twice", value.scalar.mark, words, help)
                continue
            seen.add(value.scalar.text)
            if meaning.nested:
                self.nested(node, block, value, prop, meaning)
            elif meaning.datatype:
                self.plain(value, meaning)
                self.literal(node, meaning.iri, value.scalar, meaning.datatype)
            elif meaning.is_code:
                self.code_value(node, block, value, meaning, classes)
            else:
                self.object(node, value, meaning)

    def object(self, node: Node, value: Value, meaning: OntologyProperty) -> None:
        """One thing as a value, perhaps with its own quote and reason."""
        target = self.reference(value.scalar, node)
        if target is None:
            return
        self.statements.add(node.graph, node.term, meaning.iri, target, value.scalar.mark)
        self.detail(node, value, meaning, target)

    def detail(self, node: Node, value: Value, meaning: OntologyProperty, target: Term) -> None:
        """The quote and the reason that a map gives for one value."""
        if isinstance(value.detail, Scalar):
            words = phrase("`{key}`: expected a map such as {{quote: …}}", key=value.scalar.text)
            self.statements.report("wrong-shape", value.detail.mark, words)
        elif value.detail is not None:
            topic = topic_of_value(meaning.name, meaning.iri, self.name_here(target, node), target)
            for quote in value.detail.quotes:
                evidence = self.citations.evidence(node, quote)
                self.statements.add(node.graph, node.term, EVIDENCE, evidence, quote.phrase.mark)
                self.citations.cite_topic(node, topic, evidence, quote.phrase.mark)
            for reason in value.detail.reasons:
                self.citations.infer_topic(node, topic, reason)
            self.only(value.detail, ("quote", "occurrence", "inferred", "accept"))

    def nested(
        self, node: Node, block: Block, value: Value, prop: Property, meaning: OntologyProperty
    ) -> None:
        """An entry of a map keyed by id becomes a node of its own."""
        target = self.reference(value.scalar, node)
        cls = next((found for one in meaning.ranges if (found := self.vocabulary.class_of(one))), None)
        if target is None or cls is None or meaning.key_property is None:
            return
        local = self.name_here(target, node)
        inner = Node(
            self.thing(*node.parts, local), (*node.parts, local), node.graph, node.article, node.language
        )
        mark = value.scalar.mark
        self.statements.add(node.graph, node.term, meaning.iri, inner.term, mark)
        self.statements.describe(node.graph, inner.term, cls.iri, mark)
        self.statements.add(node.graph, inner.term, meaning.key_property, target, mark)
        if value.detail is None and not prop.is_map:
            self.statements.faulty.add((inner.term, None))  # a list cannot say more of its members
        if isinstance(value.detail, Block):
            if value.detail.type is not None:
                words = phrase(
                    "an entry of `{key}` has no `type`; it is a {name}", key=meaning.name, name=cls.name
                )
                self.statements.report("unknown-key", value.detail.type.mark, words)
            self.map_block(inner, value.detail, [cls])
        elif value.detail is not None:
            words = phrase("`{key}`: expected a map such as {{role: host}}", key=local)
            self.statements.report("wrong-shape", value.detail.mark, words)
            self.statements.faulty.add((inner.term, None))
        if not (isinstance(value.detail, Block) and value.detail.quotes):
            self.take_evidence(inner, block, prop)

    def take_evidence(self, inner: Node, block: Block, prop: Property) -> None:
        """An entry without a quote rests on what the record quotes for the property, else for itself."""
        about = [
            quote for quote in block.quotes if quote.about is not None and quote.about.text == prop.key.text
        ]
        plain = [quote for quote in block.quotes if quote.about is None]
        for quote in about or plain or block.quotes:
            evidence = self.citations.evidence(inner, quote)
            self.statements.add(inner.graph, inner.term, EVIDENCE, evidence, quote.phrase.mark)

    def code_value(
        self,
        node: Node,
        block: Block,
        value: Value,
        meaning: OntologyProperty,
        classes: Sequence[OntologyClass],
    ) -> None:
        """A code; where it mints a node together with another property, that node."""
        known = self.vocabulary.codes(meaning, [cls.iri for cls in classes])
        code = self.code(value.scalar, known, meaning.name)
        if code is None:
            return
        together = self.vocabulary.property_of(meaning.mints) if meaning.mints else None
        partner = next((one for one in block.properties if together and one.key.text == together.name), None)
        if together is None or partner is None:
            self.statements.add(node.graph, node.term, meaning.iri, code, value.scalar.mark)
            self.detail(node, value, meaning, code)
            return
        for other in partner.values:
            target = self.reference(other.scalar, node)
            cls = next((found for one in meaning.ranges if (found := self.vocabulary.class_of(one))), None)
            if target is None or cls is None:
                continue
            notation = next(name for name, concept in known.items() if concept == code)
            minted = self.thing(self.statements.minter.local(target) or "", notation)
            self.statements.add(node.graph, node.term, meaning.iri, minted, value.scalar.mark)
            self.statements.add_property(node.term, together.iri, partner.key.mark)
            self.statements.describe(node.graph, minted, cls.iri, value.scalar.mark)
            self.statements.add(node.graph, minted, iri(CUR + "code"), code, value.scalar.mark)
            self.statements.add(node.graph, minted, together.iri, target, other.scalar.mark)
            self.detail(node, value, meaning, minted)
            if other.detail is not None:
                words = phrase(
                    "quote and reason of this {name} stand below `{key}`", name=cls.name, key=meaning.name
                )
                self.statements.report("wrong-shape", other.detail_mark, words)

    def language_map(self, node: Node, prop: Property, meaning: OntologyProperty) -> None:
        """Texts by language."""
        if not prop.is_map:
            words = phrase(
                "`{key}`: expected a map from language to text, such as {{en: …}}", key=prop.key.text
            )
            mark = prop.values[0].scalar.mark if prop.values else prop.key.mark
            self.statements.report("wrong-shape", mark, words)
            for value in prop.values[:1]:
                # Taken in the first language, so that no second finding says that there is no text.
                text = literal(" ".join(value.scalar.text.split()), language=self.languages[0])
                self.statements.add(node.graph, node.term, meaning.iri, text, value.scalar.mark)
            return
        languages = self.languages
        for value in prop.values:
            if value.scalar.text not in languages:
                otherwise = phrase("languages: {languages}", languages=listed(languages))
                hint = did_you_mean(value.scalar.text, languages, otherwise=otherwise)
                words = phrase("`{language}` is not a language of this project", language=value.scalar.text)
                self.statements.report("unknown-language", value.scalar.mark, words, hint)
            elif isinstance(value.detail, Scalar):
                text = literal(" ".join(value.detail.text.split()), language=value.scalar.text)
                self.statements.add(node.graph, node.term, meaning.iri, text, value.detail.mark)
            elif value.detail is not None:
                self.statements.report("wrong-shape", value.detail.mark, phrase("expected a text"))

    def literal(self, node: Node, predicate: Term, value: Scalar, datatype: str) -> None:
        """One literal, canonical, or a diagnostic that says what was expected."""
        try:
            term = read_literal(value.text, datatype)
        except LiteralError as problem:
            code = "bad-date" if datatype.endswith(("date", "gYear", "gYearMonth")) else "wrong-value"
            self.statements.report(code, value.mark, problem.message, problem.help)
            return
        self.statements.add(node.graph, node.term, predicate, term, value.mark)

    def reference(self, word: Scalar, node: Node) -> Term | None:
        """The thing that an id means; None when it is removed (noted), or unknown without a near one.

        An unknown id is reported, and the nearest known one taken in its place.
        """
        name = self.register.resolve(word.text, node.article)
        if name is None:
            known = self.register.known(node.article)
            otherwise = phrase(
                "ids are given in `entities` (with `type`, in one file) or in a section of this file"
            )
            hint = did_you_mean(word.text, known, otherwise=otherwise)
            words = phrase("unknown id `{id}`", id=word.text)
            self.statements.report("unknown-entity", word.mark, words, hint)
            name = self.register.resolve(nearest(word.text, known) or "", node.article)
        if name is None:
            return None
        if self.register.is_removed(name):
            words = phrase("`{id}` is removed, so it is left out here", id=word.text)
            self.statements.found.append(info("left-out", word.mark, words))
            return None
        return self.thing(name)

    def name_here(self, target: Term, node: Node) -> str:
        """The name of a thing in the names of parts: records of the same article go by their own id."""
        name = self.statements.minter.local(target) or ""
        return name.removeprefix(join(node.article, ""))

    def code(self, word: Scalar, known: Mapping[str, Term], name: str | Message) -> Term | None:
        """The concept that a code means; an unknown one is reported, and the nearest taken."""
        if word.text in known:
            return known[word.text]
        meant = self.vocabulary.labelled.get(word.text.casefold(), frozenset())
        by_label = next((code for code in sorted(known) if known[code] in meant), None)
        otherwise = (
            phrase("known here: {known}", known=listed(sorted(known)))
            if known
            else phrase("no {key} is known of this class", key=name)
        )
        hint = (
            phrase("write `{code}`", code=by_label)
            if by_label
            else did_you_mean(word.text, known, otherwise=otherwise)
        )
        words = phrase("unknown {key} `{code}`", key=name, code=word.text)
        self.statements.report("unknown-code", word.mark, words, hint)
        return known.get(by_label or nearest(word.text, known) or "")

    def plain(self, value: Value, meaning: OntologyProperty) -> None:
        """A literal has nothing below it."""
        if value.detail is not None:
            words = phrase("`{key}` takes a text, not a map", key=meaning.name)
            self.statements.report("wrong-shape", value.scalar.mark, words)

    def only(self, block: Block, allowed: Sequence[str]) -> None:
        """Below a plain value stand a quote and a reason, nothing else."""
        expected = phrase("expected one of: {known}", known=listed(allowed))
        for prop in block.properties:
            hint = did_you_mean(prop.key.text, allowed, otherwise=expected)
            words = phrase("unknown key `{key}` below a value", key=prop.key.text)
            self.statements.report("unknown-key", prop.key.mark, words, hint)
        labels = (name.text for name in block.names)
        others = (unnamed.label for unnamed in block.others)
        for value in (block.type, block.date, *labels, *others):
            if value is not None:
                words = phrase("this says something of the thing itself, and cannot stand below a value")
                self.statements.report("unknown-key", value.mark, words, expected)
