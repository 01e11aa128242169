"""Coverage as lines for a terminal: a block an article, with the places where something is missing.

Columns are aligned by what a terminal shows, where a Han character takes two.  Each place stands alone
as `path:line:column`, which editors and terminals turn into a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.bench.coverage.bases import basis_words
from kg.bench.coverage.project import ArticleCoverage, Coverage, Sentences, Thing
from kg.cli.render.report import plain
from kg.cli.table import columns_of
from kg.curation.source_texts import TextState
from kg.graph.vocabulary import Vocabulary
from kg.model.wording import Message, phrase

FIRST_PLACES = 5


@dataclass(frozen=True, slots=True)
class CoverageWriter:
    """How coverage is written: in which language, with all places or the first few.

    `folder` leads to the project and `texts` to the article texts, each empty or ending in a slash.
    """

    vocabulary: Vocabulary
    language: str = "en"
    folder: str = ""
    texts: str = ""
    whole: bool = False

    def write(self, coverage: Coverage) -> str:
        """The blocks of the articles, and where there are several the sum of them."""
        blocks = [[*self._article(one)] for one in coverage.articles]
        if len(blocks) != 1:
            blocks.append([*self._total(coverage)])
        return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)

    def _article(self, one: ArticleCoverage) -> Iterator[str]:
        yield plain(f"{one.id}  {self.folder}{one.path}")
        yield from self._sentences(one.sentences)
        yield self._line(phrase("entities with evidence"), self._share(one.entities_without, one.entities))
        yield from self._things(one.entities_without)
        yield self._line(phrase("records with a passage"), self._share(one.records_without, one.records))
        yield from self._things(one.records_without)
        yield from self._statements(one.said, one.statements, one.derived)

    def _sentences(self, found: Sentences) -> Iterator[str]:
        heading = phrase("sentences with a statement")
        if found.state is not TextState.READ:
            yield self._line(heading, self._say(_unread(found)))
            return
        yield self._line(heading, self._share(found.without, found.count))
        name = found.path.rsplit("/", 1)[-1]
        places = [f"{self.texts}{name}:{one.mark.line}:{one.mark.column}" for one in found.without]
        yield from self._places(list(zip(places, (one.words for one in found.without), strict=True)))

    def _things(self, some: Sequence[Thing]) -> Iterator[str]:
        rows = []
        for one in some:
            name = one.name(self.language)
            rows.append((f"{self.folder}{one.mark}", f"{one.id}  {name}" if name else one.id))
        yield from self._places(rows)

    def _places(self, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
        shown = rows if self.whole else rows[:FIRST_PLACES]
        wide = max((columns_of(plain(place)) for place, _ in shown), default=0)
        for place, words in shown:
            yield f"    {_padded(plain(place), wide)}  {plain(words)}"
        if len(rows) > len(shown):
            more = phrase("… and {n} more; --list shows all of them", n=len(rows) - len(shown))
            yield f"    {self._say(more)}"

    def _statements(self, said: int, counts: Mapping[str, int], derived: int) -> Iterator[str]:
        yield self._line(phrase("statements"), f"{said:>5}")
        for code, number in counts.items():
            share = _percent(number, said)
            yield self._line(basis_words(code, self.vocabulary), f"{number:>5}  {share}", indent=4)
        if derived:
            beside = self._say(phrase("beside these"))
            yield self._line(basis_words("derived", self.vocabulary), f"{derived:>5}  {beside}", indent=4)

    def _total(self, coverage: Coverage) -> Iterator[str]:
        articles = len(coverage.articles)
        yield self._say(phrase("all {n} articles", n=articles))
        heading = phrase("sentences with a statement")
        if coverage.texts:
            yield self._line(heading, self._counted(coverage.sentences_without, coverage.sentences))
        if coverage.texts < articles:
            missing = articles - coverage.texts
            words = phrase(
                "unknown for {n} articles, whose texts are not at hand",
                one="unknown for {n} article, whose text is not at hand",
                n=missing,
            )
            yield self._line(heading if not coverage.texts else Message(" "), self._say(words))
        rows = (
            (
                phrase("entities with evidence"),
                [(len(a.entities_without), a.entities) for a in coverage.articles],
            ),
            (
                phrase("records with a passage"),
                [(len(a.records_without), a.records) for a in coverage.articles],
            ),
        )
        for words, pairs in rows:
            yield self._line(words, self._counted(sum(one for one, _ in pairs), sum(all for _, all in pairs)))
        yield from self._statements(coverage.said, coverage.statements(), coverage.derived)

    def _line(self, heading: Message, words: str, *, indent: int = 2) -> str:
        return f"{' ' * indent}{_padded(self._say(heading), self._wide - indent)}  {words}".rstrip()

    @property
    def _wide(self) -> int:
        """The columns of the widest heading, so that all blocks have their numbers below each other."""
        headings = [
            phrase("sentences with a statement"),
            phrase("entities with evidence"),
            phrase("records with a passage"),
        ]
        bases = [basis_words(code, self.vocabulary) for code in (*self.vocabulary.bases, "quoted", "bare")]
        return max(
            *(columns_of(self._say(one)) + 2 for one in headings),
            *(columns_of(self._say(one)) + 4 for one in bases),
        )

    def _share(self, without: Sequence[object], total: int) -> str:
        return self._counted(len(without), total)

    def _counted(self, without: int, total: int) -> str:
        if not total:
            return self._say(phrase("there are none"))
        number = self._say(phrase("{n} of {total}", n=f"{total - without:>5}", total=total))
        return f"{number}  {_percent(total - without, total)}"

    def _say(self, message: Message) -> str:
        return plain(message.in_language(self.language))


def _unread(found: Sentences) -> Message:
    """Why the sentences of an article are unknown."""
    if found.state is TextState.OTHER:
        return phrase("unknown: {path} is not the text that was curated", path=found.path)
    if not found.path:
        return phrase("unknown: the head of the article names no text")
    return phrase("unknown: the text {path} is not at hand", path=found.path)


def _percent(part: int, whole: int) -> str:
    """A share in whole percent, never rounded up to all nor down to nothing."""
    if part in (0, whole):
        return "100 %" if part else "  0 %"
    return f"{min(99, max(1, round(100 * part / whole))):>3} %"


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - columns_of(text))
