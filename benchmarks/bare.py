"""The engine without a server: `python -m benchmarks.bare STORE QUERIES SECONDS`, one line of JSON.

The queries, one a line, are asked of the store in turn and their answers written as JSON into memory,
as an endpoint would; one at a time, in one thread.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store


def main() -> None:
    """Ask for so many seconds; prints rate, times in milliseconds, and memory."""
    store = Store.read_only(sys.argv[1])
    queries = Path(sys.argv[2]).read_text("utf-8").splitlines()
    times: list[float] = []
    end = time.perf_counter() + float(sys.argv[3])
    while not times or time.perf_counter() < end:
        began = time.perf_counter()
        answer(store, queries[len(times) % len(queries)])
        times.append(time.perf_counter() - began)
    full = psutil.Process().memory_full_info()
    print(json.dumps({**summary(times), "memory": getattr(full, "pss", full.rss)}))


def answer(store: Store, query: str) -> bytes:
    """The answer to a SELECT as SPARQL JSON."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    written = io.BytesIO()
    found.serialize(written, QueryResultsFormat.JSON)
    return written.getvalue()


def summary(times: Sequence[float]) -> dict[str, float]:
    """Rate a second, median and 99th percentile in milliseconds."""
    ordered = sorted(times)
    return {
        "rate": len(ordered) / sum(ordered),
        "p50": 1e3 * ordered[len(ordered) // 2],
        "p99": 1e3 * ordered[len(ordered) * 99 // 100],
    }


if __name__ == "__main__":
    main()
