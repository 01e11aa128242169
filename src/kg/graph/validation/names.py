"""Names that may stand for one thing under two ids; a person decides, never the machine.

What the authority file settled is not asked again, by whatever names the two go later and whatever
else was merged into them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.curation.naming.name_keys import Sort
from kg.curation.naming.name_pairs import NearNames, SoundAlike
from kg.curation.naming.names import NameStatement
from kg.curation.naming.near_names import Near
from kg.curation.records import AuthorityFile
from kg.graph.cache.store import Cache
from kg.graph.mapping.register import Register
from kg.graph.validation.judgements import contradictions
from kg.graph.validation.kept_pairs import pairs_of
from kg.graph.validation.known_of import Statements, known_of
from kg.graph.vocabulary import OntologyClass, Vocabulary
from kg.model.diagnostics import Diagnostic, Related, warning
from kg.model.iris import Minter
from kg.model.wording import Message, phrase

# The last part of the name that a vocabulary gives such a class: foaf:Person, org:Organization, schema:City.
_SORTS: Mapping[str, Sort] = {
    "Person": "person",
    "Organization": "body",
    "Organisation": "body",
    "FormalOrganization": "body",
    "Corporation": "body",
    "Company": "body",
    "Place": "place",
    "City": "place",
    "Country": "place",
    "State": "place",
    "AdministrativeArea": "place",
    "Location": "place",
    "SpatialThing": "place",
    "Feature": "place",
}


def same_names(
    register: Register,
    vocabulary: Vocabulary,
    names: Sequence[NameStatement],
    authority: AuthorityFile,
    statements: Statements,
    minter: Minter,
    cache: Cache,
) -> Iterator[Diagnostic]:
    """Two ids of one class whose names sound alike, or are near, are for a person to judge.

    A pair that the authority file settles in two ways is an error.
    """
    yield from contradictions(register, authority)
    entities = {entity: cls for entity, cls in register.classes.items() if "--" not in entity}
    known_classes = {cls.iri: cls for cls in entities.values()}
    apart = [
        {register.canonical(one.text) for one in judgement.ids}
        for judgement in (*authority.same, *authority.different, *authority.undecided)
    ]
    found = pairs_of(
        names,
        kinds={entity: cls.iri for entity, cls in entities.items()},
        classes={
            one: {one, *(above for above in vocabulary.superclasses.get(one, ()) if above in vocabulary.own)}
            for one in known_classes
        },
        sorts={one: sort_of(cls, vocabulary) for one, cls in known_classes.items()},
        apart=apart,
        cache=cache,
    )
    met: tuple[SoundAlike | NearNames, ...] = (*found.same, *found.near)
    known = known_of(
        {said.entity for one in met for said in (one.first, one.second)}, statements, minter, vocabulary
    )
    for one in met:
        yield _warning(one, known)


def sort_of(cls: OntologyClass, vocabulary: Vocabulary) -> Sort:
    """What sort of thing a class has, by the names of the classes above it in any vocabulary."""
    above = sorted(vocabulary.superclasses.get(cls.iri, ()))
    for name in (cls.name, *(one.strip("<>").rpartition("#")[2].rpartition("/")[2] for one in above)):
        if name in _SORTS:
            return _SORTS[name]
    return ""


def _warning(met: SoundAlike | NearNames, known: Mapping[str, Message]) -> Diagnostic:
    first, second = (_called(said, known) for said in (met.first, met.second))
    related = (Related(met.first.mark, phrase("the other name stands here")),)
    help = phrase(
        "one thing? put both ids below `same` in seeds/authority.yaml; two? below `different`; "
        "not known yet? below `undecided`"
    )
    mark, focus = met.second.mark, met.second.entity
    if isinstance(met, SoundAlike):
        words = phrase("{first} and {second} have names that sound alike", first=first, second=second)
        return warning("same-name-key", mark, words, help=help, related=related, focus=focus)
    words = _how_near(met.near, first, second)
    return warning("near-name", mark, words, help=help, related=related, focus=focus)


def _called(said: NameStatement, known: Mapping[str, Message]) -> Message:
    """A name with its id, and what is known of the thing."""
    what = known.get(said.entity)
    if not what:
        return phrase("“{name}” (`{id}`)", name=said.text, id=said.entity)
    return phrase("“{name}” (`{id}`: {what})", name=said.text, id=said.entity, what=what)


def _how_near(near: Near, first: Message, second: Message) -> Message:
    match near:
        case Near.SOUND:
            return phrase(
                "{first} and {second} differ in one sound that is often confused", first=first, second=second
            )
        case Near.ORDER:
            return phrase(
                "{first} and {second} have the same words in another order", first=first, second=second
            )
        case Near.INITIALS:
            return phrase(
                "{first} and {second} may be one name, once with initials", first=first, second=second
            )
        case Near.PART | Near.LONGER:
            return phrase(
                "{first} and {second} may be one name, once without a part", first=first, second=second
            )
        case Near.SLIP | Near.BREVE:
            return phrase("{first} and {second} are one letter apart", first=first, second=second)
        case Near.CASE:
            return phrase(
                "{first} and {second} may be one name, once in a Russian case form",
                first=first,
                second=second,
            )
        case Near.CHARACTERS:
            return phrase(
                "{first} and {second} sound alike, but in other Han characters", first=first, second=second
            )
