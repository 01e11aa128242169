"""The section “Coverage” of the page of an article: the numbers of the command, and no word too many."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from projects import example_text, make_project
from web.conftest import BROWSER, Client, Html

from kg.bench.coverage.project import ArticleCoverage, Coverage, measure
from kg.curation.prose.sentences import sentences
from kg.endpoint.service import Endpoint
from kg.graph.pipeline import build, check
from kg.model.project import Project, read_project
from kg.web import create_app
from kg.web.articles.marked_text import Marked, Silent, mark_text

pytestmark = pytest.mark.slow
MUSEUM = Path(__file__).parent.parent / "project"
Site = Callable[..., FlaskClient]


@pytest.fixture(scope="module", params=["museum", "example of the documents"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Project, Endpoint, Coverage]]:
    """Two projects of different subjects, built and served, with the coverage that the command shows."""
    root = tmp_path_factory.mktemp("served")
    if request.param == "museum":
        shutil.copytree(MUSEUM, root / "project")
    else:
        make_project(root, text=example_text() + "\n\nThe hall was warm. 会场很热闹。\n")
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("KG_ARTICLES", raising=False)
        folder = root / "project" if request.param == "museum" else root
        project = read_project(folder)
        build(project)
        coverage = measure(check(project, update_lock=False))
        with Endpoint(project) as endpoint:
            yield project, endpoint, coverage


@pytest.fixture
def site(served: tuple[Project, Endpoint, Coverage]) -> Site:
    """The site of the same graph under other settings."""

    def make(**settings: object) -> FlaskClient:
        app = create_app(replace(served[0], **settings), served[1])
        app.test_client_class = Client
        return app.test_client()

    return make


def page_of(client: FlaskClient, id: str, language: str = "en") -> Html:
    response = client.get(f"/articles/{id}", headers={"Accept": BROWSER, "Accept-Language": language})
    assert response.status_code == 200
    return Html(response)


def section(page: Html) -> str:
    """The source of the section."""
    found = re.search(r'<section class="section coverage".*?</section>', page.source, re.DOTALL)
    assert found is not None
    return found[0]


def numbers(page: Html) -> dict[str, list[int]]:
    """The numbers after each heading of the section, and those of the rows of its table."""
    source = section(page)
    rows = re.findall(r"<dt>([^<]*)</dt>\s*<dd>(\d+) of (\d+)", source)
    found = {heading: [int(part), int(whole)] for heading, part, whole in rows}
    for heading, cells in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', source, re.DOTALL):
        name = re.sub("<[^>]*>", "", heading)
        found[name] = [int(one) for one in re.findall(r'<td class="number">(\d+)</td>', cells)]
    return found


LABELS = {
    "quoted": "with a passage",
    "bare": "without a passage",
    "inferred": "inferred from the article",
    "taken-over": "taken over",
    "publication-day": "from the day of publication",
    "curator": "known to the curator",
}


def numbers_of_the_command(one: ArticleCoverage) -> dict[str, list[int]]:
    gaps = len(one.sentences.without)
    found = {
        "Sentences with a statement": [one.sentences.count - gaps, one.sentences.count],
        "Entities with evidence": [one.entities - len(one.entities_without), one.entities],
        "Records with a passage": [one.records - len(one.records_without), one.records],
    }
    for code, number in one.statements.items():
        found[LABELS[code]] = [number, round(100 * number / one.said)]
    return found


@pytest.mark.parametrize("published", [True, False])
def test_the_page_shows_the_numbers_of_the_command(
    site: Site, served: tuple[Project, Endpoint, Coverage], published: bool
) -> None:
    client = site(publish_texts=published)
    for one in served[2].articles:
        page = page_of(client, one.id)
        assert numbers(page) == numbers_of_the_command(one)
        more = re.search(r"derive (\d+) more", page.text)
        assert more is not None
        assert int(more[1]) == one.derived


def test_what_has_no_evidence_is_linked(site: Site, served: tuple[Project, Endpoint, Coverage]) -> None:
    client = site()
    for one in served[2].articles:
        links = re.findall(r'href="/id/([^"]+)"', section(page_of(client, one.id)))
        assert sorted(links) == sorted(thing.id for thing in one.entities_without)
        assert all(client.get(f"/id/{link}").status_code == 200 for link in links)


def test_sentences_without_a_statement_are_listed_and_marked_where_texts_are_published(
    site: Site, served: tuple[Project, Endpoint, Coverage]
) -> None:
    for one in served[2].articles:
        page = page_of(site(publish_texts=True), one.id)
        anchors = re.findall(r'<li><a href="#([^"]+)"', section(page))
        assert len(anchors) == len(one.sentences.without)
        ids = [found["id"] for _, found in page.elements if "id" in found]
        assert len(ids) == len(set(ids))
        assert set(anchors) <= set(ids)
        assert page.source.count('<span class="silent">') >= len(anchors)
        assert "dotted line" in page.text


def test_no_word_of_a_sentence_leaves_where_texts_are_not_published(
    site: Site, served: tuple[Project, Endpoint, Coverage]
) -> None:
    project, _, coverage = served
    for one in coverage.articles:
        page = page_of(site(publish_texts=False), one.id)
        text = (project.articles / f"{one.id}.txt").read_text("utf-8")
        assert one.sentences.without
        for gap in one.sentences.without:
            assert text[gap.start : gap.end][:20] not in section(page)
        assert 'class="silent"' not in page.source
        assert "The text is not shown here" in section(page)


def test_the_numbers_are_those_of_the_build_where_no_text_is_shown(
    site: Site, served: tuple[Project, Endpoint, Coverage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = served[2].articles[0]
    whole = numbers_of_the_command(one)
    # Not there any more, another one now, or there and not to be shown: no text is read for the numbers.
    monkeypatch.setenv("KG_ARTICLES", str(tmp_path))
    for published in (True, False):
        assert numbers(page_of(site(publish_texts=published), one.id)) == whole
    (tmp_path / f"{one.id}.txt").write_text("Another text. Of two sentences.", encoding="utf-8")
    for published in (True, False):
        page = page_of(site(publish_texts=published), one.id)
        assert numbers(page) == whole
        assert 'class="silent"' not in page.source


def test_a_build_without_texts_makes_the_same_version_and_knows_no_sentences(
    served: tuple[Project, Endpoint, Coverage], tmp_path: Path
) -> None:
    project, endpoint, coverage = served
    kept = shutil.ignore_patterns("*.txt", "build")
    clone = replace(project, root=Path(shutil.copytree(project.root, tmp_path / "clone", ignore=kept)))
    version = build(clone)
    assert version.sha256 == endpoint.version
    assert version.manifest.facts.sentences == {}
    with Endpoint(clone) as without:
        client = create_app(clone, without).test_client()
        for one in coverage.articles:
            page = page_of(client, one.id)
            assert "Not known: the text was not at hand when this version was built." in section(page)
            whole = numbers_of_the_command(one)
            del whole["Sentences with a statement"]
            assert numbers(page) == whole
    # The texts come later: the version stays, and the numbers are noted beside it.
    shutil.copytree(project.root / "articles", clone.root / "articles", dirs_exist_ok=True)
    again = build(clone)
    assert (again.sha256, again.path) == (version.sha256, version.path)
    assert {id: (one.sentences, one.without) for id, one in again.manifest.facts.sentences.items()} == {
        one.id: (one.sentences.count, len(one.sentences.without)) for one in coverage.articles
    }


def test_the_section_is_said_in_each_language(site: Site, served: tuple[Project, Endpoint, Coverage]) -> None:
    id = served[2].articles[0].id
    for language, script in (("ru", "CYRILLIC"), ("zh", "CJK")):
        source = section(page_of(site(publish_texts=False), id, language))
        words = re.sub(r"<[^>]*>", " ", source)
        words = re.sub(r'lang="[^"]*">[^<]*', "", words)
        assert "statement" not in words
        assert any(unicodedata.name(letter, "").startswith(script) for letter in words)


def test_every_bar_stands_beside_its_number(site: Site, served: tuple[Project, Endpoint, Coverage]) -> None:
    for one in served[2].articles:
        source = section(page_of(site(), one.id))
        lengths = [
            int(found) for found in re.findall(r'<rect class="length" x="0" y="1" width="(\d+)"', source)
        ]
        counts = list(one.statements.values())
        assert len(lengths) == len(counts)
        assert max(lengths) == 1000
        assert [length for _, length in sorted(zip(counts, lengths, strict=True))] == sorted(lengths)
        assert source.count('aria-hidden="true"') == len(counts) + 1


def test_marked_text_shows_silent_sentences_over_lines_and_beside_passages() -> None:
    text = "One is quoted.  Two is\nnot. Three\n\nFour."
    silent = [
        Silent(f"s{one.start}", one.start, one.end)
        for one in sentences(text)
        if not text[one.start :].startswith("One")
    ]
    marked = mark_text(text, [Marked("p", 0, 3, ())], silent)
    pieces = [piece for paragraph in marked.paragraphs for line in paragraph for piece in line]
    assert "".join(piece.text for piece in pieces) == text.replace("\n", "")
    assert [piece.text for piece in pieces if piece.silent] == ["Two is", "not.", "Three", "Four."]
    assert [piece.anchors for piece in pieces if piece.silent and piece.anchors] == [
        (one.anchor,) for one in silent
    ]
    assert [piece.text for piece in pieces if piece.marked] == ["One"]
