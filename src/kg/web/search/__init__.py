"""Search in one box: names in any script, ids and IRIs lead to the things that have them."""

from kg.web.search.candidates import Candidate, Found, Resolved, find, resolve, search

__all__ = ["Candidate", "Found", "Resolved", "find", "resolve", "search"]
