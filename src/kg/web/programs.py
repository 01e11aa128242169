"""Routes for programs: the description of the dataset, exports, and files that browsers ask for."""

from __future__ import annotations

import re
from typing import cast

from flask import Response, redirect, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from kg.endpoint.formats import HTML, TURTLE
from kg.web.exports import ExportFile
from kg.web.querying.sparql import answer_query, read_asking
from kg.web.respond import current_page, open_receipt

_NOT_FOR_CRAWLERS = ("/sparql", "/ask/*?", "/ask?", "/search", "/connections", "/export/")
_ONE_RANGE = re.compile(r"bytes=(?:[0-9]+-[0-9]*|-[0-9]+)")


def void() -> WerkzeugResponse:
    """`/.well-known/void`: the description of the dataset is that of the service."""
    page = current_page()
    asking = read_asking(request, None)
    if asking.format is HTML:
        return redirect(page.links.page("/downloads"), code=303)
    return answer_query(page, asking, request, open_receipt(page))


def export(name: str) -> Response:
    """`/export/<file name>`: one export of the served version."""
    page = current_page()
    version = page.site.endpoint.built
    file = page.site.exports.source(name) or page.site.exports.file(version, name)
    if file is None:
        raise NotFound
    if not _ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop("HTTP_RANGE", None)  # what is no single range of bytes counts as none
    media_type = file.format.media_type if isinstance(file, ExportFile) else TURTLE.media_type
    response = send_file(
        file.path,
        mimetype=media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    response.headers["Kg-Version"] = version.sha256
    response.headers["Cache-Control"] = "no-cache"
    response.headers.pop("Expires", None)
    return response


def static(file: str) -> Response:
    """`/static/<file>`: a style sheet, script or picture, packed beforehand."""
    found = current_page().site.assets.find(file)
    if found is None:
        raise NotFound
    asset, seconds = found
    packed = asset.packed if request.accept_encodings["gzip"] > 0 else None
    response = Response(asset.body if packed is None else packed, mimetype=asset.media_type)
    if packed is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = (
        f"public, max-age={seconds}, immutable" if seconds else "public, no-cache"
    )
    response.set_etag(asset.sha256[:32], weak=True)
    return cast("Response", response.make_conditional(request))


def robots() -> Response:
    """`/robots.txt`: pages may be indexed, queries need not be run by crawlers.

    Pages that must not be indexed are not here: a crawler has to read them to see that.
    """
    return _plain("User-agent: *\n" + "".join(f"Disallow: {one}\n" for one in _NOT_FOR_CRAWLERS))


def favicon() -> WerkzeugResponse:
    """`/favicon.ico`, which browsers ask for unasked."""
    return redirect("/static/icon.svg", code=308)


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
