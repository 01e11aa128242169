"""Packs the W3C's test files: `python tests/conformance/pack.py FOLDER`.

FOLDER holds `sparql/` and `LICENSE.md` of w3c/rdf-tests.  The same files give the same bytes.
"""

from __future__ import annotations

import io
import lzma
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "w3c"
ARCHIVE = HERE / "rdf-tests.tar.xz"


def pack(folder: Path) -> bytes:
    """The archive of a folder: files sorted by name, without dates and owners."""
    files = sorted(path for path in (folder / "sparql").rglob("*") if path.is_file())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in (HERE / "README.md", folder / "LICENSE.md", *files):
            name = path.name if path.parent == HERE else path.relative_to(folder).as_posix()
            member = tarfile.TarInfo(name)
            data = path.read_bytes()
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def unpack(folder: Path) -> None:
    """Unpack the archive into a folder."""
    careful = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # 3.11.4 and later
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, **careful)  # noqa: S202 - it is ours


if __name__ == "__main__":
    ARCHIVE.write_bytes(pack(Path(sys.argv[1])))
