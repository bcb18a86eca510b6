"""The cell's web server over a port that is written by hand."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from edge.screen.app import create_screen
from edge.screen.derived import Derived
from tests.support.screen import Client, FakePort


@pytest.fixture
def port() -> FakePort:
    return FakePort()


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_screen(FakePort(), workplaces=("A1", "A2"))


@pytest.fixture
def client(app: FastAPI, port: FakePort) -> Client:
    """One application for all tests, because making it costs more than a test; a new cell each."""
    app.state.port = port
    app.state.derived = Derived(port)
    app.state.refusals.clear()
    return Client(app)
