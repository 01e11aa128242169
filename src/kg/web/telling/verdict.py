"""What the checks of the build said about a thing, in words.

The build notes its findings beside the version.  Where it did not (a version of an earlier engine),
or left some out, a page says that instead of "nothing was found".
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph.version.manifest import Finding
from kg.web.language import Label, choose_label
from kg.web.site import Page


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding: its code, how grave it is, its words, and why a curator left it (or nothing)."""

    code: str
    severity: str
    words: Label
    accepted: str
    href: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rules` is how many shapes and checks were applied, `unrecorded` how many findings are unknown."""

    rules: int
    remarks: tuple[Remark, ...]
    unrecorded: int


def tell_verdict(page: Page, local: str) -> Verdict | None:
    """The verdict on a thing and its parts; None where the build noted nothing."""
    facts = page.site.endpoint.built.manifest.facts
    if not facts.rules:
        return None
    head = f"{local}--"
    names = [name for name in facts.findings if name == local or name.startswith(head)]
    remarks = tuple(_remark(page, one) for name in sorted(names) for one in facts.findings[name])
    return Verdict(facts.rules, remarks, facts.unrecorded)


def _remark(page: Page, one: Finding) -> Remark:
    texts = (("en", one.en), ("ru", one.ru), ("zh", one.zh))
    labels = [Label(text, tag) for tag, text in texts if text]
    words = choose_label(labels, page.language, local_name=one.code)
    return Remark(one.code, one.severity, words, one.accepted, f"{page.links.page('/shapes')}#{one.code}")
