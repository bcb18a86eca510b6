"""What the cell does: one input, one decision. Pure; the live state is only read.

Facts of a decision are one commit: they hold together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge.cell import inputs, labels, people, plans, scans, telegrams, tours
from edge.cell.inputs import Decision, Input
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState

Rule = Callable[[CellState, CompiledMasters | None, Any, int], Decision]


def decide(
    state: CellState, masters: CompiledMasters | None, given: Input, now_us: int
) -> Decision:
    """Raises RefusedError for what a person, a printer or new masters ask and cannot have."""
    return _RULES[type(given)](state, masters, given, now_us)


_RULES: dict[type, Rule] = {
    inputs.TelegramArrived: telegrams.telegram,
    inputs.TelegramUnreadable: lambda state, masters, given, now: telegrams.unreadable(given),
    inputs.HeadArrived: lambda state, masters, given, now: telegrams.head(state, given),
    inputs.MastersArrived: telegrams.masters_arrived,
    inputs.MastersUnusable: lambda state, masters, given, now: telegrams.masters_unusable(
        state, given
    ),
    inputs.CodeScanned: scans.scanned,
    inputs.TourOffered: lambda state, masters, given, now: tours.offer(state, given),
    inputs.PlanFound: plans.found,
    inputs.LabelReported: lambda state, masters, given, now: labels.report(state, given),
    inputs.Reprint: lambda state, masters, given, now: labels.reprint(state, given, now),
    inputs.PrintOnDemand: labels.print_on_demand,
    inputs.ResumePrinter: lambda state, masters, given, now: labels.resume_printer(masters, given),
    inputs.SignIn: lambda state, masters, given, now: people.sign(state, given),
    inputs.SkipNumber: people.skip_number,
    inputs.ReleaseRework: people.release_rework,
    inputs.Divorce: people.divorce,
    inputs.BindCarrier: lambda state, masters, given, now: people.bind_carrier(state, given),
    inputs.CloseShort: people.close_short,
    inputs.ShipRack: lambda state, masters, given, now: people.ship_rack(state, given),
    inputs.CallHelp: lambda state, masters, given, now: people.call_help(state, given),
    inputs.HandleException: lambda state, masters, given, now: people.handle_exception(
        state, given, now
    ),
    inputs.MoveKanban: lambda state, masters, given, now: people.move_kanban(masters, given),
}
