"""The collector of garbage looks at what tests make, not at what was imported for them.

A worker holds every test and every module: to look through all of that again and again took a
quarter of the collection, and a tenth of the tests.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
