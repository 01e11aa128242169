"""A comparison as Markdown for a comment on a pull request, safe against what it quotes.

Labels and quotes come from a stranger's files: none of their characters can become markup, a link, a
mention or a reference.  A comment of GitHub holds 65,536 characters, so a long one ends with how much
more there is; the hidden first line lets a workflow find its own comment again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.bench.diff import text
from kg.bench.diff.told import Group, Told
from kg.model.wording import phrase

LIMIT = 60_000  # UTF-16 code units; GitHub refuses 65,536
NOTHING = "<!-- nothing changed -->"  # a workflow posts no first comment that has this line
_LONGEST_LINE = 4_000
_FOLDED = 12  # a list with more lines is folded
_JOINER = "\u2060"  # an invisible character that parts a text where GitHub would find a reference

_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~^])")
# Mentions, references to issues, emoji, addresses, hashes of commits; GitHub looks for them in the text
# that is left when Markdown is done with it, where no backslash helps.
_REFERENCE = re.compile(
    r"[@#](?=\w)|(?<!\w):(?=[\w+-]+:)|(?<=\w)://(?=\S)|\bwww(?=\.)|\bGH(?=-\d)", re.IGNORECASE
)
_HASH = re.compile(r"\b[0-9a-f]{7,}\b")

Plain = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand between a beginning and an end; `sentences` of them are told."""

    begin: tuple[str, ...]
    lines: tuple[str, ...]
    end: tuple[str, ...] = ()


def to_markdown(told: Told, *, place: str, plain: Plain) -> str:
    """The comparison as Markdown of at most `LIMIT` characters.

    `place` is the way from the repository to the project; it tells the comments of several projects
    apart.  `plain` writes control characters as escapes.
    """
    language = told.language
    heading = phrase("What the graph gains and loses").in_language(language)
    head = [
        marker(place),
        *([NOTHING] if told.empty else []),
        f"### {escaped(heading)}",
        "",
        escaped(plain(text.title(told))),
        "",
    ]
    head += [f"**{escaped(text.summary(told))}**", ""]
    written, room, left = list(head), LIMIT - _size(head) - 1_000, 0
    for block in _blocks(told, plain):
        frame = _size([*block.begin, *block.end])
        kept: list[str] = []
        for line in block.lines:
            need = _size([line])
            if left or frame + need > room:
                left += 1
                continue
            kept.append(line)
            room -= need
        if kept:
            room -= frame
            written += [*block.begin, *kept, *block.end]
    if left:
        words = phrase(
            "{n} more lines do not fit here; `kg diff` shows all",
            one="{n} more line does not fit here; `kg diff` shows all",
            n=left,
        )
        written += [f"**{escaped(words.in_language(language))}**", ""]
    return "\n".join(written).rstrip("\n") + "\n"


def marker(place: str) -> str:
    """The hidden line by which a workflow finds the comment of a project."""
    return f"<!-- kg-diff:{re.sub('[^A-Za-z0-9./_-]|--+', '_', place or '.')} -->"


def escaped(words: str) -> str:
    """A text in which nothing is markup."""
    return _dollars(_MARKUP.sub(r"\\\1", html.escape(_parted(words), quote=False)))


def in_html(words: str) -> str:
    """A text for the inside of an HTML element."""
    return _dollars(html.escape(_parted(words), quote=False))


def _parted(words: str) -> str:
    words = _HASH.sub(lambda found: re.sub("(.{6})(?=.)", rf"\1{_JOINER}", found[0]), words)
    return _REFERENCE.sub(lambda found: f"{found[0]}{_JOINER}", words)


def _dollars(words: str) -> str:
    """GitHub takes what stands between dollar signs for mathematics, escaped or not."""
    return words.replace("$", "<span>$</span>")


def _blocks(told: Told, plain: Plain) -> Iterator[_Block]:
    def line(words: str) -> str:
        shown = plain(words)
        if len(shown) > _LONGEST_LINE:
            more = phrase("{n} more characters", n=len(shown) - _LONGEST_LINE).in_language(told.language)
            shown = f"{shown[:_LONGEST_LINE]}… ({more})"
        return f"- {escaped(shown)}"

    notes = tuple(line(one) for one in told.notes)
    yield _Block(("> [!WARNING]",), tuple(f"> {one}" for one in notes), ("",))
    yield _Block((), tuple(line(one.text) for one in told.identities), ("",))
    for group in told.groups:
        lines = [
            line(f"{text.MARKS[one.sign]} {text.sentence_text(group.label, one, told.language)}")
            for one in group.sentences
        ]
        yield _framed(_group_heading(group, plain), lines, long=len(lines) > _FOLDED)
    terms = [line(f"{text.MARKS[one.sign]} {one.text} {one.term}") for one in told.terms]
    yield _framed(text.terms_heading(told), terms, long=True)
    files = [line(f"{text.MARKS[sign]} {path}") for sign, path in told.files]
    yield _framed(text.files_heading(told), files, long=len(files) > _FOLDED)
    derived = [line(f"{text.MARKS[one.sign]} {one.text} ({'; '.join(one.reasons)})") for one in told.derived]
    counted = [line(text.aside_text(one)) for one in told.asides]
    if text.derived_line(told):
        counted.append(line(text.derived_line(told)))
    yield _framed(text.counted_heading(told), [*counted, *derived], long=True)


def _group_heading(group: Group, plain: Plain) -> str:
    words = f"{group.label} ({group.id})" if group.label != group.id else group.id
    return plain(" · ".join(one for one in (words, group.classes) if one))


def _framed(heading: str, lines: list[str], *, long: bool) -> _Block:
    if long:
        begin = ("<details>", f"<summary><b>{in_html(heading)}</b></summary>", "")
        return _Block(begin, tuple(lines), ("", "</details>", ""))
    return _Block((f"#### {escaped(heading)}", ""), tuple(lines), ("",))


def _size(lines: list[str]) -> int:
    """How much lines take, as GitHub counts: UTF-16 code units, line feeds included."""
    return sum(len(line.encode("utf-16-le", errors="surrogatepass")) // 2 + 1 for line in lines)
