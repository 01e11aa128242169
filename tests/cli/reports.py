"""A report that shows every trait of a finding once, for the golden files of all renderers."""

from __future__ import annotations

from dataclasses import replace

from kg.cli.render.report import Report, Summary
from kg.model.diagnostics import Edit, Fix, Message, Related, error, in_order, info, warning
from kg.model.marks import Mark, whole_file

SUMMARY = Summary(articles=5, statements=812, quotes_from_text=214, quotes_from_lock=0)

MINTED_TWICE = error(
    "second-type",
    Mark("seeds/a001.yaml", 12, 3, 12, 15),
    Message("`li-wei` has a type here and in another file"),
    help=Message("the same person? drop `type`; another? choose another id"),
    related=(Related(Mark("seeds/a000.yaml", 7, 3, 7, 9), Message("`li-wei` is minted here too")),),
    focus="li-wei",
)
ONE_PARTY = error(
    "Agreement-party-count",
    Mark("seeds/a002.yaml", 40, 5, 44, 1),
    Message(
        "an agreement has two parties or more", "у соглашения не меньше двух сторон", "协议至少有两个缔约方"
    ),
)
QUOTE_MISSING = error(
    "quote-not-found",
    Mark("seeds/a new one.yaml", 3, 10, 3, 22),
    Message("the text has no «100 %, 50 | 60: <да>»"),
    help=Message("copy the phrase from the text: `27 апреля`"),
)
QUOTE_MISSING = replace(
    QUOTE_MISSING,
    fix=Fix(
        Message("the quote is now `27 — 28`", "цитата теперь `27 — 28`", "引文改为 `27 — 28`"),
        (
            Edit(Mark("seeds/a new one.yaml", 3, 10, 3, 22), "'27 — 28'"),
            Edit(Mark("seeds/a new one.yaml", 5, 1, 5, 1), "  sha256: 0123456789abcdef\n"),
        ),
    ),
)
HOSTILE = warning(
    "script-mismatch",
    Mark("seeds/a003.yaml", 9, 20, 9, 26),
    Message("`长\u202e春\x1b[31m` is not Cyrillic\n::error::forged"),
)
UNUSED = info("unused-entity", whole_file("seeds/authority.yaml"), Message("nothing refers to `faw-group`"))


def every_trait(*, language: str = "en", folder: str = "") -> Report:
    """Errors, a warning and an info; help, another place, a stretch of lines, hostile characters."""
    found = in_order([UNUSED, HOSTILE, QUOTE_MISSING, ONE_PARTY, MINTED_TWICE])
    return Report(found, SUMMARY, language=language, folder=folder, engine="0.1.0")


def errors_and_warnings(errors: int, warnings: int) -> Report:
    """A report with so many findings, one a line."""
    found = [
        error("quote-not-found", Mark("seeds/a.yaml", n, 1, n, 2), Message(f"error {n}"))
        for n in range(1, errors + 1)
    ]
    found += [
        warning("same-key", Mark("seeds/b.yaml", n, 1, n, 2), Message(f"warning {n}"))
        for n in range(1, warnings + 1)
    ]
    return Report(tuple(found), SUMMARY)
