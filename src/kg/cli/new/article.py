"""`kg new article`: a curation file to begin with, from the text of an article."""

from __future__ import annotations

import datetime
from pathlib import Path

import click
from click.core import ParameterSource

from kg.cli.folder import directory_argument, open_project, seen_from_here
from kg.cli.language import language_option
from kg.cli.progress import shown_progress
from kg.cli.render.report import plain
from kg.model.errors import ProjectNotFound, UsageError
from kg.model.project import find_project
from kg.model.wording import phrase


@click.command("article")
@click.argument("text", metavar="TEXT", type=click.Path(path_type=Path))
@directory_argument
@click.option("--id", "ident", default="", help="Id of the article.  [default: the next free one]")
@click.option("--language", default="", help="Language of the text, one of kg.toml.  [default: guessed]")
@click.option("--date", default="", help="Date of the page, or `unstated`.  [default: guessed]")
@click.option("--title", default="", help="Title in your own words, in a language of kg.toml.")
@click.option("--publisher", default="", help="Id of who published it, an entity of the project.")
@click.option("--url", default="", help="Address of the page; nothing is fetched from it.")
@language_option
def command(
    text: Path,
    directory: Path,
    ident: str,
    language: str,
    date: str,
    title: str,
    publisher: str,
    url: str,
    lang: str,
) -> None:
    """Begin the curation file of an article from its text.

    TEXT is a plain text file in UTF-8.  A text from elsewhere is copied into the folder of the article
    texts (articles/, or the one that KG_ARTICLES names).  A text in articles/ of a project belongs to
    that project; called inside of another one, the command asks for DIR.  The curation file holds the
    known entities that the text names; quotes, doubtful and unknown names stand in it as comments.
    Language and date are guesses and are said to be.  No file is ever written over, and nothing is
    fetched.
    """
    from kg.bench.article.report import report_lines
    from kg.bench.article.scaffold import Wishes, new_article

    project = open_project(_directory(text, directory))
    wishes = Wishes(ident, language, date, title, publisher, url, comments=lang)
    with shown_progress() as progress:
        made = new_article(project, text, wishes, today=datetime.date.today(), progress=progress)
    for line in report_lines(made, project, folder=seen_from_here(project.root)):
        click.echo(plain(line.in_language(lang)))


def _directory(text: Path, directory: Path) -> Path:
    """Where the project is: as named, else around the current folder, else around the text.

    Raises UsageError where the text lies in another project than the current folder.
    """
    from kg.bench.article.places import project_of_text

    given = click.get_current_context().get_parameter_source("directory")
    of_text = project_of_text(text)
    if given is not ParameterSource.DEFAULT or of_text is None:
        return directory
    try:
        here = find_project(directory)
    except ProjectNotFound:
        return of_text
    if here == of_text:
        return directory
    raise UsageError(
        phrase(
            "{text} lies in the project {other}, and the current folder in {here}",
            text=text,
            other=of_text,
            here=here,
        ),
        help=phrase("say which one is meant: `kg new article {text} DIR`", text=text),
    )
