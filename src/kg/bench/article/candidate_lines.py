"""The unknown names of a text as comments, each ready to be taken as an entity.

With its `#` removed a line is a whole entity but for `type: TODO`, which `kg check` names at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.bench.article.candidates import Candidates
from kg.bench.article.ids import free, slug
from kg.bench.article.near import Near, NearNames
from kg.bench.article.phrases import Phrases
from kg.bench.article.yaml_text import comment, quoted_phrase, scalar
from kg.curation.naming.company_forms import without_company_form
from kg.curation.naming.inflection import nominatives
from kg.curation.naming.scripts import fold
from kg.model.diagnostics import Message
from kg.model.wording import phrase

_NOMINATIVE = re.compile("[оыи]й$")  # Деловой is an adjective, and no form of Делова
TYPE_TO_DECIDE = "TODO"


def candidate_lines(
    candidates: Candidates,
    *,
    phrases: Phrases,
    near: NearNames,
    taken: frozenset[str],
    language: str,
    classes: Sequence[str],
    comments: str,
) -> Iterator[str]:
    """The candidates, in the order of the text; `taken` are ids that no new entity may have."""
    if not candidates.listed:
        return

    def say(message: Message) -> str:
        return comment(message.in_language(comments))

    yield ""
    yield "  # " + say(
        phrase("Unknown names, perhaps new: remove the `#`, give the type, mend the name; delete the rest.")
    )
    if classes:
        yield "  # " + say(phrase("types: {classes}", classes=", ".join(classes)))
    used = set(taken)
    for candidate in candidates.listed:
        line, start, end = phrases.place(*candidate.places[0])
        where = say(phrase("line {line}, {start}–{end}", line=line, start=start, end=end))
        times = say(phrase("{n} times", one="once", n=candidate.times))
        printed = phrases.text(*candidate.shown)
        close = near.near(printed)
        name = nominative(printed)
        made = slug(without_company_form(name))
        if close is not None or made in taken:
            question = _question(close) if close else phrase("the id made of it is known: the same thing?")
            yield f"  # {comment(f'“{printed}” · {times} · {where}')} · {say(question)}"
            yield f"  # {close.entity if close else made}:"
            continue
        ident = free(made or "name", used)
        used.add(ident)
        quote = phrases.around(candidate.places)
        parts = [f"type: {TYPE_TO_DECIDE}", f"name: {{{language}: {scalar(name, flow=True)}}}"]
        if quote is not None:
            shown = quoted_phrase(quote.text)
            parts.append("quote: " + (scalar(quote.text, flow=True) if not shown.startswith("'") else shown))
            if quote.occurrence:
                parts.append(f"occurrence: {quote.occurrence}")
        yield f"  # {ident}: {{{', '.join(parts)}}}  # {times} · {where}"
    if candidates.left_out:
        yield "  # " + say(phrase("… and {n} more", one="… and {n} more", n=candidates.left_out))


def nominative(printed: str) -> str:
    """The name as printed, or all its words in the nominative where that is known: Цзюньхая is Цзюньхай."""
    words = []
    for word in printed.split(" "):
        bases = sorted(nominatives(fold(word)), key=lambda one: (len(one), one))
        if not bases:
            return printed
        kept = fold(word) in bases or _NOMINATIVE.search(fold(word))
        words.append(word if kept else word[:1] + bases[0][1:])
    return " ".join(words)


def _question(close: Near) -> Message:
    if close.slip:
        return phrase("one letter from “{name}”: a slip, or another one?", name=close.name.text)
    return phrase("“{name}” with words left out?", name=close.name.text)
