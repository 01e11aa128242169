"""The text of a new curation file: what is sure as lines, everything else as comments to be taken.

Lines that a person must look at carry the word TODO.  No text of the article stands outside of quotes
and comments, and none of it can become a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.bench.article.candidate_lines import TYPE_TO_DECIDE, candidate_lines, nominative
from kg.bench.article.candidates import Candidates
from kg.bench.article.known import KnownEntity
from kg.bench.article.languages import LanguageGuess, guess_language
from kg.bench.article.name_trie import Way
from kg.bench.article.near import NearNames
from kg.bench.article.occurrences import Doubt, Found, Occurrences
from kg.bench.article.ontology_words import class_label, section_lines
from kg.bench.article.page_dates import DateGuess
from kg.bench.article.phrases import Phrases
from kg.bench.article.publishers import likely_publisher
from kg.bench.article.yaml_text import comment, quoted_phrase, scalar
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Message
from kg.model.wording import phrase

_MOST_DOUBTS = 100


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the file; empty texts are for a person to decide."""

    id: str
    text: str
    sha256: str
    language: str
    published: str
    title: str
    publisher: str
    url: str


@dataclass(frozen=True)
class Draft:
    """All that a new curation file is written from."""

    head: Head
    language_guess: LanguageGuess | None
    date_guess: DateGuess | None
    occurrences: Occurrences
    candidates: Candidates
    entities: Mapping[str, KnownEntity]
    taken: frozenset[str]
    near: NearNames
    phrases: Phrases
    vocabulary: Vocabulary
    languages: Sequence[str]


def write_draft(draft: Draft, *, comments: str) -> str:
    """The curation file; `comments` is the language of what is explained in it."""
    return "".join(f"{line}\n" for line in _Writer(draft, comments).lines())


class _Writer:
    def __init__(self, draft: Draft, comments: str) -> None:
        self.draft = draft
        self.comments = comments

    def say(self, message: Message) -> str:
        return comment(message.in_language(self.comments))

    def lines(self) -> Iterator[str]:
        yield "# " + self.say(phrase("What article {id} says, and nothing else.", id=self.draft.head.id))
        yield "# " + self.say(
            phrase("Begun by `kg new article`: look at each line with TODO; a comment is taken or deleted.")
        )
        yield from self.head()
        yield ""
        yield from self.known_entities()
        yield from self.doubts()
        yield from self.removed()
        yield from candidate_lines(
            self.draft.candidates,
            phrases=self.draft.phrases,
            near=self.draft.near,
            taken=self.draft.taken,
            language=self.draft.head.language or self.draft.languages[0],
            classes=self.classes(),
            comments=self.comments,
        )
        yield ""
        yield "# " + self.say(
            phrase(
                "The records: who did what, when, with whom. Take a section when its first record is written."
            )
        )
        yield from section_lines(self.draft.vocabulary, self.comments)

    def head(self) -> Iterator[str]:
        head, language, date = self.draft.head, self.draft.language_guess, self.draft.date_guess
        yield "article:"
        yield f"  id: {head.id}"
        yield f"  text: {scalar(head.text)}"
        yield f"  sha256: {head.sha256}"
        if language is None:
            yield f"  language: {head.language}"
        elif language.tag:
            words = phrase("TODO confirm: {reason}", reason="\0")
            yield f"  language: {head.language}  # {self.joined(words, language.reason)}"
        else:
            words = phrase("TODO one of the languages of kg.toml: {reason}", reason="\0")
            yield f"  language:  # {self.joined(words, language.reason)}"
        yield from self.published(date)
        yield from self.publisher()
        yield f"  url: {scalar(head.url)}" if head.url else "  # url: https://…"
        if head.title:
            yield f"  title: {{{self.title_language()}: {scalar(head.title, flow=True)}}}"
        else:
            yield "  title:"
            todo = self.say(phrase("TODO one line in your own words; the headline belongs to its publisher"))
            yield f"    {self.title_language()}:  # {todo}"

    def published(self, date: DateGuess | None) -> Iterator[str]:
        head = self.draft.head
        if date is None:
            yield f"  published: {head.published}"
            return
        words = phrase("TODO confirm: {reason}", reason="\0")
        yield f"  published: {head.published}  # {self.joined(words, date.reason)}"
        for remark in date.remarks:
            yield f"  #   {self.say(remark)}"

    def joined(self, frame: Message, reason: Message) -> str:
        """A sentence with another one in it, both in the language of the comments."""
        return comment(frame.in_language(self.comments).replace("\0", reason.in_language(self.comments)))

    def publisher(self) -> Iterator[str]:
        given = self.draft.head.publisher
        if given:
            yield f"  publisher: {given}"
            return
        guess = likely_publisher(self.draft.phrases.tokens, self.draft.occurrences.found)
        if guess is None:
            yield "  # publisher: " + self.say(phrase("<the id of who published it, if it is known>"))
            return
        found, word = guess
        line, _, _ = self.draft.phrases.place(found.first, found.last)
        words = phrase("stands behind “{word}” at line {line}", word=word, line=line)
        yield f"  # publisher: {found.entity}  # {self.say(words)}"

    def title_language(self) -> str:
        """The language that a given title is in; else the first of the project, whatever the text is in."""
        languages = self.draft.languages
        return guess_language(self.draft.head.title, languages).tag or languages[0]

    def known_entities(self) -> Iterator[str]:
        found = self.draft.occurrences.found
        if not found:
            yield "# " + self.say(phrase("No known name stands in the text."))
            yield "# entities:"
            return
        yield "entities:"
        yield "  # " + self.say(
            phrase("Known, and named in the text. The quote is an offer: take it, mend it or delete it.")
        )
        groups: dict[str, list[Found]] = {}
        for one in found:
            groups.setdefault(one.entity.type, []).append(one)
        for number, (cls, members) in enumerate(groups.items()):
            if number:
                yield ""
            label = class_label(self.draft.vocabulary, cls, self.comments) if cls else ""
            heading = label or self.say(phrase("without a type in the other files"))
            yield f"  # {comment(heading)}"
            for one in members:
                yield from self.known(one)

    def known(self, found: Found) -> Iterator[str]:
        entity, surest = found.entity, found.surest
        times = phrase("{n} times", one="once", n=len(found.occurrences))
        parts = [self.label(entity), self.say(times), self.where(surest.first, surest.last)]
        if surest.way is Way.SOUND:
            parts.append(
                self.say(phrase("TODO confirm: by its sound alone, from “{name}”", name=surest.name.text))
            )
        elif surest.way is Way.LONGER:
            parts.append(self.say(phrase("with the form of a company, which no file gives it")))
        elif surest.way is Way.CORE:
            parts.append(self.say(phrase("as a short form of “{name}”", name=surest.name.text)))
        elif surest.name.kind == "misspelling":
            parts.append(self.say(phrase("as a known slip")))
        yield f"  {entity.id}:  # {comment(' · '.join(parts))}"
        if not entity.type:
            yield f"  #   type: {TYPE_TO_DECIDE}  # {self.say(phrase('no other file gives its type'))}"
        yield from self.new_name(found)
        places = [(one.first, one.last) for one in found.occurrences if one.way is not Way.SURNAME]
        quote = self.draft.phrases.around(places or [(surest.first, surest.last)])
        if quote is not None:
            yield f"  #   quote: {quoted_phrase(quote.text)}  # {self.at(quote.line, quote.start, quote.end)}"
            if quote.occurrence:
                yield f"  #   occurrence: {quote.occurrence}"

    def new_name(self, found: Found) -> Iterator[str]:
        """The name as printed, where no file gives one in the language of the text."""
        tag = self.draft.head.language
        longer = next((one for one in found.occurrences if one.way is Way.LONGER), None)
        if longer is not None and tag:
            printed = self.draft.phrases.text(longer.first, longer.last)
            yield f"  #   alias: {{{tag}: [{scalar(printed, flow=True)}]}}"
        if not tag or any(one.language == tag and one.kind != "mention" for one in found.entity.names):
            return
        surest = found.surest
        printed = self.draft.phrases.text(surest.first, surest.last)
        yield f"  #   name: {{{tag}: {scalar(nominative(printed), flow=True)}}}"

    def doubts(self) -> Iterator[str]:
        doubts = self.draft.occurrences.doubts
        if not doubts:
            return
        yield ""
        yield "  # " + self.say(phrase("In doubt: is it the one that is known? Take its line if it is."))
        for doubt in doubts[:_MOST_DOUBTS]:
            yield from self.doubt(doubt)
        if len(doubts) > _MOST_DOUBTS:
            rest = len(doubts) - _MOST_DOUBTS
            yield "  # " + self.say(phrase("… and {n} more", one="… and {n} more", n=rest))

    def doubt(self, doubt: Doubt) -> Iterator[str]:
        text = self.draft.phrases.text(doubt.first, doubt.last)
        head = f"“{text}” · {self.where(doubt.first, doubt.last)}"
        if len(doubt.ids) > 1:
            reason = phrase(
                "the name of {n} things; which one is meant?", one="the name of one thing", n=len(doubt.ids)
            )
        else:
            reason = self.reason(doubt)
        yield f"  # {comment(head)} · {self.say(reason)}"
        for ident in doubt.ids:
            yield f"  # {ident}:  # {comment(self.label(self.draft.entities[ident]))}"

    def reason(self, doubt: Doubt) -> Message:
        name = doubt.targets[0].name
        if doubt.way is Way.INSIDE:
            return phrase("only inside of a longer name; is “{name}” named as well?", name=name.text)
        if doubt.way is Way.MENTION:
            return phrase("a name that works inside {file} alone; here it may be another", file=name.file)
        if doubt.lower:
            return phrase("here in small letters alone; the name, or the common word?")
        return phrase("sounds like “{name}”; the same one, or another of that sound?", name=name.text)

    def removed(self) -> Iterator[str]:
        for ident in self.draft.occurrences.removed:
            yield ""
            yield "  # " + self.say(
                phrase("the text names `{id}`, which this project leaves out: do not write it down", id=ident)
            )

    def label(self, entity: KnownEntity) -> str:
        return entity.label(self.draft.head.language, self.comments, *self.draft.languages)

    def where(self, first: int, last: int) -> str:
        return self.at(*self.draft.phrases.place(first, last))

    def at(self, line: int, start: int, end: int) -> str:
        return self.say(phrase("line {line}, {start}–{end}", line=line, start=start, end=end))

    def classes(self) -> tuple[str, ...]:
        """The types that an entity of this project can have."""
        vocabulary = self.draft.vocabulary
        parts = {
            target
            for prop in vocabulary.properties.values()
            if prop.nested or prop.mints is not None
            for target in prop.ranges
        }
        return tuple(
            sorted(
                name
                for name, one in vocabulary.classes.items()
                if not vocabulary.section_of(one.iri) and one.iri not in parts
            )
        )
