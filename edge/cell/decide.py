"""What the cell does: one input, one decision. Pure; the live state is only read.

Facts of a decision are one commit: they hold together or not at all. None of them is beyond the
limits of ``wire.limits``, because central would refuse it for good: what would lead to such a fact
is refused here, before anything is written or sounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge.cell import badges, inputs, labels, people, plans, refusals, scans, telegrams, tours
from edge.cell.inputs import Decision, Input, RefusedError
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from wire.events import Source
from wire.limits import excess

Rule = Callable[[CellState, CompiledMasters | None, Any, int], Decision]


def decide(
    state: CellState, masters: CompiledMasters | None, given: Input, now_us: int
) -> Decision:
    """Raises RefusedError for what a person, a printer or new masters ask and cannot have."""
    decision = _RULES[type(given)](state, masters, given, now_us)
    found = next(filter(None, map(excess, decision.facts)), None)
    if found is None:
        return decision
    match given:
        case inputs.CodeScanned():
            return scans.beyond_limits(state, given, found)
        case inputs.TelegramArrived() if given.source is not Source.HAND:
            return telegrams.unreadable(
                inputs.TelegramUnreadable(
                    feed=given.feed, raw_id=given.raw_id, code=found.code, detail=found.detail
                )
            )
    raise RefusedError(found.code, found.detail)


_RULES: dict[type, Rule] = {
    inputs.TelegramArrived: telegrams.telegram,
    inputs.TelegramUnreadable: lambda state, masters, given, now: telegrams.unreadable(given),
    inputs.HeadArrived: lambda state, masters, given, now: telegrams.head(state, given),
    inputs.MastersArrived: telegrams.masters_arrived,
    inputs.MastersUnusable: lambda state, masters, given, now: telegrams.masters_unusable(
        state, given
    ),
    inputs.CodeScanned: scans.scanned,
    inputs.TourOffered: lambda state, masters, given, now: tours.offer(state, masters, given),
    inputs.PlanFound: plans.found,
    inputs.LabelReported: lambda state, masters, given, now: labels.report(state, given),
    inputs.Reprint: lambda state, masters, given, now: labels.reprint(state, given, now),
    inputs.PrintOnDemand: labels.print_on_demand,
    inputs.ResumePrinter: lambda state, masters, given, now: labels.resume_printer(masters, given),
    inputs.SignIn: lambda state, masters, given, now: people.sign(state, given),
    inputs.LockBadges: lambda state, masters, given, now: badges.lock(given),
    inputs.SkipNumber: people.skip_number,
    inputs.ReleaseRework: people.release_rework,
    inputs.Divorce: people.divorce,
    inputs.ReleaseScrap: lambda state, masters, given, now: people.release_scrap(state, given),
    inputs.BindCarrier: lambda state, masters, given, now: people.bind_carrier(state, given),
    inputs.CloseShort: people.close_short,
    inputs.ShipRack: lambda state, masters, given, now: people.ship_rack(state, given),
    inputs.CallHelp: lambda state, masters, given, now: people.call_help(state, given),
    inputs.HandleException: lambda state, masters, given, now: people.handle_exception(
        state, given, now
    ),
    inputs.RefusalsArrived: lambda state, masters, given, now: refusals.arrived(state, given),
    inputs.MoveKanban: lambda state, masters, given, now: people.move_kanban(masters, given),
}
