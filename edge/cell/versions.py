"""Conflicts of versions: a telegram that may be the last word on its vehicle, or may not. Its slots
wait (``racks``) until a team lead says which version counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from edge.cell.build_sequence import (
    Placement,
    case_of,
    number_of_telegram,
    placement_of,
    version_order,
)
from edge.cell.inputs import RefusedError
from edge.cell.model import CellState, Conflict, FeedState, Rack
from edge.cell.racks import covering
from edge.cell.run_of_number import Claim, Place, RefusedNumber, find_run
from edge.cell.version_doubt import version_name
from edge.cell.version_inputs import DecideVersion
from wire.doubts import STATUS, conflict_name
from wire.ids import CallNumber, FeedId
from wire.masters import FeedRules
from wire.telegram import Status, Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConflict:
    """``known`` is what counts so far; None: nothing of this call. ``racks`` have slots
    that wait.
    """

    exception: str
    feed: FeedId
    call_number: CallNumber
    version: str
    conflict: Conflict
    known: Telegram | None
    racks: tuple[Rack, ...]


def open_conflicts(state: CellState) -> Iterator[OpenConflict]:
    """All of them, the oldest of each feed first."""
    for feed_id, feed in state.feeds.items():
        for call, conflict in sorted(feed.conflicts.items(), key=lambda each: each[1].at_us):
            vehicle = feed.vehicles.get(call)
            yield OpenConflict(
                exception=conflict_name(feed_id, call, conflict.code),
                feed=feed_id,
                call_number=call,
                version=version_name(conflict.telegram),
                conflict=conflict,
                known=None if vehicle is None else vehicle.telegram,
                racks=tuple(
                    rack
                    for rack in racks_in_doubt(state, feed_id, call, conflict)
                    if rack.shipped_us is None
                ),
            )


def racks_in_doubt(
    state: CellState, feed_id: FeedId, call: CallNumber, conflict: Conflict
) -> list[Rack]:
    """Those of the vehicle's own place, and of the place that the telegram in doubt names."""
    vehicle = state.feeds[feed_id].vehicles.get(call)
    places = {(conflict.epoch, conflict.number)}
    if vehicle is not None:
        places.add((vehicle.epoch, vehicle.number))
    return [
        rack
        for epoch, number in sorted(places, key=str)
        if number is not None
        for rack in covering(state, feed_id, epoch, number)
    ]


def conflict_of(state: CellState, given: DecideVersion) -> Conflict:
    """The one that the person means. Raises RefusedError."""
    if not given.person or not given.reason.strip():
        raise RefusedError("reason.missing", "only a named person may do this, and says why")
    feed = state.feeds.get(given.feed)
    conflict = None if feed is None else feed.conflicts.get(given.call_number)
    if conflict is None:
        raise RefusedError(
            "version.unknown", f"nothing is in doubt about call {given.call_number} of {given.feed}"
        )
    newest = version_name(conflict.telegram)
    if given.version not in ("", newest):
        raise RefusedError(
            "version.other", f"another telegram came since: {newest}; look at it, and decide on it"
        )
    return conflict


def understood(telegram: Telegram, rules: FeedRules) -> Telegram:
    """With the status that the masters give the maker's own by now. Raises RefusedError."""
    if telegram.status is not Status.UNKNOWN:
        return telegram
    status = rules.status_map.get(telegram.status_text)
    if status is None:
        raise RefusedError(
            STATUS,
            f"status {telegram.status_text!r} is not in status_map of feed {rules.feed}: add it to "
            "the masters first, or keep what was known",
        )
    return msgspec.structs.replace(telegram, status=status)


def place_taken(
    feed: FeedState, rules: FeedRules, conflict: Conflict, telegram: Telegram
) -> Placement:
    """What the telegram in doubt is once a person says that it counts: the vehicle's last word, and
    before whoever has its number. Raises RefusedError.
    """
    known = feed.vehicles.get(telegram.call_number)
    order = version_order(feed, rules, telegram, known)
    try:
        number = number_of_telegram(rules, telegram)
        place = _place(feed, rules, conflict, telegram, number, order)
    except RefusedNumber as refused:
        raise RefusedError(refused.code, refused.detail) from refused
    if place.too_old:
        raise RefusedError(
            "version.too_old", f"number {number} is shipped and forgotten; keep what was known"
        )
    case = case_of(feed, telegram, number, place, "first" if known is None else "newer")
    holder = None if case.holder is None else feed.vehicles[case.holder]
    if holder is not None and case.holder != telegram.call_number:
        order = max(order, (*holder.content_order, 1))
    return placement_of(case, telegram, order)


def _place(
    feed: FeedState,
    rules: FeedRules,
    conflict: Conflict,
    telegram: Telegram,
    number: int | None,
    order: tuple[int, ...],
) -> Place:
    """The run in which the number lay when it was heard, where that is known."""
    if number is None:
        return Place(epoch=0)
    run = feed.runs.get(conflict.epoch) if conflict.number == number else None
    if run is not None:
        return Place(epoch=conflict.epoch, too_old=number < run.pruned_below)
    claim = Claim(
        telegram=telegram,
        number=number,
        known=feed.vehicles.get(telegram.call_number),
        order=order,
        outdated=False,
    )
    return find_run(feed, rules, claim)
