"""An example of every kind of page, by the name of its route.

A route that is neither here nor among those without a page fails a test, so a new page is looked at
from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from projects import ROOT


@dataclass(frozen=True, slots=True)
class Example:
    """An address within the site, the status it answers with, and a name for its pictures."""

    name: str
    address: str
    status: int = 200


def _asked(query: str, **more: str) -> str:
    rest = "".join(f"&{key}={quote(value)}" for key, value in more.items())
    return f"/sparql?query={quote(query)}{rest}"


NAMES = "SELECT ?person ?name { ?person a kg:Person ; skos:prefLabel ?name } ORDER BY ?name"
COUNTS = "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)"
DAYS = "SELECT ?event ?day ?place { ?event a kg:Event ; cur:earliest ?day ; kg:place ?place }"
PICTURE = "CONSTRUCT { ?part kg:partOf ?whole } WHERE { ?part kg:partOf ?whole }"
REMOVED = "withdrawn-person"  # the fixture `site` withdraws it

ENTITIES = {
    "Official": "jing-junhai",
    "Person": "deng-zhonghan",
    "Company": "changzhou-yihong",
    "PublicBody": "anhui-deit",
    "ResearchBody": "cae",
    "Group": "chip-vehicle-promotion-group",
    "Lab": "faw-vimicro-lab",
    "Agreement": "a000--faw-vimicro",
    "Event": "a000--lab-opening",
    "Meeting": "a000--meeting",
    "Visit": "a000--xi-inspection",
    "Place": "anhui",
    "Post": "anhui-deit--deputy-director",
    "Topic": "advanced-materials",
    "Tenure": "a000--deng-academician",
    "Remark": "a000--deng-on-capabilities",
    "Participation": "a000--lab-opening--deng-zhonghan",
    "Unnamed": "a000--lab-opening--others-1",
    "Citation": "a000--deng-on-capabilities--quote-about-faw",
    "Evidence": "a000--1038-1091",
    "Inference": "a000--deng-academician--holds-post--deng-zhonghan--cae--academician",
}

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "home": (Example("home", "/"),),
    "sparql": (
        Example("form", "/sparql"),
        Example("form-answer", _asked(NAMES)),
        Example("form-counts", _asked(COUNTS)),
        Example("form-days", _asked(DAYS)),
        Example("form-graph", _asked(PICTURE)),
        Example("form-yes", _asked("ASK { ?s ?p ?o }")),
        Example("form-empty", _asked("SELECT ?x { ?x a kg:Persn }")),
        Example("form-syntax", _asked("SELECT ?x WHERE { ?x a kg:Person "), 400),
        Example("form-refused", _asked("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"), 403),
    ),
    "thing": (
        *(Example(f"thing-{name}", f"/id/{local}") for name, local in ENTITIES.items()),
        Example("thing-gone", f"/id/{REMOVED}", 410),
        Example("thing-unknown", "/id/jing-junhay", 404),
    ),
    "evidence": (Example("evidence", "/evidence/a000--deng-academician"),),
    "articles": (Example("articles", "/articles"),),
    "article": (Example("article", "/articles/a003"),),
    "ontology": (Example("ontology", "/ontology"),),
    "curation": (Example("curation", "/curation"),),
    "shapes": (Example("shapes", "/shapes"),),
    "downloads": (Example("downloads", "/downloads"),),
    "about": (Example("about", "/about"),),
    "problems": (Example("problems", "/problems"),),
    "problem": (Example("problem", "/problems/timeout"),),
    "search": (
        Example("search", "/search"),
        Example("search-found", "/search?q=Чанчунь"),
        Example("search-nothing", "/search?q=qqqqqqqq"),
    ),
    "connections": (
        Example("connections", "/connections"),
        Example("connections-found", "/connections?from=jing-junhai&to=deng-zhonghan"),
    ),
    "questions": (Example("ask", "/ask"),),
    "ask": (Example("ask-one", "/ask/timeline-of-events"),),
}
QUESTIONS = tuple(
    Example(f"ask-{path.stem}", f"/ask/{path.stem}") for path in sorted((ROOT / "queries").glob("*.rq"))
)
ELSEWHERE = (Example("no-page", "/nothing-here", 404),)
# Routes for programs, and one that leads elsewhere.
NO_PAGES = frozenset(
    (
        *("cancel", "check", "vocabulary", "search_json", "connections_json", "graph", "export", "void"),
        "openapi",
        *("healthz", "readyz", "metrics", "static", "robots", "favicon", "feed"),
    )
)
