"""Headers that every response carries, whatever made it."""

from __future__ import annotations

import gzip
import re

from flask import Request, Response
from werkzeug.datastructures import Headers

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_OWN_STYLES = "style-src 'self'"
EXPOSED = (
    "Kg-Version, Kg-Solutions, Kg-Capped, Kg-Limit-Seconds, Kg-Elapsed-Ms, Kg-Notice, "
    "Cache-Status, Retry-After, ETag"
)
_HEADER_NAME = re.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
SMALLEST_PACKED = 1024
GZIP_LEVEL = 5
VARY = ("Accept", "Accept-Encoding", "Accept-Language")
_PACKED = ("text/", "application/", "image/svg")


def secure(headers: Headers) -> None:
    """Add what every response carries, also one that the site has not seen."""
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = EXPOSED


def editor_policy(nonce: str) -> str:
    """The policy of a page with the editor, whose style element carries this nonce."""
    return CONTENT_SECURITY_POLICY.replace(_OWN_STYLES, f"{_OWN_STYLES} 'nonce-{nonce}'")


def finish(request: Request, response: Response) -> Response:
    """Add security, CORS and cache headers, and pack the body where the client accepts gzip."""
    headers = response.headers
    secure(headers)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = _allowed_headers(request)
        headers["Access-Control-Max-Age"] = "86400"
    headers.setdefault("Cache-Control", "no-cache")
    response.vary.update(VARY)
    return _pack(request, response)


def _allowed_headers(request: Request) -> str:
    """What a preflight may send: whatever it asks for, since no header gives anybody more rights."""
    asked = request.headers.get("Access-Control-Request-Headers", "")
    names = [name.strip() for name in asked.split(",") if _HEADER_NAME.fullmatch(name.strip())]
    return ", ".join(names) or "Accept, Accept-Language, Content-Type"


def _pack(request: Request, response: Response) -> Response:
    """Compress the body of a whole, text-like response."""
    if (
        response.direct_passthrough
        or response.status_code in (204, 304)
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(_PACKED)
        or request.accept_encodings["gzip"] <= 0
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST_PACKED:
        response.set_data(gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
