"""The parameters that the head of a query file declares: a name, a type, and whether it may be left open.

A declaration is the line `# parameter person: entity kg:Person, optional`; its default is what the
query itself says, so a file with parameters is a query like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from kg.model.diagnostics import did_you_mean
from kg.model.terms import XSD, Term, is_iri, literal_parts
from kg.model.wording import NOTHING, Message, listed, phrase

# Names that an address of `/ask` uses itself, or that `/sparql` does.
RESERVED = frozenset(
    (
        *("query", "update", "format", "version", "timeout", "cap", "token", "explain"),
        *("lang", "in", "run", "page", "view", "sort", "filter"),
    )
)
_NAME = re.compile(r"[a-z][A-Za-z0-9]{0,39}")
_RANGE = re.compile(r"(-?\d{1,15})\.\.(-?\d{1,15})")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_INTEGERS = tuple(XSD + name for name in ("integer", "int", "long"))


class Kind(Enum):
    """What the value of a parameter is."""

    ENTITY = "entity"
    DATE = "date"
    CODE = "code"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; only the fields of its kind are filled.

    `classes` are the IRIs of the classes that an entity may have (none: any), `scheme` is the IRI of
    a list of codes, `end` says whether a date is the `first` or the `last` day, `least` and `most` are
    the bounds of a whole number, `language` is the tag of a text.  With `optional` it may be left open
    (`UNDEF`), with `several` it takes more than one code.
    """

    name: str
    kind: Kind
    classes: tuple[str, ...] = ()
    scheme: str = ""
    end: str = ""
    least: int = 0
    most: int = 0
    language: str = ""
    optional: bool = False
    several: bool = False


class MalformedDeclaration(ValueError):
    """What is wrong with a declaration; `help` may be empty."""

    def __init__(self, message: Message, *, help: Message = NOTHING) -> None:
        super().__init__(message.en)
        self.message, self.help = message, help


def parse_declaration(name: str, text: str, prefixes: Mapping[str, str]) -> Parameter:
    """The parameter that `# parameter <name>: <text>` declares; `prefixes` give its CURIEs a meaning.

    Raises MalformedDeclaration.
    """
    if not _NAME.fullmatch(name):
        raise MalformedDeclaration(
            phrase("`{name}` cannot be the name of a parameter", name=name),
            help=phrase("a small letter, then letters and digits"),
        )
    if name in RESERVED:
        words = phrase("`{name}` is a parameter of every address; choose another name", name=name)
        raise MalformedDeclaration(words)
    body, *options = (part.strip() for part in text.split(","))
    kind, *details = body.split() or [""]
    known = [one.value for one in Kind]
    if kind not in known:
        otherwise = phrase("types are {known}", known=listed(known))
        raise MalformedDeclaration(
            phrase("there is no type `{type}`", type=kind),
            help=did_you_mean(kind, known, otherwise=otherwise),
        )
    for option in options:
        if option not in ("optional", "several"):
            raise MalformedDeclaration(
                phrase("there is no option `{option}`", option=option),
                help=phrase("options are `optional` and `several`"),
            )
    several = "several" in options
    if several and kind != "code":
        raise MalformedDeclaration(phrase("only codes can be several"))
    found = _READERS[Kind(kind)](name, details, prefixes)
    return replace(found, optional="optional" in options, several=several)


def misfit(parameter: Parameter, terms: Sequence[Term | None]) -> Message:
    """Why these values (None: UNDEF) cannot stand for the parameter, or nothing."""
    if list(terms) == [None]:
        if parameter.optional:
            return NOTHING
        return phrase("it may not be UNDEF, because it is not `optional`")
    if not terms or None in terms:
        return phrase("it has no value") if not terms else phrase("UNDEF stands alone or not at all")
    if len(terms) > 1 and not parameter.several:
        return phrase("it has more than one value")
    found = (_misfit(parameter, one) for one in terms if one is not None)
    return next(filter(None, found), NOTHING)


def _misfit(parameter: Parameter, term: Term) -> Message:
    if parameter.kind in (Kind.ENTITY, Kind.CODE):
        return NOTHING if is_iri(term) else phrase("{term} is no IRI", term=term)
    if is_iri(term):
        return phrase("{term} is no literal", term=term)
    value = literal_parts(term)
    if parameter.kind is Kind.TEXT:
        same = value.language.lower() == parameter.language.lower() and not value.datatype
        return NOTHING if same else phrase("{term} is no text of this language", term=term)
    if parameter.kind is Kind.DATE:
        right = value.datatype == XSD + "date" and _is_date(value.text)
        return NOTHING if right else phrase("{term} is no xsd:date", term=term)
    if value.datatype not in _INTEGERS or not re.fullmatch(r"[+-]?\d{1,15}", value.text):
        return phrase("{term} is no whole number", term=term)
    if parameter.least <= int(value.text) <= parameter.most:
        return NOTHING
    bounds = f"{parameter.least}..{parameter.most}"
    return phrase("{value} is not within {bounds}", value=value.text, bounds=bounds)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _entity(name: str, details: Sequence[str], prefixes: Mapping[str, str]) -> Parameter:
    return Parameter(name, Kind.ENTITY, classes=tuple(_expand(one, prefixes) for one in details))


def _date(name: str, details: Sequence[str], _: Mapping[str, str]) -> Parameter:
    if list(details) not in (["first"], ["last"]):
        raise MalformedDeclaration(
            phrase("a date says which day it is"),
            help=phrase("`date first` or `date last`: 2021 is then 1 January or 31 December"),
        )
    return Parameter(name, Kind.DATE, end=details[0])


def _code(name: str, details: Sequence[str], prefixes: Mapping[str, str]) -> Parameter:
    if len(details) != 1:
        words = phrase("a code names its list")
        raise MalformedDeclaration(
            words, help=phrase("for example `{example}`", example="code kg:remark-kinds")
        )
    return Parameter(name, Kind.CODE, scheme=_expand(details[0], prefixes))


def _number(name: str, details: Sequence[str], _: Mapping[str, str]) -> Parameter:
    found = _RANGE.fullmatch(details[0]) if len(details) == 1 else None
    if found is None or int(found[1]) > int(found[2]):
        words = phrase("a number has bounds")
        raise MalformedDeclaration(words, help=phrase("for example `{example}`", example="number 1..50"))
    return Parameter(name, Kind.NUMBER, least=int(found[1]), most=int(found[2]))


def _text(name: str, details: Sequence[str], _: Mapping[str, str]) -> Parameter:
    if len(details) > 1 or not all(_TAG.fullmatch(one) for one in details):
        words = phrase("a text has at most a language tag")
        raise MalformedDeclaration(words, help=phrase("for example `{example}`", example="text zh"))
    return Parameter(name, Kind.TEXT, language="".join(details))


_READERS: Mapping[Kind, Callable[[str, Sequence[str], Mapping[str, str]], Parameter]] = {
    Kind.ENTITY: _entity,
    Kind.DATE: _date,
    Kind.CODE: _code,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
}


def _expand(curie: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in prefixes or not re.fullmatch(r"[\w-]+", local):
        raise MalformedDeclaration(
            phrase("`{name}` is not a name with a known prefix", name=curie),
            help=did_you_mean(prefix, prefixes, otherwise=phrase("write it as prefix:name")),
        )
    return prefixes[prefix] + local
