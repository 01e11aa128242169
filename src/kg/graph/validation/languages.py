"""Whether texts and names are in the language that the curator says they are in.

Only what a script can tell is told: a text in Latin letters is not Russian, and traditional
characters are not `zh`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kg.curation.names import NameStatement
from kg.curation.pinyin import simplified
from kg.curation.records import ArticleFile
from kg.curation.scripts import Script, scripts_of
from kg.model.diagnostics import Diagnostic, Message, warning

_SCRIPTS: dict[str, Script] = {"en": "Latin", "ru": "Cyrillic", "zh": "Han"}


def language_of_quotes(articles: Sequence[ArticleFile]) -> Iterator[Diagnostic]:
    """Articles whose quotes are in the script of another language than the head says.

    The quotes are looked at and not the text, so that a clone without texts finds the same.
    """
    for article in articles:
        language = article.head.language
        expected = _SCRIPTS.get(language.text.split("-")[0]) if language is not None else None
        quotes = "".join(quote.phrase.text for block in article.blocks() for quote in block.all_quotes())
        counts = Counter(script for letter in quotes for script in scripts_of(letter))
        most = max(counts, key=lambda script: (counts[script], script), default=None)
        if language is None or expected is None or most is None or most == expected:
            continue
        words = Message(
            f"the language is `{language.text}`, but the quotes are in {most} letters",
            f"язык статьи — `{language.text}`, а цитаты написаны другим письмом ({most})",
            f"语言写作 `{language.text}`，但引文所用文字为 {most}",
        )
        yield warning("language-of-quotes", language.mark, words, focus=article.id)


def traditional_names(names: Sequence[NameStatement]) -> Iterator[Diagnostic]:
    """Names under `zh` that are written in traditional characters."""
    for said in names:
        if said.language == "zh" and "Han" in scripts_of(said.text) and simplified(said.text) != said.text:
            plain = simplified(said.text)
            words = Message(
                f"`{said.text}` has traditional characters, and `zh` is simplified",
                f"`{said.text}` записано полными знаками, а `zh` — упрощённые",
                f"“{said.text}”含繁体字，而 `zh` 须用简体",
            )
            help = Message(
                f"write it under `zh-Hant`, or `{plain}` here",
                f"перенесите в `zh-Hant` или напишите `{plain}`",
                f"请写在 `zh-Hant` 下，或在此改写为“{plain}”",
            )
            yield warning("traditional-under-zh", said.mark, words, help=help, focus=said.entity)
