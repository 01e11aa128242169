"""Language and date of a text are guessed with their reason, and what cannot be known is said."""

from __future__ import annotations

import datetime

import pytest

from kg.bench.article.ids import next_article_id, slug
from kg.bench.article.languages import guess_language
from kg.bench.article.page_dates import guess_date

LANGUAGES = ("en", "ru", "zh", "zh-Hant")
TODAY = datetime.date(2026, 1, 1)

TEXTS = {
    "The council of the town opened a bridge, and it was raining. Guests from 北京 came to see it.": "en",
    "В городе открыли мост, и на открытии шёл дождь. Это был праздник для всех, кто приехал.": "ru",
    "В компании Harbour Motors Ltd. сказали, что это не так: Blue Pier Holdings и Starsea за мост.": "ru",
    "市政府今天宣布，新的大桥已经开通，市民对此表示欢迎。": "zh",
    "市政府今天宣布，新的大橋已經開通，市民對此表示歡迎。": "zh-Hant",
    "公司与 Harbour Motors 和 Blue Pier Holdings 在苏州签约，双方将共同开发汽车电子产品。": "zh",
    "山水人口大小": "zh",
    "Le conseil de la ville a ouvert un pont, et il pleuvait. Les invités sont venus de Paris.": "",
    "У місті відкрили міст, і на відкритті йшов дощ. Це було свято для всіх, хто приїхав до нас.": "",
    "市は新しい橋を開通させたと発表した。市民はこれを歓迎している。": "",
    "12.05.2024 — 17 %": "",
    "": "",
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_language_of_a_text_is_told_or_said_to_be_unknown(text: str) -> None:
    guess = guess_language(text, LANGUAGES)
    assert guess.tag == TEXTS[text]
    assert guess.reason.en
    assert guess.reason.ru
    assert guess.reason.zh


def test_a_language_is_given_the_tag_that_the_project_has_for_it() -> None:
    simplified, traditional = [text for text, tag in TEXTS.items() if tag.startswith("zh")][:2]
    assert guess_language(simplified, ("en", "zh-Hans")).tag == "zh-Hans"
    assert guess_language(traditional, ("zh", "zh-TW")).tag == "zh-TW"
    assert guess_language(traditional, ("en", "zh")).tag == "zh"
    assert (
        guess_language("Das ist der Hafen der Stadt, und die Brücke ist nicht weit.", ("en", "de-AT")).tag
        == "de-AT"
    )
    assert guess_language(simplified, ("en", "ru")).tag == ""


DATES = {
    "Harbour News\nPublished: 12 March 2024\n\nOn 1 January 2020 the pier was closed.": "2024-03-12",
    "Source: Harbour News  March 12, 2024\n\nText.": "2024-03-12",
    "Mar. 3, 2024 | by A. Writer\n\nText of the article.": "2024-03-03",
    "Port Ellery, 3 July 2019. The museum has lent a scroll.": "2019-07-03",
    "Время:2021-04-30Источник: Порт": "2021-04-30",
    "12 июля 2019 года. В музее открылась выставка.": "2019-07-12",
    "Дата публикации: 05.06.2023 10:42\nТекст статьи.": "2023-06-05",
    "Опубликовано 1-го мая 2022 г.\n\nТекст.": "2022-05-01",
    "发布时间：2023年6月16日 09:30　来源：港口日报\n\n6月14日，公司宣布。": "2023-06-16",
    "二〇二一年四月三十日\n\n公司宣布新产品。": "2021-04-30",
    "民國一一二年\n時間：民國112年6月16日\n\n公司宣布。": "2023-06-16",
    "2025-03-06 20:22:49 来源：晚报\n正文。": "2025-03-06",
    "https://news.example/2024/05/07/pier.html\n\nA pier was opened and all were glad.": "2024-05-07",
    "https://news.example/202405/t20240507_12.html\n\nA pier was opened and all were glad.": "2024-05-07",
    "A pier was opened on 12 March 2024, said the mayor, and on 1 April 2024 it was closed again.": "",
    "On 12 March the pier was opened.": "",
    "27 апреля открыли причал.": "",
    "6月14日，公司宣布新产品。": "",
    "Nothing here.": "",
    "31.02.2024\n\nText.": "",
    "Published: 12 March 2044\n\nText.": "",
    "Version 2021.04.30.17 and 10.12.2021.5\n": "",
    "Updated: June 2023\n\nText.": "2023-06",
    "Published: 31/12/2023\n\nText.": "2023-12-31",
    "Published: 12/31/2023\n\nText.": "2023-12-31",
    "Date: 04.05.2021\n\nText.": "2021-05-04",
}


@pytest.mark.parametrize("text", DATES)
def test_the_date_of_the_page_is_told_from_those_that_the_article_tells_of(text: str) -> None:
    guess = guess_date(text, today=TODAY, language="")
    assert (guess.text, guess.reason.en) == (DATES[text], guess.reason.en)
    assert guess.reason.ru
    assert guess.reason.zh


def test_a_date_with_two_readings_gives_what_they_share_and_says_so() -> None:
    text = "Published: 04/05/2021\n\nText."
    english = guess_date(text, today=TODAY, language="en")
    assert english.text == "2021"
    assert [one.en for one in english.remarks] == ["“04/05/2021” can be 2021-05-04 or 2021-04-05"]
    assert guess_date(text, today=TODAY, language="ru").text == "2021-05-04"


def test_a_date_without_a_year_is_shown_with_its_line() -> None:
    reason = guess_date("A heading\n\nOn October 18 a pier was opened.", today=TODAY).reason.en
    assert "“October 18” at line 3" in reason


def test_the_next_id_goes_on_in_the_style_of_the_others() -> None:
    assert next_article_id({"a004"}, ["a000", "a004"], "text") == "a005"
    assert next_article_id({"a005"}, ["a004"], "text") == "a006"
    assert next_article_id(set(), ["news-09", "news-10", "misc"], "text") == "news-11"
    assert next_article_id(set(), ["7", "12"], "text") == "13"
    assert next_article_id(set(), ["misc"], "港口 日报") == "gangkou-ribao"
    assert next_article_id({"article"}, [], "…") == "article-2"


NAMES = {
    "Jing Junhai": "jing-junhai",
    "Цзин Цзюньхай": "jing-junhai",
    "景俊海": "jing-junhai",
    "欧阳修": "ouyang-xiu",
    "单田芳": "shan-tianfang",
    "Анна Петрова": "anna-petrova",
    "Щукинский театр": "shchukinskii-teatr",
    "Müller & Søn": "muller-sn",
    "…": "",
    "ontology": "",
}


@pytest.mark.parametrize("name", NAMES)
def test_an_id_is_made_of_a_name_by_transcription(name: str) -> None:
    assert slug(name) == NAMES[name]
