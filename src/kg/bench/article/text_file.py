"""Reading the text that a curation file is to be made for.

A file that is no plain UTF-8 text is refused with what it seems to be and how to convert it; its bytes
are never changed on the way, because the hash and every offset depend on them.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from kg.curation.decoding import decode
from kg.model.diagnostics import Diagnostic, Message, nearest
from kg.model.errors import FileProblem, UsageError
from kg.model.wording import phrase

MAX_BYTES = 4_000_000
_MOST_NEIGHBOURS = 5_000

# What a file that is no plain text begins with.
_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word (docx), OpenDocument or ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word (doc)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE | re.DOTALL
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_GUESSED = ("gb18030", "big5", "windows-1251", "koi8-r", "windows-1252")
_COMMON_HAN = re.compile("[的一是了在有和人国中大为上個国這不会會時来來產业業]")
_COMMON_CYRILLIC = re.compile("[оеаинтсрвл]")
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text as it lies on the disk: `text` is decoded, without byte order mark, line breaks as they are."""

    path: Path
    data: bytes
    text: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


def read_text(path: Path) -> TextFile:
    """Read the text of an article.

    Raises UsageError, which says what the file seems to be, for anything but a plain UTF-8 text;
    FileProblem when the file system does not give it.
    """
    if path.is_dir():
        raise UsageError(
            phrase("{path} is a folder, and the text of an article is a file", path=path),
            help=phrase("name one text file; each article gets a curation file of its own"),
        )
    if not path.exists():
        raise UsageError(phrase("there is no file {path}", path=path), help=_nearest_name(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    if len(data) > MAX_BYTES:
        raise UsageError(
            phrase(
                "{path} has more than {most:,} bytes, which is no single article", path=path, most=MAX_BYTES
            ),
            help=phrase("save each article as a text file of its own"),
        )
    _refuse_formats(path, data)
    text = decode(data, path.name)
    if isinstance(text, Diagnostic):
        raise _other_encoding(path, data)
    if not text.strip():
        raise UsageError(
            phrase("{path} is empty", path=path),
            help=phrase("save the text of the article in it and call again"),
        )
    if _CONTROL.search(text):
        raise UsageError(
            phrase("{path} holds control characters, so it is no plain text", path=path),
            help=phrase("save the article as plain text in UTF-8 and name that file"),
        )
    return TextFile(path, data, text)


def _nearest_name(path: Path) -> Message | str:
    folder = path.parent
    if not folder.is_dir():
        return phrase("the folder {folder} is not there either", folder=folder)
    names = [one.name for _, one in zip(range(_MOST_NEIGHBOURS), folder.iterdir(), strict=False)]
    near = nearest(path.name, names)
    return phrase("did you mean {path}?", path=folder / near) if near else ""


def _refuse_formats(path: Path, data: bytes) -> None:
    for signature, format_name in _SIGNATURES:
        if data.startswith(signature):
            raise UsageError(
                phrase("{path} is no plain text: it looks like {format}", path=path, format=format_name),
                help=phrase("save the article as plain text in UTF-8 and name that file"),
            )
    if _HTML.match(data[:2_000].removeprefix(codecs.BOM_UTF8)):
        raise UsageError(
            phrase("{path} is no plain text: it looks like {format}", path=path, format="HTML"),
            help=phrase("copy what a reader sees of the page, without its markup, into a text file in UTF-8"),
        )
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf_16 and b"\0" in data[:_SAMPLE]:
        raise UsageError(
            phrase("{path} holds bytes that stand in no text", path=path),
            help=phrase("save the article as plain text in UTF-8 and name that file"),
        )


def _other_encoding(path: Path, data: bytes) -> UsageError:
    """The refusal of a text in another encoding, with the command that converts it where one is likely."""
    encoding = likely_encoding(data)
    if not encoding:
        return UsageError(
            phrase("{path} is not UTF-8", path=path),
            help=phrase("save the file as UTF-8; most editors offer that under “Save with encoding”"),
        )
    return UsageError(
        phrase("{path} is not UTF-8; it looks like {encoding}", path=path, encoding=encoding.upper()),
        help=phrase(
            "convert it and call again with the new file: iconv -f {encoding} -t UTF-8 {name} > {name}.utf8",
            encoding=encoding.upper(),
            name=path.name,
        ),
    )


def likely_encoding(data: bytes) -> str:
    """The encoding that bytes which are no UTF-8 seem to be in; empty where none stands out."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    best, most = "", 0.2
    for encoding in _GUESSED:
        # Cut characters at the end of the sample say nothing.
        text = data[:_SAMPLE].decode(encoding, errors="ignore")
        if data[:_SAMPLE].decode(encoding, errors="replace").count("\ufffd") > 3:
            continue
        letters = [one for one in text if one > "\x7f"]
        score = _likeness(encoding, "".join(letters))
        if letters and score > most:
            best, most = encoding, score
    return best


def _likeness(encoding: str, letters: str) -> float:
    """How much a decoded text looks like writing: the share of letters that are frequent there."""
    if encoding in ("gb18030", "big5"):
        return 8 * len(_COMMON_HAN.findall(letters)) / max(1, len(letters))
    if encoding == "windows-1252":
        return 0.25 if letters.isalpha() else 0.0
    small = sum(one.islower() for one in letters)
    return len(_COMMON_CYRILLIC.findall(letters)) / max(1, len(letters)) if 2 * small > len(letters) else 0.0
