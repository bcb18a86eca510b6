"""A demo's people get passwords that central takes, each time."""

from __future__ import annotations

from central.access.passwords import fault_of
from hardware_sim.central_program import new_password


def test_central_takes_every_password_that_a_demo_makes() -> None:
    made = [new_password() for _ in range(300)]
    assert [word for word in made if fault_of(word, "you", "planner") is not None] == []
    assert len(set(made)) == 300
