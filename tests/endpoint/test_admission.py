"""Who gets a worker: shares, the queue, those who go away."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from kg.endpoint.admission import Admission, Caller
from kg.model.errors import EndpointBusy, QueryCancelled

SOON = 5.0


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(20) as crowd:
        yield crowd


class Held:
    """A worker that is held until it is let go."""

    def __init__(self, admission: Admission[int], crowd: ThreadPoolExecutor, client: str) -> None:
        self._done = threading.Event()
        self._admission = admission
        self.client = client
        self.has: Future[None] = Future()
        self._run = crowd.submit(self._hold)

    def _hold(self) -> None:
        try:
            with self._admission.worker(deadline=time.monotonic() + SOON, caller=Caller(self.client)):
                self.has.set_result(None)
                self._done.wait(SOON)
        except EndpointBusy as busy:
            self.has.set_exception(busy)

    def let_go(self) -> None:
        self._done.set()
        self._run.result(SOON)


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def held(admission: Admission[int], crowd: ThreadPoolExecutor, client: str) -> Held:
    one = Held(admission, crowd, client)
    one.has.result(SOON)
    return one


def waiting(admission: Admission[int], crowd: ThreadPoolExecutor, client: str) -> Held:
    before = admission.waiting
    one = Held(admission, crowd, client)
    assert eventually(lambda: admission.waiting == before + 1)
    return one


def test_one_client_never_has_all_workers(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1, 2, 3], queue=8)
    greedy = [held(admission, crowd, "a") for _ in range(2)]
    greedy.append(waiting(admission, crowd, "a"))
    assert admission.busy == 2
    other = held(admission, crowd, "b")
    for one in (*greedy, other):
        one.let_go()
    assert (admission.busy, admission.waiting) == (0, 0)


def test_a_single_worker_is_for_everybody(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1], queue=2)
    held(admission, crowd, "a").let_go()
    held(admission, crowd, "a").let_go()
    assert admission.busy == 0


def test_one_client_never_has_more_than_half_of_the_queue(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1], queue=4)
    first = held(admission, crowd, "a")
    queue = [waiting(admission, crowd, "a") for _ in range(2)]
    with (
        pytest.raises(EndpointBusy, match="3 queries of yours"),
        admission.worker(deadline=time.monotonic() + SOON, caller=Caller("a")),
    ):
        pytest.fail("a third place in the queue")
    queue += [waiting(admission, crowd, name) for name in ("b", "c")]
    with (
        pytest.raises(EndpointBusy, match="the queue is full"),
        admission.worker(deadline=time.monotonic() + SOON, caller=Caller("d")),
    ):
        pytest.fail("a fifth place in the queue")
    for one in (first, *queue):
        one.let_go()


def test_a_free_worker_goes_to_the_client_that_has_fewest(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1, 2], queue=8)
    first, second = held(admission, crowd, "a"), held(admission, crowd, "b")
    later_of_a, of_c = waiting(admission, crowd, "a"), waiting(admission, crowd, "c")
    second.let_go()
    of_c.has.result(SOON)  # though it came later: `a` has a worker already
    assert not later_of_a.has.done()
    for one in (first, later_of_a, of_c):
        one.let_go()


def test_the_site_itself_has_no_share(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1, 2], queue=2)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(admission.worker(deadline=time.monotonic() + SOON))
        assert admission.busy == 2


def test_who_goes_away_in_the_queue_leaves_it(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1], queue=2)
    first = held(admission, crowd, "a")
    gone = threading.Event()

    def wait() -> None:
        with admission.worker(deadline=time.monotonic() + SOON, caller=Caller("b", gone.is_set)):
            pytest.fail("a worker for nobody")

    leaving = crowd.submit(wait)
    assert eventually(lambda: admission.waiting == 1)
    gone.set()
    with pytest.raises(QueryCancelled):
        leaving.result(SOON)
    assert admission.waiting == 0
    first.let_go()


def test_the_deadline_passes_in_the_queue_too(crowd: ThreadPoolExecutor) -> None:
    admission = Admission([1], queue=2)
    first = held(admission, crowd, "a")
    with (
        pytest.raises(EndpointBusy, match="within the time limit"),
        admission.worker(deadline=time.monotonic() + 0.2, caller=Caller("b")),
    ):
        pytest.fail("a worker that is taken")
    first.let_go()


def taken_in_turn(admission: Admission[int], times: int) -> list[int]:
    taken = []
    for _ in range(times):
        with admission.worker(deadline=time.monotonic() + SOON) as worker:
            taken.append(worker)
    return taken


def test_the_worker_that_answered_last_is_taken() -> None:
    admission = Admission([1, 2, 3], queue=1)
    assert taken_in_turn(admission, 3) == [1, 1, 1]
    now = time.monotonic()
    with admission.worker(deadline=now + SOON) as one, admission.worker(deadline=now + SOON) as other:
        assert (one, other) == (1, 2)
    assert taken_in_turn(admission, 2) == [1, 1]


def test_a_worker_that_may_have_to_start_goes_last() -> None:
    started = {1: False, 2: True, 3: False}
    admission = Admission([1, 2, 3], queue=1, warm=started.__getitem__)
    assert taken_in_turn(admission, 3) == [1, 2, 2], "the first is given back, and comes after all others"
    started[3] = True
    with admission.worker(deadline=time.monotonic() + SOON):
        assert taken_in_turn(admission, 2) == [3, 3]


def test_a_look_at_the_workers_sees_each_that_rests_once_and_leaves_their_order() -> None:
    admission = Admission([1, 2, 3, 4], queue=1)
    now = time.monotonic()
    with admission.worker(deadline=now + SOON) as one:
        seen = []
        for each in admission.idle():
            seen.append(each)
            assert admission.busy == 2, "it is taken while somebody looks at it"
            if len(seen) == 1:
                with admission.worker(deadline=now + SOON) as another:
                    assert another not in (one, each)
        assert sorted(seen) == [2, 3, 4]
    with ExitStack() as held:
        order = [held.enter_context(admission.worker(deadline=now + SOON)) for _ in range(4)]
    assert order[:2] == [1, 2]
    assert sorted(order) == [1, 2, 3, 4]


def test_a_worker_that_was_taken_meanwhile_is_not_looked_at() -> None:
    admission = Admission([1, 2, 3], queue=1)
    with ExitStack() as held:
        looked = []
        for each in admission.idle():
            looked.append(each)
            if len(looked) == 1:
                held.enter_context(admission.worker(deadline=time.monotonic() + SOON))
        assert len(looked) == 2
