"""The shortest chains between two things: over HTTP, against a plain search, and at their bounds."""

import json
import random
import re
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store
from shipped import prefixes, shipped, store

from kg.endpoint.service import Endpoint
from kg.endpoint.table import Cell, Table, read_table
from kg.graph.questions.reading import read_question
from kg.model.errors import QueryTimeout
from kg.model.iris import ONTOLOGY
from kg.model.project import Project
from kg.web.connections import chains as bounds
from kg.web.connections.around import Around, Link, Properties, connecting_properties, tidy
from kg.web.connections.chains import HUB, Found, find_chains, pair
from kg.web.home_network import home_network
from kg.web.language import Language
from kg.web.lexicon import Lexicon, make_lexicon
from kg.web.site import Site

pytestmark = pytest.mark.slow
ID = "https://museum.example/id/"
ML = "https://museum.example/ontology#"
KNOWS = "urn:knows"
PLAIN = Properties((KNOWS,), (), {}, shared=False)
HOSTILE = (
    "<script>alert(1)</script>",
    'northgate"><img src=x>',
    "javascript:alert(1)",
    "https://museum.example/id/x> } DROP ALL #",
    "northgate } ?s ?p ?o {",
    "\x00\u202e",
    "../../etc/passwd",
    "a" * 5_000,
)


def connect(client: FlaskClient, source: str, target: str, **more: str) -> dict[str, Any]:
    response = client.get("/connections.json", query_string={"from": source, "to": target, **more})
    assert response.status_code == 200, response.get_data(as_text=True)
    found: dict[str, Any] = response.get_json()
    return found


def ways(document: dict[str, Any]) -> list[list[str]]:
    """Each chain as the local names it passes."""
    found = []
    for chain in document["chains"]:
        way = [document["from"]["iri"]]
        for step in chain["steps"]:
            ends = (step["subject"], step["object"])
            way.append(ends[1] if step["direction"] == "forward" else ends[0])
            assert way[-2] in ends
        found.append([one.removeprefix(ID) for one in way])
    return found


# ---- Over HTTP, in the small project about museum loans ----


def test_a_part_of_a_record_is_one_step_with_its_codes_and_its_passage(client: FlaskClient) -> None:
    found = connect(client, "pyotr-lagin", "old-harbour")
    assert ways(found) == [["pyotr-lagin", "m002--ferry", "old-harbour"]]
    first, second = found["chains"][0]["steps"]
    assert (first["subject"], first["property"]) == (f"{ID}m002--ferry", f"{ML}escort")
    assert (first["direction"], first["codes"]) == ("backward", ["return"])
    assert [one["quote"] for one in first["evidence"]] == ["обратно его повёз хранитель Пётр Лагин"]
    assert first["evidence"][0]["article"] == f"{ID}m002"
    assert [second["property"], *(one["property"] for one in second["also"])] == [
        f"{ML}venue",
        f"{ML}borrower",
    ]
    assert found["complete"] is True


def test_a_wider_property_does_not_say_a_step_twice(client: FlaskClient) -> None:
    step = connect(client, "m002--ferry", "northgate")["chains"][0]["steps"][0]
    said = [step["property"], *(one["property"] for one in step["also"])]
    assert said == [f"{ML}lender"]


def test_a_derived_statement_is_a_step_that_names_the_record_it_follows_from(client: FlaskClient) -> None:
    found = connect(client, "old-harbour", "autumn-ferry")
    step = found["chains"][0]["steps"][0]
    assert step["property"] == f"{ML}shows"
    assert step["derived"] is True
    assert {one["via"] for one in step["reasons"]} <= {f"{ID}m001--ferry", f"{ID}m002--ferry"}
    assert step["evidence"]


def test_an_inferred_step_says_why(client: FlaskClient) -> None:
    step = connect(client, "northgate", "port-ellery")["chains"][0]["steps"][0]
    assert [one["because"] for one in step["reasons"]] == [
        "the report about its own loan is dated from there"
    ]


def test_names_in_any_script_and_merged_ids_lead_to_the_same_answer(client: FlaskClient) -> None:
    asked = [
        connect(client, source, "Northgate Museum")
        for source in ("lin-wanru", "林婉如", "Линь Ваньжу", f"{ID}lin-wanru", f"<{ID}lin-wanru>")
    ]
    assert all(one["chains"] == asked[0]["chains"] for one in asked)
    merged = connect(client, "klara-voss-m002", "old-harbour")
    assert merged["from"]["iri"] == f"{ID}clara-voss"


def test_labels_come_in_the_language_of_the_reader(client: FlaskClient) -> None:
    step = connect(client, "northgate", "port-ellery", lang="ru")["chains"][0]["steps"][0]
    assert step["labels"] == {"subject": "музей Нортгейт", "property": "город", "object": "Порт-Эллери"}


def test_no_connection_within_the_steps_is_an_answer(client: FlaskClient) -> None:
    near = connect(client, "lin-wanru", "pyotr-lagin", steps="2")
    assert near["chains"] == []
    assert near["complete"] is True
    assert near["exhausted"] is False
    further = connect(client, "lin-wanru", "pyotr-lagin", steps="6")
    assert ways(further)
    assert all(len(one) == 4 for one in ways(further))


def test_no_connection_at_all_is_told_apart(client: FlaskClient) -> None:
    found = connect(client, "hostile", "northgate", steps="6")
    assert (found["chains"], found["exhausted"], found["complete"]) == ([], True, True)


def test_a_thing_and_itself_need_no_chain(client: FlaskClient, browse: Callable[..., Any]) -> None:
    assert connect(client, "northgate", "Northgate Museum")["chains"] == []
    assert "the same thing" in browse("/connections?from=northgate&to=northgate").text


def test_removed_unknown_and_missing_ends_are_refused_with_the_reason(client: FlaskClient) -> None:
    for source, status, words in (
        ("lost-work", 410, "its owner asked for it"),
        ("nobody-at-all-xyz", 404, "nobody-at-all-xyz"),
        ("", 400, "from"),
    ):
        response = client.get("/connections.json", query_string={"from": source, "to": "northgate"})
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"
        assert words in response.get_json()["detail"]


@pytest.mark.parametrize("steps", ["0", "7", "-1", "x", "٣", "1e3", "9" * 40])
def test_odd_steps_are_refused_for_programs_and_the_usual_number_for_people(
    client: FlaskClient, browse: Callable[..., Any], steps: str
) -> None:
    asked = {"from": "northgate", "to": "lin-wanru", "steps": steps}
    assert client.get("/connections.json", query_string=asked).status_code == 400
    assert client.get("/connections", query_string=asked, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_find_nothing_and_become_no_markup(client: FlaskClient, text: str) -> None:
    response = client.get("/connections.json", query_string={"from": text, "to": "northgate"})
    assert response.status_code in (400, 404) or response.get_json()["from"]["iri"] == f"{ID}hostile"
    page = client.get(
        "/connections", query_string={"from": text, "to": text}, headers={"Accept": "text/html"}
    )
    assert page.status_code == 200
    source = page.get_data(as_text=True)
    assert "<script>alert" not in source
    assert "<img src=x" not in source
    assert 'href="javascript:' not in source


def test_the_page_tells_each_step_and_draws_the_chains(browse: Callable[..., Any]) -> None:
    page = browse("/connections?from=pyotr-lagin&to=old-harbour")
    assert "1 shortest chain of 2 steps." in page.text
    assert '<q lang="ru">обратно его повёз хранитель Пётр Лагин</q>' in page.source
    drawn = [one for one in page.all("a") if "data-node" in one]
    assert [one["href"] for one in drawn] == ["/id/pyotr-lagin", "/id/m002--ferry", "/id/old-harbour"]
    assert "/connections?from=old-harbour&to=pyotr-lagin&steps=4" in page.links
    assert "/connections.json?from=pyotr-lagin&to=old-harbour&steps=4" in page.links


def test_a_page_without_a_chain_offers_to_look_further(browse: Callable[..., Any]) -> None:
    page = browse("/connections?from=lin-wanru&to=pyotr-lagin&steps=2")
    assert "No connection within 2 steps." in page.text
    assert "/connections?from=lin-wanru&to=pyotr-lagin&steps=4" in page.links


def test_accept_chooses_json_and_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    address = "/connections?from=northgate&to=lin-wanru"
    first = client.get(address, headers={"Accept": "application/json"})
    assert first.mimetype == "application/json"
    assert first.headers["Kg-Version"] == first.get_json()["version"]
    tag = {"Accept": "application/json", "If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=tag).status_code == 304
    assert client.get(address).mimetype == "text/html"


def test_the_document_fits_its_description(client: FlaskClient) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    described = client.get("/openapi.json").get_json()["paths"]["/connections.json"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    for source, target in (
        ("pyotr-lagin", "lin-wanru"),
        ("hostile", "northgate"),
        ("northgate", "northgate"),
    ):
        jsonschema.validate(connect(client, source, target), schema)


def test_every_page_of_a_thing_shows_what_it_is_connected_with(browse: Callable[..., Any]) -> None:
    page = browse("/id/northgate")
    drawn = {one["href"] for one in page.all("a") if "data-node" in one}
    assert {"/id/northgate", "/id/port-ellery", "/id/m001--ferry", "/id/m002--tide"} <= drawn
    assert "/connections?from=northgate" in page.links


# ---- The search alone ----


def rows_of(graph: Store, namespaces: Mapping[str, str]) -> Callable[[str], Sequence[Mapping[str, Cell]]]:
    def rows(text: str) -> Sequence[Mapping[str, Cell]]:
        found = graph.query(text, prefixes=dict(namespaces))
        assert isinstance(found, QuerySolutions)
        table = read_table(found.serialize(format=QueryResultsFormat.JSON) or b"")
        assert isinstance(table, Table)
        return table.rows

    return rows


def around(lines: Sequence[tuple[str, str]], *, most_rows: int = 5_000) -> Around:
    graph = Store()
    graph.extend(Quad(NamedNode(f"x:{a}"), NamedNode(KNOWS), NamedNode(f"x:{b}")) for a, b in lines)
    return Around(rows_of(graph, {}), PLAIN, things="x:", most_rows=most_rows)


def search(lines: Sequence[tuple[str, str]], source: str, target: str, **more: Any) -> Found:
    options = {"steps": 6, "limit": 20, "deadline": time.monotonic() + 60, **more}
    return find_chains(around(lines), f"x:{source}", f"x:{target}", **options)


def distance(lines: Sequence[tuple[str, str]], source: str, target: str) -> int | None:
    """The length of a shortest way, by a plain search from one end."""
    beside: dict[str, set[str]] = {}
    for a, b in lines:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    seen, ahead = {source: 0}, deque([source])
    while ahead:
        one = ahead.popleft()
        for other in beside.get(one, ()):
            if other not in seen:
                seen[other] = seen[one] + 1
                ahead.append(other)
    return seen.get(target)


@pytest.mark.parametrize("seed", range(25))
def test_chains_are_shortest_and_made_of_links_that_are_there(seed: int) -> None:
    dice = random.Random(seed)
    names = [f"n{number}" for number in range(30)]
    lines = sorted({(dice.choice(names), dice.choice(names)) for _ in range(38)})
    lines = [(a, b) for a, b in lines if a != b]
    source, target = dice.sample(names, 2)
    found = search(lines, source, target)
    expected = distance(lines, source, target)
    if expected is None or expected > 6:
        assert found.chains == ()
        assert found.exhausted == (expected is None)
        return
    assert {len(chain) - 1 for chain in found.chains} == {expected}
    assert len(set(found.chains)) == len(found.chains)
    for chain in found.chains:
        assert (chain[0], chain[-1]) == (f"x:{source}", f"x:{target}")
        for one, other in pairwise(chain):
            links = found.links[pair(one, other)]
            assert all((link.subject[2:], link.object[2:]) in lines for link in links)


def test_all_shortest_chains_are_found_and_the_limit_is_said() -> None:
    lines = [("a", f"m{n}") for n in range(9)] + [(f"m{n}", "b") for n in range(9)]
    assert len(search(lines, "a", "b").chains) == 9
    cut = search(lines, "a", "b", limit=5)
    assert (len(cut.chains), cut.cut, cut.complete) == (5, ("chains",), False)


def test_no_chain_passes_through_a_hub_though_it_may_end_at_one() -> None:
    spokes = [(f"s{n}", "hub") for n in range(HUB + 1)]
    lines = [*spokes, ("a", "hub"), ("hub", "b"), ("a", "c"), ("c", "d"), ("d", "b")]
    found = search(lines, "a", "b")
    assert found.chains == (("x:a", "x:c", "x:d", "x:b"),)
    assert found.hubs == ("x:hub",)
    assert search(lines, "a", "hub").chains == (("x:a", "x:hub"),)
    assert search(spokes, "s1", "s2").chains == ()


def test_chains_through_little_connected_things_come_first() -> None:
    lines = [("a", "busy"), ("busy", "b"), ("a", "quiet"), ("quiet", "b")]
    lines += [("busy", f"other{n}") for n in range(20)]
    assert [chain[1] for chain in search(lines, "a", "b").chains] == ["x:quiet", "x:busy"]


def test_too_many_things_on_the_way_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [("a", f"m{n:03}") for n in range(60)] + [(f"m{n:03}", f"k{n:03}") for n in range(60)]
    lines += [("k059", "b")]
    assert search(lines, "a", "b").complete
    monkeypatch.setattr(bounds, "MOST_THINGS", 40)
    cut = search([(b, a) for a, b in lines] + [("b", f"z{n}") for n in range(70)], "a", "b")
    assert "breadth" in cut.cut
    assert not cut.complete


def test_an_answer_with_as_many_rows_as_allowed_counts_as_cut() -> None:
    lines = [("a", f"m{n:03}") for n in range(30)]
    tight = find_chains(
        around(lines, most_rows=10), "x:a", "x:b", steps=2, limit=5, deadline=time.monotonic() + 60
    )
    assert tight.cut == ("breadth",)
    assert tight.exhausted is False


def test_when_the_time_is_up_what_is_known_is_the_answer_and_says_so() -> None:
    lines = [("a", "m"), ("m", "b")]
    late = search(lines, "a", "b", deadline=time.monotonic() - 1)
    assert (late.chains, late.cut) == ((), ("time",))

    def rows(text: str) -> Sequence[Mapping[str, Cell]]:
        raise QueryTimeout("over")

    stopped = find_chains(
        Around(rows, PLAIN, things="x:", most_rows=10),
        "x:a",
        "x:b",
        steps=4,
        limit=5,
        deadline=time.monotonic() + 60,
    )
    assert (stopped.chains, stopped.cut, stopped.exhausted) == ((), ("time",), False)


def test_a_dense_graph_has_countless_chains_and_still_an_end() -> None:
    layers = [[f"l{depth}n{number:02}" for number in range(14)] for depth in range(5)]
    lines = [("a", one) for one in layers[0]] + [(one, "b") for one in layers[-1]]
    for above, below in pairwise(layers):
        lines += [(one, other) for one in above for other in below]
    found = search(lines, "a", "b", limit=20)
    assert len(found.chains) == 20
    assert {len(chain) for chain in found.chains} == {7}
    assert found.cut == ("chains",)


# ---- The shipped project ----


def the_shipped_lexicon() -> Lexicon:
    graph = shipped().project.minter.graph(ONTOLOGY)
    rows = rows_of(store().store, prefixes())(f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return make_lexicon(shipped().project, rows)


def in_the_shipped_project(source: str, target: str, steps: int = 4) -> Found:
    base = f"{shipped().project.base}id/"
    properties = connecting_properties(the_shipped_lexicon())
    links = Around(rows_of(store().store, prefixes()), properties, things=base, most_rows=5_000)
    return find_chains(
        links, base + source, base + target, steps=steps, limit=20, deadline=time.monotonic() + 60
    )


def test_who_met_is_one_step_apart_and_takes_part_in_events_through_no_extra_node() -> None:
    base = f"{shipped().project.base}id/"
    met = in_the_shipped_project("jing-junhai", "deng-zhonghan")
    assert [len(chain) for chain in met.chains] == [2]
    links = tidy(met.links[pair(*met.chains[0])], the_shipped_lexicon(), first=f"{base}jing-junhai")
    assert [(one.subject, one.property.rpartition("#")[2], one.object) for one in links] == [
        (f"{base}jing-junhai", "met", f"{base}deng-zhonghan")
    ]
    part = in_the_shipped_project("jing-junhai", "a000--meeting")
    assert {one.part for links in part.links.values() for one in links} == {
        "",
        f"{base}a000--meeting--jing-junhai",
    }


def test_classes_codes_and_parts_of_records_are_no_stops() -> None:
    base = f"{shipped().project.base}id/"
    found = in_the_shipped_project("chen-tingchen", "huawei", steps=6)
    assert found.chains
    nested = re.compile(rf"{base}[a-z0-9]+--[a-z0-9-]+?--")
    for chain in found.chains:
        assert all(one.startswith(base) and not nested.match(one) for one in chain)


def test_properties_of_parts_are_told_from_those_of_things() -> None:
    found = connecting_properties(the_shipped_lexicon())
    names = {one.rpartition("#")[2] for one in found.direct}
    assert {"met", "attended", "partOf", "speaker", "holder"} <= names
    assert not names & {"participation", "participant", "role", "inCapacity", "gist", "reportedOn"}
    assert {one.rpartition("#")[2] for one in found.inner} == {"role", "inCapacity", "onBehalfOf"}
    assert not any(one.startswith("https://kg.example/curation#") for one in found.direct)


def test_links_that_say_the_same_are_kept_once() -> None:
    lexicon = the_shipped_lexicon()
    kg = prefixes()["kg"]
    links = [
        Link("x:b", f"{kg}met", "x:a"),
        Link("x:a", f"{kg}met", "x:b"),
        Link("x:a", f"{kg}partOf", "x:b"),
    ]
    assert tidy(links, lexicon, first="x:a") == [
        Link("x:a", f"{kg}partOf", "x:b"),
        Link("x:a", f"{kg}met", "x:b"),
    ]
    assert json.dumps([one.other("x:a") for one in links]) == '["x:b", "x:b", "x:b"]'


def test_the_home_page_draws_what_its_question_asks(
    project: Project, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Site(project, endpoint).page(Language("en", "en"), host="/")
    assert home_network(page) is None
    text = (
        "# title-en: Who lent to whom\n# home: network\n"
        f"CONSTRUCT {{ ?a <{ML}party> ?b }} WHERE {{ ?l <{ML}lender> ?a ; <{ML}borrower> ?b }}\n"
    )
    question = read_question("lending", text, project.predeclared)
    monkeypatch.setattr("kg.web.home_network.read_questions", lambda _: [question])
    found = home_network(page)
    assert found is not None
    assert (found.title.text, found.picture.nodes, found.picture.edges) == ("Who lent to whom", 2, 1)
    broken = replace(question, text="CONSTRUCT { ?s ?p ?o } WHERE {")
    monkeypatch.setattr("kg.web.home_network.read_questions", lambda _: [broken])
    assert home_network(Site(project, endpoint).page(Language("en", "en"), host="/")) is None
