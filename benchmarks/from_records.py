"""From the records of a project to one serialized graph on disk, as `kg` does it, and nothing beside.

    python -m benchmarks.from_records PROJECT FILE.nq

Files are read and quotes verified before the clock starts; validation, counts, stores and the index of
names are left out.  Prints one line of JSON: seconds by stage, and the SHA-256 of the file, which is that of
the version that `kg build` makes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kg.graph.beside import ask
from kg.graph.cache.contents import Contents
from kg.graph.cache.store import Cache
from kg.graph.collector import uncollected
from kg.graph.dataset import Dataset
from kg.graph.inference import closures, derive, evidence_of
from kg.graph.mapping.files import Files, map_files
from kg.graph.mapping.quotes import verify_quotes
from kg.graph.mapping.register import make_register
from kg.graph.ontology import read_vocabulary
from kg.graph.progress import silent
from kg.graph.rules import read_rules
from kg.graph.seeds import read_seeds
from kg.graph.version.assembly import write_quads
from kg.model.iris import INFERRED, ONTOLOGY
from kg.model.project import Project, read_project
from kg.model.terms import is_text


def main() -> None:
    """Do what the command line says."""
    found = write(read_project(Path(sys.argv[1])), Path(sys.argv[2]))
    print(json.dumps(found))


def write(project: Project, path: Path) -> dict[str, object]:
    """Write the graph of a project as canonical N-Quads; seconds by stage, and the hash of the file."""
    vocabulary, _ = read_vocabulary(project)
    contents = Contents(Cache(None))
    seeds = read_seeds(project, contents, silent)
    records, names = seeds.articles, seeds.names
    quotes = verify_quotes(project, records, update_lock=False, progress=silent, texts=contents, names=names)
    files = Files(records, records, seeds.authority, quotes.by_mark, names, quotes.outcome_names)
    began = time.perf_counter()
    with uncollected():
        register = make_register(records, seeds.authority, vocabulary, whole=records)
        asserted = map_files(project, vocabulary, register, files, progress=silent).dataset
        mapped = time.perf_counter()
        follows = closures(asserted.merged(), vocabulary)
        dataset = Dataset(asserted)
        ontology, inferred = project.minter.graph(ONTOLOGY), project.minter.graph(INFERRED)
        dataset.update(ontology, (one for one in vocabulary.triples if not is_text(one.object)))
        dataset.update(inferred, follows.own)
        rules, _ = read_rules(project)
        texts = [one for one in vocabulary.triples if is_text(one.object)]
        grounds = ask(project, [], rules, dataset, texts, follows, silent).grounds
        derived = derive(grounds, project.minter, evidence_of(asserted.merged()))
        derived.update(*closures(derived, vocabulary).both())
        derived.difference_update(asserted.merged(), vocabulary.triples)
        dataset.update(ontology, texts)
        for some in (follows.other, derived):
            dataset.update(inferred, some)
        finished = time.perf_counter()
        written = write_quads(path, dataset.sorted_quads(), count=None, progress=silent)
    ended = time.perf_counter()
    stages = {"map": mapped - began, "derive": finished - mapped, "write": ended - finished}
    return {"seconds": ended - began, "stages": stages, "sha256": written.sha256}


if __name__ == "__main__":
    main()
