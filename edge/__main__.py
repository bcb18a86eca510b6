"""``python -m edge``: the same as ``lineside edge``."""

from edge.commands.cell import app

app(prog_name="python -m edge")
