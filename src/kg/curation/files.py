"""From a file of `seeds/` to an `ArticleFile` or the `AuthorityFile`.

A file that has structural errors still yields what could be read, so that one run reports the
errors of all stages; `docs/curation.md` is the reference of the format.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from kg.curation.blocks import BlockParser, second_place
from kg.curation.lock import is_text_hash
from kg.curation.mending.head_hash import hash_in_small_letters, place_of_hash
from kg.curation.mending.key_order import key_order
from kg.curation.nodes import Expected
from kg.curation.reader import Document
from kg.curation.records import ArticleFile, AuthorityFile, Block, Head, Judgement, Removal, Status
from kg.curation.tree import Entry, Mapping, Node, Scalar
from kg.curation.tree import Sequence as ListNode
from kg.model.diagnostics import Diagnostic, has_errors, nearest
from kg.model.iris import RESERVED
from kg.model.marks import whole_file
from kg.model.wording import Message, listed, phrase

HEAD_KEYS = ("id", "text", "sha256", "language", "published", "publisher", "title", "url", "status", "accept")
NOTE_KEYS = ("url", "archived", "status", "publisher")
AUTHORITY_KEYS = ("entities", "same", "different", "undecided", "removed", "articles")


def parse_article(
    document: Document, languages: Sequence[str]
) -> tuple[ArticleFile | None, tuple[Diagnostic, ...]]:
    """The article file of a document, and what is wrong with it.

    `languages` are the tags of `kg.toml`.  None when there is no usable head.
    """
    parser = BlockParser(languages)
    root = document.root
    if root is None:
        return None, ()

    def expected() -> Message:
        return phrase("expected the keys article, entities and sections of records")

    entries = tuple(parser.entries(root, expected))
    given = {entry.key.text: entry for entry in entries}
    if "article" not in given:
        _report_no_head(parser, entries, document.path)
        return None, tuple(parser.found)
    head = _head(parser, given["article"], document)
    entities = parser.blocks(given["entities"].value, "entities") if "entities" in given else ()
    sections = tuple(
        (entry.key, parser.blocks(entry.value, entry.key.text))
        for entry in entries
        if entry.key.text not in ("article", "entities")
    )
    if head is None:
        return None, tuple(parser.found)
    article = ArticleFile(document.path, head, entities, _unrepeated(parser, sections))
    return article, (*parser.found, *_key_order(document, root, parser))


def parse_authority(
    document: Document, languages: Sequence[str]
) -> tuple[AuthorityFile, tuple[Diagnostic, ...]]:
    """The authority file of a document, and what is wrong with it."""
    parser = BlockParser(languages, authority=True)
    if document.root is None:
        return AuthorityFile(document.path), ()
    given: dict[str, Node] = {}

    def expected() -> Message:
        return phrase("expected the keys {keys}", keys=listed(AUTHORITY_KEYS))

    for entry in parser.entries(document.root, expected):
        if entry.key.text in AUTHORITY_KEYS:
            given[entry.key.text] = entry.value
        else:
            parser.unknown_key(entry.key, AUTHORITY_KEYS, phrase("the authority file"))
    entities = parser.blocks(given["entities"], "entities") if "entities" in given else ()
    _report_quotes(parser, entities)
    parsed = AuthorityFile(
        document.path,
        entities=entities,
        same=_judgements(parser, given.get("same"), "same"),
        different=_judgements(parser, given.get("different"), "different"),
        undecided=_judgements(parser, given.get("undecided"), "undecided"),
        removed=_removals(parser, given.get("removed")),
        articles=_notes(parser, given.get("articles")),
    )
    return parsed, (*parser.found, *_key_order(document, document.root, parser, authority=True))


def _report_quotes(parser: BlockParser, entities: tuple[Block, ...]) -> None:
    """The authority file is about no article, so there is nothing that it could quote."""
    for block in entities:
        mentions = [name.text for name in block.names if name.kind == "mention"]
        for text in (*(quote.phrase for quote in block.all_quotes()), *mentions):
            parser.report(
                "quote-in-authority",
                text.mark,
                phrase("the authority file belongs to no article, so it has no passages"),
                phrase("what an article says stands in its own file; say here how you know it: `inferred`"),
            )


def _report_no_head(parser: BlockParser, entries: Sequence[Entry], path: str) -> None:
    """`article` is missing, or written with a slip that names the place."""
    keys = {entry.key.text: entry.key.mark for entry in entries}
    near = nearest("article", keys)
    mark = whole_file(path) if near is None else keys[near]
    help = (
        phrase(
            "a curation file begins with article: and below it id, text, sha256, language, published, title"
        )
        if near is None
        else phrase("did you mean `article` where it says `{near}`?", near=near)
    )
    parser.report("head-missing", mark, phrase("the key `article` is missing"), help)


def _key_order(
    document: Document, root: Mapping, parser: BlockParser, *, authority: bool = False
) -> tuple[Diagnostic, ...]:
    """What is to say of the order of keys; nothing of a file with errors, whose keys may not all be here."""
    faulty = has_errors((*document.diagnostics, *parser.found))
    return () if faulty else key_order(root, document.text, authority=authority)


def _head(parser: BlockParser, article: Entry, document: Document) -> Head | None:

    def expected() -> Message:
        return phrase("`article`: expected the keys {keys}", keys=listed(HEAD_KEYS))

    entries = tuple(parser.entries(article.value, expected))
    for entry in entries:
        if entry.key.text not in HEAD_KEYS:
            parser.unknown_key(entry.key, HEAD_KEYS, phrase("the head of the article"))
    given = {entry.key.text: entry for entry in entries if entry.key.text in HEAD_KEYS}
    for key, what in _REQUIRED.items():
        if key not in given:
            words = phrase("the head of the article has no `{key}`", key=key)
            parser.report("head-missing", article.key.mark, words, what())
    ident = parser.text(given["id"].value, lambda: phrase("the id of the article")) if "id" in given else None
    if ident is None or not _check_id(parser, ident, document.path):
        return None
    head = replace(_described(parser, ident, article, given), hash_place=place_of_hash(given, document.text))
    if head.sha256 is not None and not is_text_hash(head.sha256.text):
        parser.report(
            "wrong-value",
            head.sha256.mark,
            phrase("`{text}` is not a hash", text=head.sha256.text),
            phrase("16 to 64 lower-case hex digits: the beginning of the SHA-256 of the text file"),
        )
        parser.found[-1] = replace(parser.found[-1], fix=hash_in_small_letters(head.sha256))
    if head.text is not None and head.text.text in ("", ".", ".."):
        words = phrase("`text` names the file of the article's text")
        parser.report("wrong-value", head.text.mark, words)
    elif head.text is not None and ("/" in head.text.text or "\\" in head.text.text):
        parser.report(
            "wrong-value",
            head.text.mark,
            phrase("`text` is the name of a file in the articles folder, without a path"),
        )
    if head.language is not None and head.language.text not in parser.languages:
        parser.report(
            "unknown-language",
            head.language.mark,
            phrase("`{language}` is not a language of this project", language=head.language.text),
            phrase("languages in kg.toml: {languages}", languages=listed(parser.languages)),
        )
    return head


_REQUIRED: dict[str, Callable[[], Message]] = {
    "id": lambda: phrase("an id such as a005; it is also the name of the file"),
    "text": lambda: phrase("the name of the text file in the articles folder"),
    "language": lambda: phrase("the language of the text, one of those in kg.toml"),
    "published": lambda: phrase("the date of the page, or the word unstated"),
    "title": lambda: phrase("our own words, by language: {{en: …}}"),
}


def _check_id(parser: BlockParser, ident: Scalar, path: str) -> bool:
    if not parser.slug(ident):
        return False
    if ident.text in RESERVED:
        parser.report(
            "bad-id",
            ident.mark,
            phrase("`{id}` is a name that kg itself uses; choose another id", id=ident.text),
        )
        return False
    stem = PurePosixPath(path).stem
    if stem != ident.text:
        parser.report(
            "id-is-not-file-name",
            ident.mark,
            phrase("the id is `{id}`, but the file is called `{file}.yaml`", id=ident.text, file=stem),
            phrase("give both the same name, so that an id leads to its file"),
        )
    return True


def _described(parser: BlockParser, ident: Scalar, article: Entry, given: dict[str, Entry]) -> Head:
    def optional(key: str, expected: Expected) -> Scalar | None:
        return parser.text(given[key].value, expected) if key in given else None

    return Head(
        id=ident,
        mark=article.key.mark.to(article.value.mark),
        text=optional("text", lambda: phrase("the name of the text file")),
        sha256=optional("sha256", lambda: phrase("the hash of the text file")),
        language=optional("language", lambda: phrase("a language of kg.toml")),
        published=optional("published", lambda: phrase("a date such as 2021-04-30, or unstated")),
        publisher=optional("publisher", lambda: phrase("the id of the publisher")),
        url=optional("url", lambda: phrase("the address of the page")),
        archived=optional("archived", lambda: phrase("the address of an archived copy")),
        status=_status(parser, given["status"]) if "status" in given else None,
        titles=tuple(parser.names(given["title"])) if "title" in given else (),
        accepts=tuple(parser.accepts(given["accept"])) if "accept" in given else (),
    )


def _status(parser: BlockParser, entry: Entry) -> Status | None:
    if isinstance(entry.value, Scalar):
        code = parser.text(entry.value, lambda: phrase("current, corrected or retracted"))
        return Status(code) if code is not None else None
    code = date = None

    def expected() -> Message:
        return phrase("`status`: expected a code, or {{code: …, date: …}}")

    for one in parser.entries(entry.value, expected):
        if one.key.text == "code":
            code = parser.text(one.value, lambda: phrase("current, corrected or retracted"))
        elif one.key.text == "date":
            date = parser.text(one.value, lambda: phrase("a date"))
        else:
            parser.unknown_key(one.key, ("code", "date"), phrase("a status"))
    return Status(code, date) if code is not None else None


def _notes(parser: BlockParser, node: Node | None) -> tuple[Head, ...]:
    notes = []

    def expected() -> Message:
        return phrase("`articles`: expected a map from article id")

    def keys() -> Message:
        return phrase("expected the keys {keys}", keys=listed(NOTE_KEYS))

    for article in parser.entries(node, expected) if node is not None else ():
        entries = tuple(parser.entries(article.value, keys))
        for entry in entries:
            if entry.key.text not in NOTE_KEYS:
                parser.unknown_key(entry.key, NOTE_KEYS, phrase("what is known of an article"))
        given = {entry.key.text: entry for entry in entries if entry.key.text in NOTE_KEYS}
        if parser.slug(article.key):
            notes.append(_described(parser, article.key, article, given))
    return tuple(notes)


def _judgements(parser: BlockParser, node: Node | None, key: str) -> tuple[Judgement, ...]:
    found = []

    def expected() -> Message:
        return phrase("`{key}`: expected a list of {{ids: [first, second], because: …}}", key=key)

    for item in _items(parser, node, expected):
        given = _fields(parser, item, ("ids", "because"), f"`{key}`")
        ids = tuple(parser.texts(given["ids"], lambda: phrase("ids"))) if "ids" in given else ()
        because = parser.text(given["because"], lambda: phrase("the reason")) if "because" in given else None
        if len(ids) < 2 or because is None:
            parser.report(
                "wrong-shape",
                item.mark,
                phrase("`{key}`: expected at least two `ids` and `because` with the reason", key=key),
            )
        else:
            found.append(Judgement(ids, because.text, item.mark))
    return tuple(found)


def _removals(parser: BlockParser, node: Node | None) -> tuple[Removal, ...]:
    found = []

    def expected() -> Message:
        return phrase("`removed`: expected a list of {{id: …, because: …}}")

    for item in _items(parser, node, expected):
        given = _fields(parser, item, ("id", "because"), "`removed`")
        ident = parser.text(given["id"], lambda: phrase("the id that is left out")) if "id" in given else None
        because = parser.text(given["because"], lambda: phrase("the reason")) if "because" in given else None
        if ident is None or because is None:
            words = phrase("`removed`: expected `id` and `because` with the reason")
            parser.report("wrong-shape", item.mark, words)
        else:
            found.append(Removal(ident, because.text, item.mark))
    return tuple(found)


def _items(parser: BlockParser, node: Node | None, expected: Expected) -> tuple[Node, ...]:
    if node is None:
        return ()
    if isinstance(node, ListNode):
        return node.items
    parser.report("wrong-shape", node.mark, expected())
    return ()


def _fields(parser: BlockParser, item: Node, known: tuple[str, ...], where: str) -> dict[str, Node]:
    if not isinstance(item, Mapping):
        return {}
    for entry in item.entries:
        if entry.key.text not in known:
            parser.unknown_key(entry.key, known, where)
    return {entry.key.text: entry.value for entry in item.entries}


Sections = tuple[tuple[Scalar, tuple[Block, ...]], ...]


def _unrepeated(parser: BlockParser, sections: Sections) -> Sections:
    """The sections without the records whose id an earlier one has, which are reported.

    Local ids are unique over the sections of a file, because they share one IRI space.
    """
    seen: dict[str, Block] = {}
    for _, blocks in sections:
        for block in blocks:
            first = seen.setdefault(block.key.text, block)
            if first is not block:
                parser.report(
                    "duplicate-id",
                    block.key.mark,
                    phrase("`{id}` is already the id of another record of this file", id=block.key.text),
                    phrase("choose another id: ids are unique over all sections of a file"),
                    second_place(first.key.mark, phrase("the first one stands here")),
                )
    return tuple(
        (section, tuple(block for block in blocks if seen[block.key.text] is block))
        for section, blocks in sections
    )
