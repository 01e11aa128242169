"""Nothing calls another host: the guard against the bare engine, and the worker without the guard."""

import random
import time
from collections.abc import Iterator
from contextlib import suppress

from endpoint.listening import Listener
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Store

from kg.endpoint.guard import guard
from kg.endpoint.jobs import Caps, Failed, Job, Setup
from kg.endpoint.pool import Pool
from kg.endpoint.worker import isolation
from kg.graph.version import current_version
from kg.model.errors import QueryError
from kg.model.project import Project

SEED = 20
ROUNDS = 800

# What stands around the keyword; each piece has made, or could make, guard and engine read differently.
BEFORE = (
    """
?s ?p ?o .|?s ?p 1|?s ?p true|?s ?p 3.|?s ?p x:|?s ?p x:.|?s ?p x:a|?s ?p h:|?s h:? h:|?s x:?|?s x:+ 3 .
OPTIONAL{<http://u/\\u0041#f> ?p ?o}|OPTIONAL{<http://u/\\u0041'> ?p ?o}|OPTIONAL{?s x:a\\#b ?o}
OPTIONAL{?s x:a\\'b ?o}|?s ?p ?o FILTER(?o<9)|?s ?p ?o FILTER(?o<?o+'>')|?s ?p ?o FILTER(?o<'>')
?s ?p ?o BIND(9 AS ?b) FILTER(?o<?b)|# '\n|?s ?p '>' .|?s ?p \"\"\"\"a\"\"\" .|?s ?p ''.|{}|{?s ?p ?o}UNION{}
VALUES ?v {1}|OPTIONAL{}|MINUS{}|BIND(1 AS ?z)|LATERAL{|?s ?p []|?s ?p ()|?s ?p 'a'@en|?s ?p 'a'@en-
?s ?p 'a'^^x:|?s ?p _:b|?s ?p ?o ;|?s ?p <<( x:a x:b x:c )>> .|?s ?p ?o {| x:a x:b |} .|?s ?p ?o ~ x:r .
<s>|?s ?p x:\\_|?s ?p x:%41|?s ?p x:a-|?s ?p :|$|?|@|\\|FILTER(1)|FILTER EXISTS{
""".strip()
    .replace("{| x:a x:b |}", "{! x:a x:b !}")
    .replace("\n", "|")
    .split("|")
)
KEYWORD = ["SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICESILENT", "SERVIC\\u0045", "SERVICE#\n"]
TARGET = ["<URL>", " <URL> ", "x:", " x: ", "x:a", " ?t ", "#\n x: ", ":", " : ", "#>\n<URL>", "x:#>\n"]
GROUP = ["{}", "{ ?q ?w ?e }", " {?q ?w ''} ", '\n{?q ?w """x"""}', "#'\n{}", "{?q ?w ?e}'"]
FORM = ["SELECT * {", "ASK{", "SELECT ?s {", "CONSTRUCT{?s ?p ?o}WHERE{", "SELECT*{VALUES ?t {x:}"]
PROLOGUE = ["", "PREFIX h:<http://127.0.0.1:>", "#\n", "BASE <http://127.0.0.1/#> "]


def disguises(url: str) -> Iterator[str]:
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        pieces = [chance.choice(BEFORE).replace("!", "|"), chance.choice(("", "", " ", "\n"))]
        pieces += [chance.choice(KEYWORD), chance.choice(TARGET), chance.choice(GROUP)]
        body = "".join(pieces).replace("URL", url)
        closing = "}" * (body.count("{") - body.count("}") + 1)
        yield f"{chance.choice(PROLOGUE)}{chance.choice(FORM)}{body}{closing}"


def test_no_disguise_of_service_calls_a_host_behind_the_guard(listener: Listener) -> None:
    known = {"x": listener.url, "": listener.url, "h": "http://127.0.0.1:", "SERVICEx": listener.url}
    store = Store()
    for value in (Literal(3), NamedNode(known["h"]), NamedNode(listener.url), Literal("")):
        store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), value))

    def evaluate(text: str) -> None:
        with suppress(SyntaxError, OSError, RuntimeError, ValueError):
            results = store.query(text, base_iri="http://127.0.0.1/", prefixes=known)
            if isinstance(results, QuerySolutions | QueryTriples):
                for _ in results:
                    pass

    queries = list(disguises(listener.url))
    for query in queries:
        with suppress(QueryError):
            evaluate(guard(query, namespaces=known).disarmed.text)
    assert listener.heard() == 0
    for query in queries[:300]:
        evaluate(query)
    assert listener.heard() > 30, "the corpus must hold queries that call where nobody guards"


def test_a_worker_has_no_network_even_without_the_guard(project: Project, listener: Listener) -> None:
    version = current_version(project)
    setup = Setup(str(version.merged_store), str(version.full_store), "http://127.0.0.1/", memory_mb=400)
    job = Job(f"SELECT * {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}", "json", Caps(10, 10, 1))
    pool = Pool(setup, workers=1, queue=1)
    try:
        pool.wait_until_open()
        outcome = pool.evaluate(job, deadline=time.monotonic() + 5)
    finally:
        pool.close()
    assert isinstance(outcome, Failed)
    assert listener.heard() == 0
    assert {isolation.NETWORK_NAMESPACE, isolation.NO_DESCRIPTORS} & set(pool.layers.active)
