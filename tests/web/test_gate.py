import threading

import pytest

from web import Settings
from web.gate import Gate, server_threads


@pytest.mark.parametrize("waiting", [0, 1])
def test_no_more_work_at_a_time_than_there_are_places(waiting):
    gate = Gate(2, waiting, longest_wait_s=0.01)
    assert [gate.enter() for _ in range(3)] == [True, True, False]


def test_a_place_given_back_is_free():
    gate = Gate(1, 0)
    gate.enter()
    gate.leave()
    assert gate.enter()


def test_who_waits_gets_the_next_place():
    gate, entered = Gate(1, 1, longest_wait_s=20), []
    gate.enter()
    waiting = threading.Thread(target=lambda: entered.append(gate.enter()))
    waiting.start()
    gate.leave()
    waiting.join(20)
    assert entered == [True]


def test_who_finds_the_queue_full_does_not_wait():
    gate = Gate(1, 1, longest_wait_s=20)
    gate.enter()
    waiting = threading.Thread(target=gate.enter)
    waiting.start()
    while gate._may_wait.acquire(blocking=False):
        gate._may_wait.release()
    assert not gate.enter()
    gate.leave()
    waiting.join(20)


def test_who_gave_up_waiting_leaves_the_queue():
    gate = Gate(1, 1, longest_wait_s=0.01)
    gate.enter()
    assert [gate.enter(), gate.enter()] == [False, False]
    gate.leave()
    assert gate.enter()


def test_the_server_has_a_thread_to_refuse_with():
    assert server_threads(Settings(threads=8, queue=32)) > 8 + 32
