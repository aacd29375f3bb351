import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.clients import SETS, WAYS, RateLimit, client_name


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_a_burst_passes_and_the_next_waits():
    limit = RateLimit(60, 3, Clock())
    assert [limit.wait_s("a") for _ in range(5)] == [0, 0, 0, 1, 1]


def test_waiting_as_told_is_enough():
    clock = Clock()
    limit = RateLimit(30, 1, clock)
    limit.wait_s("a")
    clock.now += limit.wait_s("a")
    assert limit.wait_s("a") == 0


def test_another_client_is_not_affected():
    limit = RateLimit(60, 1, Clock())
    assert [limit.wait_s(client) for client in ("a", "a", "b")] == [0, 1, 0]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_no_client_gets_more_than_its_rate_and_one_burst(pauses):
    clock = Clock()
    limit, began, passed = RateLimit(60, 5, clock), clock.now, 0
    for pause in pauses:
        clock.now += pause
        passed += limit.wait_s("a") == 0
    assert passed <= 5 + (clock.now - began) + 1e-6


def test_only_so_many_clients_are_remembered_and_who_asked_longest_ago_is_forgotten():
    clock = Clock()
    limit = RateLimit(1, 1, clock)
    limit.wait_s("first")
    for number in range(4 * SETS * WAYS):
        clock.now += 1e-6
        limit.wait_s(str(number))
    assert limit.wait_s(str(4 * SETS * WAYS - 1)) > 0
    assert limit.wait_s("first") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system that forks")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child only counts, and ends
def test_processes_forked_later_count_together():
    limit = RateLimit(60, 5, Clock())
    child = os.fork()
    if child == 0:
        os._exit(sum(limit.wait_s("a") == 0 for _ in range(3)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert [limit.wait_s("a") == 0 for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("evil, 192.0.2.1", "unknown"),
    ],
)
def test_who_an_address_counts_for(address, name):
    assert client_name(address) == name
