"""`/sparql/check`: what is wrong with a query, for the editor while somebody types.

The words are those of the error that the query would get; every place is told twice, in characters
for people and in UTF-16 units for scripts, and every fix is an edit that takes its error away.
Nothing is evaluated, and no data are asked.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from kg.endpoint.checking import Checked
from kg.endpoint.fixes import Fix, fixes_of, stretch
from kg.model.errors import QueryError
from kg.web.problems import from_error
from kg.web.querying.sparql import caller_of_request, read_query
from kg.web.querying.unknown_terms import UnknownTerm, unknown_terms
from kg.web.rendering import problem_title
from kg.web.respond import current_page, json_document
from kg.web.site import Page

_LONGEST_LABEL = 60


def check() -> Response:
    """`/sparql/check`: the first error of the posted query, and terms that the vocabulary lacks.

    Raises what `read_query` raises for a request that has no query, and EndpointBusy, QueryTimeout and
    their like where nothing was found out.
    """
    page = current_page()
    query = read_query(request)
    text = query.text if query else ""
    endpoint = page.site.endpoint
    checked = endpoint.check(text, caller=caller_of_request(page, request))
    values = {
        "version": endpoint.version,
        "ok": checked.error is None,
        "form": checked.form or None,
        "problems": _problems(page, text, checked),
        "notices": list(checked.notices),
    }
    response = json_document(values)
    response.headers["Content-Language"] = page.language.interface
    response.headers["Cache-Control"] = "no-store"
    return response


def _problems(page: Page, text: str, checked: Checked) -> list[dict[str, Any]]:
    found = [] if checked.error is None else [_error(page, text, checked.error)]
    return [*found, *(_unknown(page, text, one) for one in unknown_terms(page, text))]


def _error(page: Page, text: str, error: QueryError) -> dict[str, Any]:
    problem = from_error(error)
    place = stretch(text, error)
    return {
        "severity": "error",
        "kind": problem.kind,
        "title": problem_title(page, problem),
        "detail": problem.detail,
        "help": problem.help,
        "line": problem.line,
        "column": problem.column,
        "length": problem.length,
        **({"from": _units(text, place[0]), "to": _units(text, place[1])} if place else {}),
        "fixes": [_fix(page, text, one) for one in fixes_of(text, error)],
    }


def _unknown(page: Page, text: str, one: UnknownTerm) -> dict[str, Any]:
    say = page.texts.say
    fixes = [Fix(one.start, one.start + len(one.written), one.near)] if one.near else []
    return {
        "severity": "warning",
        "kind": "unknown-term",
        "title": say("check-unknown"),
        "detail": say("check-unknown-term", term=f"`{one.written}`"),
        "help": "",
        "line": one.line,
        "column": one.column,
        "length": len(one.written),
        "from": _units(text, one.start),
        "to": _units(text, one.start + len(one.written)),
        "fixes": [_fix(page, text, fix) for fix in fixes],
    }


def _fix(page: Page, text: str, fix: Fix) -> dict[str, Any]:
    return {
        "label": fix_label(page, text, fix),
        "from": _units(text, fix.start),
        "to": _units(text, fix.end),
        "insert": fix.insert,
    }


def fix_label(page: Page, text: str, fix: Fix) -> str:
    """What a fix does, in the words of its button."""
    old, new = text[fix.start : fix.end].strip(), fix.insert.strip()
    if not new:
        named = f"`{_shortened(old)}`" if old else page.texts.say("fix-invisible")
        return page.texts.say("fix-remove", old=named)
    key = "fix-write" if old else "fix-insert"
    return page.texts.say(key, new=f"`{_shortened(new)}`")


def _shortened(code: str) -> str:
    return code if len(code) <= _LONGEST_LABEL else f"{code[: _LONGEST_LABEL - 1]}…"


def _units(text: str, offset: int) -> int:
    """An offset as scripts of browsers count it."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
