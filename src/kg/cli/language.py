"""The language in which a command speaks: the option `--lang`, or the environment variable `KG_LANG`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from kg.model.wording import LANGUAGES

_KEY = "kg.language"
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _note(context: click.Context, _: click.Parameter, language: str) -> str:
    context.find_root().meta[_KEY] = language
    return language


def _option(*, given_to_command: bool) -> Callable[[_Command], _Command]:
    # Read before the other options, so that what is wrong with those is said in this language.
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=LANGUAGES[0],
        show_default=True,
        envvar="KG_LANG",
        show_envvar=True,  # also in the error about a wrong value, which may come from there
        is_eager=True,
        callback=_note,
        expose_value=given_to_command,
        help="Language of the messages.",
    )


language_option = _option(given_to_command=True)
# For a command that says nothing but its errors, which are said in the language that was noted.
language_of_errors = _option(given_to_command=False)


def language_of(context: click.Context | None) -> str:
    """The language that was asked for in a call, English where none was."""
    return str(context.find_root().meta.get(_KEY, LANGUAGES[0])) if context else LANGUAGES[0]
