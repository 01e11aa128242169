"""The machine that measured: what it is, how busy it was, and how far it can be believed.

The noise is that of a command held against itself, A A A A …, in the same way as everything else is
compared: a ratio that lies within it says nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks.commands import kg, run
from benchmarks.rounds import in_turn, ratios, spread
from benchmarks.workspace import Workspace

_LIBRARIES = (
    *("kg-curation", "pyoxigraph", "rdflib", "pyshacl", "oxrdflib", "PyYAML", "flask", "waitress"),
    *("rdflib-endpoint", "uvicorn"),
)
_PROGRAMS = {"wrk": ("wrk", "-v"), "virtuoso-t": ("virtuoso-t", "-?"), "java": ("java", "-version")}


def describe() -> dict[str, Any]:
    """What the machine is and what is installed, without its name or any path."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "programs": {name: _said(words) for name, words in _PROGRAMS.items()},
        "load_before": [round(one, 2) for one in psutil.getloadavg()],
    }


def noise(space: Workspace) -> dict[str, Any]:
    """A check of a hundred articles against itself: ratios of pairs, and how far they lie from 1."""
    project = space.project(min(space.articles, 100))

    def check() -> float:
        return run(kg("check", str(project))).seconds

    times = in_turn({"A": check, "A again": check}, rounds=1 if space.rounds == 1 else 7, told=space.told)
    found = ratios(*times.values())
    middle = spread(found)
    return {
        "what": f"`kg check` of {min(space.articles, 100)} articles against itself",
        "values": found,
        "median": middle.median,
        "low": middle.low,
        "high": middle.high,
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _said(words: tuple[str, ...]) -> str:
    if shutil.which(words[0]) is None:
        return "not installed"
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = [one.strip() for one in (ran.stdout + ran.stderr).splitlines() if any(map(str.isdigit, one))]
    return lines[0][:90] if lines else "installed"
