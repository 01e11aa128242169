"""Who is who: every id of a project, what it stands for, and what is merged or left out.

Ids of entities are global and minted once; ids of records are local to their file.  The register
is made before any triple, because a file may refer to what another one mints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.curation.records import ArticleFile, AuthorityFile, Block, Head, Judgement, Property, Removal
from kg.curation.tree import Scalar
from kg.graph.vocabulary import OntologyClass, OntologyProperty, Vocabulary
from kg.model.diagnostics import Diagnostic, Related, did_you_mean, error, info, nearest, warning
from kg.model.iris import AUTHORITY, is_slug, join
from kg.model.many_words import ManyWords
from kg.model.wording import NOTHING, Message, listed, phrase

ENTITIES = "entities"


@dataclass(frozen=True, slots=True)
class Minting:
    """The place where an entity gets its type: the file's id (or `authority`) and the words."""

    file: str
    key: Scalar
    type: Scalar


@dataclass(slots=True)
class Hints:
    """The ids that hints offer, found once for all slips: those of all files, and those of each."""

    size: int = -1  # of the classes that they were found in
    everywhere: ManyWords = field(default_factory=lambda: ManyWords(()))
    local: dict[str, list[str]] = field(default_factory=dict)

    def of(self, classes: Mapping[str, OntologyClass], article: str) -> ManyWords:
        """The ids that a file may name; `classes` has all there are."""
        if self.size != len(classes):
            self.size, self.local = len(classes), {}
            self.everywhere = ManyWords(name for name in classes if "--" not in name)
            for name in classes:
                home, inside, own = name.partition("--")
                if inside:
                    self.local.setdefault(home, []).append(own)
        return self.everywhere.with_beside(self.local.get(article, ()))


@dataclass(slots=True)
class Register:
    """Ids and what they stand for; filled by `make_register`, read by the mapping."""

    mintings: dict[str, Minting] = field(default_factory=dict)
    classes: dict[str, OntologyClass] = field(default_factory=dict)
    articles: dict[str, Head] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints, repr=False, compare=False)

    def canonical(self, name: str) -> str:
        """The local name that stands for this one after merging."""
        return self.merged.get(name, name)

    def resolve(self, reference: str, article: str) -> str | None:
        """The canonical local name that a reference in a file means, or None.

        `reference` is the id of an entity, of a record of the same file, or `article:record`.
        """
        if "--" in reference:
            return None  # a name that the engine makes
        if ":" in reference:
            name = join(*reference.split(":", 1))
            return name if name in self.classes else None
        if join(article, reference) in self.classes:
            return join(article, reference)
        return self.canonical(reference) if reference in self.classes else None

    def class_of(self, name: str) -> OntologyClass | None:
        """The class of an entity or a record."""
        return self.classes.get(name)

    def class_of_minted(self, name: str) -> OntologyClass | None:
        """The class of an entity that some file mints."""
        return self.classes[name] if name in self.mintings else None

    def is_removed(self, name: str) -> bool:
        """Whether an id is left out of the build."""
        return name in self.removed

    def known(self, article: str) -> ManyWords:
        """Every reference that would resolve in a file, for hints."""
        return self.hints.of(self.classes, article)


def make_register(
    articles: Sequence[ArticleFile],
    authority: AuthorityFile,
    vocabulary: Vocabulary,
    *,
    whole: Sequence[ArticleFile] = (),
) -> Register:
    """The register of a project; its `found` says what is wrong with the ids.

    `articles` are sorted by id.  Where they are outlines, `whole` are the files themselves: what is left
    out with a removed id is seen in them alone.
    """
    register = Register()
    maker = _Maker(register, vocabulary)
    for article in articles:
        maker.add_article(article)
    for block in authority.entities:
        maker.add_entity(block, AUTHORITY)
    for article in articles:
        maker.add_records(article)
    maker.check_mentions(articles, authority)
    maker.merge(authority.same)
    maker.check_judgements(authority)
    maker.remove(whole or articles, authority)
    return register


class _Maker:
    def __init__(self, register: Register, vocabulary: Vocabulary) -> None:
        self.register = register
        self.vocabulary = vocabulary
        self.found = register.found
        self._candidates: dict[str, Mapping[str, OntologyClass]] = {}

    def add_article(self, article: ArticleFile) -> None:
        self.register.articles[article.id] = article.head
        for block in article.entities:
            self.add_entity(block, article.id)

    def add_entity(self, block: Block, file: str) -> None:
        if block.type is None:
            return
        name = block.key.text
        first = self.register.mintings.get(name)
        if first is not None:
            self.found.append(
                error(
                    "second-type",
                    block.type.mark,
                    phrase("`{id}` already has a type: two files mint the same id", id=name),
                    help=phrase("the same thing? drop `type` here; another one? choose another id"),
                    related=(Related(first.type.mark, phrase("`{id}` is minted here", id=name)),),
                )
            )
            return
        cls = self.class_named(block.type, section="")
        if cls is not None:
            self.register.mintings[name] = Minting(file, block.key, block.type)
            self.register.classes[name] = cls

    def add_records(self, article: ArticleFile) -> None:
        sections = {one.section for one in self.vocabulary.classes.values() if one.section}
        for section, blocks in article.sections:
            default = self.vocabulary.section(section.text)
            if default is None:
                known = ["article", ENTITIES, *sorted(sections)]
                self.found.append(
                    error(
                        "unknown-section",
                        section.mark,
                        phrase("unknown section `{section}`", section=section.text),
                        help=did_you_mean(
                            section.text, known, otherwise=phrase("sections: {known}", known=listed(known))
                        ),
                    )
                )
                continue
            for block in blocks:
                self.add_record(article, block, default)

    def add_record(self, article: ArticleFile, block: Block, default: OntologyClass) -> None:
        name = block.key.text
        if name in self.register.classes or name in self.register.articles:
            minting = self.register.mintings.get(name)
            related = (Related(minting.key.mark, phrase("the entity is minted here")),) if minting else ()
            words = (
                phrase(
                    "`{id}` is already the id of an entity, so a reference to it would be unclear", id=name
                )
                if name in self.register.classes
                else phrase(
                    "`{id}` is already the id of an article, so a reference to it would be unclear", id=name
                )
            )
            self.found.append(
                error(
                    "duplicate-id", block.key.mark, words, help=phrase("choose another id"), related=related
                )
            )
            return
        cls = default if block.type is None else self.class_named(block.type, section=default.section)
        if cls is not None:
            self.register.classes[join(article.id, name)] = cls

    def class_named(self, word: Scalar, *, section: str) -> OntologyClass | None:
        """The class of this name, when its things stand in `section` (empty: entities).

        A wrong name is reported, and the nearest right one is taken, so that one slip does not make
        every reference to the thing a finding of its own.
        """
        candidates = self.candidates(section)
        if word.text in candidates:
            return candidates[word.text]
        known = self.vocabulary.classes.get(word.text)
        if known is not None and not self.is_part(known):
            place = self.vocabulary.section_of(known.iri) or ENTITIES
            words = phrase(
                "the class {name} belongs to the section `{right}`, not to `{wrong}`",
                name=word.text,
                right=place,
                wrong=section or ENTITIES,
            )
            self.found.append(error("wrong-section", word.mark, words))
            return self.vocabulary.section(section) or known
        known_ones = phrase("classes: {known}", known=listed(sorted(candidates)))
        hint = did_you_mean(word.text, candidates, otherwise=known_ones)
        words = phrase("unknown class `{name}`", name=word.text)
        self.found.append(error("unknown-class", word.mark, words, help=hint))
        near = nearest(word.text, candidates)
        return candidates[near] if near else self.vocabulary.section(section)

    def candidates(self, section: str) -> Mapping[str, OntologyClass]:
        """The classes whose things stand in a section, by name."""
        known = self._candidates.get(section)
        if known is None:
            known = self._candidates[section] = {
                name: one
                for name, one in self.vocabulary.classes.items()
                if self.vocabulary.section_of(one.iri) == section and not self.is_part(one)
            }
        return known

    def is_part(self, cls: OntologyClass) -> bool:
        """Whether things of this class are made by the engine: entries of a map, or minted by a code."""
        return any(
            cls.iri in prop.ranges and (prop.nested or prop.mints is not None)
            for prop in self.vocabulary.properties.values()
        )

    def check_mentions(self, articles: Sequence[ArticleFile], authority: AuthorityFile) -> None:
        """Every entity that a file speaks of is minted somewhere."""
        sources = [(article.id, article.entities) for article in articles]
        for _, blocks in [*sources, (AUTHORITY, authority.entities)]:
            for block in blocks:
                name = block.key.text
                if name in self.register.articles:
                    words = phrase("`{id}` is the id of an article; choose another id", id=name)
                    self.found.append(error("duplicate-id", block.key.mark, words))
                elif name not in self.register.classes and block.type is None:
                    self.report_unknown(block.key, AUTHORITY, phrase("give it a `type` here, if it is new"))

    def merge(self, same: Sequence[Judgement]) -> None:
        for judgement in same:
            first, *others = judgement.ids
            if not all(self.is_known(one) for one in judgement.ids):
                continue
            for other in others:
                if ":" in first.text + other.text:
                    words = phrase("only entities can be merged; a record belongs to its article")
                    self.found.append(error("record-merged", other.mark, words))
                elif other.text in self.register.merged or first.text == other.text:
                    target = self.register.canonical(other.text)
                    words = phrase("`{id}` is already merged into `{target}`", id=other.text, target=target)
                    self.found.append(error("merged-twice", other.mark, words))
                else:
                    self.register.merged[other.text] = first.text
        for judgement in same:
            first = judgement.ids[0]
            into = self.register.merged.get(first.text)
            if into is not None:
                words = phrase("`{id}` is itself merged into `{target}`", id=first.text, target=into)
                help = phrase("put `{target}` first, and all ids of one thing into one list", target=into)
                self.found.append(error("merged-twice", first.mark, words, help=help))

    def check_judgements(self, authority: AuthorityFile) -> None:
        for judgement in (*authority.different, *authority.undecided):
            for one in judgement.ids:
                self.is_known(one)

    def is_known(self, word: Scalar) -> bool:
        if self.register.resolve(word.text, AUTHORITY) is not None:
            return True
        self.report_unknown(word, AUTHORITY)
        return False

    def report_unknown(self, word: Scalar, article: str, otherwise: Message = NOTHING) -> None:
        hint = did_you_mean(word.text, self.register.known(article), otherwise=otherwise)
        words = phrase("unknown id `{id}`: no file mints it", id=word.text)
        self.found.append(error("unknown-entity", word.mark, words, help=hint))

    def remove(self, articles: Sequence[ArticleFile], authority: AuthorityFile) -> None:
        """Leave out the removed ids, and each record that would have lost its only value with them."""
        for removal in authority.removed:
            name = self.register.resolve(removal.id.text, AUTHORITY)
            if name is None:
                self.remove_unknown(removal)
                continue
            self.register.removed[name] = removal.because
        changed = bool(self.register.removed)
        while changed:
            changed = False
            for article in articles:
                for _, block in article.records():
                    changed |= self.remove_record(article, block)

    def remove_unknown(self, removal: Removal) -> None:
        """An id whose curation is gone altogether still answers 410; a slip must not pass for one."""
        word = removal.id
        hint = did_you_mean(word.text, self.register.known(AUTHORITY))
        if word.text in self.register.articles:
            words = phrase("`{id}` is an article; `removed` takes entities and records", id=word.text)
            help = phrase("delete its file to leave it out, or say that it is retracted: `status`")
            self.found.append(error("article-removed", word.mark, words, help=help))
            return
        if not is_slug(word.text.replace("--", "-").replace(":", "-")):
            self.found.append(
                error("bad-id", word.mark, phrase("`{id}` is not an id", id=word.text), help=hint)
            )
            return
        self.register.removed[word.text.replace(":", "--")] = removal.because
        words = phrase("no file mints `{id}`, so nothing is left out of the graph", id=word.text)
        kind = warning if hint else info
        self.found.append(kind("removed-unknown", word.mark, words, help=hint))

    def remove_record(self, article: ArticleFile, block: Block) -> bool:
        name = join(article.id, block.key.text)
        if name in self.register.removed:
            return False
        for prop, meaning in self.references(block.properties):
            if meaning.nested:
                continue
            targets = [self.register.resolve(value.scalar.text, article.id) for value in prop.values]
            gone = [target for target in targets if target is not None and target in self.register.removed]
            if gone and len(gone) == len(targets):
                self.register.removed[name] = self.register.removed[gone[0]]
                words = phrase(
                    "`{id}` is left out of the build, because `{gone}` is removed",
                    id=block.key.text,
                    gone=gone[0],
                )
                self.found.append(info("left-out", block.key.mark, words))
                return True
        return False

    def references(self, properties: Sequence[Property]) -> Iterator[tuple[Property, OntologyProperty]]:
        for prop in properties:
            meaning = self.vocabulary.properties.get(prop.key.text)
            if meaning is not None and not meaning.is_code and not meaning.datatype:
                yield prop, meaning
