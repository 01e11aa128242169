"""Whether texts and names are in the language that the curator says they are in.

Only what a script can tell is told: a text in Latin letters is not Russian, and traditional
characters are not `zh`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from kg.curation.naming.names import NameStatement
from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import Script, scripts_of
from kg.curation.records import ArticleFile
from kg.model.diagnostics import Diagnostic, warning
from kg.model.wording import phrase

_SCRIPTS: dict[str, Script] = {"en": "Latin", "ru": "Cyrillic", "zh": "Han"}


def language_of_quotes(articles: Sequence[ArticleFile]) -> Iterator[Diagnostic]:
    """Articles whose quotes are in the script of another language than the head says.

    The quotes are looked at and not the text, so that a clone without texts finds the same.
    """
    for article in articles:
        language = article.head.language
        expected = _SCRIPTS.get(language.text.split("-")[0]) if language is not None else None
        letters = Counter(
            chain.from_iterable(
                quote.phrase.text for block in article.blocks() for quote in block.all_quotes()
            )
        )
        counts: Counter[Script] = Counter()
        for letter, times in letters.items():
            counts.update(dict.fromkeys(_scripts_of(letter), times))
        most = max(counts, key=lambda script: (counts[script], script), default=None)
        if language is None or expected is None or most is None or most == expected:
            continue
        words = phrase(
            "the language is `{language}`, but the quotes are in {script} letters",
            language=language.text,
            script=most,
        )
        yield warning("language-of-quotes", language.mark, words, focus=article.id)


@cache
def _scripts_of(letter: str) -> frozenset[Script]:
    return frozenset(scripts_of(letter))


def traditional_names(names: Sequence[NameStatement]) -> Iterator[Diagnostic]:
    """Names under `zh` that are written in traditional characters."""
    for said in names:
        if said.language == "zh" and "Han" in scripts_of(said.text) and simplified(said.text) != said.text:
            plain = simplified(said.text)
            words = phrase("`{name}` has traditional characters, and `zh` is simplified", name=said.text)
            help = phrase("write it under `zh-Hant`, or `{name}` here", name=plain)
            yield warning("traditional-under-zh", said.mark, words, help=help, focus=said.entity)
