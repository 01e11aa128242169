"""Museum projects of any size, in which five articles at a time share an artist and two museums."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path

MUSEUM = Path(__file__).parent / "project"
NEIGHBOURS = 5

_TEXT = """The museum in town {number} has a new picture

Town {number}, 3 July 2019. The picture Evening {number} by painter {group} was lent by house {group} to
guest {group}.  The picture is {height} centimetres high. It was carried by courier {number} on the way out.
"""

_FIRST = """\
  painter-{group}: {{type: Artist, name: {{en: Painter {group}}}, quote: by painter {group}}}
  town-of-{group}: {{type: City, name: {{en: Town of {group}}}}}
  house-{group}:   {{type: Museum, name: {{en: House {group}}}, quote: lent by house {group}}}
  guest-{group}:   {{type: Museum, name: {{en: Guest {group}}}, quote: to guest {group}}}
"""

_CURATION = """\
article:
  id: {id}
  text: {id}.txt
  sha256: {sha256}
  language: en
  published: 2019-07-03
  title:
    en: A picture for town {number}
    ru: Картина для города {number}

entities:
{first}\
  courier-{number}: {{type: Person, name: {{en: Courier {number}}}}}
  evening-{number}:
    type: Artwork
    kind: canvas
    name: {{en: Evening {number}}}
    creator: painter-{group}
    heightInCentimetres: {height}
    quote:
      creator: Evening {number} by painter {group}
      heightInCentimetres: picture is {height} centimetres high

loans:
  evening:
    kind: exhibition
    work: evening-{number}
    lender: house-{group}
    borrower: guest-{group}
    date: 2019-06-30
    quote:
      work: The picture Evening {number}
      borrower: lent by house {group} to guest {group}
      escort: carried by courier {number} on the way out
    escort:
      courier-{number}: {{leg: outward}}
"""


def grow(folder: Path, articles: int) -> Path:
    """A project of so many articles without an error, made long ago as its files tell."""
    shutil.copytree(MUSEUM, folder, ignore=shutil.ignore_patterns("build", "m0*", "*.lock", "authority.yaml"))
    for number in range(articles):
        name, group, height = f"g{number:03}", number // NEIGHBOURS, 40 + number
        text = _TEXT.format(number=number, group=group, height=height)
        first = _FIRST.format(group=group) if number % NEIGHBOURS == 0 else ""
        (folder / "articles" / f"{name}.txt").write_text(text, "utf-8", newline="")
        (folder / "seeds" / f"{name}.yaml").write_text(
            _CURATION.format(
                id=name,
                sha256=hashlib.sha256(text.encode()).hexdigest()[:16],
                number=number,
                group=group,
                height=height,
                first=first,
            ),
            "utf-8",
            newline="",
        )
    (folder / "seeds" / "authority.yaml").write_text(
        "entities:\n  painter-0:\n    name: {zh: 画家}\n    basis: curator\n", "utf-8"
    )
    age(folder)
    return folder


def age(*paths: Path) -> None:
    """Let files, or all files of folders, be an hour old, as in a clone that was made before."""
    before = time.time() - 3600
    for path in paths:
        for one in path.rglob("*") if path.is_dir() else [path]:
            if one.is_file():
                os.utime(one, (before, before))
