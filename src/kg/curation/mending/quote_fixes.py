"""Quotes that have the words of the article and other signs: what is said of them, and their fix.

A fix is offered only where exactly one phrase of the text can be meant.  It writes the article's own
words; letters, digits and their case are never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.curation.mending.rewriting import rewritten
from kg.curation.passages import MAX_WORDS, Missing, Passage, SourceText
from kg.curation.records import Quote
from kg.curation.text import count_words
from kg.model.diagnostics import Diagnostic, Edit, Fix, error, info
from kg.model.wording import phrase

# A full stop after a long word in small letters ends a sentence; after others it may be an abbreviation.
_SENTENCE = re.compile(r"(?:[。！？!?]|[a-zа-яё]{5,}\.)[\s\"'»”’」』]*$")


def ends_sentence(text: str) -> bool:
    """Whether a quote runs to the end of its sentence."""
    return _SENTENCE.search(text) is not None


def not_found(quote: Quote, missing: Missing, source: SourceText) -> Diagnostic:
    """The error of a quote that is not in the text, with its fix where only signs differ."""
    passages = source.with_other_signs(quote.phrase.text)
    edit = _edit(quote, passages, source)
    if edit is not None:
        help = phrase("the text has `{phrase}`; `kg check --fix` writes it so", phrase=passages[0])
    elif passages:
        help = phrase(
            "with other dashes, spaces or quotation marks it stands in the text {n} times; "
            "copy the phrase that is meant, such as `{phrase}`",
            one="the text has `{phrase}`",
            n=len(passages),
            phrase=passages[0],
        )
    elif missing.nearest:
        help = phrase("the text has `{phrase}`", phrase=missing.nearest)
    else:
        help = phrase(
            "copy the phrase from the text; only white space, quotation marks and dashes may differ"
        )
    found = error("quote-not-found", quote.phrase.mark, phrase("this quote is not in the article"), help=help)
    if edit is None:
        return found
    title = phrase("the quote is now `{phrase}`, as in the text", phrase=passages[0])
    return replace(found, fix=Fix(title, (edit,)))


def other_signs(quotes: Iterable[tuple[Quote, Passage]], source: SourceText) -> tuple[Diagnostic, ...]:
    """One remark on the quotes of a file that stand in the text with other dashes or quotation marks."""
    edits = [edit for quote, passage in quotes if (edit := _signs(quote, passage, source)) is not None]
    if not edits:
        return ()
    remark = info(
        "quote-signs",
        min(edit.mark for edit in edits),
        phrase(
            "{n} quotes of this file have other dashes or quotation marks than the text",
            one="this quote has other dashes or quotation marks than the text",
            n=len(edits),
        ),
        help=phrase("they are found all the same; `kg check --fix` writes the signs of the text"),
    )
    title = phrase(
        "{n} quotes written with the signs of the text",
        one="the quote written with the signs of the text",
        n=len(edits),
    )
    return (replace(remark, fix=Fix(title, tuple(edits))),)


def _edit(quote: Quote, passages: tuple[str, ...], source: SourceText) -> Edit | None:
    """The edit that makes a quote the one phrase that `passages` are; None where it is not certain."""
    if len(set(passages)) != 1 or (quote.occurrence is None and len(passages) > 1):
        return None
    text = passages[0]
    fits = count_words(text) <= MAX_WORDS and ends_sentence(text) <= ends_sentence(quote.phrase.text)
    stands = isinstance(source.find(text, quote.occurrence), Passage)
    return rewritten(quote.phrase, text) if fits and stands else None


def _signs(quote: Quote, passage: Passage, source: SourceText) -> Edit | None:
    own = " ".join(quote.phrase.text.split())
    if source.raw[passage.start : passage.end] == own:
        return None
    text = source.signs_of_the_text(own, passage)
    if text == own or ends_sentence(text) > ends_sentence(own):
        return None
    return rewritten(quote.phrase, text)
