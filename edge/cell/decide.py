"""What the cell does: one input, one decision. Pure; the live state is only read.

Facts of a decision are one commit: they hold together or not at all. None of them is beyond the
limits of ``wire.limits``, because central would refuse it for good: what would lead to such a fact
is refused here, before anything is written or sounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge.cell import (
    badges,
    block_inputs,
    blocks,
    goods_in,
    inputs,
    labels,
    life_actions,
    life_inputs,
    life_orders,
    load_inputs,
    loads,
    lost_transmissions,
    message_inputs,
    messages,
    people,
    plans,
    puts,
    rack_orders,
    refusals,
    scans,
    shorts,
    single_inputs,
    single_picks,
    substitute_inputs,
    substitutes,
    telegrams,
    tours,
    unit_inputs,
    units,
    version_decision,
    version_inputs,
    withheld,
)
from edge.cell.inputs import Decision, Input, RefusedError
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.cell.situation import Situation
from wire.events import Source
from wire.limits import excess

Rule = Callable[[Situation, Any], Decision]


def decide(
    state: CellState, masters: CompiledMasters | None, given: Input, now_us: int
) -> Decision:
    """Raises RefusedError for what a person, a printer or new masters ask and cannot have."""
    at = Situation(state, masters, now_us)
    decision = RULES[type(given)](at, given)
    decision = life_actions.chained(at, lost_transmissions.told(at, decision))
    beyond = next(filter(None, map(excess, decision.facts)), None)
    if beyond is None:
        return decision
    match given:
        case inputs.CodeScanned():
            return scans.beyond_limits(state, given, beyond)
        case inputs.TelegramArrived() if given.source is not Source.HAND:
            unreadable = inputs.TelegramUnreadable(
                feed=given.feed, raw_id=given.raw_id, code=beyond.code, detail=beyond.detail
            )
            return telegrams.unreadable(at, unreadable)
    raise RefusedError(beyond.code, beyond.detail)


RULES: dict[type, Rule] = {
    inputs.TelegramArrived: telegrams.telegram,
    inputs.TelegramUnreadable: telegrams.unreadable,
    inputs.HeadArrived: telegrams.head,
    inputs.MastersArrived: telegrams.masters_arrived,
    inputs.MastersUnusable: telegrams.masters_unusable,
    inputs.CodeScanned: scans.scanned,
    inputs.TourOffered: tours.offer,
    inputs.PlanFound: plans.found,
    inputs.LabelReported: labels.report,
    inputs.Reprint: labels.reprint,
    inputs.PrintOnDemand: labels.print_on_demand,
    inputs.ResumePrinter: labels.resume_printer,
    inputs.SignIn: people.sign,
    inputs.LockBadges: badges.lock,
    inputs.SkipNumber: people.skip_number,
    inputs.ReleaseRework: people.release_rework,
    inputs.Divorce: people.divorce,
    inputs.ReleaseScrap: people.release_scrap,
    block_inputs.BlockPieces: blocks.block_pieces,
    block_inputs.LiftBlock: blocks.lift_block,
    block_inputs.WithheldArrived: withheld.arrived,
    version_inputs.DecideVersion: version_decision.decide_version,
    life_inputs.ReleaseCall: life_orders.release_call,
    inputs.BindCarrier: rack_orders.bind_carrier,
    inputs.ConfirmPut: puts.confirm,
    inputs.CloseShort: rack_orders.close_short,
    inputs.ShipRack: rack_orders.ship_rack,
    load_inputs.OpenLoad: loads.open_load,
    load_inputs.LoadRack: loads.load_rack,
    load_inputs.UnloadRack: loads.unload_rack,
    unit_inputs.PutOnUnit: units.put_on,
    unit_inputs.TakeOffUnit: units.take_off,
    unit_inputs.LoadUnit: units.load_unit,
    unit_inputs.ReturnUnit: units.return_unit,
    load_inputs.DepartLoad: loads.depart,
    load_inputs.DeliverLoad: loads.deliver,
    load_inputs.ReturnRack: loads.take_back_rack,
    load_inputs.ReceiveParts: goods_in.receive,
    load_inputs.ReceiveAt: goods_in.receive_at,
    inputs.CallHelp: people.call_help,
    inputs.DeferPick: shorts.defer,
    inputs.FillFace: shorts.fill,
    single_inputs.BeginSingle: single_picks.begin,
    single_inputs.EndSingle: single_picks.end,
    substitute_inputs.ReleaseSubstitute: substitutes.release,
    inputs.HandleException: people.handle_exception,
    message_inputs.Tell: messages.tell,
    message_inputs.ReadMessage: messages.read,
    inputs.RefusalsArrived: refusals.arrived,
    inputs.MoveKanban: people.move_kanban,
}
"""What answers to which input."""
