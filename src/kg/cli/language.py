"""The language in which a command speaks: the option `--lang`, or the environment variable `KG_LANG`."""

from __future__ import annotations

import click

from kg.model.wording import LANGUAGES

_KEY = "kg.language"


def _note(context: click.Context, _: click.Parameter, language: str) -> str:
    context.find_root().meta[_KEY] = language
    return language


# Read before the other options, so that what is wrong with those is said in this language.
language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    envvar="KG_LANG",
    is_eager=True,
    callback=_note,
    help="Language of the messages (also: KG_LANG).",
)


def language_of(context: click.Context | None) -> str:
    """The language that was asked for in a call, English where none was."""
    return str(context.find_root().meta.get(_KEY, LANGUAGES[0])) if context else LANGUAGES[0]
