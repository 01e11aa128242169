"""`/sparql` as a browser sees it."""

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

from flask.testing import FlaskClient

ML = "https://museum.example/ontology#"


def asked(query: str, **parameters: str) -> str:
    more = "".join(f"&{name}={quote(value)}" for name, value in parameters.items())
    return f"/sparql?query={quote(query)}{more}"


def test_without_a_query_there_are_questions_and_no_answer(browse: Callable) -> None:
    page = browse("/sparql")
    assert "Ready questions" in page.text
    assert page.all("textarea", name="query")
    assert not page.all("table")


def test_the_form_keeps_everything_in_the_address(browse: Callable) -> None:
    graph = "https://museum.example/graph/m001"
    address = asked("SELECT ?s WHERE { ?s ?p ?o } LIMIT 2", lang="ru") + "&default-graph-uri=" + quote(graph)
    page = browse(address)
    assert page.all("form", action="/sparql#answer", method="get")
    assert page.all("input", name="run", value="1")
    assert page.all("input", name="default-graph-uri", value=graph)
    assert page.all("input", name="lang", value="ru")
    downloads = [link for link in page.links if "format=csv" in link]
    assert parse_qs(urlsplit(downloads[0]).query)["default-graph-uri"] == [graph]


def test_a_ready_question_runs_and_is_marked(browse: Callable) -> None:
    idle = browse("/sparql")
    address = next(link for link in idle.links if link.startswith("/sparql?query="))
    page = browse(address)
    assert page.all("table")
    assert [
        found for found in page.all("a") if found.get("aria-current") == "true" and found["href"] == address
    ]


def test_cells_show_names_links_and_languages(browse: Callable) -> None:
    page = browse(
        asked(f"SELECT ?work ?name WHERE {{ ?work a <{ML}Artwork> ; skos:prefLabel ?name }} ORDER BY ?name")
    )
    assert "/id/autumn-ferry" in page.links
    assert '<span lang="zh">秋渡</span> <span class="tag">zh</span>' in page.source
    assert "5 solutions" in page.text or "solutions" in page.text


def test_markup_and_dangerous_addresses_in_an_answer_stay_text(browse: Callable) -> None:
    query = "SELECT ('<img src=x onerror=alert(1)>' AS ?x) (<javascript:alert(1)> AS ?y) (1 AS ?z) WHERE {}"
    page = browse(asked(query))
    assert not page.all("img")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.source
    assert "javascript:alert(1)" in page.text
    assert not any("javascript:" in link.split("query=")[0] for link in page.links)


def test_a_long_answer_comes_in_pages_of_a_hundred(browse: Callable) -> None:
    # `run=1`: on a slow machine an opened link may reach its second.
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 250"
    first = browse(asked(query, run="1"))
    assert "1–100 of 250" in first.text
    assert len(first.all("tr")) == 101
    following = next(found["href"] for found in first.all("a", rel="next"))
    third = browse(asked(query, page="3", run="1"))
    assert "201–250 of 250" in third.text
    assert "101–200 of 250" in browse(following).text
    assert "201–250 of 250" in browse(asked(query, page="99", run="1")).text
    assert "1–100 of 250" in browse(asked(query, page="x", run="1")).text


def test_an_answer_over_the_cap_says_that_it_was_cut(browse: Callable) -> None:
    page = browse(asked("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"))
    assert "The answer is larger than the limit. These are the first 300 rows" in page.text
    assert all("cap=partial" in link for link in page.links if "format=" in link)


def test_no_solutions_are_said_plainly(browse: Callable) -> None:
    page = browse(asked("SELECT ?s WHERE { ?s a <https://museum.example/ontology#Spaceship> }"))
    assert "nothing in the graph matches it" in page.text
    assert "No solutions" in page.text


def test_ask_says_yes_or_no(browse: Callable) -> None:
    assert "Yes" in browse(asked("ASK { ?s ?p ?o }")).text
    assert "Нет" in browse(asked("ASK { <x:a> <x:b> <x:c> }"), language="ru").text


def test_the_triples_of_construct_are_a_table(browse: Callable) -> None:
    page = browse(asked("CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a ml:Museum ; skos:prefLabel ?l }"))
    assert [word for word in ("subject", "predicate", "object") if word not in page.text] == []
    assert "Northgate Museum" in page.text
    assert any("format=turtle" in link for link in page.links)


def test_an_error_keeps_the_query_and_points_at_the_place(browse: Callable) -> None:
    query = "SELECT ?s WHERE {\n  ?s a mll:Museum .\n}"
    page = browse(asked(query), status=400)
    assert "The query has a syntax error" in page.text
    assert "Line 2, column 8." in page.text
    assert query in page.source
    assert "error" in page.all("textarea")[0]["aria-describedby"].split()
    assert "^^^" in page.source
    assert page.response.headers["Cache-Control"] == "no-store"


def test_refused_queries_are_explained(browse: Callable) -> None:
    page = browse(asked("SELECT * WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }"), status=403)
    assert "The query is refused" in page.text
    assert "/problems/refused" in page.links


def test_a_name_of_a_format_in_the_address_wins_over_the_browser(client: FlaskClient) -> None:
    response = client.get(asked("ASK {}", format="csv"), headers={"Accept": "text/html"})
    assert response.mimetype == "text/csv"


def test_the_whole_address_of_an_answer_can_be_copied(browse: Callable) -> None:
    assert "https://site.example/sparql?query=ASK%20%7B%7D" in browse(asked("ASK {}", lang="zh")).text
