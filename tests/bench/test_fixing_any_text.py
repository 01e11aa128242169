"""`kg check --fix` over texts, signs, ways of writing and comments that nobody thought of."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from bench.mending import codes, curation, findings, mend, project
from hypothesis import HealthCheck, assume, event, given, reject, settings
from hypothesis import strategies as st

from kg.curation.passages import Passage, SourceText
from kg.curation.signs import fold_signs
from kg.curation.text import NormalisedText, normalise

pytestmark = pytest.mark.slow

ANY_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
WORDS = [
    "Anna",
    "river",
    "Lotus",
    "naïve",
    "бригада",
    "Тернов",
    "ёлка",
    "实验室",
    "签署",
    "林",
    "か",
    "12",
    "😀x",
]
SIGNS = {
    "dash": (["—", " — ", " – ", "-", " - ", "——", " \u2011 "], ["--", "---", " -- ", "–", " − ", "——"]),
    "quote": ([" “", " «", ' "', "„", " ‘", "「"], [" <<", " ''", ' "', "“", " `", "《", ",,"]),
    "ellipsis": (["… ", "...", "……"], [".. ", "…", " ... ", "。。。"]),
    "comma": ([", ", " , ", "，", ",\n"], [", ", ",", " ,"]),
    "dot": (["·", "•", " ・ "], ["•", "·", " · "]),
    "space": ([" ", "\u00a0", "\n", " \t ", "\u3000"], [" ", "  ", "\u2009"]),
}
STYLES = [
    "{}",
    "'{}'",
    '"{}"',
    "[{}]",
    "['{}', Zoe]",
    "{{place: {}}}",
    '{{place: ["{}"]}}',
    ">-\n      {}",
    "|\n      {}",
]


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, str]:
    """A text, the passage of it that is meant, and a quote of it with other signs."""
    words = draw(st.lists(st.sampled_from(WORDS), unique=True, min_size=2, max_size=7))
    first = draw(st.integers(0, len(words) - 2))
    last = draw(st.integers(first + 1, min(len(words) - 1, first + 3)))
    text, passage, quote = "", "", ""
    for place, word in enumerate(words):
        if place:
            kind = draw(st.sampled_from(sorted(SIGNS)))
            own, typed = (draw(st.sampled_from(forms)) for forms in SIGNS[kind])
            text += own
            if first < place <= last:
                passage += own
                quote += typed
        text += word
        if first <= place <= last:
            passage += word
            quote += word
    return f"Zoe said: {text}; that is all.\n", passage, quote


def written(quote: str, style: str) -> str:
    if style.startswith("'") or "'{}'" in style:
        quote = quote.replace("'", "''")
    if '"{}"' in style:
        quote = quote.replace("\\", "\\\\").replace('"', '\\"')
    return style.format(quote)


@ANY_FOLDER
@given(
    slip=slips(), style=st.sampled_from(STYLES), comment=st.sampled_from(["", "   # so it “says” -- here"])
)
def test_a_slip_in_signs_is_mended_in_its_place_and_nowhere_else(
    tmp_path: Path, slip: tuple[str, str, str], style: str, comment: str
) -> None:
    text, passage, quote = slip
    assume(isinstance(SourceText(text).find(passage), Passage))
    value = written(quote, style)
    comment = "" if style[0] in ">|" else comment
    start, end = "events:\n  # one\n  one:\n    quote: ", f"{comment}\n  two: {{quote: Zoe said}}  # two\n"
    source = f"@HEAD@\n{start}{value}{end}"
    try:
        read = yaml.safe_load(start + value + end)["events"]["one"]["quote"]
    except yaml.YAMLError:
        reject()
    assume(quote in str(read) or normalise(quote) in normalise(str(read)))
    sample = project(tmp_path, text, source)
    before = {one.code for one in findings(sample)}
    assume("quote-not-found" in before or "quote-signs" in before)
    fixed = mend(sample)
    event(f"mended: {len(fixed.mended)}; " + ", ".join(sorted(before)))
    after = curation(sample)
    assert start in after and after.endswith(end)
    found = {one.code for one in findings(sample)}
    assert found <= before
    if fixed.written:
        (changed,) = fixed.written
        mended = yaml.safe_load(changed.after)["events"]["one"]["quote"]
        (phrase,) = [one for one in _texts(mended) if one != "Zoe"]
        assert normalise(phrase) == normalise(passage)
        assert _letters(phrase) == _letters(quote)
    if fold_signs(normalise(quote)).text == fold_signs(normalise(passage)).text:
        assert "quote-not-found" not in found
    assert mend(sample).written == ()
    assert curation(sample) == after


@given(st.text(alphabet=st.sampled_from("ab я林か12 .,-—\"'«»…·´`<>\u00a0\u00ad\n"), max_size=30))
@settings(max_examples=400, deadline=None)
def test_folding_signs_keeps_letters_and_digits_and_knows_the_way_back(text: str) -> None:
    normal = NormalisedText(text).text
    folded = fold_signs(normal)
    assert _letters(folded.text) == _letters(normal)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for place, character in enumerate(folded.text):
        start, end = folded.starts[place], folded.ends[place]
        assert 0 <= start < end <= len(normal)
        if character.isalnum():
            assert normal[start:end] == character
    assert list(folded.starts) == sorted(folded.starts)


@ANY_FOLDER
@given(
    quotes=st.lists(
        st.text(alphabet="Anruet -—'\"#:,[]{}&*!|>%@林я\n\\", min_size=1, max_size=20), max_size=4
    )
)
def test_whatever_is_quoted_nothing_is_lost(tmp_path: Path, quotes: list[str]) -> None:
    body = yaml.safe_dump(
        {"events": {f"e{n}": {"quote": one} for n, one in enumerate(quotes)}}, allow_unicode=True
    )
    text = "Anna — “true”, Aten: 'nature' # «林» & я!\n"
    sample = project(tmp_path, text, f"@HEAD@\n{body}")
    before = codes(sample)
    old = yaml.safe_load(curation(sample))
    mend(sample)
    new = yaml.safe_load(curation(sample))
    assert {key: _folded(old[key]) for key in old} == {key: _folded(new[key]) for key in new}
    assert set(codes(sample)) <= set(before)


def _folded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _folded(one) for key, one in value.items()}
    return fold_signs(normalise(value)).text if isinstance(value, str) else value


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else [str(value)]


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())
