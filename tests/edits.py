"""What curators do to a project between two checks, drawn at random from a seed.

Each edit changes files of the folder; many make errors, which is what is wanted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[Path, random.Random], None]


def _article(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(one for one in (folder / "seeds").glob("*.yaml") if one.stem != "authority"))


def change_a_word(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    words = list(re.finditer(r"[a-zа-я]{4,}", path.read_text("utf-8")))
    found = chance.choice(words)
    text = path.read_text("utf-8")
    path.write_text(f"{text[: found.start()]}{found[0][::-1]}{text[found.end() :]}", "utf-8")


def take_a_line_out(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    del lines[chance.randrange(10, len(lines))]
    path.write_text("".join(lines), "utf-8")


def delete_an_entity(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    text = path.read_text("utf-8")
    blocks = list(re.finditer(r"^  [a-z0-9-]+:.*\n(?:^    .*\n)*", text, re.MULTILINE))[1:]
    if blocks:
        found = chance.choice(blocks)
        path.write_text(text[: found.start()] + text[found.end() :], "utf-8")


def rename_an_id(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    text = path.read_text("utf-8")
    ids = re.findall(r"^  ([a-z0-9]+-[a-z0-9-]+):", text, re.MULTILINE)
    if ids:
        path.write_text(text.replace(chance.choice(ids), f"renamed-{chance.randrange(9)}"), "utf-8")


def add_an_entity(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    kind = chance.choice(["City", "Museum", "Person", "Artist", "Nothing"])
    name = f"New {chance.randrange(3)}"
    new = f"entities:\n  new-{chance.randrange(99)}: {{type: {kind}, name: {{en: {name}}}}}\n"
    path.write_text(path.read_text("utf-8").replace("entities:\n", new, 1), "utf-8")


def change_a_date(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    path.write_text(path.read_text("utf-8").replace("2019-0", f"20{chance.randrange(17, 22)}-0", 1), "utf-8")


def break_the_yaml(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    path.write_text(path.read_text("utf-8") + "\nloans: {ferry: [\n", "utf-8")


def mend_the_yaml(folder: Path, chance: random.Random) -> None:
    for path in (folder / "seeds").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("\nloans: {ferry: [\n", ""), "utf-8")


def retract(folder: Path, chance: random.Random) -> None:
    path = _article(folder, chance)
    path.write_text(
        path.read_text("utf-8").replace("\n  language:", "\n  status: retracted\n  language:", 1), "utf-8"
    )


def judge(folder: Path, chance: random.Random) -> None:
    path = folder / "seeds" / "authority.yaml"
    text = _article(folder, chance).read_text("utf-8")
    one, two = chance.sample(sorted(set(re.findall(r"^  ([a-z0-9-]+):", text, re.MULTILINE))), 2)
    kind = chance.choice(["same", "different", "undecided"])
    judgement = f"{kind}:\n  - {{ids: [{one}, {two}], because: we know}}\n"
    text = re.sub(rf"^{kind}:\n(  .*\n)*", "", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(text + judgement, "utf-8")


def remove_an_id(folder: Path, chance: random.Random) -> None:
    path = folder / "seeds" / "authority.yaml"
    ids = re.findall(r"^  ([a-z0-9-]+):", _article(folder, chance).read_text("utf-8"), re.MULTILINE)
    text = re.sub(r"^removed:\n(  .*\n)*", "", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(f"{text}removed:\n  - {{id: {chance.choice(ids)}, because: they asked}}\n", "utf-8")


def delete_a_file(folder: Path, chance: random.Random) -> None:
    if len(list((folder / "seeds").glob("*.yaml"))) > 2:
        _article(folder, chance).unlink()


def change_a_text(folder: Path, chance: random.Random) -> None:
    texts = sorted((folder / "articles").glob("*.txt"))
    if texts:
        path = chance.choice(texts)
        path.write_text(path.read_text("utf-8").replace("the ", "a ", 2), "utf-8")


def take_a_text_away(folder: Path, chance: random.Random) -> None:
    texts = sorted((folder / "articles").glob("*.txt"))
    if texts:
        chance.choice(texts).unlink()


def change_a_shape(folder: Path, chance: random.Random) -> None:
    for path in sorted((folder / "shapes").glob("*-shapes.ttl")):
        text = path.read_text("utf-8")
        counts = list(re.finditer(r"sh:(max|min)Count 1", text))
        found = chance.choice(counts)
        other = "sh:minCount 2" if found[1] == "min" else "sh:maxCount 0"
        path.write_text(text[: found.start()] + other + text[found.end() :], "utf-8")


EDITS: tuple[Edit, ...] = (
    change_a_word, change_a_word, change_a_word, take_a_line_out, take_a_line_out, delete_an_entity,
    rename_an_id, add_an_entity, change_a_date, break_the_yaml, mend_the_yaml, mend_the_yaml, retract, judge,
    remove_an_id, delete_a_file, change_a_text, take_a_text_away, change_a_shape,
)  # fmt: skip


def edit_at_random(folder: Path, chance: random.Random) -> str:
    """Do one or two edits, and say which."""
    chosen = [chance.choice(EDITS) for _ in range(chance.choice([1, 1, 2]))]
    for edit in chosen:
        edit(folder, chance)
    return ", ".join(one.__name__ for one in chosen)
