"""Small projects and datasets, written by hand and drawn at random."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from hypothesis import strategies as st

from kg.graph.dataset import Dataset
from kg.model.project import Project
from kg.model.terms import RDF, XSD, Term, Triple, iri, literal

BASE = "https://kg.example/"
KG = f"{BASE}ontology#"
GRAPHS = [iri(f"{BASE}graph/{name}") for name in ("a000", "a001", "inferred")]

Quad = tuple[Term, Triple]


def make_project(root: Path) -> Project:
    """The settings of a project in `root`, which needs no files for what is tested here."""
    prefixes = MappingProxyType({"kg": KG, "e": "http://e.example/"})
    return Project(
        root,
        "Who met whom",
        BASE,
        languages=("en", "ru", "zh", "zh-Hant"),
        license="https://creativecommons.org/licenses/by/4.0/",
        prefixes=prefixes,
    )


def make_dataset(quads: Iterable[Quad]) -> Dataset:
    """The dataset of quads in the order in which they come."""
    dataset = Dataset()
    for graph, triple in quads:
        dataset.add(graph, triple)
    return dataset


def thing(name: str) -> Term:
    """The IRI of an entity or record."""
    return iri(f"{BASE}id/{name}")


def kg(name: str) -> Term:
    """The IRI of a term of the project's ontology."""
    return iri(f"{KG}{name}")


def meetings(count: int, *, of: str = "jing-junhai") -> list[Quad]:
    """Quads of `count` meetings of one person, each also in the graph of what was inferred."""
    found: list[Quad] = []
    for number in range(count):
        meeting = thing(f"a000--meeting-{number}")
        said = [
            Triple(meeting, iri(f"{RDF}type"), kg("Meeting")),
            Triple(meeting, kg("gist"), literal(f"第{number}次會見", language="zh-Hant")),
            Triple(thing(of), kg("attended"), meeting),
        ]
        found += [(GRAPHS[0], triple) for triple in said]
        found.append((GRAPHS[2], said[2]))
    return found


_ODD = "abcXYZ019-_.~!$&'()*+,;=:@?景Жé🚗"
_LOCAL = st.one_of(
    st.text("abc019-_", min_size=1, max_size=8),
    st.text(_ODD, min_size=1, max_size=8),
    st.sampled_from(["a%20b", "a/b", "1", "-a", "a-", "a.", "a--b", "true"]),
)
_NAMESPACE = st.sampled_from([f"{BASE}id/", KG, "http://e.example/", "urn:uuid:", "http://other.example/x#"])
IRIS = st.builds(lambda namespace, local: iri(namespace + local), _NAMESPACE, _LOCAL)
PREDICATES = st.one_of(
    st.just(iri(f"{RDF}type")),
    st.builds(
        lambda namespace, local: iri(f"{namespace}{local}"),
        st.sampled_from(
            [KG, "http://e.example/", "http://undeclared.example/terms/", "http://e.example/deep#"]
        ),
        st.text("abcЖ景_", min_size=1, max_size=4),
    ),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12),
    st.text("ab \t\n\r\"'\\\u00a0\u2028<>&]景俊海長🚗é@^.#", max_size=12),
)
_TYPED = st.sampled_from(
    [
        ("integer", "0"),
        ("integer", "-120"),
        ("integer", "007"),
        ("integer", "+1"),
        ("boolean", "true"),
        ("boolean", "0"),
        ("decimal", "1.50"),
        ("double", "1E0"),
        ("date", "2021-04-27"),
        ("gYear", "2021"),
        ("anyURI", "http://e.example/?a=1&b=<2>"),
        ("string", "plain"),
    ]
)
LITERALS = st.one_of(
    st.builds(literal, TEXTS),
    st.builds(
        lambda text, tag: literal(text, language=tag),
        TEXTS,
        st.sampled_from(["en", "ru", "zh", "zh-Hant", "de-1996"]),
    ),
    st.builds(lambda typed: literal(typed[1], datatype=XSD + typed[0]), _TYPED),
    st.builds(lambda text: literal(text, datatype=f"{KG}amount"), TEXTS),
)
QUADS = st.tuples(st.sampled_from(GRAPHS), st.builds(Triple, IRIS, PREDICATES, st.one_of(IRIS, LITERALS)))


def quad_lists(*, largest: int = 12) -> st.SearchStrategy[list[Quad]]:
    """Lists of quads with IRIs and literals of every odd kind; some triples stand in two graphs."""
    return st.lists(QUADS, max_size=largest).map(
        lambda quads: quads + [(GRAPHS[0], triple) for _, triple in quads[::3]]
    )
