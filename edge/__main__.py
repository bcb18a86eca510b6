"""``python -m edge``: the same as ``lineside edge``."""

from edge.cli import app

app(prog_name="python -m edge")
