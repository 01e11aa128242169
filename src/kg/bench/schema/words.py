"""What the pages of an editor say of the engine's own keys, and of terms of the ontology.

The engine's keys are explained here in three languages, the others by their labels and definitions in
the ontology; the reader's language is chosen once, when the schema is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.graph.vocabulary import PREF_LABEL, Vocabulary, local_name
from kg.model.diagnostics import Message
from kg.model.terms import RDFS, SKOS, Term, iri, is_iri, literal_parts
from kg.model.wording import phrase

_TEXTS = (iri(RDFS + "label"), PREF_LABEL, iri(SKOS + "definition"), iri(SKOS + "scopeNote"))
_LABEL, _PREF, _DEFINITION, _NOTE = _TEXTS


@dataclass(frozen=True, slots=True)
class TermWords:
    """The texts of the ontology in one language, English where it has none in that language."""

    texts: Mapping[tuple[Term, Term], str]

    def label(self, term: Term) -> str:
        """How readers call a term."""
        return self.texts.get((term, _LABEL)) or self.texts.get((term, _PREF)) or local_name(term)

    def explanation(self, term: Term) -> str:
        """Label, definition and scope note of a term in one paragraph."""
        definition, note = self.texts.get((term, _DEFINITION), ""), self.texts.get((term, _NOTE), "")
        return " — ".join(part for part in (self.label(term), " ".join((definition, note)).strip()) if part)


def term_words(vocabulary: Vocabulary, language: str) -> TermWords:
    """The texts of all terms of a vocabulary in `language` (`en`, `ru`, `zh`)."""
    found: dict[tuple[Term, Term], tuple[int, str]] = {}
    for one in vocabulary.triples:
        if one.predicate not in _TEXTS or is_iri(one.object):
            continue
        parts = literal_parts(one.object)
        rank = {language: 2, "en": 1}.get(parts.language, 0)
        place = (one.subject, one.predicate)
        if rank > found.get(place, (-1, ""))[0]:
            found[place] = (rank, parts.text)
    return TermWords({place: text for place, (_, text) in found.items()})


def joined(parts: Iterable[str]) -> str:
    """Parts of a line that have something to say."""
    return " · ".join(part for part in parts if part)


def key_words() -> dict[str, Message]:
    """What each key of the engine is for; a dot parts a place from its key."""
    return {
        "article": phrase("The head of the file: which article it is and which text was read."),
        "entities": phrase(
            "The entities of the article, by id. A new one has a `type`; "
            "what another file mints is named without it."
        ),
        "head.id": phrase("The id of the article; the file has the same name."),
        "head.text": phrase("The name of the text file in the articles folder, without a path."),
        "head.sha256": phrase(
            "The SHA-256 of the text file, 16 to 64 hex digits; a changed text is noticed by it."
        ),
        "head.language": phrase("The language of the text, one of those in kg.toml."),
        "head.published": phrase(
            "The date of the page (2021-05-12, 2021-05 or 2021), or the word `unstated`."
        ),
        "head.publisher": phrase("The id of who published the article."),
        "head.title": phrase("What the article is about in your own words, by language."),
        "head.url": phrase("The address of the page."),
        "head.archived": phrase("The address of an archived copy of the page."),
        "head.status": phrase("Whether the article still stands; left out, it is `current`."),
        "head.accept": phrase("Warnings of this file that you have seen: code and reason."),
        "status.code": phrase("The status itself."),
        "status.date": phrase("Since when the article has this status."),
        "type": phrase("The class of the thing; for an entity it stands in the one file that mints its id."),
        "name": phrase("The name that identifies the thing outside its article; one text a language."),
        "alias": phrase("Other names of the thing, by language."),
        "misspelling": phrase("Slips of print or translation, so that search finds them; by language."),
        "mention": phrase("What works only inside this article, such as “the District Committee”."),
        "date": phrase(
            "When it was: 2022-02-17, 2020-07 or 2021; 2020?-10-18 where the year is inferred; "
            "2021-11-05/2021-11-06 for several days."
        ),
        "quote": phrase(
            "The phrase of the article that says it, at most 8 words: one, a list, or a map from a property "
            "or one of its values."
        ),
        "occurrence": phrase(
            "Which place is meant, where the phrase stands in the text several times: 1, 2 …"
        ),
        "inferred": phrase(
            "Why a property is not simply stated: by property, the reason or {{basis: …, because: …}}."
        ),
        "inferred.basis": phrase("On what ground the property stands."),
        "because": phrase("The reason, in your own words."),
        "others": phrase("Participants without a name; they are kept as text."),
        "others.as": phrase("What the article calls them."),
        "accept": phrase("Warnings of this record that you have seen: code and reason."),
        "basis": phrase("Where the names come from: one code for all, or one a language."),
        "basis.source": phrase("The address where the name was read."),
        "same": phrase("Ids that mean one thing: the first stays, the others redirect to it."),
        "different": phrase("Ids that look alike and are different things."),
        "undecided": phrase("Ids that may or may not mean one thing."),
        "removed": phrase("Ids that are left out of every build, with the reason."),
        "removed.id": phrase("The id that is left out."),
        "articles": phrase("What is known of an article from outside its text."),
        "ids": phrase("At least two ids."),
    }  # fmt: skip
