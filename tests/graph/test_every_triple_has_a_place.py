"""The source map of the shipped project: each asserted triple leads to a place in `seeds/`."""

from __future__ import annotations

from projects import ROOT

from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import read_file
from kg.graph.mapping.articles import Mapper
from kg.graph.mapping.authority import map_authority, map_names
from kg.graph.mapping.citations import Citations
from kg.graph.mapping.inheritance import take_over
from kg.graph.mapping.quotes import verify_quotes
from kg.graph.mapping.register import make_register
from kg.graph.mapping.statements import Statements
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
    statements = Statements(project.minter)
    citations = Citations(statements, vocabulary, quotes.by_mark)
    mapper = Mapper(vocabulary, register, statements, citations, project.languages)
    for article in articles:
        mapper.article(article)
    map_authority(mapper, authority)
    map_names(mapper, articles, authority)
    take_over(mapper)
    triples = statements.dataset.merged()
    assert len(triples) > 3_000
    for triple in triples:
        marks = statements.source_map.triple_marks(triple)
        assert marks, triple
        assert all(one.path.startswith("seeds/") for one in marks)
