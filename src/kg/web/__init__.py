"""The site: HTML for people, RDF and SPARQL for programs, at the addresses that the IRIs name."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.web.app import create_app as create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    # All pages are imported with the site: a server must not wait for them before its first answer.
    if name == "create_app":
        from kg.web.app import create_app

        return create_app
    raise AttributeError(name)
