"""Which tests run on PostgreSQL as well as on SQLite; docs/testing.md gives the rule its reasons.

A test of a store does. What asks by HTTP does where it is marked ``both_databases``. Of a table of
cases the first does, or all where marked ``every_case_on_both``.
"""

from __future__ import annotations

import pytest

BY_HTTP = frozenset({"client", "central_client"})
"""Fixtures: central with its pages and its API over the same stores."""
_OF_DATABASES = ("database_url", "central_client")


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "both_databases: by HTTP, and on PostgreSQL too: nothing else sends it these statements",
        "every_case_on_both: each case on PostgreSQL too: they differ in statements or types",
    ):
        config.addinivalue_line("markers", line)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    begun: set[str] = set()
    kept, left = [], []
    for item in items:
        (kept if _runs(item, begun) else left).append(item)
    if left:
        items[:] = kept
        config.hook.pytest_deselected(items=left)


def _runs(item: pytest.Item, begun: set[str]) -> bool:
    """``begun``: tests of which a case runs on PostgreSQL."""
    if not _on_postgresql(item):
        return True
    by_http = BY_HTTP.intersection(getattr(item, "fixturenames", ()))
    if by_http and item.get_closest_marker("both_databases") is None:
        return False
    test = item.nodeid.partition("[")[0]
    first = test not in begun
    begun.add(test)
    return first or item.get_closest_marker("every_case_on_both") is not None


def _on_postgresql(item: pytest.Item) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {})
    return any(str(given.get(name, "")).startswith("postgresql") for name in _OF_DATABASES)
