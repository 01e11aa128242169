"""Mends the project in the folder of the first argument; a second one limits how large a file may grow.

Says `begun` before the first file is written, and then the number of files that were mended and left.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from bench.mending import findings

from kg.bench.fixing import fix
from kg.model.project import read_project

if __name__ == "__main__":
    project = read_project(Path(sys.argv[1]))
    found = findings(project)
    if len(sys.argv) > 2:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    print("begun", flush=True)
    fixed = fix(project, found)
    print(len(fixed.written), len(fixed.left), flush=True)
