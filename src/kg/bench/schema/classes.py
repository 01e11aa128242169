"""Which keys a thing of a class can have, and what each of them takes, by the ontology and the shapes.

A key stands here exactly where the mapping would understand it: the properties of the class and of its
superclasses, those of no class in particular, and what a code mints its node with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.bench.schema.parts import OBJECT
from kg.bench.schema.references import References
from kg.bench.schema.scalars import SLUG_PATTERN, TEXT, Schema, by_language, codes, listed, typed_literal
from kg.graph.mapping.citations import EARLIEST, EDTF, LATEST
from kg.graph.validation.constraints import Constraint
from kg.graph.vocabulary import LANG_STRING, OntologyClass, OntologyProperty, Vocabulary
from kg.model.diagnostics import Message
from kg.model.terms import Term
from kg.model.wording import phrase

_DATES = (EDTF, EARLIEST, LATEST)
_QUOTING = ("mention", "quote", "occurrence")


class ClassKeys:
    """Makes the schemas of blocks; the definitions that they refer to are made beside them.

    `authority` says that the file belongs to no article, so that nothing is quoted and names have a basis.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        constraints: Sequence[Constraint],
        references: References,
        languages: Sequence[str],
        texts: Mapping[str, str],
        *,
        authority: bool,
    ) -> None:
        self.vocabulary = vocabulary
        self.constraints = constraints
        self.references = references
        self.words = references.words
        self.languages = languages
        self.texts = texts
        self.authority = authority

    def block(
        self, classes: Sequence[OntologyClass], *, typed: Mapping[str, str] | None = None, whole: bool = False
    ) -> Schema:
        """The keys of a thing that is of all these classes.

        `typed` are the names of the classes that `type` may take, with what they mean; None where a
        block has no type.  `whole` says that everything said of the thing stands in this block, so
        that what shapes demand must be here.
        """
        properties: dict[str, Schema] = {}
        if typed is not None:
            properties["type"] = {**codes(typed), "description": self.texts["type"]}
        for key in ("name", "alias", "misspelling", "mention"):
            properties[key] = _reference(key)
        if any(self.vocabulary.is_dated(cls.iri) for cls in classes):
            properties["date"] = _reference("date")
        mine = self.properties_of(classes)
        for one in sorted(mine, key=lambda one: one.name):
            properties[one.name] = {**self.values(one, classes), **self._described(one)}
        for key in ("quote", "occurrence", "inferred", "others", "accept"):
            properties[key] = _reference(key)
        schema: Schema = {"type": OBJECT, "properties": properties, "additionalProperties": False}
        needed = self._required(mine, classes) if whole else []
        if self.authority:
            for key in _QUOTING:
                properties.pop(key, None)
            properties["basis"] = _reference("basis")
            schema["dependencies"] = {key: ["basis"] for key in ("alias", "misspelling", "name")}
        return {**schema, "required": needed} if needed else schema

    def properties_of(self, classes: Sequence[OntologyClass]) -> list[OntologyProperty]:
        """What a thing of these classes can say in a file."""
        found = [
            one
            for one in self.vocabulary.properties.values()
            if not one.derived and self._belongs(one, classes)
        ]
        partners = {one.mints for one in found if one.mints}
        held = {one.iri for one in found}
        return found + [
            one
            for one in self.vocabulary.properties.values()
            if one.iri in partners - held and not one.derived
        ]

    def values(self, prop: OntologyProperty, classes: Sequence[OntologyClass]) -> Schema:
        """What may stand behind the key of a property."""
        if prop.datatype == LANG_STRING:
            return by_language(self.languages, TEXT)
        demanded = self._demanded(prop.iri, classes)
        if prop.nested:
            return self.nested(prop)
        if prop.datatype:
            message = phrase("This is not a value of the kind that `{key}` takes.", key=prop.name)
            limits = self._limits(prop.iri, classes)
            one = typed_literal(prop.datatype, self.references.say(message), limits)
            return one if prop.functional else listed(one)
        if prop.is_code:
            known = self.vocabulary.codes(prop, [cls.iri for cls in classes])
            one = codes({code: self.words.explanation(known[code]) for code in sorted(known)})
        else:
            one = self.references.value([] if self._takes_anything(prop) else prop.ranges, demanded)
        limit = {"maxItems": 1} if prop.functional else {}
        size = {"maxProperties": 1} if prop.functional else {}
        least = self._least(prop.iri, classes)
        detailed: Schema = {
            "type": "object",
            "properties": {},
            "additionalProperties": _reference("detail"),
            **size,
        }
        several: Schema = {"type": "array", "items": one, "properties": {}, **limit}
        if least > 1:
            return {"anyOf": [{**several, "minItems": least}, {**detailed, "minProperties": least}]}
        return {"anyOf": [{**one, "properties": {}}, several, detailed]}

    def nested(self, prop: OntologyProperty) -> Schema:
        """A map from ids to blocks of the class that the property makes."""
        part = next((cls for one in prop.ranges if (cls := self.vocabulary.class_of(one))), None)
        named_by = self.vocabulary.property_of(prop.key_property) if prop.key_property else None
        if part is None or named_by is None:
            return {"type": "object"}
        self.references.definitions[f"new-{part.name}"] = self.block([part], whole=True)
        inner = _reference(f"new-{part.name}")
        ranges = [] if self._takes_anything(named_by) else named_by.ranges
        return {
            "type": "object",
            "properties": {
                one.id: {**inner, "description": one.line}
                for cls, things in self.references.by_class.items()
                if not ranges or any(self.vocabulary.is_a(cls.iri, wanted) for wanted in ranges)
                for one in things
            },
            "additionalProperties": inner,
            "propertyNames": {
                "doNotSuggest": True,
                **self.references.refusal(self._demanded(named_by.iri, [part])),
            },
        }

    def entity_map(self, typed: Mapping[str, str]) -> Schema:
        """The section `entities`: known ids with the keys of their class, new ones with their `type`."""
        references, definitions = self.references, self.references.definitions
        kinds = {cls for one in references.known.entities for cls in one.classes}
        groups = {one.classes for one in references.known.entities}
        for name in typed:
            kinds.add(self.vocabulary.classes[name])
        for cls in sorted(kinds, key=lambda cls: cls.name):
            definitions[f"new-{cls.name}"] = self.block([cls], typed=typed)
        definitions["new-entity"] = {
            "type": "object",
            "required": ["type"],
            "errorMessage": references.say(_untyped_words()),
            "properties": {"type": {**codes(typed), "description": self.texts["type"]}},
            "allOf": [
                {
                    "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                    "then": _reference(f"new-{name}"),
                }
                for name in typed
            ],
        }
        for classes in groups:
            name = "-".join(cls.name for cls in classes)
            if len(classes) > 1:
                definitions[f"new-{name}"] = self.block(classes, typed=typed)
            definitions[f"known-entity-{name}"] = {
                "if": {"type": "object", "required": ["type"]},
                "then": _reference("new-entity"),
                "else": _reference(f"new-{name}"),
            }
        return {
            "type": "object",
            "properties": {
                one.id: {
                    **_reference("known-entity-" + "-".join(cls.name for cls in one.classes)),
                    "description": one.line,
                }
                for one in references.known.entities
            },
            "additionalProperties": _reference("new-entity"),
            "propertyNames": {"pattern": SLUG_PATTERN, "doNotSuggest": True},
            "description": self.texts["entities"],
        }

    def section(self, cls: OntologyClass, typed: Mapping[str, str]) -> Schema:
        """The section of a class: records by id, of the class itself or of a subclass that `type` names."""
        definitions = self.references.definitions
        for name in typed:
            definitions[f"new-{name}"] = self.block([self.vocabulary.classes[name]], typed=typed, whole=True)
        conditions: list[Schema] = [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": _reference(f"new-{name}"),
            }
            for name in typed
        ]
        untyped = {"if": {"not": {"required": ["type"]}}, "then": _reference(f"new-{cls.name}")}
        record = {"type": OBJECT, "properties": {"type": codes(typed)}, "allOf": [*conditions, untyped]}
        definitions[f"record-of-{cls.section}"] = record
        return {
            "type": "object",
            "additionalProperties": _reference(f"record-of-{cls.section}"),
            "propertyNames": {"pattern": SLUG_PATTERN, "doNotSuggest": True},
            "description": self.words.explanation(cls.iri),
        }

    def _belongs(self, prop: OntologyProperty, classes: Sequence[OntologyClass]) -> bool:
        if not prop.domains:
            return True
        return any(self.vocabulary.is_a(cls.iri, domain) for cls in classes for domain in prop.domains)

    def _takes_anything(self, prop: OntologyProperty) -> bool:
        return not any(self.vocabulary.class_of(one) for one in prop.ranges)

    def _described(self, prop: OntologyProperty) -> Schema:
        return {"description": self.words.explanation(prop.iri)}

    def _of(self, path: Term, classes: Sequence[OntologyClass]) -> list[Constraint]:
        return [
            one
            for one in self.constraints
            if one.path == path and any(self.vocabulary.is_a(cls.iri, one.target) for cls in classes)
        ]

    def _demanded(self, path: Term, classes: Sequence[OntologyClass]) -> tuple[Term, ...]:
        return next((one.classes for one in self._of(path, classes) if one.classes), ())

    def _limits(self, path: Term, classes: Sequence[OntologyClass]) -> dict[str, float]:
        return dict(limit for one in self._of(path, classes) for limit in one.limits)

    def _least(self, path: Term, classes: Sequence[OntologyClass]) -> int:
        narrower = any(path in found for found in self.vocabulary.superproperties.values())
        return 0 if narrower else max((one.min_count for one in self._of(path, classes)), default=0)

    def _required(self, mine: Sequence[OntologyProperty], classes: Sequence[OntologyClass]) -> list[str]:
        """The keys without which a shape would report the record, whatever else it says."""
        inherited = {term for one in mine for term in one.inherits}
        # A part takes over what the record does that it belongs to.
        if not any(cls.section for cls in classes):
            inherited |= {term for one in self.vocabulary.properties.values() for term in one.inherits}
        keyed = {one.key_property for one in self.vocabulary.properties.values() if one.nested}
        needed = [
            one.name
            for one in mine
            if one.iri not in inherited | keyed and not one.from_article and self._least(one.iri, classes) > 0
        ]
        dated = any(self.vocabulary.is_dated(cls.iri) for cls in classes)
        if dated and not inherited & set(_DATES) and any(self._least(one, classes) for one in _DATES):
            needed.append("date")
        return sorted(needed)


def _untyped_words() -> Message:
    return phrase("No file mints this id: if it is new, give it a `type` here; if not, correct it.")


def _reference(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}
