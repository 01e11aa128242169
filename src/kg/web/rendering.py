"""Templates: the environment they run in, and the few words they may call.

Autoescape is always on and an unknown variable is an error, so nothing from the graph reaches a
page as markup.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Request, render_template
from jinja2 import StrictUndefined

from kg.model.project import Project
from kg.web.links import is_safe
from kg.web.problems import Problem
from kg.web.search.examples import example_names
from kg.web.site import Page

_LICENSES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}


def prepare_templates(app: Flask) -> None:
    """Set up Jinja for the pages of this site."""
    environment = app.jinja_env
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.globals.update(
        safe=is_safe,
        tag=language_tag,
        capital=capital,
        anchor=anchor,
    )


def render(page: Page, request: Request, template: str, **values: Any) -> str:
    """The HTML of a template for one request."""
    project, texts = page.project, page.texts
    shown = {
        "page": page,
        "links": page.links,
        "static": page.site.assets.address,
        "inline": page.site.assets.inline,
        "t": texts.say,
        "texts": texts,
        "number": texts.number,
        "brand": brand(project),
        "here": f"/{request.path.split('/')[1]}",
        "license_name": _LICENSES.get(project.license, project.license),
        "in_language": lambda tag: _in_language(request, tag),
        "language_name": lambda tag: _language_name(page, tag),
        "problem_title": lambda problem: problem_title(page, problem),
        "example_names": lambda: example_names(page),
        "noindex": False,
        "nonce": "",
        "version": "",
    }
    return render_template(template, **(shown | values))


def brand(project: Project) -> str:
    """The short title: what stands before the first colon."""
    return project.title.split(": ")[0]


def language_tag(tag: str) -> str:
    """A language tag in its usual letters (`zh-Hant`); the store gives them all small."""
    head, *rest = tag.split("-")
    return "-".join([head.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def anchor(iri: str) -> str:
    """An HTML id for a thing: the last part of its IRI."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", iri.rsplit("/", 1)[-1])


def _in_language(request: Request, tag: str) -> str:
    """The same address in another language."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*pairs, ('lang', tag)])}"


def _language_name(page: Page, tag: str) -> str:
    """The name of a language in the reader's language, or its tag."""
    key = f"language-{tag.lower()}"
    if not tag:
        return page.texts.say("language-none")
    return page.texts.say(key) if key in page.texts.entries else language_tag(tag)


def problem_title(page: Page, problem: Problem) -> str:
    """The title of a kind of problem in the reader's language."""
    key = f"problem-{problem.kind}"
    return page.texts.say(key) if key in page.texts.entries else problem.title
