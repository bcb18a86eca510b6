"""Compiles the kernels once."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test that needs the kernels waits for the compiler."""
    for item in items:
        if "kernels" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def kernels() -> None:
    """From here on the kernels serve in this process."""
    from edge.sequencer.warm import warm

    warmth = warm()
    if not warmth.ready:
        pytest.skip(f"kernels cannot be compiled here: {warmth.reason}")
