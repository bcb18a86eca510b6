"""Transmissions of the line that a cell told to be lost, and that came after all. Pure."""

from __future__ import annotations

from central.tracking.memory import Happened, Known


def heard(known: Known, happened: Happened, feed: str, transmission: int | None) -> None:
    """It came, whatever became of it."""
    name = f"transmission:{feed}:{transmission}"
    row = None if transmission is None else known.exceptions.get(name)
    if row is not None and row["closed_us"] is None:
        known.exceptions.put({**row, "closed_us": happened.at_us}, name)
