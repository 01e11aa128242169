"""Texts as they are compared: NFKC for everything that people write, and never the square of a length."""

import time
import unicodedata

import pytest
from patience import within

from kg.model.compatibility import compatible

WRITTEN = {
    "ASCII": "Changchun " * 50,
    "Chinese without a space": "长春市第一汽车制造厂" * 50,
    "decomposed Russian": unicodedata.normalize("NFD", "Чанчуньский институт оптики й ё ") * 50,
    "decomposed Vietnamese": unicodedata.normalize("NFD", "ệườngữấ") * 100,
    "decomposed Japanese": unicodedata.normalize("NFD", "がぎぐげござじ") * 100,
    "decomposed Korean": unicodedata.normalize("NFD", "한국과학기술원") * 100,
    "letters of full and half width": "ＡＢＣ１２３ｶﾞｷﾞ" * 100,
    "ligatures and fractions": "ﬁ½ﷺ" * 100,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_people_write_is_in_nfkc(name: str) -> None:
    assert compatible(WRITTEN[name]) == unicodedata.normalize("NFKC", WRITTEN[name])


@pytest.mark.parametrize("marks", ["\u0315\u0316", "\uff9e\u0315"])
def test_a_run_of_marks_costs_no_more_than_other_letters(marks: str) -> None:
    started = time.monotonic()
    assert len(compatible("a" + marks * 100_000)) >= 200_000
    assert time.monotonic() - started < within(1)
