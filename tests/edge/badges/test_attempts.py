"""Locks on badges: growing, ending, one source at a time, in bounded memory."""

from __future__ import annotations

import pytest

from edge.badges import attempts as badge_attempts
from edge.badges.attempts import FREE, BadgeAttempts, address_of


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize("kind", FREE)
def test_each_further_wrong_badge_locks_twice_as_long(kind: str) -> None:
    clock = Clock()
    attempts = BadgeAttempts(clock)
    assert [attempts.refused("one", kind) for _ in range(FREE[kind])] == [None] * FREE[kind]
    assert attempts.locked_s("one") == 0
    lasted = []
    for count in range(8):
        lock = attempts.refused("one", kind)
        assert lock is not None
        assert lock.refused == FREE[kind] + 1 + count
        assert attempts.locked_s("one") == lock.lasts_s
        lasted.append(lock.lasts_s)
        clock.now_s += lock.lasts_s
        assert attempts.locked_s("one") == 0
    assert lasted == [15, 30, 60, 120, 240, 480, 900, 900]


def test_a_lock_is_of_one_source_only() -> None:
    attempts = BadgeAttempts(Clock())
    for _ in range(FREE["scanner"] + 1):
        attempts.refused("scanner:left", "scanner")
    assert attempts.locked_s("scanner:left") > 0
    assert attempts.locked_s("scanner:right") == 0


def test_after_an_hour_of_quiet_all_is_forgotten() -> None:
    clock = Clock()
    attempts = BadgeAttempts(clock)
    for _ in range(FREE["address"] + 1):
        attempts.refused("10.0.0.1", "address")
    clock.now_s += badge_attempts.WINDOW_S
    assert attempts.refused("10.0.0.1", "address") is None


def test_memory_is_bounded_and_new_addresses_lift_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_attempts, "SOURCES_MAX", 10)
    attempts = BadgeAttempts(Clock())
    for _ in range(FREE["address"] + 1):
        attempts.refused("10.0.0.1", "address")
    for number in range(200):
        attempts.refused(f"10.0.1.{number}", "address")
    assert attempts.locked_s("10.0.0.1") == 15
    assert len(attempts._sources) == 10


def test_many_wrong_badges_of_one_source_are_bounded_too() -> None:
    clock = Clock()
    attempts = BadgeAttempts(clock)
    for _ in range(1000):
        attempts.refused("one", "scanner")
        clock.now_s += 1
    assert len(attempts._sources["one"].refused_s) <= 41


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_machine_is_one_address(host: str, counted: str) -> None:
    assert address_of(host) == counted
