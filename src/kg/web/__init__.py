"""The site: HTML for people, RDF and SPARQL for programs, at the addresses that the IRIs name."""

from kg.web.app import create_app

__all__ = ["create_app"]
