"""Home, articles, ontology, shapes, downloads and the pages about problems."""

import hashlib
import re
from collections.abc import Callable

from flask.testing import FlaskClient

from kg.endpoint.service import Endpoint
from kg.model.project import Project


def test_home_says_what_how_much_and_which_version(browse: Callable, endpoint: Endpoint) -> None:
    page = browse("/")
    assert "Museum loans: which work went where" in page.text
    assert endpoint.version in page.text
    assert "What 2 news articles say" in page.text
    assert "Latest events" in page.text
    assert re.search(r"Exhibition \d", page.text) or "Exhibition" in page.text


def test_each_count_leads_to_its_members(browse: Callable) -> None:
    page = browse("/")
    address = next(link for link in page.links if "ontology%23Artwork" in link)
    members = browse(address)
    assert "3 solutions" in members.text
    assert "/id/autumn-ferry" in members.links


def test_home_offers_the_ready_questions(browse: Callable) -> None:
    page = browse("/", language="ru")
    assert "Курьеры" in page.text
    assert "Кто ехал с работой" in page.text


def test_an_article_lists_what_was_read_from_it_in_the_order_of_its_text(browse: Callable) -> None:
    page = browse("/articles/m001")
    assert "A scroll by Lin Wanru went to Vesnyansk" in page.text
    assert "Свиток Линь Ваньжу побывал в Веснянске" in page.text
    assert "https://museum.example/news/1" in page.links
    anchors = [found["id"] for found in page.all("article")]
    assert anchors.index("m001--ferry") < anchors.index("m001--ink-and-water")
    assert "“a river scroll”" not in page.source
    assert '<q lang="en">a river scroll</q>' in page.source


def test_an_unknown_article_is_looked_for_among_all_things(client: FlaskClient) -> None:
    response = client.get("/articles/nope", follow_redirects=True, headers={"Accept": "text/html"})
    assert response.status_code == 404


def test_the_list_of_articles_is_newest_first(browse: Callable) -> None:
    links = [link for link in browse("/articles").links if link.startswith("/articles/")]
    assert links == ["/articles/m002", "/articles/m001"]


def test_terms_of_the_ontology_have_their_local_name_as_anchor(browse: Callable) -> None:
    page = browse("/ontology", language="zh")
    assert page.all("section", id="Artwork")
    assert page.all("section", id="lender")
    assert page.all("tr", id="leg-outward") or page.all("code")
    assert "ml:Artwork" in page.text
    assert browse("/curation").all("section", id="Evidence")


def test_the_ontology_counts_what_is_in_the_graph(browse: Callable) -> None:
    text = browse("/ontology").text
    assert re.search(r"Museum ml:Museum 2 members", text)


def test_shapes_are_listed_with_their_messages(browse: Callable) -> None:
    page = browse("/shapes")
    assert page.all("tr", id="work-in-two-places")
    assert len(page.all("tr")) > 10
    russian = browse("/shapes", language="ru")
    assert 'lang="ru"' in russian.source


def test_downloads_tell_the_size_and_hash_of_the_bytes(
    browse: Callable, client: FlaskClient, project: Project
) -> None:
    page = browse("/downloads")
    for name in (
        "graph.ttl",
        "graph.trig",
        "graph.nq",
        "graph.nt",
        "graph.jsonld",
        "graph.rdf",
        "ml.ttl",
        "ml-shapes.ttl",
    ):
        response = client.get(f"/export/{name}")
        assert response.status_code == 200
        assert hashlib.sha256(response.get_data()).hexdigest() in page.text
    assert (project.build / "exports").is_dir()


def test_the_quads_are_those_of_the_version(client: FlaskClient, endpoint: Endpoint) -> None:
    response = client.get("/export/graph.nq")
    assert (
        hashlib.sha256(response.get_data()).hexdigest() == endpoint.version == response.headers["Kg-Version"]
    )
    again = client.get("/export/graph.nq", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    part = client.get("/export/graph.nq", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.get_data()) == (206, response.get_data()[:10])
    for none in ("lines=1-2", "bytes=0-1,4-5", "bytes=a-b", "pages"):  # RFC 9110 section 14.2
        assert client.get("/export/graph.nq", headers={"Range": none}).status_code == 200, none


def test_other_files_are_not_exported(client: FlaskClient) -> None:
    for name in ("kg.toml", "graph.exe", "..%2Fkg.toml", "m001.yaml"):
        assert client.get(f"/export/{name}").status_code == 404


def test_a_problem_type_has_a_page(browse: Callable) -> None:
    assert "The time limit passed" in browse("/problems/timeout").text
    assert "Время истекло" in browse("/problems/timeout", language="ru").text
    assert "timeout" in browse("/problems").text
    browse("/problems/nope", status=404)


def test_signs_of_life(client: FlaskClient, endpoint: Endpoint) -> None:
    assert client.get("/healthz").get_data() == b"ok\n"
    assert endpoint.version in client.get("/readyz").get_data(as_text=True)
    assert "Disallow: /sparql" in client.get("/robots.txt").get_data(as_text=True)


def test_crawlers_are_kept_from_what_computes(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    for address in ("/sparql", "/search", "/connections", "/export/", "/ask?", "/ask/*?"):
        assert f"Disallow: {address}" in lines


def test_each_term_has_an_example_of_this_graph(browse: Callable, client: FlaskClient) -> None:
    page = browse("/ontology")
    start = page.source.index('id="creator"')
    term = page.source[start : page.source.index("</section>", start)]
    assert "For example:" in term
    things = re.findall(r'href="(/id/[^"]+)"', term)
    assert len(things) == 2
    answer = client.get(
        "/sparql",
        query_string={
            "query": "ASK {{ <{base}{}> ml:creator <{base}{}> }}".format(
                *things, base="https://museum.example"
            ),
            "format": "json",
        },
    )
    assert answer.get_json()["boolean"] is True


def test_each_rule_has_an_anchor_that_links_to_itself(browse: Callable) -> None:
    page = browse("/shapes")
    for one in page.all("tr"):
        if "id" in one:
            assert page.all("a", href=f"#{one['id']}")


def test_downloads_tell_date_licence_limits_and_how_to_cite(
    browse: Callable, project: Project, endpoint: Endpoint
) -> None:
    page = browse("/downloads")
    assert page.all("time", datetime=endpoint.built.manifest.built[:10])
    assert len(page.all("a", rel="license")) >= 6
    assert "5 seconds" in page.text
    assert "curl -LO https://site.example/export/graph.ttl" in page.text
    assert f"Version {endpoint.version}, https://site.example/" in page.text


def test_home_says_in_one_sentence_what_this_is_and_shows_kinds_with_dates(browse: Callable) -> None:
    page = browse("/")
    assert "What 2 news articles say, statement by statement" in page.text
    assert page.all("time")
    assert page.all("a", href="/articles")
    assert "Что говорят 2 новостные статьи" in browse("/", language="ru").text


def test_the_dataset_is_described_at_the_well_known_place(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    assert response.mimetype == "text/turtle"
    assert b"https://site.example/export/graph.ttl" in response.get_data()
