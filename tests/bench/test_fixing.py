"""`kg check --fix` on real files: each kind of fix, each way of writing a text, what is never done."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from bench.mending import codes, curation, findings, head, mend, project

from kg.bench.fixing import fix
from kg.bench.fixing.replacing import Changed, replace_file

TEXT = (
    "On Monday Anna Orlova — the head of the R&D – unit… came to Xi’an ( Shaanxi ).\n"
    "Поэт Илья Тернов , автор «Отлива», приехал в Ка­зань 5 мая — и остался: вот 10–12 писем.\n"
    "诗人弗拉基米尔·林在 Lotus 座谈——会见“代表团”，共１２人。\n"
    "They opened the lab. They opened the lab. It was said - and said — that 1,5 is less than 15.\n"
)


def quoting(written: str, *, key: str = "  one: {") -> str:
    """A curation with one event in a line of its own, quoted as written."""
    return f"@HEAD@\nevents:\n{key}quote: {written}}}\n"


def mended(folder: Path, written: str) -> str:
    """The quote as it is written after the fix; nothing else in the file has changed."""
    before = quoting(written)
    sample = project(folder, TEXT, before)
    assert "quote-not-found" in codes(sample)
    mend(sample)
    assert codes(sample) == []
    start, end = before.replace("@HEAD@\n", head(TEXT)).split(written)
    after = curation(sample)
    assert after.startswith(start) and after.endswith(end)
    return after[len(start) : len(after) - len(end)]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Anna Orlova -- the head", "Anna Orlova — the head"),
        ("Anna Orlova—the head", "Anna Orlova — the head"),
        ("the R & D – unit", "the R&D – unit"),
        ("unit . . . came", None),
        ("unit.. came", "unit… came"),
        ("Xi`an (Shaanxi)", "Xi’an ( Shaanxi )"),
        ("Xi´an ( Shaanxi )", "Xi’an ( Shaanxi )"),
        ("Илья Тернов, автор", "'Илья Тернов , автор'"),
        ("автор <<Отлива>>", "автор «Отлива»"),
        ("5 мая --- и остался", "5 мая — и остался"),
        ("вот 10 - 12 писем", "вот 10–12 писем"),
        ("弗拉基米尔•林在Lotus座谈", "弗拉基米尔·林在 Lotus 座谈"),
        ("座谈 —— 会见“代表团”", "座谈——会见“代表团”"),
        ("会见《代表团》", "会见“代表团”"),
    ],
)
def test_a_quote_with_other_signs_gets_those_of_the_text(
    tmp_path: Path, written: str, right: str | None
) -> None:
    quoted = f'"{written}"' if "," in written else written
    if right is None:
        sample = project(tmp_path, TEXT, quoting(quoted))
        assert mend(sample).written == ()
    else:
        expected = f'"{right.strip(chr(39))}"' if "," in written else right
        assert mended(tmp_path, quoted) == expected


@pytest.mark.parametrize(
    "written",
    [
        "anna Orlova -- the head",  # another case
        "Anna Orlowa -- the head",  # another letter
        "Анна Orlova -- the head",  # another script
        "вот 10 - 13 писем",  # another digit
        "'1, 5 is less'",  # two numbers are not one
        "1 5",
        "headof the R & D",  # two words are not one
        "the head of the RD",  # a sign is missing
        "Ка-зань 5 мая",  # the text has one word here
    ],
)
def test_letters_digits_and_words_are_never_changed(tmp_path: Path, written: str) -> None:
    sample = project(tmp_path, TEXT, quoting(written))
    before = curation(sample)
    assert "quote-not-found" in codes(sample)
    assert mend(sample).written == ()
    assert curation(sample) == before


def test_a_quote_that_two_passages_could_be_is_left_and_the_finding_says_why(tmp_path: Path) -> None:
    text = "It was done well - and fast. It was done well — and slow. It was done well— and cheap.\n"
    sample = project(tmp_path, text, quoting("done well -- and"))
    (found,) = findings(sample)
    assert found.fix is None
    assert found.help is not None
    assert "3 times" in found.help.en and "`done well - and`" in found.help.en
    assert "3 раза" in found.help.ru and "3 次" in found.help.zh
    assert mend(sample).written == ()


def test_an_occurrence_that_is_named_says_which_of_two_equal_passages_is_meant(tmp_path: Path) -> None:
    text = "They came — late. They came — late.\n"
    sample = project(tmp_path, text, quoting("They came -- late, occurrence: 2"))
    mend(sample)
    assert codes(sample) == []
    assert "quote: They came — late, occurrence: 2}" in curation(sample)


def test_a_quote_that_would_grow_too_long_is_left(tmp_path: Path) -> None:
    text = "It is a well - known and often - used thing by now.\n"
    sample = project(tmp_path, text, quoting("a well-known and often-used thing by now"))
    assert codes(sample) == ["quote-not-found"]
    assert mend(sample).written == ()


def test_a_quote_that_is_found_gets_the_dashes_and_quotation_marks_of_the_text_too(tmp_path: Path) -> None:
    quotes = "      - Anna Orlova - the head\n      - 'Xi''an'\n      - 共12人\n"
    body = f"@HEAD@\nevents:\n  one:\n    quote:\n{quotes}"
    sample = project(tmp_path, TEXT, body)
    (found,) = findings(sample)
    assert (found.code, found.severity.value, found.mark.line) == ("quote-signs", "info", 11)
    assert found.message.en.startswith("2 quotes")
    mend(sample)
    assert curation(sample).endswith("      - Anna Orlova — the head\n      - 'Xi’an'\n      - 共12人\n")
    assert codes(sample) == []


def test_a_gloss_and_a_soft_hyphen_of_the_text_are_not_asked_of_the_quote(tmp_path: Path) -> None:
    text = "區(qū)長(zhǎng)走訪——調(diào)研。приехал в Ка\u00adзань\n"
    sample = project(tmp_path, text, quoting("[區長走訪--調研, 在 Ка-зань, в Казань]"))
    mend(sample)
    assert "[區長走訪——調研, 在 Ка-зань, в Казань]" in curation(sample)
    assert "\u00ad" not in curation(sample)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    quote: Anna Orlova -- the head   # who\n", "    quote: Anna Orlova — the head   # who\n"),
        ("    quote: 'Xi`an (Shaanxi)' # where\n", "    quote: 'Xi’an ( Shaanxi )' # where\n"),
        ("    quote: 'Xi''an (Shaanxi)'\n", "    quote: 'Xi’an ( Shaanxi )'\n"),
        ('    quote: "Xi\\u0060an (Shaanxi)"\n', '    quote: "Xi’an ( Shaanxi )"\n'),
        (
            "    quote: >-\n      Anna Orlova --\n      the head\n",
            "    quote: >-\n      Anna Orlova — the head\n",
        ),
        (
            "    quote: |\n        Anna Orlova -- the head\n\n",
            "    quote: |\n        Anna Orlova — the head\n\n",
        ),
        ("    quote: |2+\n      Anna Orlova--the head\n", "    quote: |2+\n      Anna Orlova — the head\n"),
        ("    quote: Anna Orlova --\n      the head\n", "    quote: Anna Orlova — the head\n"),
        ("    quote: 'Anna Orlova --\n\n      the head'\n", None),
        ("    quote: [Anna Orlova -- the head]\n", "    quote: [Anna Orlova — the head]\n"),
        (
            "    quote: {place: 'Xi`an (Shaanxi)', date: On Monday}\n",
            "    quote: {place: 'Xi’an ( Shaanxi )', date: On Monday}\n",
        ),
        (
            "    quote: {place: {quote: Xi`an (Shaanxi), occurrence: 1}}\n",
            "    quote: {place: {quote: Xi’an ( Shaanxi ), occurrence: 1}}\n",
        ),
        ("    quote: [Илья Тернов , автор]\n", None),
        ("    others: [{as: 😀😀, quote: R & D – unit}]\n", "    others: [{as: 😀😀, quote: R&D – unit}]\n"),
        ("    place: {x: {quote: 5 мая--и остался}}\n", "    place: {x: {quote: 5 мая — и остался}}\n"),
        ("    quote:\n    - Anna Orlova -- the head\n", "    quote:\n    - Anna Orlova — the head\n"),
        ("    quote:\tAnna Orlova -- the head\t# tab\n", "    quote:\tAnna Orlova — the head\t# tab\n"),
    ],
)
def test_every_way_of_writing_a_text_is_kept(tmp_path: Path, before: str, after: str | None) -> None:
    sample = project(tmp_path, TEXT, f"# first\n@HEAD@\nevents:\n  one:\n{before}  two: {{}}  # last\n")
    mend(sample)
    if after is not None:
        assert curation(sample) == f"# first\n{head(TEXT)}events:\n  one:\n{after}  two: {{}}  # last\n"
    assert mend(sample).written == ()


@pytest.mark.parametrize(
    ("quote", "after"),
    [
        ("    quote: He said:come\n", "    quote: 'He said: come'\n"),
        ("    quote: come#now\n", "    quote: 'come #now'\n"),
        ("    quote: [at 5--30]\n", "    quote: [at 5–30]\n"),
        ("    quote: {date: in June,place: x}\n", "    quote: {date: in June,place: x}\n"),
        ("    quote: [June(not July)]\n", "    quote: [June (not July)]\n"),
        ("    quote: (the wharf ), June\n", "    quote: (the wharf), June\n"),
        ('    quote: ["(the wharf ), June"]\n', '    quote: ["(the wharf), June"]\n'),
    ],
)
def test_a_text_gets_quotes_only_where_yaml_would_read_something_else(
    tmp_path: Path, quote: str, after: str
) -> None:
    text = "He said: come #now, at 5–30 (the wharf), June (not July).\n"
    sample = project(tmp_path, text, f"@HEAD@\nevents:\n  one:\n{quote}")
    mend(sample)
    assert curation(sample) == f"{head(text)}events:\n  one:\n{after}"


def test_a_file_that_is_no_yaml_is_not_touched(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head") + "  two: {quote: [\n")
    before = curation(sample)
    assert mend(sample).written == ()
    assert curation(sample) == before


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_the_byte_order_mark_and_the_last_line_stay(
    tmp_path: Path, line_break: str, mark: str
) -> None:
    body = (
        "@HEAD@\nevents:\n  one:\n    # about the quote\n    quote: Anna Orlova -- the head\n    type: Visit"
    )
    before = (mark + body.replace("@HEAD@\n", head(TEXT))).replace("\n", line_break)
    sample = project(tmp_path, TEXT, before)
    mend(sample)
    expected = before.replace(" -- ", " — ")
    first, last = f"    # about the quote{line_break}    quote: Anna Orlova — the head", "    type: Visit"
    assert curation(sample) == expected.replace(first + line_break + last, last + line_break + first)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  text: a1.txt   # the file\n", "  text: a1.txt   # the file\n  sha256: @\n"),
        ("  text: a1.txt\n  sha256:   # to come\n", "  text: a1.txt\n  sha256: @   # to come\n"),
    ],
)
def test_a_missing_hash_is_added(tmp_path: Path, before: str, after: str) -> None:
    digits = head(TEXT).split("sha256: ")[1][:16]
    whole = head(TEXT).replace(f"  text: a1.txt\n  sha256: {digits}\n", before)
    sample = project(tmp_path, TEXT, whole + "events:\n  one: {quote: On Monday}\n")
    mend(sample)
    assert after.replace("@", digits) in curation(sample)
    assert codes(sample) == []


def test_a_missing_hash_is_added_inside_braces(tmp_path: Path) -> None:
    body = "article: {id: a1, text: a1.txt, language: en, published: unstated, title: {en: A}}  # head\n"
    sample = project(tmp_path, TEXT, body)
    mend(sample)
    digits = head(TEXT).split("sha256: ")[1][:16]
    assert curation(sample) == body.replace("a1.txt", f"a1.txt, sha256: {digits}")


@pytest.mark.parametrize("digits", [16, 40, 64])
def test_the_hash_is_renewed_where_every_quote_stands_in_the_new_text(tmp_path: Path, digits: int) -> None:
    sample = project(tmp_path, TEXT, "@HEAD@\nevents:\n  one: {quote: On Monday}\n")
    path = sample.root / "seeds" / "a1.yaml"
    old = head(TEXT).split("sha256: ")[1][:16]
    path.write_bytes(path.read_bytes().replace(old.encode(), (old + "0" * 64)[:digits].encode()))
    (sample.root / "articles" / "a1.txt").write_bytes((TEXT + "\n").encode())
    assert codes(sample) == ["hash-mismatch"]
    mend(sample)
    assert codes(sample) == []
    (line,) = [one for one in curation(sample).splitlines() if "sha256" in one]
    assert len(line) == len("  sha256: ") + digits


@pytest.mark.parametrize(
    "events", ["one: {quote: On Tuesday}", "one: {quote: They opened the lab}", "one: {}"]
)
def test_the_hash_stays_where_the_quotes_do_not_prove_the_new_text(tmp_path: Path, events: str) -> None:
    sample = project(tmp_path, TEXT, f"@HEAD@\nevents:\n  {events}\n")
    (sample.root / "articles" / "a1.txt").write_bytes((TEXT + "\n").encode())
    before = curation(sample)
    mend(sample)
    assert curation(sample) == before
    (found,) = [one for one in findings(sample) if one.code == "hash-mismatch"]
    assert found.fix is None
    assert found.help is not None and "--fix" not in found.help.en


def test_the_hash_stays_where_quotes_may_be_hidden_by_an_error(tmp_path: Path) -> None:
    sample = project(
        tmp_path, TEXT, "@HEAD@\nevents:\n  one: {quote: On Monday}\n  Two: {quote: On Friday}\n"
    )
    (sample.root / "articles" / "a1.txt").write_bytes((TEXT + "\n").encode())
    before = curation(sample)
    assert [left.path for left in mend(sample).left] == ["seeds/a1.yaml"]
    assert curation(sample) == before


def test_a_hash_in_capital_letters_is_written_in_small_ones(tmp_path: Path) -> None:
    digits = head(TEXT).split("sha256: ")[1][:16]
    sample = project(tmp_path, TEXT, head(TEXT).replace(digits, digits.upper()) + "events: {}\n")
    assert "wrong-value" in codes(sample)
    mend(sample)
    assert curation(sample) == head(TEXT) + "events: {}\n"


def test_the_text_of_the_article_is_never_written(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head"))
    path = sample.root / "articles" / "a1.txt"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    mend(sample)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_one_file_that_cannot_be_written_keeps_no_other_from_it(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head"))
    seeds = sample.root / "seeds"
    (seeds / "a0.yaml").write_text(curation(sample).replace("id: a1", "id: a0"), "utf-8")
    (seeds / "a0.yaml").chmod(0o444)
    before = (seeds / "a0.yaml").read_bytes()
    fixed = mend(sample)
    assert [(one.path, "read-only" in one.why.en) for one in fixed.left] == [("seeds/a0.yaml", True)]
    assert (seeds / "a0.yaml").read_bytes() == before
    assert "—" in curation(sample)
    assert sorted(path.name for path in seeds.iterdir()) == ["a0.yaml", "a1.yaml"]


def test_the_mode_of_a_file_stays_and_a_link_stays_a_link(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head"))
    path = sample.root / "seeds" / "a1.yaml"
    (sample.root / "kept").mkdir()
    target = path.rename(sample.root / "kept" / "elsewhere.yaml")
    target.chmod(0o640)
    path.symlink_to(target)
    mend(sample)
    assert path.is_symlink() and "—" in target.read_text("utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_that_leads_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    inner = tmp_path / "project"
    inner.mkdir()
    sample = project(inner, TEXT, quoting("Anna Orlova -- the head"))
    path = sample.root / "seeds" / "a1.yaml"
    target = path.rename(tmp_path / "outside.yaml")
    path.symlink_to(target)
    before = target.read_bytes()
    (left,) = mend(sample).left
    assert "out of the project" in left.why.en
    assert target.read_bytes() == before


def test_a_file_that_was_changed_since_the_check_is_left(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head"))
    found = findings(sample)
    path = sample.root / "seeds" / "a1.yaml"
    path.write_bytes(
        path.read_bytes().replace(b"title: {en: A day}", b"title: {en: A day and a night}\n  # x")
    )
    before = path.read_bytes()
    (left,) = fix(sample, found).left
    assert left.path == "seeds/a1.yaml"
    assert path.read_bytes() == before


def test_a_file_that_changes_while_it_is_mended_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"new")
    with pytest.raises(Changed):
        replace_file(path, b"old", b"mended")
    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_nothing_is_left_behind_where_the_folder_is_gone(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head"))
    found = findings(sample)
    (sample.root / "seeds").rename(sample.root / "away")
    (left,) = fix(sample, found).left
    assert left.path == "seeds/a1.yaml"


def test_a_trial_writes_nothing_and_tells_what_would_be(tmp_path: Path) -> None:
    sample = project(tmp_path, TEXT, quoting("Anna Orlova -- the head"))
    before = curation(sample)
    (written,) = fix(sample, findings(sample), write=False).written
    assert (written.before, curation(sample)) == (before, before)
    assert written.after == before.replace("--", "—")
