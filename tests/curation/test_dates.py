"""Dates: the EDTF subset of curation files, and help for everything else."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.dates import DateError, parse_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "uncertain"),
    [
        ("2022-02-17", "2022-02-17", "2022-02-17", "day", False),
        ("2020-07", "2020-07-01", "2020-07-31", "month", False),
        ("2020-02", "2020-02-01", "2020-02-29", "month", False),
        ("2021", "2021-01-01", "2021-12-31", "year", False),
        ("9999", "9999-01-01", "9999-12-31", "year", False),
        ("2021?", "2021-01-01", "2021-12-31", "year", True),
        ("2020?-10-18", "2020-10-18", "2020-10-18", "day", True),
        ("2020?-07", "2020-07-01", "2020-07-31", "month", True),
        ("2021-11-05/2021-11-06", "2021-11-05", "2021-11-06", "day", False),
        ("2021?-11-05/2021?-11-06", "2021-11-05", "2021-11-06", "day", True),
        ("2021-11/2022-02", "2021-11-01", "2022-02-28", "month", False),
        ("2019/2021", "2019-01-01", "2021-12-31", "year", False),
    ],
)
def test_a_date_has_an_earliest_and_a_latest_day(
    text: str, earliest: str, latest: str, precision: str, uncertain: bool
) -> None:
    date = parse_date(text)
    assert (date.text, date.earliest.isoformat(), date.latest.isoformat()) == (text, earliest, latest)
    assert (date.precision, date.year_uncertain) == (precision, uncertain)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2021-02-30", "February 2021 has 28 days, so there is no day 30"),
        ("2020?-02-30", "February 2020 has 29 days, so there is no day 30"),
        ("2021-04-31", "April 2021 has 30 days, so there is no day 31"),
        ("2021-01-00", "January 2021 has 31 days, so there is no day 0"),
        ("2021-13-01", "there is no month 13"),
        ("2021-00", "there is no month 00"),
        ("0000-01-01", "there is no year 0000"),
        ("2021-11-06/2021-11-05", "the interval ends before it begins"),
        ("2021-11-05/2021-11-05", "the interval begins and ends with the same date"),
        ("2021-11/2021-11-05", "an interval runs between two days, two months or two years"),
        ("2021-11-05/2021-11-31", "November 2021 has 30 days, so there is no day 31"),
        ("yesterday", "`yesterday` is not a date"),
        ("٢٠٢٢", "`٢٠٢٢` is not a date"),
        ("2022-02-17\n", "`2022-02-17\n` is not a date"),
    ],
)
def test_an_impossible_date_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(text)
    assert refused.value.message.en == message
    assert refused.value.help


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("17.02.2022", "2022-02-17"),
        ("2022/02/17", "2022-02-17"),
        ("2022.2.17", "2022-02-17"),
        ("2022-2-17", "2022-02-17"),
        ("2022-02-17 ", "2022-02-17"),
        ("２０２２‐０２‐１７", "2022-02-17"),
        ("20220217", "2022-02-17"),
        ("Feb 17 2022", "2022-02-17"),
        ("Feb. 17, 2022", "2022-02-17"),
        ("17th February 2022", "2022-02-17"),
        ("Sept 2022", "2022-09"),
        ("17 февраля 2022 г.", "2022-02-17"),
        ("мая 2021 года", "2021-05"),
        ("2022年2月17日", "2022-02-17"),
        ("2022 年 2 月", "2022-02"),
        ("2022年", "2022"),
        ("02/17/2022", "2022-02-17"),
        ("17/02/2022", "2022-02-17"),
        ("2021-04-27?", "2021?-04-27"),
        ("2021-04-27T10:00", "2021-04-27"),
        ("2021-04-27Z", "2021-04-27"),
        ("2021-04-27+08:00", "2021-04-27"),
        ("2021-11-05/06", "2021-11-05/2021-11-06"),
        ("2021-11/12", "2021-11/2021-12"),
        ("2021-11-05 - 2021-11-06", "2021-11-05/2021-11-06"),
        ("5.11.2021 – 6.11.2021", "2021-11-05/2021-11-06"),
    ],
)
def test_another_notation_with_one_reading_is_offered_in_iso_form(text: str, iso: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(text)
    assert refused.value.help.en.endswith(f" {iso}")
    assert parse_date(iso).text == iso


@pytest.mark.parametrize("text", ["02/03/2022", "02-03-2022", "30.02.2021", "next year", "17 foo 2022", ""])
def test_a_notation_with_two_readings_or_none_gets_examples(text: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(text)
    assert refused.value.help.en.startswith("write year-month-day")


@given(st.dates(), st.booleans(), st.sampled_from(["day", "month", "year"]))
def test_every_day_month_and_year_is_a_date_that_holds_it(
    day: datetime.date, uncertain: bool, precision: str
) -> None:
    year, rest = day.isoformat()[:4], day.isoformat()[4:]
    text = year + ("?" if uncertain else "") + {"day": rest, "month": rest[:3], "year": ""}[precision]
    date = parse_date(text)
    assert date.earliest <= day <= date.latest
    assert (date.text, date.precision, date.year_uncertain) == (text, precision, uncertain)


@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_to_its_last_day(one: datetime.date, other: datetime.date) -> None:
    if one < other:
        date = parse_date(f"{one}/{other}")
        assert (date.earliest, date.latest) == (one, other)
    else:
        with pytest.raises(DateError):
            parse_date(f"{one}/{other}")


@given(st.text(st.sampled_from("0123456789?-/. 年月日Febмая")))
def test_any_text_is_a_date_or_refused_with_help(text: str) -> None:
    try:
        date = parse_date(text)
    except DateError as refused:
        assert refused.message
        assert refused.help
    else:
        assert date.text == text
        assert date.earliest <= date.latest
