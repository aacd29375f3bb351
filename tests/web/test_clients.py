import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.clients import MOST_CLIENTS, RateLimit, client_name


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


def test_only_so_many_clients_are_remembered():
    limit = RateLimit(60, 1, Clock())
    for number in range(MOST_CLIENTS + 10):
        limit.wait_s(str(number))
    assert len(limit._buckets) == MOST_CLIENTS
    assert limit.wait_s(str(MOST_CLIENTS)) > 0
    assert limit.wait_s("0") == 0


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
