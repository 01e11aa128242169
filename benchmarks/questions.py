"""What servers and engines are asked: lookups about one thing, and queries that look at everything.

Plain SPARQL 1.1 with full IRIs, so that every engine takes the same text; answers are small for
lookups and heavy to find for the rest.
"""

from __future__ import annotations

from benchmarks.articles import company, person

BASE = "https://kg.example/id/"
_KG = "https://kg.example/ontology#"
_CUR = "https://kg.example/curation#"
_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"

_TOOK_PART = f"?part <{_KG}participant> {{who}} . ?event <{_KG}participation> ?part ; <{_CUR}edtf> ?date"


def lookups(articles: int, count: int = 6_000) -> list[str]:
    """Different questions about people and companies, spread over the articles, always the same ones."""
    found = []
    for number in range(count):
        article = number * 7_919 % articles
        who, firm = f"<{BASE}{person(article).id}>", f"<{BASE}{company(article // 2).id}>"
        found.append(
            (
                f"SELECT ?p ?o WHERE {{ {who} ?p ?o }} LIMIT {100 + number}",
                f"SELECT ?name WHERE {{ {firm} {_LABEL} ?name }} LIMIT {100 + number}",
                f"SELECT ?event ?date WHERE {{ {_TOOK_PART.format(who=who)} }} LIMIT {100 + number}",
            )[number % 3]
        )
    return found


HEAVY = {
    "count by class": "SELECT ?class (COUNT(?one) AS ?n) WHERE { ?one a ?class } GROUP BY ?class",
    "people who met most others": (
        f"SELECT ?one (COUNT(DISTINCT ?other) AS ?n) WHERE {{ ?one <{_KG}met> ?other }} "
        "GROUP BY ?one ORDER BY DESC(?n) ?one LIMIT 50"
    ),
    "names in order": f"SELECT DISTINCT ?name WHERE {{ ?one {_LABEL} ?name }} ORDER BY ?name LIMIT 1000",
    "places and topics of events": (
        f"SELECT ?place ?topic (COUNT(*) AS ?n) WHERE {{ ?event <{_KG}place> ?place ; <{_KG}about> ?topic ; "
        f"<{_KG}participation> ?part . ?part <{_KG}participant> ?who . ?who a <{_KG}Person> }} "
        "GROUP BY ?place ?topic ORDER BY DESC(?n) ?place ?topic LIMIT 100"
    ),
    "guests of guests": (
        f"SELECT (COUNT(*) AS ?n) WHERE {{ ?a <{_KG}met> ?b . ?b <{_KG}met> ?c FILTER (?a != ?c) }}"
    ),
    "a word in all quotes": (
        "SELECT (COUNT(?one) AS ?n) WHERE { ?one <http://www.w3.org/ns/oa#exact> ?quote "
        'FILTER REGEX(?quote, "chairman|председатель|董事长", "i") }'
    ),
}


def uncached(query: str, number: int) -> str:
    """The same question in other words, for which no answer is kept."""
    head, brace, rest = query.rpartition("}")
    return f"{head}FILTER ({number} = {number}) {brace}{rest}"
