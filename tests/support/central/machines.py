"""What machines of the office draw from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.support.examples import examples

START = date(2026, 1, 1)
pieces = st.integers(1, 200).map(Decimal)
BOUNDED = settings(
    max_examples=examples(8),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
