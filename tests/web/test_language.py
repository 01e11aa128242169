"""Which language a page speaks, and which label it shows."""

import itertools

from kg.web.language import ENGLISH, Label, Language, choose_label, choose_language

LABELS = (
    Label("Чанчунь", "ru"),
    Label("Changchun", "en"),
    Label("长春", "zh"),
    Label("長春", "zh-hant"),
    Label("Tschangtschun", "de"),
    Label("CC"),
)


def test_the_address_wins_over_the_header() -> None:
    assert choose_language("zh", ["ru", "en"]) == Language("zh", "zh", explicit=True)


def test_the_header_is_read_in_order_of_preference() -> None:
    assert choose_language("", ["de", "ru-RU", "en"]) == Language("ru", "ru-ru")


def test_an_unknown_language_is_passed_over() -> None:
    assert choose_language("tlh", ["ru"]) == Language("ru", "ru")
    assert choose_language("tlh", []) == ENGLISH


def test_a_tag_that_is_too_long_to_be_one_is_passed_over() -> None:
    assert choose_language("en-" + "x" * 40, ["ru"]) == Language("ru", "ru")
    assert choose_language("zh-Hant-x-" + "y" * 20, []).explicit


def test_labels_follow_the_stated_order() -> None:
    russian = Language("ru", "ru")
    order = ["Чанчунь", "Чанчун", "CC", "Changchun", "slug"]
    known = [Label("Чанчунь", "ru"), Label("Чанчун", "bg"), Label("CC"), Label("Changchun", "en")]
    for first in range(len(order)):
        assert choose_label(known[first:], russian, local_name="slug").text == order[first]


def test_a_label_in_another_script_is_shown_before_an_id() -> None:
    russian = Label("Чанчунь", "ru")
    assert choose_label([russian], ENGLISH, local_name="changchun") == russian
    assert choose_label([], ENGLISH, local_name="changchun") == Label("changchun")


def test_the_tag_itself_comes_before_its_relatives() -> None:
    assert choose_label(LABELS, Language("zh", "zh"), local_name="").text == "长春"
    assert choose_label(LABELS, Language("zh", "zh-hant"), local_name="").text == "長春"
    assert choose_label(LABELS[3:], Language("zh", "zh"), local_name="").text == "長春"


def test_the_choice_does_not_depend_on_the_order_of_the_labels() -> None:
    for some in itertools.permutations(LABELS[:5]):
        assert choose_label(some, Language("ru", "ru"), local_name="").text == "Чанчунь"
    twice = (Label("B", "en"), Label("A", "en"))
    assert choose_label(twice, ENGLISH, local_name="").text == "A"
