"""The order of keys: what is usual, what moves with a key, and what is not moved."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from bench.mending import SETTINGS, codes, curation, findings, head, mend, project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.curation.mending.key_order import BLOCK_ORDER, HEAD_ORDER
from kg.model.project import read_project

ROOT = Path(__file__).parents[2]
TEXT = "They met in June.\n"


def ordered(folder: Path, block: str) -> str:
    """What an event of these lines looks like after the fix."""
    before = f"@HEAD@\nevents:\n  one:\n{block}  two: {{}}\n"
    sample = project(folder, TEXT, before)
    mend(sample)
    start, end = f"{head(TEXT)}events:\n  one:\n", "  two: {}\n"
    after = curation(sample)
    assert after.startswith(start) and after.endswith(end)
    return after[len(start) : -len(end)]


def block(*lines: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("quote: in June", "type: Visit"), ("type: Visit", "quote: in June")),
        (("kind: talks", "type: Visit"), ("type: Visit", "kind: talks")),
        (
            ("quote: They met  # who", "# what it was", "type: Visit", "kind: talks"),
            ("# what it was", "type: Visit", "quote: They met  # who", "kind: talks"),
        ),
        (
            ("occurrence: 1", "kind: talks", "quote: They met"),
            ("quote: They met", "occurrence: 1", "kind: talks"),
        ),
        (
            ("accept:", "  x: seen", "others: []", "quote: in June", "type: Visit"),
            ("type: Visit", "quote: in June", "others: []", "accept:", "  x: seen"),
        ),
        (
            ("inferred:", "  # why", "  date: so", "  # and so on", "quote: >-", "  They", "  met"),
            ("quote: >-", "  They", "  met", "inferred:", "  # why", "  date: so", "  # and so on"),
        ),
        (
            ("quote: They met", "", "# ours", "name: {en: A}", "", "zone: b", "area: a"),
            ("# ours", "name: {en: A}", "", "quote: They met", "", "zone: b", "area: a"),
        ),
        (
            ("inferred: {date: {because: so, basis: curator}}", "quote: {occurrence: 1, quote: in June}"),
            ("quote: {quote: in June, occurrence: 1}", "inferred: {date: {basis: curator, because: so}}"),
        ),
        (
            ("place:", "  here:", "    inferred: so", "    quote: in June", "type: Visit"),
            ("type: Visit", "place:", "  here:", "    quote: in June", "    inferred: so"),
        ),
        (
            ("others:", "- quote: in June  # a", "  as: people", "- as: men"),
            ("others:", "- as: people", "  quote: in June  # a", "- as: men"),
        ),
    ],
)
def test_keys_get_their_usual_order_and_take_their_comments_along(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    assert ordered(tmp_path, block(*before)) == block(*after)


@pytest.mark.parametrize(
    "lines",
    [
        ("type: Visit", "zone: a", "quote: They met", "area: b", "inferred: {date: so}", "others: []"),
        ("kind: a", "name: {zh: 甲, en: A}", "quote: They met", "participation: {b: {}}", "others: []"),
        ("quote: {place: in June, date: They met}",),
    ],
)
def test_properties_and_languages_stay_where_the_curator_put_them(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    sample = project(tmp_path, TEXT, f"@HEAD@\nevents:\n  one:\n{block(*lines)}")
    assert "key-order" not in codes(sample)


@pytest.mark.parametrize(
    "lines",
    [
        ("quote: in June", "", "# about what?", "", "type: Visit"),
        ("quote: in June", "  # about what?", "type: Visit", "# and this?"),
        ("quote: in June", " # about what?", "type: Visit"),
        ("inferred: |+", "  so", "", "quote: in June"),
        ("inferred: {quote: in June, # a", "  type: so}", "quote: {occurrence: 1, # b", "  quote: in June}"),
    ],
)
def test_what_a_comment_or_a_blank_line_belongs_to_is_never_guessed(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    before = block(*lines)
    after = ordered(tmp_path, before)
    comments = re.compile(r"\S*\s*#.*")
    assert sorted(comments.findall(after)) == sorted(comments.findall(before))


def test_the_first_key_of_a_list_item_is_not_moved_behind_a_comment(tmp_path: Path) -> None:
    before = block("others:", "- quote: in June", "  # whom", "  as: people")
    assert ordered(tmp_path, before) == before


def test_the_head_is_put_in_order_and_the_comment_above_the_file_stays(tmp_path: Path) -> None:
    lines = head(TEXT).splitlines()[1:]
    shuffled = "\n".join(["# The file.", "events: {}", "# the head", "article:", *reversed(lines)]) + "\n"
    sample = project(tmp_path, TEXT, shuffled)
    (found,) = findings(sample)
    assert (found.code, found.mark.line) == ("key-order", 2)
    mend(sample)
    in_order = "".join(f"{line}\n" for line in lines)
    assert curation(sample) == f"# The file.\n# the head\narticle:\n{in_order}events: {{}}\n"


def test_a_file_says_once_that_keys_are_out_of_order_in_three_languages(tmp_path: Path) -> None:
    lines = block("quote: in June", "type: Visit")
    sample = project(tmp_path, TEXT, f"@HEAD@\nevents:\n  one:\n{lines}  two:\n{lines}")
    (found,) = findings(sample)
    assert found.severity.value == "info"
    assert "2 maps" in found.message.en and "2 блоках" in found.message.ru and "2 处" in found.message.zh
    assert found.help is not None and "`type`、`quote`" in found.help.zh


def test_the_authority_file_is_put_in_order_too(tmp_path: Path) -> None:
    body = "same:\n- because: one person\n  ids: [a, b]\nremoved: [{because: asked, id: c}]\n"
    body += "articles: {a1: {status: current, url: 'https://a.example/'}}\n"
    sample = project(tmp_path, TEXT, body, name="authority")
    mend(sample)
    assert curation(sample, "authority") == (
        "same:\n- ids: [a, b]\n  because: one person\nremoved: [{id: c, because: asked}]\n"
        "articles: {a1: {url: 'https://a.example/', status: current}}\n"
    )


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "project"])
def test_the_shipped_files_are_in_order(folder: Path) -> None:
    shipped = read_project(folder)
    assert SETTINGS and [one for one in codes(shipped) if one == "key-order"] == []


KEYS = {
    "type": ["Visit"],
    "kind": ["talks", "'it''s'"],
    "zone": ["{a: b, c: {quote: They met}}"],
    "name": ["{en: A}", "\n      en: A   # name\n      zh: 甲"],
    "alias": ["{en: [B, C]}"],
    "misspelling": ["\n      # slips\n      en: [D]"],
    "mention": ["the council", "'№ 😀 # 1'"],
    "quote": [
        "They met",
        '"in \\u004aune"',
        ">-\n      in\n      June",
        "\n      - They met\n      - in June",
    ],
    "inferred": [
        "{date: so, place: {basis: curator, because: known}}",
        "\n      date: >\n        so\n        it is",
    ],
    "others": ["\n    - {as: men}\n    - as: women   # two"],
    "accept": ["{some-code: seen}"],
}


@st.composite
def entries(draw: st.DrawFn) -> list[str]:
    """The lines of each key of a block, in some order, with comments above and behind some."""
    keys = draw(st.lists(st.sampled_from(sorted(KEYS)), unique=True, min_size=1))
    found = []
    for key in keys:
        value = draw(st.sampled_from(KEYS[key]))
        above = "".join(f"    # above {key} {n}\n" for n in range(draw(st.integers(0, 2))))
        behind = draw(st.sampled_from(["", f"   # behind {key}"])) if not value.endswith("it is") else ""
        behind = behind if "\n" not in value else ""
        space = "" if value.startswith("\n") else " "
        found.append(f"{above}    {key}:{space}{value}{behind}\n")
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(parts=entries(), line_break=st.sampled_from(["\n", "\r\n"]))
def test_any_order_becomes_the_usual_one_and_each_key_keeps_its_lines(
    tmp_path: Path, parts: list[str], line_break: str
) -> None:
    before = (head(TEXT) + "events:\n  one:\n" + "".join(parts) + "  two: {}\n").replace("\n", line_break)
    sample = project(tmp_path, TEXT, before)
    found = Counter(codes(sample))
    mend(sample)
    after = curation(sample)
    for part in parts:
        assert part.replace("\n", line_break) in after
    assert Counter(after.split(line_break)) == Counter(before.split(line_break))
    assert yaml.safe_load(after) == yaml.safe_load(before)
    keys = list(yaml.safe_load(after)["events"]["one"])
    assert [key for key in keys if key in BLOCK_ORDER] == sorted(
        (key for key in keys if key in BLOCK_ORDER), key=BLOCK_ORDER.index
    )
    assert [key for key in keys if key not in BLOCK_ORDER] == [
        key for key in yaml.safe_load(before)["events"]["one"] if key not in BLOCK_ORDER
    ]
    assert "type" not in keys or keys[0] == "type"
    assert mend(sample).written == ()
    assert Counter(codes(sample)) == found - Counter({"key-order": 1})


@given(order=st.permutations(["id", "text", "sha256", "language", "published", "title", "url", "status"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_any_order_of_the_head_becomes_the_usual_one(tmp_path: Path, order: list[str]) -> None:
    lines = {line.split(":")[0].strip(): line for line in head(TEXT).splitlines()[1:]}
    lines |= {"url": "  url: 'https://a.example/'", "status": "  status: {date: 2020, code: current}"}
    shuffled = "article:\n" + "".join(f"{lines[key]}\n" for key in order)
    sample = project(tmp_path, TEXT, shuffled)
    mend(sample)
    assert list(yaml.safe_load(curation(sample))["article"]) == [key for key in HEAD_ORDER if key in order]
    assert "{code: current, date: 2020}" in curation(sample)
    assert codes(sample) == []
