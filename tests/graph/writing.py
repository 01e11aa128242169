"""A program that writes one version, to be killed, starved or run beside another.

    python writing.py FOLDER COUNT PERSON [LIMIT]

COUNT meetings of PERSON; LIMIT is the largest file, in bytes, that the process may write.  Prints the
name of the version or the words of the error.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graph.samples import make_dataset, make_project, meetings

from kg.graph.version import Facts, write_version
from kg.model.errors import KgError


def main(folder: str, count: str, person: str, limit: str = "") -> int:
    dataset = make_dataset(meetings(int(count), of=person))
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    print("ready", flush=True)
    try:
        version = write_version(make_project(Path(folder)), dataset, Facts())
    except KgError as problem:
        print(type(problem).__name__, problem.message, flush=True)
        return 1
    print(version.path.name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
