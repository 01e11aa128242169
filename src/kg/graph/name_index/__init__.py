"""The index of names of a version: one SQLite file, written when it is built, read when it is served."""

from kg.graph.name_index.asking import LONGEST_TEXT, clean
from kg.graph.name_index.finding import MOST, Described, NameIndex, open_index
from kg.graph.name_index.folding import fold_name
from kg.graph.name_index.matching import NAMED, Hit, Match, Name
from kg.graph.name_index.schema import Kind
from kg.graph.name_index.writing import NAMES, check_index, write_index

__all__ = [
    "LONGEST_TEXT",
    "MOST",
    "NAMED",
    "NAMES",
    "Described",
    "Hit",
    "Kind",
    "Match",
    "Name",
    "NameIndex",
    "check_index",
    "clean",
    "fold_name",
    "open_index",
    "write_index",
]
