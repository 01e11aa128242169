"""A comparison as lines for a terminal: a heading for each entity, and a line for each sentence.

Each line begins with its sign and names its entity, so that it stands alone in `grep`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.bench.diff.lexicon import quoted
from kg.bench.diff.told import CHANGED, GAINED, LOST, Aside, Sentence, Told
from kg.model.wording import phrase

MARKS = {GAINED: "＋", LOST: "−", CHANGED: "±"}


def to_text(told: Told) -> str:
    """The comparison as plain text, each line ended by LF; nothing is cut."""
    return "".join(f"{line}\n" for line in _lines(told))


def title(told: Told) -> str:
    """The sides that are compared."""
    return phrase("{before} → {after}", before=told.before, after=told.after).in_language(told.language)


def summary(told: Told) -> str:
    """How much was gained, lost and changed."""
    language = told.language
    if told.empty:
        return phrase("no difference").in_language(language)
    words = (
        phrase("{n} sentences gained", one="{n} sentence gained", n=told.count(GAINED)),
        phrase("{n} changed", n=told.count(CHANGED)),
        phrase("{n} lost", n=told.count(LOST)),
        phrase("{n} ids replaced", one="{n} id replaced", n=len(told.identities)),
    )
    kept = [word.in_language(language) for word in words if not word.en.startswith("0 ")]
    quads = phrase("statements in the graph: ＋{gained} −{lost}", gained=told.gained, lost=told.lost)
    comma, semicolon = ("，", "；") if language == "zh" else (", ", "; ")
    return semicolon.join([*([comma.join(kept)] if kept else []), quads.in_language(language)])


def derived_line(told: Told) -> str:
    """How many statements follow from the others; empty where none do."""
    if not told.derived_gained and not told.derived_lost:
        return ""
    words = phrase(
        "what follows from these by rules, and the ontology itself: ＋{gained} −{lost}",
        gained=told.derived_gained,
        lost=told.derived_lost,
    ).in_language(told.language)
    if told.derived:
        return words
    hint = phrase("`--derived` tells them").in_language(told.language)
    return f"{words} ({hint})"


def sentence_text(label: str, one: Sentence, language: str) -> str:
    """One sentence with its entity, passages, sources and reasons, without its sign."""
    words = one.text
    if not one.alone:
        words = phrase("{what}: {details}", what=label, details=words).in_language(language)
    return f"{words}{''.join(_grounds(one, language))}"


def aside_text(one: Aside) -> str:
    """One line of what is only counted."""
    return f"{one.text} (＋{one.gained} −{one.lost})"


def _lines(told: Told) -> Iterator[str]:
    yield title(told)
    yield summary(told)
    for note in told.notes:
        yield f"! {note}"
    if told.identities:
        yield ""
        yield from (one.text for one in told.identities)
    for group in told.groups:
        yield ""
        words = [f"{group.label} ({group.id})" if group.label != group.id else group.id, group.classes]
        yield " · ".join(word for word in words if word)
        for one in group.sentences:
            yield f"{MARKS[one.sign]} {sentence_text(group.label, one, told.language)}"
    yield from _part(
        terms_heading(told), (f"{MARKS[one.sign]} {one.text} <{one.term}>" for one in told.terms)
    )
    yield from _part(files_heading(told), (f"{MARKS[sign]} {path}" for sign, path in told.files))
    counted = [aside_text(one) for one in told.asides]
    derived = derived_line(told)
    yield from _part(counted_heading(told), [*counted, *([derived] if derived else [])])
    for one in told.derived:
        yield f"{MARKS[one.sign]} {one.text}{''.join(_grounds(one, told.language))}"


def terms_heading(told: Told) -> str:
    """The heading of the terms of the ontology that changed."""
    n = len(told.terms)
    return phrase("ontology: {n} terms changed", one="ontology: {n} term changed", n=n).in_language(
        told.language
    )


def files_heading(told: Told) -> str:
    """The heading of files beside the curations that changed."""
    return phrase("other files of the project").in_language(told.language)


def counted_heading(told: Told) -> str:
    """The heading of what is only counted."""
    return phrase("besides, in numbers").in_language(told.language)


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    kept = list(lines)
    if kept:
        yield ""
        yield heading
        yield from kept


def _grounds(one: Sentence, language: str) -> Iterator[str]:
    articles = list(dict.fromkeys(passage.article for passage in one.passages))
    wide = language == "zh"
    for article in articles:
        yield "，" if wide else ","
        for passage in one.passages:
            if passage.article == article:
                quote = quoted(passage.quote, language)
                yield quote if wide else f" {quote}"
        yield f" [{article}]"
    if not articles:
        yield from (f" [{source}]" for source in one.sources)
    if one.reasons:
        yield f"（{'；'.join(one.reasons)}）" if wide else f" ({'; '.join(one.reasons)})"
