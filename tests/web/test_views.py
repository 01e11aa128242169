"""The views of an answer: what can be shown how, in which order, and what is on each page."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from web.conftest import Html

from kg.endpoint.table import Cell
from kg.model.terms import XSD
from kg.web.views.choosing import View, choose, fillable, kinds_of
from kg.web.views.state import read_state, read_wish
from kg.web.views.values import moment_of, number_of

pytestmark = pytest.mark.slow

ML = "https://museum.example/ontology#"


def asked(query: str, **parameters: object) -> str:
    more = "".join(f"&{name}={quote(str(value))}" for name, value in parameters.items())
    return f"/sparql?query={quote(query)}{more}"


def column(page: Html, number: int) -> list[str]:
    """The words of the cells of a column, by their order on the page."""
    body = page.source.split("<tbody>")[1].split("</tbody>")[0]
    rows = [row.split("<td")[1:] for row in body.split("<tr>")[1:]]
    parsed = []
    for row in rows:
        cell = Cells()
        cell.feed("<td" + row[number])
        parsed.append(" ".join(cell.words))
    return parsed


class Cells(Html):
    """The first visible words of a cell."""

    def __init__(self) -> None:
        super(Html, self).__init__()
        self.words: list[str] = []
        self.elements = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())


def numbers(*values: str) -> str:
    return "SELECT ?n ?x { VALUES (?n ?x) { " + " ".join(f"({value} 'x')" for value in values) + " } }"


def tabs(page: Html) -> list[str]:
    source = page.source
    if 'class="views"' not in source:
        return []
    nav = source.split('class="views"')[1].split("</nav>")[0]
    return [part.split("</a>")[0].split(">")[-1] for part in nav.split("<a ")[1:]]


def test_numbers_are_sorted_as_numbers(browse: Callable) -> None:
    query = numbers("10", "9", "-2.5", "1e1", "UNDEF", "100000000000000000001", "100000000000000000000")
    equal = [text for text in column(browse(asked(query)), 0) if text in ("10", "1e1")]
    large = ["100000000000000000000", "100000000000000000001"]
    assert column(browse(asked(query, sort="n")), 0) == ["-2.5", "9", *equal, *large, "– no value"]
    assert column(browse(asked(query, sort="-n")), 0) == [*large[::-1], *equal, "9", "-2.5", "– no value"]


def test_dates_are_sorted_as_dates_the_vaguer_one_first(browse: Callable) -> None:
    typed = (
        "'2020-07-01'^^xsd:date",
        "'2020-07'^^xsd:gYearMonth",
        "'2020'^^xsd:gYear",
        "'-0044-03-15'^^xsd:date",
    )
    found = column(browse(asked(numbers(*typed), sort="n")), 0)
    assert found == ["-0044-03-15", "2020", "2020-07", "2020-07-01"]
    edtf = ("'2021-04-27'", "'2020?-07'", "'2020?'", "'2020-07-03/2020-08'")
    assert column(browse(asked(numbers(*edtf), sort="n")), 0) == [
        "2020?",
        "2020?-07",
        "2020-07-03/2020-08",
        "2021-04-27",
    ]


def test_moments_of_two_zones_compare() -> None:
    early, late = (
        moment_of(Cell("literal", text, datatype=XSD + "dateTime"))
        for text in ("2020-01-02T00:30:00+08:00", "2020-01-01T20:00:00Z")
    )
    assert early is not None
    assert late is not None
    assert early < late


@pytest.mark.parametrize("text", ["", "x", "1e9999999999", "٣", "1_000", "0x10", "NaN"])
def test_what_is_no_number_is_none_and_no_error(text: str) -> None:
    assert number_of(Cell("literal", text, datatype=XSD + "double")) is None


def test_things_are_sorted_by_their_names_whatever_the_case(browse: Callable) -> None:
    query = "SELECT ?n ?x { VALUES ?n { 'b' 'A' 'a' 'Я' 'б' '长' } BIND(1 AS ?x) }"
    assert column(browse(asked(query, sort="n")), 0) == ["A", "a", "b", "б", "Я", "长"]
    museums = "SELECT ?m { ?m a ml:Museum }"
    up = column(browse(asked(museums, sort="m")), 0)
    down = column(browse(asked(museums, sort="-m")), 0)
    assert up == down[::-1]
    assert [one.casefold() for one in up] == sorted(one.casefold() for one in up)


def test_the_head_of_a_column_says_how_it_sorts_and_turns_it(browse: Callable) -> None:
    page = browse(asked(numbers("1", "2"), sort="n"))
    assert page.all("th", **{"aria-sort": "ascending"})
    assert any(link.endswith("sort=-n#answer") for link in page.links)
    page = browse(asked(numbers("1", "2"), sort="-n"))
    assert page.all("th", **{"aria-sort": "descending"})


def test_sorting_reaches_rows_of_every_page(browse: Callable) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 250"
    whole = [*column(browse(asked(query)), 2), *column(browse(asked(query, page=2)), 2)]
    first = column(browse(asked(query, sort="-o")), 2)
    assert first != column(browse(asked(query, sort="o")), 2)
    assert set(first) - set(whole[:100])


def test_filtering_finds_names_values_and_iris_in_any_case(browse: Callable) -> None:
    query = "SELECT ?s ?name { ?s skos:prefLabel ?name } ORDER BY ?s ?name"
    page = browse(asked(query, filter="AUTUMN ferry"))
    assert column(page, 1)
    assert all(
        "autumn ferry" in f"{a} {b}".lower() for a, b in zip(column(page, 0), column(page, 1), strict=True)
    )
    assert "rows fit" in page.text
    assert column(browse(asked(query, filter="id/autumn-ferry")), 1)
    assert column(browse(asked(query, filter="秋渡")), 1) == ["秋渡 zh"]


def test_a_filter_without_a_row_says_so_and_leads_back(browse: Callable) -> None:
    query = "SELECT ?s ?name { ?s skos:prefLabel ?name }"
    page = browse(asked(query, filter="no such words"))
    assert "No row contains “no such words”." in page.text
    assert "Show all rows" in page.text
    assert page.all("input", name="filter", value="no such words")


def test_the_filter_keeps_the_rest_of_the_address(browse: Callable) -> None:
    query = "SELECT ?s ?name { ?s skos:prefLabel ?name }"
    page = browse(asked(query, sort="-name", run=1, lang="ru"))
    form = page.source.split('class="row-filter"')[1].split("</form>")[0]
    for name, value in (("sort", "-name"), ("run", "1"), ("lang", "ru")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form


def test_an_answer_with_more_things_than_are_named_is_sorted_by_identifiers(
    browse: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.web.views.ordering.MOST_NAMED", 3)
    page = browse(asked("SELECT ?s { ?s a ?t } LIMIT 50", sort="s"))
    assert "sorted and filtered by identifiers" in page.text


def test_decimals_stand_below_each_other(browse: Callable) -> None:
    page = browse(asked(numbers("1.5", "22", "-0.25")))
    assert "\N{PUNCTUATION SPACE}\N{FIGURE SPACE}\N{FIGURE SPACE}" in page.source
    assert page.source.count('<td class="number">') == 3


def test_only_views_that_the_answer_can_fill_are_offered(browse: Callable) -> None:
    expected = {
        "SELECT ?s { ?s a ml:Museum }": [],
        "SELECT ?s ?t { ?s a ?t }": ["Table", "Graph"],
        "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t": ["Table", "Bars"],
        "SELECT ?s ?d { ?s cur:edtf ?d }": ["Table", "Timeline"],
        "DESCRIBE <https://museum.example/id/autumn-ferry>": ["Table", "Graph"],
        "ASK {}": [],
    }
    assert {query: tabs(browse(asked(query))) for query in expected} == expected


def test_a_comment_in_the_query_chooses_and_the_address_wins(browse: Callable) -> None:
    query = "# view: bars\nSELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t"
    assert 'class="bars"' in browse(asked(query)).source
    assert 'class="bars"' not in browse(asked(query, view="table")).source
    assert 'class="bars"' in browse(asked(query, view="nonsense")).source
    assert read_wish("SELECT * {} #view:Graph").view == "graph"
    assert read_wish("SELECT * { ?s ?p '# view: graph' }").view == ""
    assert choose("", "timeline", [View.TABLE]) is View.TABLE


def test_bars_have_one_scale_and_a_side_for_each_sign(browse: Callable) -> None:
    query = "# view: bars\nSELECT ?x ?n { VALUES (?x ?n) { ('a' 30) ('b' -10) ('c' 0) ('d' 0.001) } }"
    page = browse(asked(query))
    bars = [found for found in page.all("rect") if found["class"].startswith("length")]
    assert [(found["x"], found["width"], found["class"]) for found in bars] == [
        ("250", "750", "length"),
        ("0", "250", "length below"),
        ("250", "0", "length"),
        ("250", "2", "length"),
    ]
    assert len(page.all("rect", **{"class": "zero"})) == 4
    assert "style=" not in page.source.split('class="bars"')[1].split("</table>")[0]


def test_infinite_and_unbound_numbers_have_no_bar(browse: Callable) -> None:
    values = "('a' 'INF'^^xsd:double) ('b' UNDEF) ('c' 1e308) ('d' 2)"
    query = f"# view: bars\nSELECT ?x ?n {{ VALUES (?x ?n) {{ {values} }} }}"
    page = browse(asked(query))
    widths = [found["width"] for found in page.all("rect") if found["class"].startswith("length")]
    assert widths == ["0", "0", "0", "1000"]


def test_a_number_that_no_float_holds_has_no_bar(browse: Callable) -> None:
    values = "('a' '10e999999'^^xsd:decimal) ('b' '-1e-999999'^^xsd:decimal) ('c' 2)"
    page = browse(asked(f"# view: bars\nSELECT ?x ?n {{ VALUES (?x ?n) {{ {values} }} }}"))
    widths = [found["width"] for found in page.all("rect") if found["class"].startswith("length")]
    assert widths == ["0", "0", "1000"]


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000])
def test_a_page_far_away_is_the_last_one(browse: Callable, number: str) -> None:
    query = "SELECT ?n { VALUES ?n { " + " ".join(map(str, range(150))) + " } }"
    assert browse(asked(query, page=number)).source.count('<th scope="row"') == 50


def test_more_columns_than_a_page_holds_are_left_out_and_that_is_said(browse: Callable) -> None:
    names = [f"?c{number}" for number in range(150)]
    page = browse(asked(f"SELECT {' '.join(names)} {{ VALUES ?c149 {{ 1 }} }}"))
    assert len(page.all("th", scope="col")) == 1 + 100
    assert "first 100 of 150 columns" in page.text
    assert "columns are shown" not in browse(asked("SELECT ?s { VALUES ?s { 1 } }")).text


def test_heads_of_a_very_long_query_lead_nowhere(browse: Callable) -> None:
    names = " ".join(f"?c{number}" for number in range(100))
    page = browse(asked(f"SELECT {names} {{ VALUES ?c1 {{ 1 }} }} #{'x' * 20_000}"))
    heads = page.source.split("<thead>")[1].split("</thead>")[0]
    assert "?c99"[1:] in heads
    assert "href=" not in heads


def test_a_very_long_answer_is_filtered_as_written_and_that_is_said(browse: Callable) -> None:
    long = "SELECT ?x { VALUES ?y { 'w' } BIND(CONCAT(?a, ?a) AS ?b) BIND(CONCAT('K', ?b) AS ?x) }"
    eight = "VALUES ?e { '" + "ab" * 10_000 + "' }"
    doubled = "".join(f" BIND(CONCAT(?{one}, ?{one}) AS ?{other})" for one, other in ("ef", "fg", "gh", "hi"))
    query = long.replace("VALUES ?y { 'w' }", f"{eight}{doubled} BIND(CONCAT(?i, ?i, ?i, ?i) AS ?a)")
    page = browse(asked(query, filter="KAB"))
    assert "exactly as written" in page.text
    assert page.source.count('<th scope="row"') == 1


def test_a_timeline_goes_year_by_year_and_counts_the_undated(browse: Callable) -> None:
    query = (
        "# view: timeline\nSELECT ?d ?what { VALUES (?d ?what) "
        "{ ('2021-04-27' 'c') (UNDEF 'z') ('2020?-07' 'a') ('2020-10-18' 'b') ('2021-04-27' 'c') } }"
    )
    page = browse(asked(query))
    panel = page.source.split('class="panel years"')[1]
    years = [part.split("<")[0] for part in panel.split('<h3 id="y')[1:]]
    assert [one.split(">")[1] for one in years] == ["2020", "2021", "no date given"]
    assert "4 entries · 1 without a date, at the end" in page.text
    assert "July 2020 (year inferred)" in page.text
    turned = browse(
        next(link for link in page.links if "sort=-d" in link and "view" not in link.split("sort")[1])
    )
    panel = turned.source.split('class="panel years"')[1]
    assert panel.index(">2021<") < panel.index(">2020<") < panel.index("no date given")


def test_a_month_in_edtf_is_no_day_on_a_timeline(browse: Callable) -> None:
    query = (
        "PREFIX x: <http://www.w3.org/2001/XMLSchema#> SELECT ?first ?date ?what "
        "{ VALUES (?first ?date ?what) { ('2020-07-01'^^x:date '2020?-07' <http://a/1>) } }"
    )
    page = browse(asked(query, view="timeline"))
    shown = re.sub("<[^>]*>", " ", page.source.split('id="answer"')[1].split("<details")[0])
    assert "July 2020 (year inferred)" in shown
    assert "1 July" not in shown
    assert "2020-07-01" not in shown


def test_rows_of_one_event_are_one_entry_with_the_rest_beside_it(browse: Callable) -> None:
    query = (
        "# view: timeline\nSELECT ?d ?what ?who { VALUES (?d ?what ?who) "
        "{ ('2021-04-27' 'talks' 'Ann') ('2021-04-27' 'talks' 'Bo') ('2021-04-27' 'dinner' 'Bo') } }"
    )
    page = browse(asked(query))
    assert "2 entries" in page.text
    assert "Ann · Bo" in page.text


def test_a_graph_says_how_much_of_it_is_drawn(browse: Callable) -> None:
    page = browse(asked("# view: graph\nCONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isIRI(?o)) } LIMIT 300"))
    assert page.all("svg", role="img") or 'class="picture' in page.source
    assert "statements are drawn." in page.text
    assert "The same as a table" in page.text
    assert page.all("table")


def test_a_comment_says_which_columns_the_lines_of_a_graph_join(browse: Callable) -> None:
    query = "SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<http://a/1> <http://a/2> <http://a/3>) } }"
    drawn = {
        text: browse(asked(query + text, view="graph")).source
        for text in ("", " # graph: a c", " # graph: a x")
    }
    pictures = {text: page.split('class="picture')[1].split("</svg>")[0] for text, page in drawn.items()}
    assert {text: "http://a/2" in one for text, one in pictures.items()} == {
        "": True,
        " # graph: a c": False,
        " # graph: a x": True,
    }


def test_a_graph_of_two_columns_is_drawn_and_one_of_nothing_is_not(browse: Callable) -> None:
    page = browse(asked("SELECT ?loan ?work { ?loan ml:work ?work }", view="graph"))
    assert 'class="picture' in page.source
    none = browse(asked("CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s skos:prefLabel ?l }", view="graph"))
    assert "there is nothing to draw" in none.text


def test_cells_of_things_lead_to_their_evidence_and_others_do_not(browse: Callable) -> None:
    page = browse(asked("SELECT ?s ?t { ?s a ml:Museum ; a ?t }"))
    marks = [found for found in page.all("a") if "data-evidence" in found]
    assert marks
    assert all(found["href"].startswith("/evidence/") and found["aria-label"] for found in marks)
    assert len(marks) < page.source.count("<td")


def test_columns_say_what_they_hold() -> None:
    iri, text = Cell("iri", "x:a"), Cell("literal", "a")
    year = Cell("literal", "2020")
    one = Cell("literal", "1", datatype=XSD + "integer")
    rows = [{"a": iri, "b": one, "c": year, "d": text}, {"a": iri, "c": year}]
    kinds = kinds_of(("a", "b", "c", "d", "e"), rows)
    assert kinds == {"a": "thing", "b": "number", "c": "text", "d": "text", "e": ""}
    assert fillable(kinds, triples=False) == (View.TABLE, View.BARS)


def test_a_state_is_read_within_bounds() -> None:
    state = read_state({"filter": " a \n b " + "x" * 1_000, "run": "2", "view": "graph"})
    assert state.filter.startswith("a b x")
    assert len(state.filter) == 200
    assert not state.run
    assert state.parameters == {"view": "graph", "filter": state.filter}
