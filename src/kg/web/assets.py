"""Style sheets, scripts and pictures of the site: one address for each content, kept for a year.

The style sheet is the files of `styles/`, joined in the order below.  Scripts are built when the
package is (see `scripts/`); without them every page works as HTML alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type
from urllib.parse import quote

STYLES = (
    *("look", "frame", "parts", "scripts", "tables", "home", "form", "editor", "questions", "results"),
    *("evidence", "search", "pictures", "things", "articles", "ontology", "narrow", "print"),
)
BUILT = "built"  # the folder that the build hook fills
_NOTICE = "notice.json"  # what the hook says of its build
_KEEP_SECONDS = 31_536_000
_PACKED = ("text/css", "text/javascript", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes as they are and packed by gzip, and the address that names its content."""

    address: str
    media_type: str
    body: bytes
    packed: bytes | None
    sha256: str


class Assets:
    """The files that pages refer to, read once."""

    def __init__(self, found: Mapping[str, bytes]) -> None:
        """`found` gives each file's name and bytes."""
        self._by_name = {name: _asset(name, body) for name, body in found.items()}
        self._by_address = {one.address: one for one in self._by_name.values()}

    def address(self, name: str) -> str:
        """The address of a file, or the empty string when this package was built without it."""
        found = self._by_name.get(name)
        return found.address if found else ""

    def inline(self, name: str) -> str:
        """A small file as an address that holds it, which spares each first view a request."""
        found = self._by_name[name]
        return f"data:{found.media_type},{quote(found.body)}"

    def find(self, file: str) -> tuple[Asset, int] | None:
        """What lies at `/static/<file>`, and for how many seconds it may be kept.

        The bare name of a file leads to its present content, which is asked for anew each time.
        """
        fixed = self._by_address.get(f"/static/{file}")
        if fixed is not None:
            return fixed, _KEEP_SECONDS
        named = self._by_name.get(file)
        return (named, 0) if named else None


def read_assets() -> Assets:
    """The files of this package."""
    web = files("kg.web")
    sheets = [web.joinpath("styles", f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    found = {"site.css": "\n".join(sheets).encode()}
    for folder in (web.joinpath("static"), web.joinpath("static", BUILT)):
        found |= _files(folder)
    return Assets(found)


def scripts_missing() -> str:
    """Why this package has no scripts, in half a sentence; the empty string when it has them."""
    notice = files("kg.web").joinpath("static", BUILT, _NOTICE)
    if not notice.is_file():
        return "they were not built"
    return str(json.loads(notice.read_text(encoding="utf-8"))["reason"])


def _files(folder: Traversable) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file() and one.name != _NOTICE}


def _asset(name: str, body: bytes) -> Asset:
    sha256 = hashlib.sha256(body).hexdigest()
    stem, _, suffix = name.rpartition(".")
    media_type = guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(body, mtime=0) if media_type in _PACKED else None
    return Asset(f"/static/{stem}.{sha256[:12]}.{suffix}", media_type, body, packed, sha256)
