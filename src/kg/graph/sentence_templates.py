"""Sentences of an ontology with gaps: by `cur:sentence` a record is told in the words of its subject.

A template is a text with `{places}` and `[optional parts]` that vanish with a value; it is read here for
those who check it and for those who fill it, so that both mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass

from kg.model.wording import Message, phrase

RECORD = "record"
WORDS = (RECORD, "type", "name", "date", "others")  # places that are no properties
_LONGEST = 1_000
_TOKEN = re.compile(r"[\[\]{}]")
_NAME = re.compile(r"[\w.-]{1,100}")

Value = Callable[[str], str]


class TemplateError(ValueError):
    """A text that is no template."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a template: `texts` stand before, between and behind the `places`."""

    texts: tuple[str, ...]
    places: tuple[str, ...]
    optional: bool

    def filled(self, value: Value) -> str | None:
        """The part with its values; None where one is missing."""
        values = [value(name) for name in self.places]
        if not all(values):
            return None
        return self.texts[0] + "".join(said + text for said, text in zip(values, self.texts[1:], strict=True))


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with gaps, in one language."""

    parts: tuple[Part, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """The names of all places, in their order."""
        return tuple(name for part in self.parts for name in part.places)

    @property
    def opening(self) -> str:
        """The place with which the sentence begins; empty where it begins with words or an option."""
        first = self.parts[0] if self.parts else None
        begins = first is not None and not first.optional and first.places and not first.texts[0].strip()
        return first.places[0] if first is not None and begins else ""

    def filled(self, value: Value, *, without: Container[str] = ()) -> tuple[str, frozenset[str]] | None:
        """The sentence and the places that it shows; None where a value lacks that is not optional.

        `value` gives the words for a place, empty where there are none.  Optional parts with a place
        `without` which the sentence is wanted are left out.
        """
        words: list[str] = []
        shown: set[str] = set()
        for part in self.parts:
            if part.optional and any(name in without for name in part.places):
                continue
            said = part.filled(value)
            if said is not None:
                words.append(said)
                shown.update(part.places)
            elif not part.optional:
                return None
        return "".join(words).strip(), frozenset(shown)


def read_template(text: str) -> Template:
    """The template that a text stands for.  Raises TemplateError."""
    if len(text) > _LONGEST:
        raise TemplateError(phrase("a sentence of more than {n} characters is none", n=_LONGEST))
    parts: list[Part] = []
    texts, places, start, optional = [""], list[str](), 0, False
    open_place = False

    def finish() -> None:
        if optional and not places:
            raise TemplateError(
                phrase("`[{text}]` has no `{place}`, so it would never be left out", text=texts[0],
                       place="{…}")
            )  # fmt: skip
        if texts != [""]:
            parts.append(Part(tuple(texts), tuple(places), optional))

    for token in _TOKEN.finditer(text):
        said, start = text[start : token.start()], token.end()
        if open_place:
            if token[0] != "}":
                raise TemplateError(phrase("`{text}` is not closed", text="{" + said))
            if not _NAME.fullmatch(said):
                raise TemplateError(phrase("`{text}` is no name of a place", text=said))
            places.append(said)
            texts.append("")
            open_place = False
            continue
        texts[-1] += said
        if token[0] == "{":
            open_place = True
        elif token[0] == "}" or (token[0] == "]") != optional:
            raise TemplateError(_unbalanced(token[0], optional=optional))
        else:
            finish()
            texts, places, optional = [""], [], not optional
    if open_place:
        raise TemplateError(phrase("`{text}` is not closed", text="{" + text[start:]))
    if optional:
        raise TemplateError(phrase("`{text}` is not closed", text="["))
    texts[-1] += text[start:]
    finish()
    return Template(tuple(parts))


def _unbalanced(sign: str, *, optional: bool) -> Message:
    if sign == "[" and optional:
        return phrase("an optional part stands in another; write `[…][…]`")
    return phrase("`{text}` closes nothing", text=sign)
