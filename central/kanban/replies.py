"""What new masters change in the list of loops."""

from __future__ import annotations

from central.cells.service import LOOPS_TAKEN
from central.kanban.service import take_loops

REPLIES = (LOOPS_TAKEN.by(take_loops),)
