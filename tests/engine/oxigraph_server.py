"""Oxigraph's own server, from the package `oxigraph`: a store with a default graph of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from tools import tool
from virtuoso import free_port


@contextmanager
def running_oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """The URL of a server on loopback whose data is in `folder`; an existing folder is opened again."""
    beside = Path(sys.executable).parent / "oxigraph"
    program = str(beside) if os.access(beside, os.X_OK) else tool("oxigraph")
    folder.mkdir(exist_ok=True)
    port = free_port()
    with (folder.parent / f"{folder.name}.log").open("ab") as output:
        process = subprocess.Popen(
            [program, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}", *options],
            stdout=output,
            stderr=output,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{url}/query", params={"query": "ASK {}"}, trust_env=False).raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < until, "the server did not answer in a minute"
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)
