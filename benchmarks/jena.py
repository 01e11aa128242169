"""Jena's `shacl validate`, from Debian's package libapache-jena-java.

The package has the classes and no start script, so the class path is put together here.  A run is the
whole program: the Java machine starts, reads the data and the shapes, validates, writes its report.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from rdflib import Graph

from benchmarks.commands import run
from benchmarks.with_rdflib import findings

_JARS = Path("/usr/share/java")
_NEEDED = (
    *("commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3"),
    *("commons-logging", "dexx.collection", "gson", "guava", "httpclient", "httpcore", "jackson-annotations"),
    *("jackson-core", "jackson-databind", "jsonld-java", "protobuf", "slf4j-api", "slf4j-nop", "libthrift"),
    *("thrift", "titanium-json-ld"),
)
_MOVED = "org/apache/jena/ext/"


def why_not() -> str:
    """Why Jena cannot be run here; empty when it can."""
    if shutil.which("java") is None:
        return "there is no `java`"
    if not (_JARS / "jena-shacl.jar").exists():
        return "Debian's package libapache-jena-java is not installed"
    return ""


def validate(folder: Path) -> tuple[float, list[list[str]]]:
    """Validate `data.nt` with `shapes.ttl`: seconds of the whole program, and the results as findings."""
    command = [*_shacl(folder), "validate", "--shapes", str(folder / "shapes.ttl")]
    ran = run([*command, "--data", str(folder / "data.nt")])
    return ran.seconds, findings(Graph().parse(data=ran.said, format="turtle"))


def seconds_of_nothing(folder: Path) -> float:
    """How long Jena takes over a graph of one statement: what a run costs before there is any data."""
    (folder / "nothing.ttl").write_text("<urn:a> a <urn:B> .\n", encoding="utf-8")
    shapes, data = ("--shapes", str(folder / "nothing.ttl")), ("--data", str(folder / "nothing.ttl"))
    return run([*_shacl(folder), "validate", *shapes, *data]).seconds


def _shacl(folder: Path) -> list[str]:
    jars = [*_JARS.glob("jena-*.jar"), *(_JARS / f"{name}.jar" for name in _NEEDED)]
    places = [_messages(folder), *(one for one in jars if one.exists() and "-4." not in one.name)]
    return ["java", "-cp", ":".join(map(str, places)), "shacl.shacl"]


def _messages(folder: Path) -> Path:
    """The messages of Jena's XML library where its classes look for them.

    Debian's build moved the classes to `xerces.` and left these files behind, so that without them
    Jena 4.5.0-2 ends with "internal error" before it does anything.
    """
    place = folder / "jena-messages"
    if not place.exists():
        with zipfile.ZipFile(_JARS / "jena-core.jar") as jar:
            for name in jar.namelist():
                if name.startswith(f"{_MOVED}xerces/") and name.endswith(".properties"):
                    target = place / name.removeprefix(_MOVED)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(jar.read(name))
    return place
