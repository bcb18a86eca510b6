"""The alphabet of a feed's name."""

from __future__ import annotations

import pytest

from wire.feeds import feed_fault


@pytest.mark.parametrize("name", ["L1", "NORDWERK_W1-L3", "a" * 35])
def test_a_name_that_every_broker_carries(name: str) -> None:
    assert feed_fault(name) == ""


@pytest.mark.parametrize(
    "name", ["", "a.b", "a b", "a+", "#", "a/b", "a\x00", "a" * 36, "Übung", "L1\n"]
)
def test_a_name_that_some_broker_changes_or_refuses(name: str) -> None:
    assert repr(name) in feed_fault(name)
