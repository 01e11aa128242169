"""Why something was found, in the reader's words."""

from __future__ import annotations

from kg.graph.name_index import Hit, Match
from kg.web.site import Page

_OF_A_LANGUAGE = {Match.NAME: "search-name", Match.ALIAS: "search-alias", Match.TITLE: "search-title"}
_KEYS = {
    Match.ID: "search-id",
    Match.CHARACTERS: "search-characters",
    Match.LOOKALIKE: "search-lookalike",
    Match.MISSPELLING: "search-misspelling",
    Match.FORM: "search-form",
    Match.BRIEF: "search-brief",
    Match.ORDER: "search-order",
    Match.SOUND: "search-sound",
    Match.BEGINNING: "search-beginning",
    Match.INSIDE: "search-inside",
    Match.WORDS: "search-words",
    Match.SOUND_BEGINNING: "search-sound-beginning",
    Match.SIMILAR: "search-similar",
}


def say_why(page: Page, hit: Hit) -> str:
    """The reason of a match in one phrase."""
    key = _OF_A_LANGUAGE.get(hit.match)
    if key is None:
        return page.texts.say(_KEYS[hit.match])
    if not hit.name.language:
        return page.texts.say(key)
    return page.texts.say(f"{key}-in", language=_language(page, hit.name.language))


def _language(page: Page, tag: str) -> str:
    key = f"language-{tag.lower()}"
    return page.texts.say(key) if key in page.texts.entries else tag
