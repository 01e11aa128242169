"""`/ask`: ready questions with typed fields, over the museum project."""

import json
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.endpoint.service import Endpoint
from kg.graph.questions.places import code_of
from kg.graph.questions.reading import Question
from kg.model.project import Project
from kg.model.terms import XSD, literal
from kg.web.questions import read_questions

pytestmark = pytest.mark.slow

ML = "https://museum.example/ontology#"
ID = "https://museum.example/id/"
ASK = "/ask/loans-of-works"
BROWSER = {"Accept": "text/html", "Accept-Language": "en"}
INJECTIONS = (
    '"} #',
    "x' } UNION { ?s ?p ?o",
    "\\",
    '\\"',
    "a\nb",
    "\x00",
    "> } #",
    "\\u0022 }",
    "# x",
    "UNDEF",
)


def address(values: dict[str, str] | list[tuple[str, str]], suffix: str = "") -> str:
    return f"{ASK}{suffix}?{urlencode(values)}"


def loans(client: FlaskClient, **values: str) -> list[str]:
    """The local names of the loans that the question finds."""
    response = client.get(address({"format": "json", **values}))
    assert response.status_code == 200, response.get_data(as_text=True)
    return [row["loan"]["value"].removeprefix(ID) for row in response.json["results"]["bindings"]]


def refused(client: FlaskClient, **values: str) -> dict[str, str]:
    response = client.get(address(values))
    assert (response.status_code, response.mimetype) == (400, "application/problem+json"), values
    found: dict[str, str] = response.json
    return found


def completed(client: FlaskClient, **values: str) -> str:
    """The query that values make, as the editor gets it."""
    response = client.get(address({"in": "editor", **values}))
    assert response.status_code == 303, response.get_data(as_text=True)
    target = urlsplit(response.headers["Location"])
    assert target.path == "/sparql"
    return parse_qs(target.query)["query"][0]


@pytest.fixture
def question(project: Project) -> Question:
    return next(one for one in read_questions(project) if one.name == "loans-of-works")


def test_each_question_has_the_same_answer_as_its_text_at_the_endpoint(
    client: FlaskClient, project: Project
) -> None:
    for one in read_questions(project):
        asked = client.get(f"/ask/{one.name}")
        direct = client.get(f"/sparql?query={quote(one.text)}")
        assert asked.status_code == 200
        assert asked.json["results"]["bindings"]
        assert asked.get_data() == direct.get_data()
        assert asked.headers["ETag"] == direct.headers["ETag"]


def test_an_entity_is_an_id_an_iri_or_a_name_in_any_script(client: FlaskClient) -> None:
    every = loans(client)
    one = loans(client, work="autumn-ferry")
    assert one
    assert len(one) < len(every)
    for same in (f"{ID}autumn-ferry", f"<{ID}autumn-ferry>", "Autumn Ferry", "秋渡", " autumn  ferry "):
        assert loans(client, work=same) == one, same


def test_dates_are_widened_to_the_first_and_the_last_day(client: FlaskClient) -> None:
    text = completed(client, **{"from": "2019", "to": "2020-02"})
    assert f'VALUES ?from {{ "2019-01-01"^^<{XSD}date> }}' in text
    assert f'VALUES ?to {{ "2020-02-29"^^<{XSD}date> }}' in text
    for same in ("2020-02-29", "29.02.2020", "2020年2月29日", "２０２０-０２", "2020年2月"):
        assert completed(client, **{"from": "2019", "to": same}) == text, same
    assert loans(client, **{"from": "1900", "to": "1901"}) == []
    assert loans(client, **{"from": "1900"}) == loans(client)


def test_a_code_is_its_notation_its_name_or_its_iri(client: FlaskClient) -> None:
    scrolls = loans(client, kind="scroll")
    assert scrolls
    assert len(scrolls) < len(loans(client))
    for same in ("work-kind-scroll", "ml:work-kind-scroll", f"{ML}work-kind-scroll", "Scroll"):
        assert loans(client, kind=same) == scrolls, same


def test_several_codes_are_several_values(client: FlaskClient, question: Question) -> None:
    both = [("loanKind", ""), ("loanKind", "exhibition"), ("loanKind", "long-term"), ("in", "editor")]
    response = client.get(address(both))
    text = parse_qs(urlsplit(response.headers["Location"]).query)["query"][0]
    assert f"VALUES ?loanKind {{ <{ML}loan-kind-exhibition> <{ML}loan-kind-long-term> }}" in text
    assert completed(client, loanKind="") == question.text


def test_a_number_has_bounds_and_a_text_is_a_literal(client: FlaskClient) -> None:
    assert f'VALUES ?least {{ "2"^^<{XSD}integer> }}' in completed(client, least="2")
    assert completed(client, least="1") == completed(client)
    ferry = loans(client, word="秋")
    assert ferry == loans(client, work="autumn-ferry")
    assert loans(client, word="no such word") == []


@pytest.mark.parametrize(
    ("name", "value", "words", "suggestion"),
    [
        ("from", "2021-02-30", "is not a date", None),
        ("from", "yesterday", "is not a date", None),
        ("to", "0000", "is not a date", None),
        ("least", "0", "from 1 to 9", "1"),
        ("least", "99", "from 1 to 9", "9"),
        ("least", "two", "from 1 to 9", None),
        ("least", "", "Something has to stand here", None),
        ("kind", "scrol", "not in this list", "scroll"),
        ("work", "northgate", "known here as: work", None),
        ("work", "https://other.example/x", "known here as: work", None),
        ("word", "a\x01b", "cannot be written", None),
        ("word", "x" * 201, "longer than 200", None),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_in_plain_words(
    client: FlaskClient, name: str, value: str, words: str, suggestion: str | None
) -> None:
    found = refused(client, **{name: value})
    assert found["type"].endswith("/problems/bad-request")
    assert found["detail"].startswith(f"`{name}` (")
    assert words.casefold() in found["detail"].casefold()
    if suggestion:
        assert found["suggestion"] == suggestion


def test_a_range_that_ends_before_it_begins_is_refused(client: FlaskClient) -> None:
    found = refused(client, **{"from": "2020", "to": "2019"})
    assert "2020-01-01" in found["detail"]
    assert "2019-12-31" in found["detail"]


def test_an_unknown_parameter_is_refused_with_the_nearest(client: FlaskClient) -> None:
    found = refused(client, wrk="autumn-ferry")
    assert found["suggestion"] == "work"
    assert "`loanKind`" in found["help"]
    assert client.get(f"{ASK}?query=ASK%7B%7D").status_code == 400
    assert client.get(f"{ASK}?default-graph-uri={ID}x").status_code == 400
    assert refused(client, fromat="csv")["suggestion"] == "format"
    assert client.get(f"{ASK}?least=1&least=2").status_code == 400


def test_an_unknown_question_names_the_nearest(client: FlaskClient, browse: Callable) -> None:
    response = client.get("/ask/loans-of-work")
    assert (response.status_code, response.json["suggestion"]) == (404, "loans-of-works")
    page = browse("/ask/Couriers-x", status=404)
    assert "/ask/couriers" in page.links
    assert client.get("/ask/loans-of-works.exe").status_code == 404


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("name", ["work", "from", "kind", "least", "word"])
def test_no_value_breaks_out_of_its_place(
    client: FlaskClient, question: Question, name: str, value: str
) -> None:
    assert_harmless(client, question, name, value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["word", "work", "from", "kind"]), value=st.text(max_size=30))
@example(name="word", value="} # \u2028")
def test_whatever_is_typed_is_refused_or_stands_in_its_place(
    client: FlaskClient, question: Question, name: str, value: str
) -> None:
    assert_harmless(client, question, name, value)


def assert_harmless(client: FlaskClient, question: Question, name: str, value: str) -> None:
    sent = value.encode("utf-8", "surrogatepass")
    response = client.get(f"{ASK}?in=editor&{name}={quote(sent)}")
    assert response.status_code in (303, 400)
    if response.status_code == 303:
        text = parse_qs(urlsplit(response.headers["Location"]).query)["query"][0]
        found = question.values_in(code_of(text))
        assert found is not None
        others = {key: terms for key, terms in found.items() if key != name}
        assert others == {key: terms for key, terms in question.defaults.items() if key != name}


def test_formats_come_by_accept_by_parameter_and_by_suffix(client: FlaskClient) -> None:
    values = {"work": "autumn-ferry"}
    by_suffix = client.get(address(values, ".csv"))
    assert by_suffix.mimetype == "text/csv"
    assert by_suffix.get_data(as_text=True).startswith("work,borrower,date,loan\r\n")
    by_parameter = client.get(address({**values, "format": "csv"}))
    by_accept = client.get(address(values), headers={"Accept": "text/csv"})
    assert by_suffix.data == by_parameter.data == by_accept.data
    assert client.get(address(values)).mimetype == "application/sparql-results+json"
    assert client.get(address(values, ".json"), headers=BROWSER).mimetype == "application/sparql-results+json"
    assert client.get(address(values, ".xml")).mimetype == "application/sparql-results+xml"
    assert client.get(address(values), headers=BROWSER).mimetype == "text/html"
    assert client.get(address(values, ".html")).mimetype == "text/html"
    assert client.get(address(values, ".ttl")).status_code == 406


def test_an_answer_has_the_receipt_the_tag_and_the_version_of_the_endpoint(
    client: FlaskClient, endpoint: Endpoint
) -> None:
    first = client.get(ASK)
    assert first.headers["Kg-Version"] == endpoint.version
    assert int(first.headers["Kg-Solutions"]) == len(first.json["results"]["bindings"])
    again = client.get(ASK, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    pinned = client.get(f"{ASK}?version={endpoint.version[:12]}")
    assert (pinned.status_code, pinned.data) == (200, first.data)
    assert "max-age" in pinned.headers["Cache-Control"]
    assert client.get(f"{ASK}?version=0123456789ab").status_code == 409
    page = client.get(f"{ASK}?version=0123456789ab", headers=BROWSER)
    assert page.status_code == 409
    assert f'href="{ASK}?least=1&amp;version={endpoint.version}"' in page.get_data(as_text=True)
    assert client.get(f"{ASK}?timeout=-1").status_code == 400


def test_the_page_shows_the_fields_the_answer_and_the_query(browse: Callable, question: Question) -> None:
    page = browse(address({"work": "秋渡", "from": "2019"}))
    assert page.all("form", action=f"{ASK}#answer")
    assert page.all("input", name="from", value="2019-01-01")
    assert page.all("input", name="work")[0]["value"] == "autumn-ferry"
    assert page.all("input", name="least", type="number", min="1", max="9")
    assert page.all("select", name="kind")
    assert len(page.all("input", name="loanKind", type="checkbox")) == 2
    assert page.all("table")
    assert f"https://site.example{ASK}?work=autumn-ferry&amp;from=2019-01-01" in page.source
    editor = next(link for link in page.links if "VALUES%20%3Fwork%20%7B%20%3Chttps" in link)
    assert editor.startswith("/sparql?query=")
    assert "/id/autumn-ferry" in page.links
    labelled = {found.get("for") for found in page.all("label")}
    assert {f"field-{one.name}" for one in question.parameters if not one.several} <= labelled


def test_a_refusal_stands_beside_its_field_and_on_top(browse: Callable) -> None:
    page = browse(address({"from": "soon", "least": "99", "word": "秋"}), status=400)
    field = page.all("input", name="from")[0]
    assert field["aria-invalid"] == "true"
    assert field["value"] == "soon"
    assert page.all("p", id=field["aria-describedby"].split()[0])
    assert "#field-from" in page.links
    assert "#field-least" in page.links
    assert page.all("section", role="alert")
    assert not page.all("table")
    assert page.all("input", name="word", value="秋")
    russian = browse(address({"from": "soon"}), status=400, language="ru")
    assert "не дата" in russian.text


def test_an_ambiguous_name_offers_the_choice(client: FlaskClient, browse: Callable) -> None:
    found = refused(client, work="t")  # a letter that several names have
    assert found["detail"].startswith("`work` (")
    page = browse(address({"work": "autumn"}), status=400)
    choices = [one["value"] for one in page.all("input", type="radio", name="work")]
    assert f"{ID}autumn-ferry" in choices
    chosen = client.get(address([("work", "autumn"), ("work", f"{ID}autumn-ferry"), ("format", "json")]))
    assert {row["work"]["value"] for row in chosen.json["results"]["bindings"]} == {f"{ID}autumn-ferry"}


def test_an_empty_answer_says_why(browse: Callable) -> None:
    page = browse(address({"from": "2031"}))
    assert "nothing in the graph matches" in page.text
    assert page.all("h3", id="why")


def test_programs_can_ask_why_an_answer_is_empty(client: FlaskClient) -> None:
    found = client.get(address({"from": "2031", "explain": "empty"})).json
    assert found["empty"] is True


def test_markup_in_a_value_stays_text(browse: Callable) -> None:
    page = browse(address({"word": "<script>alert(1)</script>"}))
    assert "<script>alert" not in page.source
    assert page.all("input", name="word", value="<script>alert(1)</script>")
    refusal = browse(address({"kind": "<img src=x>"}), status=400)
    assert not refusal.all("img")


def test_the_list_has_every_question_in_the_language_of_the_reader(
    browse: Callable, client: FlaskClient, project: Project
) -> None:
    page = browse("/ask", language="zh")
    assert {f"/ask/{one.name}" for one in read_questions(project)} <= set(page.links)
    assert "作品的借展" in page.text
    listed = client.get("/ask").json["questions"]
    one = next(found for found in listed if found["name"] == "loans-of-works")
    assert one["address"] == f"https://site.example{ASK}"
    kinds = {found["name"]: found for found in one["parameters"]}
    assert kinds["least"] | {"help": ""} == {
        "name": "least",
        "type": "number",
        "label": "Loans at least",
        "help": "",
        "optional": False,
        "default": "1",
        "minimum": 1,
        "maximum": 9,
    }
    assert kinds["kind"]["codes"] == ["scroll", "canvas"]
    assert kinds["work"]["classes"] == [f"{ML}Artwork"]


def test_the_form_recognises_a_ready_question_with_other_values(
    browse: Callable, client: FlaskClient, question: Question
) -> None:
    text = completed(client, work="autumn-ferry", least="2", **{"from": "2019"})
    page = browse(f"/sparql?query={quote('# mine' + chr(10) + text)}")
    assert page.all("form", action=f"{ASK}#answer")
    assert page.all("input", name="in", value="editor")
    assert page.all("input", name="work")[0]["value"] == "autumn-ferry"
    assert page.all("input", name="least", value="2")
    assert page.all("input", name="from", value="2019-01-01")
    other = browse(f"/sparql?query={quote(text.replace('ORDER BY ?work', 'ORDER BY ?loan'))}")
    assert not other.all("form", action=f"{ASK}#answer")


def test_the_fields_of_the_form_lead_back_to_it_with_a_query_of_terms(client: FlaskClient) -> None:
    values = {"in": "editor", "lang": "ru", "to": date(2020, 1, 1).isoformat(), "timeout": "3"}
    response = client.get(address(values))
    assert response.status_code == 303
    target = parse_qs(urlsplit(response.headers["Location"]).query)
    assert target["lang"] == ["ru"]
    assert target["timeout"] == ["3"]
    assert str(literal("2020-01-01", datatype=XSD + "date")) in target["query"][0]
    broken = client.get(address({"in": "editor", "to": "soon"}), headers=BROWSER)
    assert broken.status_code == 400
    assert 'aria-invalid="true"' in broken.get_data(as_text=True)


def test_a_question_with_a_faulty_head_is_answered_without_fields(
    project: Project, client: FlaskClient, browse: Callable
) -> None:
    path = project.root / "queries" / "faulty.rq"
    path.write_text("# title-en: Faulty\n# parameter x: number\nASK { VALUES ?x { 1 } }\n", encoding="utf-8")
    try:
        assert client.get("/ask/faulty").json["boolean"] is True
        page = browse("/ask/faulty")
        assert "the head of its file has a mistake" in page.text
        assert json.loads(client.get("/ask").data)["questions"][0]["name"]
        path.write_text("# title-en: No query\nnonsense {\n", encoding="utf-8")
        assert client.get("/ask/faulty").status_code == 400
        assert client.get("/ask").status_code == 200
        path.write_text("# title-en: Mended\nASK { VALUES ?x { 1 } }\n", encoding="utf-8")
        assert "Mended" in browse("/ask/faulty").text
    finally:
        path.unlink()
