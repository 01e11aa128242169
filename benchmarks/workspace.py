"""The folder in which benchmarks work: generated projects, their versions, and the cache of checks.

A project of a size is generated once and shared by all benchmarks that only read it; who edits or
builds takes a copy.  Nothing lies in the repository.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.commands import environment, kg, run
from benchmarks.projects import Planted, write_project
from benchmarks.rounds import Told, untold

# One client, as a load generator is, may have half of the queue and all workers but one.
SERVED = """[limits]
workers = {workers}
queue = 64
megabytes = 60
seconds = 60
solutions = 100000
cache_mb = {cache}
"""


@dataclass(slots=True)
class Workspace:
    """Where benchmarks work, for how many articles, how often, and who hears of it.

    `rounds` of 0 leaves the number to each measurement; `seconds` is how long each load on a server lasts;
    `slow` is for how many articles at most a slow anchor is asked, 0 for any number.
    """

    folder: Path
    articles: int
    rounds: int = 0
    seconds: float = 5.0
    told: Told = untold
    slow: int = 0
    planted: dict[Path, list[Planted]] = field(default_factory=dict)

    def project(self, articles: int = 0, *, errors: int = 0, name: str = "") -> Path:
        """A generated project, its errors only such as shapes find; the same each time under one name."""
        size = articles or self.articles
        place = self.folder / f"{name or 'project'}-{size}{f'-{errors}' if errors else ''}"
        if not (place / "kg.toml").exists():
            self.told(f"generating {size} articles", 0, 1, 0)
            shutil.rmtree(place, ignore_errors=True)
            beside = place.with_name(f"{place.name}-unfinished")
            shutil.rmtree(beside, ignore_errors=True)
            self.planted[place] = write_project(beside, size, errors=errors, of_shapes=True)
            beside.rename(place)
        return place

    def built(self, articles: int = 0, *, cache_mb: int = 1, workers: int = 4, name: str = "served") -> Path:
        """A project with a version, and limits under which a load of one client is not refused.

        One megabyte is the least that the cache of answers can have, so whoever measures without it asks
        for more than that before a question comes again.
        """
        project = self.project(articles, name=name)
        settings = project / "kg.toml"
        text = settings.read_text("utf-8")
        limits = SERVED.format(workers=workers, cache=cache_mb)
        wanted = text.partition("[limits]")[0] + limits
        if wanted != text or not (project / "build" / "current").exists():
            # Other settings are another project to a server that starts; it would build first.
            settings.write_text(wanted, encoding="utf-8")
            self.told("building a version", 0, 1, 0)
            run(kg("build", str(project)), env=environment(self.cache))
        return project

    @property
    def cache(self) -> Path:
        """Where checks that may keep results keep them."""
        return self.folder / "cache"

    @property
    def held(self) -> int:
        """The number of articles at which a slow anchor and kg are held against each other."""
        return min(self.articles, self.slow or self.articles)

    def size_below(self) -> int:
        """A tenth of the articles: what growth is measured against."""
        return max(self.articles // 10, 2)
