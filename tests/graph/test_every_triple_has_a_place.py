"""The source map of the shipped project: each asserted triple leads to a place in `seeds/`."""

from __future__ import annotations

from projects import ROOT

from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import read_file
from kg.graph.mapping.files import Files, map_files
from kg.graph.mapping.quotes import verify_quotes
from kg.graph.mapping.register import make_register
from kg.graph.ontology import read_vocabulary
from kg.model.project import read_project


def test_every_asserted_triple_has_a_place_in_the_seeds() -> None:
    project = read_project(ROOT)
    vocabulary, _ = read_vocabulary(project)
    articles = []
    for path in project.files("seeds/a*.yaml"):
        if path.stem != "authority":
            article, _ = parse_article(read_file(path, project.relative(path)), project.languages)
            assert article is not None
            articles.append(article)
    authority, _ = parse_authority(
        read_file(project.seeds / "authority.yaml", "seeds/authority.yaml"), project.languages
    )
    quotes = verify_quotes(project, articles, update_lock=False, progress=lambda *_: None)
    register = make_register(articles, authority, vocabulary)
    files = Files(articles, articles, authority, quotes.by_mark)
    mapped = map_files(project, vocabulary, register, files, progress=lambda *_: None)
    triples = mapped.dataset.merged()
    assert len(triples) > 3_000
    for triple in triples:
        marks = mapped.source_map.triple_marks(triple)
        assert marks, triple
        assert all(one.path.startswith("seeds/") for one in marks)
