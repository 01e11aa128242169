"""How each kind of store is told the time limit of a query (docs/engines.md)."""

from __future__ import annotations

import pytest

from kg.engine.connection import Connection
from kg.engine.credentials import Credentials
from kg.engine.finding import find_engine
from kg.model.engine_settings import EngineSettings


@pytest.mark.parametrize(
    ("dialect", "parameter", "value"),
    [
        ("virtuoso", "timeout", "1500"),
        ("stardog", "timeout", "1500"),
        ("fuseki", "timeout", "2"),
        ("graphdb", "timeout", "2"),
        ("qlever", "timeout", "2s"),
        ("oxigraph", "", ""),
        ("neptune", "", ""),
    ],
)
def test_a_store_is_told_its_time_limit_in_its_own_unit(dialect: str, parameter: str, value: str) -> None:
    url = "http://127.0.0.1:9/sparql"
    with Connection(url, Credentials()) as connection:
        address = find_engine(url, EngineSettings(dialect=dialect), connection, Credentials())
    assert address.timeout_parameter == parameter
    if parameter:
        assert address.time_limit(1.5) == value
