"""One ready question from the text of its file: head, query, parameters, and what is wrong with them.

A fault never takes the question away: its query runs as it stands, only without fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.graph.questions.parameters import (
    MalformedDeclaration,
    Parameter,
    misfit,
    parse_declaration,
)
from kg.graph.questions.places import (
    Place,
    code_of,
    fill,
    find_places,
    prefixes_of,
    read_terms,
    skeleton,
)
from kg.model.diagnostics import did_you_mean
from kg.model.sparql_tokens import Token, mask
from kg.model.terms import Term
from kg.model.wording import NOTHING, Message, phrase

_HEAD = re.compile(r"^#[ \t]*(?P<key>[A-Za-z][A-Za-z0-9-]*):[ \t]*(?P<text>.*\S)[ \t]*$", re.MULTILINE)
_PARAMETER = re.compile(
    r"^#[ \t]*parameter\b[ \t]*(?P<name>[^\s:]*)[ \t]*(?P<colon>:?)[ \t]*(?P<rest>.*)$", re.MULTILINE
)
_WORDS = re.compile(r"(?P<owner>[A-Za-z0-9]+)-(?:help-)?[a-z]{2,3}(?:-[A-Za-z]+)?")
_PREFIXED = re.compile(r"(?<![\w?$@:.-])([A-Za-z][\w.-]*):")

Values = Mapping[str, tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, at `start` to `end` of its text."""

    message: Message
    help: Message
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """One ready question; `name` is the file name without its suffix, `text` the query with its defaults.

    `heads` are keys and texts of the comment lines before the query; `shape` is the query without the
    values of its parameters.
    """

    name: str
    text: str
    heads: Mapping[str, str]
    parameters: tuple[Parameter, ...] = ()
    places: tuple[Place, ...] = ()
    defaults: Values = field(default_factory=dict)
    shape: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the list: by `# place: 1` in its head, then by name."""
        given = self.heads.get("place", "")
        return (int(given) if given.isdecimal() and len(given) < 6 else 100_000, self.name)

    @property
    def view(self) -> str:
        """The view that fits the answer (`timeline`, …), or the empty string."""
        return self.heads.get("view", "")

    def completed(self, values: Values) -> str:
        """The query with these values in their places; where a value is the default, as it is written."""
        changed = {name: terms for name, terms in values.items() if terms != self.defaults[name]}
        return fill(self.text, self.places, changed)

    def values_in(self, tokens: Sequence[Token]) -> Values | None:
        """The values that a query gives to the parameters, or None where it is not this question.

        `tokens` are those of the query without comments; comments and white space make no difference.
        """
        places = tuple(find_places(tokens, self.defaults))
        if [one.name for one in places] != [one.name for one in self.places]:
            return None
        if skeleton(tokens, places) != self.shape:
            return None
        prefixes = prefixes_of(tokens)
        found = {one.name: read_terms(one.tokens, prefixes) for one in places}
        values = {name: terms for name, terms in found.items() if terms is not None}
        fits = len(values) == len(found) and not any(misfit(one, values[one.name]) for one in self.parameters)
        return values if fits else None


def read_question(name: str, text: str, namespaces: Mapping[str, str]) -> Question:
    """One question from the text of its file; prefixes of the project that it leaves out are added."""
    head, body = _parted(text)
    heads = {found["key"]: found["text"] for found in _HEAD.finditer(head)}
    query = body.strip() + "\n"
    # How the answer is best shown goes with the query, wherever it is run or copied to.
    shown = "".join(f"# {key}: {heads[key]}\n" for key in ("view", "graph") if key in heads)
    query = shown + _missing_prefixes(query, namespaces) + query
    tokens = code_of(query)
    prefixes = {**namespaces, **prefixes_of(tokens)}
    faults: list[Fault] = []
    parameters = tuple(_parameters(head, prefixes, faults))
    places = tuple(find_places(tokens, {one.name for one in parameters}))
    for parameter in parameters:
        fault = _fault_of_place(parameter, places, prefixes)
        if fault:
            found = next(one for one in _PARAMETER.finditer(head) if one["name"] == parameter.name)
            words = phrase("the parameter `{name}`: {fault}", name=parameter.name, fault=fault)
            help = phrase("its default stands once in the query, as `VALUES ?name {{ value }}`")
            faults.append(Fault(words, help, *found.span()))
    faults += _faults_of_words(head, heads, parameters)
    if faults:
        return Question(name, query, heads, shape=skeleton(tokens, ()), faults=tuple(faults))
    defaults = {one.name: read_terms(one.tokens, prefixes) or () for one in places}
    return Question(name, query, heads, parameters, places, defaults, skeleton(tokens, places))


def _parted(text: str) -> tuple[str, str]:
    """The comment lines at the top, and the rest."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end]), "".join(lines[end:])


def _parameters(head: str, prefixes: Mapping[str, str], faults: list[Fault]) -> Iterator[Parameter]:
    seen: set[str] = set()
    for found in _PARAMETER.finditer(head):
        try:
            yield _parameter(found, prefixes, seen)
        except MalformedDeclaration as problem:
            faults.append(Fault(problem.message, problem.help, *found.span()))


def _parameter(found: re.Match[str], prefixes: Mapping[str, str], seen: set[str]) -> Parameter:
    name = found["name"]
    if not found["colon"] or not found["rest"].strip():
        raise MalformedDeclaration(
            phrase("this is no declaration of a parameter"),
            help=phrase("write `{example}`", example="# parameter person: entity kg:Person"),
        )
    if name in seen:
        raise MalformedDeclaration(phrase("the parameter `{name}` is declared twice", name=name))
    seen.add(name)
    return parse_declaration(name, found["rest"], prefixes)


def _fault_of_place(parameter: Parameter, places: Sequence[Place], prefixes: Mapping[str, str]) -> Message:
    mine = [one for one in places if one.name == parameter.name]
    if len(mine) != 1:
        return phrase(
            "`VALUES ?{name} {{ … }}` stands {n} times in the query", name=parameter.name, n=len(mine)
        )
    terms = read_terms(mine[0].tokens, prefixes)
    return phrase("its default is no list of terms") if terms is None else misfit(parameter, terms)


def _faults_of_words(head: str, heads: Mapping[str, str], parameters: Sequence[Parameter]) -> Iterator[Fault]:
    """A parameter without a label, and words for a parameter that is not there."""
    names = [one.name for one in parameters]
    for found in _PARAMETER.finditer(head):
        if found["name"] in names and f"{found['name']}-en" not in heads:
            words = phrase("the parameter `{name}` has no label: a line `# {name}-en: …`", name=found["name"])
            yield Fault(words, NOTHING, *found.span())
    for found in _HEAD.finditer(head) if names else ():
        words_for = _WORDS.fullmatch(found["key"])
        if words_for and words_for["owner"] not in (*names, "title") and len(words_for["owner"]) > 3:
            words = phrase("there is no parameter `{name}`", name=words_for["owner"])
            yield Fault(words, did_you_mean(words_for["owner"], names), *found.span())


def _missing_prefixes(query: str, namespaces: Mapping[str, str]) -> str:
    """PREFIX lines for the namespaces that a query uses and does not declare."""
    declared = prefixes_of(code_of(query))
    used = {found[1] for found in _PREFIXED.finditer(mask(query))} & set(namespaces)
    return "".join(f"PREFIX {prefix}: <{namespaces[prefix]}>\n" for prefix in sorted(used - set(declared)))
