"""How much a check had to do, as numbers that a test can bound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """What a check did anew.

    `files_read` and `texts_read` are the curation files and the article texts that were opened,
    `files_parsed` those that were parsed, `articles_verified` those whose quotes were looked for,
    `articles_mapped` those whose triples were made, and `focus_nodes_checked` the nodes that a SHACL
    validator ran on.  Ontology, shapes and queries are read in every check.
    """

    files_read: int = 0
    texts_read: int = 0
    files_parsed: int = 0
    articles_verified: int = 0
    articles_mapped: int = 0
    focus_nodes_checked: int = 0


NO_WORK = Work()
