"""JSON Schemas of the curation files, so that an editor completes, explains and flags as one types.

What an editor may flag is what `kg check` calls an error, and no more: a file without errors always
validates.  What needs the whole graph or the text of the article stays with `kg check`.
"""

from kg.bench.schema.files import KINDS, Written, schema_texts, write_schemas

__all__ = ["KINDS", "Written", "schema_texts", "write_schemas"]
