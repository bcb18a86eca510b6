"""``python -m central``."""

from __future__ import annotations

from central.commands.central import app

if __name__ == "__main__":
    app(prog_name="central")
