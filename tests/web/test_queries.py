"""Ready questions, read from the heads of their files."""

from pathlib import Path

from kg.graph.questions.reading import read_question
from kg.model.project import Project
from kg.web.language import ENGLISH, Language
from kg.web.questions.listing import read_questions, words_of

NAMESPACES = {"kg": "https://kg.example/ontology#", "skos": "http://www.w3.org/2004/02/skos/core#"}
TEXT = """# title-en: Who met whom
# title-ru: Кто с кем встретился
# en: Which people met: and when?
# zh: 谁会见了谁？
# view: timeline
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?one WHERE {
  ?one kg:met ?other ; skos:prefLabel "kg:x no:prefix" .  # not:this either
}
"""


def test_the_head_gives_title_and_question_in_the_language_of_the_reader() -> None:
    question = read_question("met", TEXT, NAMESPACES)
    assert words_of(question, ENGLISH, "title-").text == "Who met whom"
    assert words_of(question, Language("ru", "ru"), "title-").text == "Кто с кем встретился"
    assert words_of(question, Language("zh", "zh")).text == "谁会见了谁？"
    assert words_of(question, ENGLISH).text == "Which people met: and when?"
    assert question.view == "timeline"


def test_a_title_that_is_not_there_falls_back_to_english_and_then_to_the_name() -> None:
    assert (
        words_of(read_question("met", TEXT, NAMESPACES), Language("zh", "zh"), "title-").text
        == "Who met whom"
    )
    assert (
        words_of(read_question("met", "SELECT * {}", NAMESPACES), ENGLISH, "title-", otherwise="met").text
        == "met"
    )


def test_questions_with_a_place_come_first(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    for name, head in (("a", ""), ("b", "# place: 2\n"), ("c", "# place: 1\n")):
        (tmp_path / "queries" / f"{name}.rq").write_text(f"{head}ASK {{}}\n")
    project = Project(tmp_path, "Title", "https://kg.example/")
    assert [one.name for one in read_questions(project)] == ["c", "b", "a"]


def test_the_text_stands_on_its_own() -> None:
    text = read_question("met", TEXT, NAMESPACES).text
    assert text.startswith("# view: timeline\nPREFIX kg: <https://kg.example/ontology#>\nPREFIX skos:")
    assert text.count("PREFIX") == 2
    assert "title-en" not in text
