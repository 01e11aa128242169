"""What the authority file adds: names and their bases, statements, judgements, news of articles.

All of it goes into the graph `authority`; the names of an entity are chosen over all files here,
because which of them is preferred depends on every file that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from kg.curation.naming.names import ChosenNames, Label, NameKind, NameStatement, choose_names
from kg.curation.records import AuthorityFile, Block, Judgement, Name, NameBasis
from kg.graph.mapping.across import Across
from kg.graph.mapping.articles import Mapper
from kg.graph.mapping.citations import Node, Topic
from kg.graph.mapping.register import Register
from kg.model.diagnostics import Related, did_you_mean
from kg.model.iris import AUTHORITY, kebab
from kg.model.terms import CUR, OWL, SKOS, XSD, Term, iri, literal
from kg.model.wording import listed, phrase

LABEL_KEYS = ("name", "alias", "misspelling")
SAME = iri(OWL + "sameAs")
DIFFERENT = iri(OWL + "differentFrom")
UNDECIDED = iri(CUR + "undecidedFrom")
STATUS = iri(CUR + "status")
_LABELS = {one: iri(SKOS + one.value) for one in Label}
_JUDGEMENTS = {SAME: "same", DIFFERENT: "different", UNDECIDED: "undecided"}


def map_authority(mapper: Mapper, statements: Across, authority: AuthorityFile) -> None:
    """Map the authority file, names excepted; `statements` are those that the mapper states."""
    graph = mapper.statements.minter.graph(AUTHORITY)
    for block in authority.entities:
        name = mapper.register.resolve(block.key.text, AUTHORITY)
        if name is not None and name not in mapper.register.removed:
            # Parts are named by the id as written: merged ids each keep theirs.
            node = Node(mapper.thing(name), (AUTHORITY, block.key.text), graph, AUTHORITY)
            mapper.statements.add_subject(node.term, block.key.mark)
            # Quotes here have been reported; without them no second finding asks for their article.
            mapper.entity(node, replace(block, quotes=()))
            _demand_reasons(mapper, block)
    for judgements, predicate in (
        (authority.same, SAME),
        (authority.different, DIFFERENT),
        (authority.undecided, UNDECIDED),
    ):
        for judgement in judgements:
            _judge(mapper, judgement, predicate, graph)
    for note in authority.articles:
        if note.id.text not in mapper.register.articles:
            otherwise = phrase("no curation file has this id")
            hint = did_you_mean(note.id.text, mapper.register.articles, otherwise=otherwise)
            words = phrase("unknown article `{id}`", id=note.id.text)
            mapper.statements.report("unknown-article", note.id.mark, words, hint)
            continue
        term = mapper.thing(note.id.text)
        mapper.head(note, Node(term, (AUTHORITY, note.id.text), graph, AUTHORITY))
    default_status(mapper, statements)


def default_status(mapper: Mapper, statements: Across) -> None:
    """An article stands until somebody says otherwise."""
    current = mapper.vocabulary.statuses.get("current")
    if current is None:
        return
    stated = statements.subjects_of(STATUS)
    for id, head in mapper.register.articles.items():
        term = mapper.thing(id)
        if term not in stated:
            statements.add(statements.minter.graph(id), term, STATUS, current, head.id.mark)


def names_in(register: Register, file: str, blocks: Sequence[Block]) -> list[NameStatement]:
    """The names that a file gives to entities, mentions excepted."""
    found: list[NameStatement] = []
    for block in blocks:
        entity = register.resolve(block.key.text, file)
        if entity is not None and entity not in register.removed:
            found.extend(_statement(entity, file, name) for name in block.names if name.kind in LABEL_KEYS)
    return found


def map_names(
    mapper: Mapper, names: Sequence[NameStatement], authority: AuthorityFile
) -> Mapping[NameStatement, Label]:
    """State every name of every entity as preferred, alias or slip; returns what each has become.

    The preferred name in a language is the authority's, else that of the minting file, else that
    of the first article by id.
    """
    minted = {name: minting.file for name, minting in mapper.register.mintings.items()}
    chosen = choose_names(names, minted_in=minted)
    for said, label in chosen.labels.items():
        state_name(mapper, said, label)
    for slip, proper in chosen.contradicted:
        words = phrase("`{name}` is called a misspelling here and a proper name elsewhere", name=slip.text)
        related = Related(proper.mark, phrase("the proper name stands here"))
        help = phrase("keep one of the two")
        mapper.statements.report("name-contradicted", slip.mark, words, help, related)
    _name_bases(mapper, authority, chosen)
    _demand_names(mapper, {said.entity for said in names})
    return chosen.labels


def state_name(mapper: Mapper, said: NameStatement, label: Label) -> None:
    """State one name of an entity in the graph of its file."""
    graph = mapper.statements.minter.graph(said.file)
    text = literal(said.text, language=said.language)
    predicate = _LABELS[label]
    subject = mapper.thing(said.entity)
    mapper.statements.add(graph, subject, predicate, text, said.mark)
    mapper.statements.add_property(subject, predicate, said.mark, graph)


def _statement(entity: str, file: str, name: Name) -> NameStatement:
    text = " ".join(name.text.text.split())
    kind: NameKind = "name" if name.kind == "name" else "alias" if name.kind == "alias" else "misspelling"
    return NameStatement(entity, text, name.language, kind, file, name.text.mark)


def _name_bases(mapper: Mapper, authority: AuthorityFile, chosen: ChosenNames) -> None:
    """Each name of the authority says where it comes from."""
    graph = mapper.statements.minter.graph(AUTHORITY)
    for block in authority.entities:
        entity = mapper.register.resolve(block.key.text, AUTHORITY)
        if entity is None or entity in mapper.register.removed:
            continue
        node = Node(mapper.thing(entity), (AUTHORITY, block.key.text), graph, AUTHORITY)
        bases = {basis.language: basis for basis in block.bases}
        counted: dict[str, int] = {}
        spoken = {name.language for name in block.names if name.kind in LABEL_KEYS}
        for idle in (basis for basis in block.bases if basis.language and basis.language not in spoken):
            words = phrase(
                "`basis` names `{language}`, and there is no name in that language here",
                language=idle.language,
            )
            mapper.statements.report("basis-without-name", idle.code.mark, words)
        for name in block.names:
            if name.kind not in LABEL_KEYS:
                continue
            basis = bases.get(name.language) or bases.get("")
            if basis is None:
                words = phrase("the {kind} `{name}` has no `basis`", kind=name.kind, name=name.text.text)
                hint = phrase(
                    "say where it comes from: {known}", known=listed(sorted(mapper.vocabulary.name_bases))
                )
                mapper.statements.report("basis-missing", name.text.mark, words, hint)
                continue
            key = f"{name.kind}-{kebab(name.language)}"
            counted[key] = counted.get(key, 0) + 1
            suffix = f"-{counted[key]}" if counted[key] > 1 else ""
            label = chosen.labels[_statement(entity, AUTHORITY, name)]
            _name_basis(mapper, node, name, basis, Topic(key + suffix, iri(SKOS + label.value)))


def _name_basis(mapper: Mapper, node: Node, name: Name, basis: NameBasis, topic: Topic) -> None:
    code = mapper.values.code(basis.code, mapper.vocabulary.name_bases, phrase("basis of a name"))
    if code is None:
        return
    if basis.code.text == "source" and basis.source is None:
        words = phrase("the basis `source` needs the address that was read")
        hint = phrase("write basis: {{<language>: {{source: https://…}}}}")
        mapper.statements.report("basis-missing", basis.code.mark, words, hint)
        return
    label = literal(" ".join(name.text.text.split()), language=name.language)
    inference = mapper.citations.note(node, replace(topic, value=label), code, "", name.text.mark)
    if basis.source is not None:
        inner = Node(inference, node.parts, node.graph, node.article)
        mapper.values.literal(inner, iri(CUR + "source"), basis.source, XSD + "anyURI")


def _demand_reasons(mapper: Mapper, block: Block) -> None:
    """A statement of the authority file says why: it has no article that it could lead to."""
    explained = {reason.about.text for reason in block.reasons if reason.about is not None}
    for prop in block.properties:
        if prop.key.text in explained or prop.key.text not in mapper.vocabulary.properties:
            continue
        for value in prop.values:
            inner = isinstance(value.detail, Block) and value.detail.reasons
            if not inner and value.scalar.text not in explained:
                words = phrase("`{key}` stands in the authority file without a reason", key=prop.key.text)
                hint = phrase("write inferred: {{{key}: <how you know>}}", key=prop.key.text)
                mapper.statements.report("reason-missing", prop.key.mark, words, hint)
                break


def _demand_names(mapper: Mapper, named: set[str]) -> None:
    for entity, minting in sorted(mapper.register.mintings.items()):
        is_merged = mapper.register.canonical(entity) != entity
        if not is_merged and entity not in named and entity not in mapper.register.removed:
            words = phrase("`{id}` has no name in any file", id=entity)
            hint = phrase(
                "give it a `name` here or in seeds/authority.yaml; a `mention` works only inside its article"
            )
            mapper.statements.report("entity-without-name", minting.key.mark, words, hint)


def _judge(mapper: Mapper, judgement: Judgement, predicate: Term, graph: Term) -> None:
    """Tie the ids of a judgement together, with the reason; merged ids to the first one alone."""
    names = [name for one in judgement.ids if (name := mapper.register.resolve(one.text, AUTHORITY))]
    if len(names) < len(judgement.ids) or mapper.register.removed.keys() & set(names):
        return
    merging = predicate == SAME
    ids = [one.text.replace(":", "--") for one in judgement.ids] if merging else names
    pairs = (
        [(0, other) for other in range(1, len(ids))] if merging else list(combinations(range(len(ids)), 2))
    )
    for first, other in pairs:
        subject, target = mapper.thing(ids[first]), mapper.thing(ids[other])
        mark = judgement.ids[other].mark
        mapper.statements.add(graph, subject, predicate, target, mark)
        if not merging:
            # Both relations are symmetric; said both ways, a query need not know which id came first.
            mapper.statements.add(graph, target, predicate, subject, mark)
        mapper.statements.add_subject(subject, judgement.ids[first].mark)
        node = Node(subject, (AUTHORITY, ids[first]), graph, AUTHORITY)
        topic = Topic(f"{_JUDGEMENTS[predicate]}-{ids[other]}", predicate, target)
        basis = mapper.vocabulary.bases.get("curator") or iri(CUR + "basis-curator")
        mapper.citations.note(node, topic, basis, judgement.because, judgement.mark)
