"""The tables of the name index, known to whoever writes it and to whoever reads it.

`key` leads from a folded spelling to names, `near` from two neighbouring letters to the spellings that
have them.  Both are in the order of their keys, so a look-up reads a few pages of the file.
A change here, or in how a key is made, needs another layout of versions (`disk_store.store_format`).
"""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """What a name is to its thing, the plainest first."""

    NAME = 0
    ALIAS = 1
    TITLE = 2
    MISSPELLING = 3


class Role(IntEnum):
    """What a key is of its name."""

    WHOLE = 0  # the whole name
    START = 1  # what begins with a later word of it; in Han characters, with any character
    SOUND = 2  # how it sounds, in toneless pinyin
    STEM = 3  # without the endings of Russian declension
    ORDER = 4  # its words sorted


TABLES = """
CREATE TABLE thing (
  number INTEGER PRIMARY KEY, iri TEXT NOT NULL, part INTEGER NOT NULL, articles INTEGER NOT NULL
);
CREATE TABLE name (
  number INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,
  kind INTEGER NOT NULL
);
CREATE TABLE class (iri TEXT NOT NULL, thing INTEGER NOT NULL, PRIMARY KEY (iri, thing)) WITHOUT ROWID;
CREATE TABLE key (
  text TEXT NOT NULL, role INTEGER NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (text, role, name)
) WITHOUT ROWID;
CREATE TABLE spelling (number INTEGER PRIMARY KEY, text TEXT NOT NULL, whole INTEGER NOT NULL);
CREATE TABLE near (
  gram TEXT NOT NULL, length INTEGER NOT NULL, spelling INTEGER NOT NULL, PRIMARY KEY (gram, length, spelling)
) WITHOUT ROWID;
"""
INDEXES = """
CREATE UNIQUE INDEX thing_by_iri ON thing (iri);
CREATE INDEX name_by_thing ON name (thing);
CREATE INDEX class_by_thing ON class (thing);
"""
