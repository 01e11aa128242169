"""Case forms of Russian words: what a table of endings gives, and what it must not mix up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.naming.inflection import forms, is_preposition, nominatives, stem, stems
from kg.curation.naming.palladius import table


@pytest.mark.parametrize(
    ("word", "cases"),
    [
        ("цзин", "цзина цзину цзином цзине"),
        ("цзюньхай", "цзюньхая цзюньхаю цзюньхаем цзюньхае"),
        ("чанчунь", "чанчуня чанчуню чанчунем чанчуне"),
        ("цзилинь", "цзилини цзилинью"),
        ("хэбэй", "хэбэя хэбэю хэбэем хэбэе"),
        ("аньхой", "аньхоя аньхою аньхоем аньхое"),
        ("лхаса", "лхасы лхасе лхасу лхасой"),
        ("санья", "саньи санье санью саньей"),
        ("цзилиньский", "цзилиньского цзилиньскому цзилиньским цзилиньском"),
        ("народное", "народного народному народным народном"),
        ("академия", "академии академию академией"),
        ("университет", "университета университету университетом университете"),
        ("правительство", "правительства правительству правительством правительстве"),
        ("отделение", "отделения отделению отделением отделении"),
        ("технология", "технологии технологий технологиям технологиями"),
        ("чипы", "чипов чипам чипами чипах"),
        ("поставки", "поставок поставкам поставками"),
        ("полупроводники", "полупроводников полупроводникам"),
        ("череповец", "череповца череповцу череповце"),
        ("орлов", "орлова орлову орловым орлове"),
        ("орлова", "орловой орлову"),
        ("дмитрий", "дмитрия дмитрию дмитрием дмитрии"),
        ("время", "времени временем"),
        ("порт-артур", "порт-артура порт-артуре"),
    ],
)
def test_a_word_has_its_cases(word: str, cases: str) -> None:
    assert {word, *cases.split()} <= forms(word)


@pytest.mark.parametrize(
    "word",
    [
        "лю",
        "чжэнчжоу",
        "ханчжоу",
        "вэньли",
        "чжунго",
        "ляшенко",
        "осло",
        "метро",
        "huawei",
        "长春",
        "2022",
        "",
        "ъ",
    ],
)
def test_what_is_not_declined_has_itself_alone(word: str) -> None:
    assert forms(word) == {word}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("цзинь", "цзин"),
        ("цзин", "цзинь"),
        ("цзинь", "цзина"),
        ("цзинь", "цзином"),
        ("цзин", "цзиня"),
        ("цзин", "цзинем"),
        ("хань", "хана"),
        ("аньхой", "аньхого"),
        ("чанчунь", "чанчуньский"),
        ("чанчунь", "чанчунин"),
        ("цзинань", "цзинанину"),
        ("уху", "уха"),
        ("ли", "ля"),
    ],
)
def test_a_form_of_one_word_is_no_form_of_another(word: str, other: str) -> None:
    assert other not in forms(word)


def test_a_transcribed_name_has_no_plural() -> None:
    assert not forms("чанчунь") & {"чанчуней", "чанчуням", "чанчунями", "чанчунях"}
    assert not forms("ван") & {"ваны", "ванов", "ванам", "ванами", "ванах"}


def test_nominatives_are_transcribed_names_alone() -> None:
    assert nominatives("цзюньхая") >= {"цзюньхай"}
    assert nominatives("чанчуне") >= {"чанчунь", "чанчун"}
    assert nominatives("цзинем") == {"цзинь"}
    assert nominatives("университета") == set()
    assert nominatives("changchun") == set()


def test_prepositions_are_known() -> None:
    assert is_preposition("в")
    assert not is_preposition("ван")


_WORDS = (
    "университет компания технология чипы поставки иванов иванова путин министерство китай общество "
    "шанхай статья китаец городок владивосток время корпорация умные сети город народное академия "
    "наука синий средний машина книга завод институт связь область район край партия комитет сессия "
    "отрасль автомобильный электроника поле море училище здание дом музей герой отделение энергия "
    "красная площадь большой театр общий рабочая группа"
)


@pytest.mark.parametrize("word", _WORDS.split())
def test_every_form_leads_back_to_the_stem(word: str) -> None:
    assert all(stem(word) in stems(form) for form in forms(word))


_SYLLABLES = sorted({spelling for _, spelling in table()})


@given(st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=3))
def test_every_form_of_a_transcribed_name_leads_back_to_it(syllables: list[str]) -> None:
    word = "".join(syllables)
    for form in forms(word):
        assert stem(word) in stems(form)
        assert word in nominatives(form)


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя-", max_size=80))
def test_any_word_has_few_forms_and_itself_among_them(word: str) -> None:
    found = forms(word)
    assert word in found
    assert len(found) < 2_000
