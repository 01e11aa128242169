"""The commands, and the one place that turns errors into messages and exit codes.

A command is one file: it parses its arguments, calls one stage, prints, and returns its exit code.
A command is imported when it is called, and its stages when it runs, so that `kg serve` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from kg.cli.folder import seen_from_here
from kg.cli.language import language_of
from kg.cli.render import text
from kg.cli.render.report import Report, advised, plain
from kg.model.errors import KgError, ProjectRejected, QueryError, system_words
from kg.model.wording import NOTHING, Message, phrase

DISTRIBUTION = "kg-curation"

COMMANDS = ("build", "check", "coverage", "diff", "export", "new", "push", "query", "schema", "serve")

COULD_NOT_RUN = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count
READER_GONE = 141  # 128 + SIGPIPE


class _OnDemand(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is asked for."""

    def __init__(self, names: Sequence[str]) -> None:
        self._found: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        found = self._found[name]
        if found is None:
            found = self._found[name] = import_module(f"{__name__}.{name}").command
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@click.group(
    "kg",
    commands=_OnDemand(COMMANDS),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.option("--debug", is_flag=True, help="Show the traceback of a defect (also: KG_DEBUG=1).")
@click.pass_context
def commands(context: click.Context, version: bool, debug: bool) -> None:
    """Knowledge graphs in which every record carries the passage that says it."""
    if debug:
        os.environ["KG_DEBUG"] = "1"  # the environment, so that worker processes see it too
    if version:
        click.echo(f"kg {_version()}")
        context.exit()
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(COULD_NOT_RUN)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `kg` with these arguments, or those of the process, and end the process."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run `kg` with these arguments and return the exit code; no exception leaves it.

    0: done.  1: files of the project have errors, or a query got no answer.  2: could not run.
    """
    _write_utf8()
    context: click.Context | None = None
    try:
        with commands.make_context("kg", list(arguments)) as context:
            code: int | None = commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.UsageError as problem:
        called = problem.ctx.command_path if problem.ctx else "kg"
        help = phrase("`{command} --help` shows what can be written", command=called)
        # The words of click are English; they name options and what they take.
        return _refuse(Message(problem.format_message()), help=help, language=language_of(problem.ctx))
    except ProjectRejected as problem:
        root = context.obj if context else None
        language = language_of(context)
        report = Report(problem.diagnostics, folder=seen_from_here(root) if root else "", language=language)
        click.echo(text.render(report), nl=False, err=True)
        return _refuse_because(problem, language)
    except KgError as problem:
        return _refuse_because(problem, language_of(context))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads any more; the interpreter must not try to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except OSError as problem:
        words = system_words(problem)
        if problem.filename:
            words = phrase("{place}: {problem}", place=problem.filename, problem=words)
        return _refuse(words, language=language_of(context))
    except Exception as problem:  # noqa: BLE001 - the last line of defence: users never meet a traceback
        return _defect(problem, arguments, language_of(context))
    return code or 0


def _refuse(
    message: Message, *, help: Message = NOTHING, language: str = "en", code: int = COULD_NOT_RUN
) -> int:
    click.echo(plain(phrase("error: {reason}", reason=message).in_language(language)), err=True)
    if help:
        click.echo(plain(advised(help).in_language(language)), err=True)
    return code


def _refuse_because(problem: KgError, language: str) -> int:
    words = problem.words
    if isinstance(problem, QueryError) and problem.line is not None:
        words = (
            phrase("line {line} of the query: {problem}", line=problem.line, problem=words)
            if problem.column is None
            else phrase(
                "line {line}, column {column} of the query: {problem}",
                line=problem.line,
                column=problem.column,
                problem=words,
            )
        )
    return _refuse(words, help=problem.advice, language=language, code=problem.exit_code)


def _defect(problem: Exception, arguments: Sequence[str], language: str) -> int:
    details = "".join(traceback.format_exception(problem))
    if os.environ.get("KG_DEBUG", "0") not in ("", "0"):
        click.echo(details, nl=False, err=True)
        return COULD_NOT_RUN
    call = " ".join(["kg", *arguments])
    system = f"kg {_version()}, Python {sys.version.split()[0]}, {sys.platform}"
    with tempfile.NamedTemporaryFile(
        "w", prefix="kg-defect-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"{call}\n{system}\n\n{details}")
    return _refuse(
        phrase(
            "this is a defect in kg, not in your files: {kind}: {problem}",
            kind=type(problem).__name__,
            problem=problem,
        ),
        help=phrase("please report it with the file {path}", path=Path(file.name)),
        language=language,
    )


def _version() -> str:
    from importlib import metadata  # much to import for what few calls print

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "not installed"  # run from the source folder


def _write_utf8() -> None:
    """Write UTF-8 and LF wherever output is not a terminal: a pipe on Windows has neither."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8", newline="\n")
