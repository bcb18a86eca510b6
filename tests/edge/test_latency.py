"""Latencies: percentiles of the last, a spread of all."""

from __future__ import annotations

from edge.latency import BUCKETS_MS, WINDOW, Latency


def test_a_spread_counts_everything_since_the_start_by_fixed_limits() -> None:
    latency = Latency()
    for ms in (0.4, 1.0, 1.1, 7.0, 499.0, 501.0):
        latency.add(ms)
    spread = latency.spread()
    assert [limit for limit, _ in spread.at_most] == [1, 2, 5, 10, 20, 50, 100, 500]
    assert [count for _, count in spread.at_most] == [2, 3, 3, 4, 4, 4, 4, 5]
    assert (spread.count, spread.sum_ms) == (6, 1009.5)


def test_a_spread_forgets_nothing_that_left_the_window_of_percentiles() -> None:
    latency = Latency()
    for _ in range(WINDOW + 10):
        latency.add(3.0)
    assert latency.spread().at_most[2] == (BUCKETS_MS[2], WINDOW + 10)
    assert latency.spread().count == WINDOW + 10
