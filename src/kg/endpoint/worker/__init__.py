"""What runs in a worker process; the only part of the endpoint that knows the engine.

`process` is the way in; `isolation` shuts the process in; `dataset` makes the default graph a set;
`writing` writes answers under caps; `place` finds where a syntax error is.
"""

from kg.endpoint.worker.process import answer_from_elsewhere as answer_from_elsewhere
from kg.endpoint.worker.process import ask_elsewhere as ask_elsewhere
from kg.endpoint.worker.process import check as check
from kg.endpoint.worker.process import evaluate as evaluate
from kg.endpoint.worker.process import prepare as prepare
from kg.endpoint.worker.process import report as report
from kg.endpoint.worker.process import serialize as serialize
from kg.endpoint.worker.process import things_found as things_found
