"""`kg push`: what changed in the current version goes to a SPARQL store elsewhere and is verified there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.folder import directory_argument, open_project
from kg.cli.language import language_option
from kg.cli.progress import shown_progress
from kg.cli.render.report import plain
from kg.model.errors import UsageError
from kg.model.wording import Message, grouped, phrase

if TYPE_CHECKING:
    from kg.engine.pushing import Plan, Pushed
    from kg.engine.record import Record
    from kg.engine.verifying import Verified
    from kg.graph.version import Version

DIFFERS = 1
_SHOWN = 20


@click.command("push")
@click.argument("url", metavar="URL")
@directory_argument
@click.option("--check", is_flag=True, help="Compare the store with the version; write nothing.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; write nothing.")
@click.option(
    "--takeover", is_flag=True, help="Go on from a push of another machine that has begun and not ended."
)
@language_option
def command(url: str, directory: Path, check: bool, dry_run: bool, takeover: bool, lang: str) -> int:
    """Publish the current version to a SPARQL store.

    URL is the query endpoint of any store that speaks the SPARQL 1.1 Graph Store HTTP Protocol. Only
    graphs that changed since the last push are sent; then all are counted there and a sample is looked
    up. A push that was interrupted goes on where it was when it is run again. A name and a password come
    from KG_ENGINE_USER and KG_ENGINE_PASSWORD, or a token from KG_ENGINE_TOKEN.
    """
    from kg.engine.connection import Connection
    from kg.engine.contents import open_contents
    from kg.engine.credentials import credentials_from
    from kg.engine.finding import checked_url, find_engine, needing_graphs
    from kg.engine.names import merged_graph
    from kg.engine.pushing import Push, plan_of
    from kg.graph.version import current_version

    if check and dry_run:
        raise UsageError(
            phrase("{first} and {second} exclude each other", first="--check", second="--dry-run")
        )
    project = open_project(directory)
    credentials = credentials_from()
    checked_url(url)
    version = current_version(project)
    base = project.base
    with version.hold(), Connection(url, credentials) as connection, shown_progress() as progress:
        address = needing_graphs(find_engine(url, project.engine, connection, credentials))
        quads = version.manifest.counts.quads
        with open_contents(
            version.quads,
            merged=merged_graph(base),
            key=address.dialect.key,
            note=lambda done: progress("reading the version", done, quads),
        ) as contents:
            push = Push(
                contents,
                sha256=version.sha256,
                base=base,
                connection=connection,
                address=address,
                progress=progress,
            )
            if check:
                record, verified = push.record(), push.verify()
            elif dry_run:
                plan = plan_of(contents, push.record(), base)
            else:
                pushed = push.run(project.build, takeover=takeover)
    if check:
        return _compared(version, record, verified, lang)
    for line in _planned(plan) if dry_run else [_done(version, pushed)]:
        click.echo(plain(line.in_language(lang)))
    return 0


def _statements(number: int) -> Message:
    return phrase("{count} statements", one="{count} statement", n=number, count=grouped(number))


def _graphs(number: int) -> Message:
    return phrase("{count} graphs", one="{count} graph", n=number, count=grouped(number))


def _planned(plan: Plan) -> Sequence[Message]:
    if not plan:
        return [phrase("nothing to send")]
    lines = [phrase("would send: {graph}", graph=graph) for graph in plan.send[:_SHOWN]]
    lines += [phrase("would delete: {graph}", graph=graph) for graph in plan.delete[:_SHOWN]]
    total = phrase(
        "would send {statements} in {graphs}, and delete {deleted}",
        statements=_statements(plan.triples),
        graphs=_graphs(len(plan.send)),
        deleted=_graphs(len(plan.delete)),
    )
    return [*lines, total]


def _done(version: Version, pushed: Pushed) -> Message:
    name = version.sha256[:12]
    if pushed.verified is None:
        return phrase(
            "unchanged: version {version} is there already; `--check` compares it with the store",
            version=name,
        )
    return phrase(
        "pushed: version {version}, {statements} in {graphs}, {deleted} deleted, "
        "in {seconds} s ({rate} a second); {looked_at}",
        version=name,
        statements=_statements(pushed.plan.triples),
        graphs=_graphs(len(pushed.plan.send)),
        deleted=len(pushed.plan.delete),
        seconds=f"{pushed.seconds:.1f}",
        rate=grouped(round(pushed.plan.triples / max(pushed.seconds, 0.001))),
        looked_at=_looked_at(pushed.verified),
    )


def _looked_at(verified: Verified) -> Message:
    seen = phrase(
        "verified: {statements} counted in {graphs}, {sample} looked up",
        statements=_statements(verified.triples),
        graphs=_graphs(verified.graphs),
        sample=verified.sampled,
    )
    if not verified.joined or verified.differences:
        return seen
    return phrase(
        "{seen}; the store takes {n} of them for others of the same value",
        one="{seen}; the store takes {n} of them for another of the same value",
        seen=seen,
        n=verified.joined,
    )


def _compared(version: Version, record: Record, verified: Verified, lang: str) -> int:
    from kg.engine.pushing import said_of
    from kg.engine.record import State

    status = record.status
    for difference in verified.differences[:_SHOWN]:
        words = phrase("difference: {problem}", problem=said_of(difference))
        click.echo(plain(words.in_language(lang)))
    whole = status.state is State.WHOLE and status.version == version.sha256
    if status.state is State.NONE:
        words = phrase("nothing has been pushed to this store")
    elif status.state is State.BEGUN:
        words = phrase(
            "a push of version {version} has begun and not ended (since {time})",
            version=status.version[:12],
            time=status.begun,
        )
    elif not whole:
        words = phrase(
            "the store holds version {held}, here is version {version}",
            held=status.version[:12],
            version=version.sha256[:12],
        )
    elif verified.differences:
        words = phrase(
            "{n} graphs differ", one="{n} graph differs", n=len({one.graph for one in verified.differences})
        )
    else:
        words = phrase(
            "the store holds version {version}; {looked_at}",
            version=version.sha256[:12],
            looked_at=_looked_at(verified),
        )
    click.echo(plain(words.in_language(lang)))
    return 0 if whole and not verified.differences else DIFFERS
