"""What people order of a call that masters hold."""

from __future__ import annotations

from edge.cell.draft import Draft
from edge.cell.inputs import Decision, RefusedError
from edge.cell.life_inputs import ReleaseCall
from edge.cell.model import FeedState
from edge.cell.rack_orders import named
from edge.cell.racks import covering
from edge.cell.settle import settle
from edge.cell.situation import Situation
from wire.events import CallReleased


def release_call(at: Situation, given: ReleaseCall) -> Decision:
    """Its slots go on: they are picked, and their racks close and leave."""
    named(given.person, given.reason)
    feed = at.state.feeds.get(given.feed, FeedState())
    known = feed.vehicles.get(given.call_number)
    if known is None or not known.held or (given.rack and given.rack not in known.held):
        raise RefusedError(
            "call.not_held", f"call {given.call_number} of feed {given.feed} is not held by masters"
        )
    touched = [rack.rack for rack in covering(at.state, given.feed, known.epoch, known.number or 0)]
    draft = Draft(at.state, at.now_us, feed=given.feed)
    draft.add(
        CallReleased(
            feed=given.feed,
            call_number=given.call_number,
            person=given.person,
            reason=given.reason[:200],
            rack=given.rack,
        )
    )
    settle(draft, at.masters, touched)
    return draft.decision()
