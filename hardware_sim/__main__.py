"""``python -m hardware_sim``."""

from __future__ import annotations

from hardware_sim.cli import app

if __name__ == "__main__":
    app(prog_name="lineside sim")
