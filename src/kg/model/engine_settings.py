"""What `kg.toml` says about a store elsewhere, in `[engine]`: only what its address does not tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The table `[engine]`; empty means: as the store is known to do.

    `query` and `graphs` are the query endpoint and the graph store, as paths on the host that the call
    names or as URLs of it; `dialect` is the kind of store, `default_graph` is `own` or `named`, and
    `timeout_parameter` is the parameter by which a query tells the store its time limit.
    """

    dialect: str = ""
    query: str = ""
    graphs: str = ""
    default_graph: str = ""
    timeout_parameter: str = ""
