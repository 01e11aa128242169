"""The query of an answer as a program: curl, Python, R and JavaScript, to be copied and run as they are.

A text that a language could read as something else than itself (quotes, backslashes, `$`, line ends
other than LF, what cannot be seen) is written with that language's escapes; every other text keeps
its lines, so that people can go on from it.  Nothing beyond the language itself is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from kg.endpoint.formats import GRAPH_FORMS
from kg.endpoint.protocol import Query
from kg.web.querying.sparql import beside_query

_TURTLE, _CSV, _JSON = "text/turtle", "text/csv", "application/sparql-results+json"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TRIPLE = '"""'
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program; `name` is that of its language in identifiers, `title` as people write it."""

    name: str
    title: str
    code: str


def write_snippets(query: Query, form: str, *, url: str, capped: bool = False) -> tuple[Snippet, ...]:
    """Programs that ask `query` of the endpoint at `url`.

    `form` is that of the query; where an answer is `capped`, they ask for its first part, as the page did.
    """
    pairs = [*beside_query(query), *([("cap", "partial")] if capped else [])]
    return (
        Snippet("curl", "curl", _curl(query.text, form, url, pairs)),
        Snippet("python", "Python", _python(query.text, form, url, pairs)),
        Snippet("r", "R", _r(query.text, form, url, pairs)),
        Snippet("javascript", "JavaScript", _javascript(query.text, form, url, pairs)),
    )


def _curl(text: str, form: str, url: str, pairs: Pairs) -> str:
    accept = _TURTLE if form in GRAPH_FORMS else _CSV
    sent = [f"--data-urlencode {_in_shell(name + '=' + value)}" for name, value in [*pairs, ("query", text)]]
    head = f"curl -sS {_in_shell(url)} -H {_in_shell('Accept: ' + accept)}"
    return " \\\n  ".join([head, *sent]) + "\n"


def _python(text: str, form: str, url: str, pairs: Pairs) -> str:
    listed = "".join(f"    ({_in_python(name)}, {_in_python(value)}),\n" for name, value in pairs)
    told = _block(text, _TRIPLE, _in_python, unsafe=("\\", _TRIPLE))
    head = (
        "from urllib.parse import urlencode\n"
        "from urllib.request import Request, urlopen\n\n"
        f"query = {told}\n"
        f'parameters = [\n    ("query", query),\n{listed}]\n'
    )
    accept = {"ASK": _JSON}.get(form, _TURTLE if form in GRAPH_FORMS else _CSV)
    ask = (
        f"request = Request(\n    {_in_python(url)},\n    data=urlencode(parameters).encode(),\n"
        f'    headers={{"Accept": {_in_python(accept)}}},\n)\n'
        "with urlopen(request) as answer:\n"
    )
    if form in GRAPH_FORMS:
        return f"{head}{ask}    print(answer.read().decode())\n"
    if form == "ASK":
        return f'import json\n{head}{ask}    print(json.load(answer)["boolean"])\n'
    return (
        f"import csv\nimport io\n{head}{ask}"
        '    table = io.TextIOWrapper(answer, encoding="utf-8", newline="")\n'
        "    for row in csv.DictReader(table):\n"
        "        print(row)\n"
    )


def _r(text: str, form: str, url: str, pairs: Pairs) -> str:
    """Base R alone; the query goes into the address.

    Without `repeated` R takes a query with a percent sign in it for an encoded one, and leaves it.
    """
    more = [*pairs, ("format", "turtle" if form in GRAPH_FORMS else "csv")]
    fixed = "".join(f"&{name}={quote(value, safe='')}" for name, value in more)
    head = (
        f"query <- enc2utf8({_in_r(text)})\n"
        "encoded <- URLencode(query, reserved = TRUE, repeated = TRUE)\n"
        f"address <- paste0({_in_r(url + '?query=')}, encoded, {_in_r(fixed)})\n"
    )
    if form in GRAPH_FORMS or form == "ASK":
        return f'{head}cat(readLines(url(address), encoding = "UTF-8", warn = FALSE), sep = "\\n")\n'
    return f'{head}answer <- read.csv(url(address), encoding = "UTF-8", check.names = FALSE)\nprint(answer)\n'


def _javascript(text: str, form: str, url: str, pairs: Pairs) -> str:
    graph = form in GRAPH_FORMS
    listed = "".join(f"  [{_in_script(name)}, {_in_script(value)}],\n" for name, value in pairs)
    query = _block(text, "`", _in_script, unsafe=("\\", "`", "${"))
    read, told = ("text", "answer") if graph else ("json", "JSON.stringify(answer, null, 2)")
    return (
        f"const query = {query};\n"
        f'const parameters = new URLSearchParams([\n  ["query", query],\n{listed}]);\n'
        f"fetch({_in_script(url)}, {{\n"
        '  method: "POST",\n'
        f"  headers: {{ Accept: {_in_script(_TURTLE if graph else _JSON)} }},\n"
        "  body: parameters,\n"
        "})\n"
        f"  .then((response) => response.{read}())\n"
        f"  .then((answer) => console.log({told}));\n"
    )


def _block(text: str, mark: str, quoted: Callable[[str], str], *, unsafe: tuple[str, ...]) -> str:
    """The text between two marks, its lines as they are; where it cannot stand so, line by line in quotes."""
    plain = all(character == "\n" or character.isprintable() for character in text)
    if plain and not any(one in text for one in unsafe) and not text.endswith(mark[0]):
        return f"{mark}{text}{mark}"
    lines = _LINE.findall(text)
    if len(lines) < 2:
        return quoted(text)
    between = " +\n  " if mark == "`" else "\n  "  # Python joins what stands side by side
    return "(\n  " + between.join(quoted(line) for line in lines) + "\n)"


def _in_shell(text: str) -> str:
    """For POSIX shells, in which nothing but the quote itself has a meaning between single quotes."""
    return "'" + text.replace("'", "'\\''") + "'"


def _in_python(text: str) -> str:
    """Double quotes and the escapes that Python shares with JSON; lone surrogates are not text."""
    return _escaped(json.dumps(text, ensure_ascii=False), beyond="\\U{:08x}")


def _in_script(text: str) -> str:
    return _escaped(json.dumps(text, ensure_ascii=False), beyond="\\u{{{:x}}}")


def _in_r(text: str) -> str:
    """Escapes that R shares with JSON; lines stay lines."""
    lines = (json.dumps(line, ensure_ascii=False)[1:-1] for line in text.split("\n"))
    return '"' + "\n".join(_escaped(line, beyond="\\U{:08x}") for line in lines) + '"'


def _escaped(quoted: str, *, beyond: str) -> str:
    """A quoted text whose invisible characters are written by number."""
    return "".join(
        one if one.isprintable() else f"\\u{ord(one):04x}" if ord(one) < 0x10000 else beyond.format(ord(one))
        for one in quoted
    )
