"""Slips that people make in SPARQL, known by sight: what was written, where, and what was meant.

Each module knows one kind of slip and returns the error for it, or None.  They are asked only about
texts that the engine has refused, so that nothing valid is ever called wrong.
"""
