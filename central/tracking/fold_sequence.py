"""The build order as one cell knows it: runs, who holds a number, what is missing. Pure.

Mirrors what the cell itself folds from the same facts: a vehicle's newest version counts, by the
version order that the fact carries; a number belongs to the newest claim of a vehicle that is not
withdrawn; a number of a run that nobody holds is a hole until it is filled or skipped.
"""

from __future__ import annotations

from typing import Any

import msgspec

from central.tracking import fold_transmissions
from central.tracking.fold_holes import close_hole, is_counted, open_hole, open_holes
from central.tracking.memory import Happened, Known, Place, Row
from central.tracking.rules import carries
from wire import events
from wire.events import Reaction
from wire.masters import Continuity
from wire.number_before import number_before
from wire.readable import readable
from wire.telegram import Status, Telegram

POSITIONS_OWED_MAX = 2000
"""Positions before the first one heard that a new cell asks for."""
_TERMINAL = frozenset({Status.CANCELLED, Status.FITTED})
_PASSED_BY = frozenset({Reaction.DUPLICATE, Reaction.OUTDATED, Reaction.CONFLICT})
CHANGES = frozenset({Reaction.AMENDED, Reaction.RE_SEQUENCED, Reaction.WITHDRAWN, Reaction.LATE})
"""What may change a rack that is shipped."""
_json = msgspec.json.Encoder()


def run_opened(known: Known, happened: Happened, fact: events.RunOpened) -> None:
    """The first run heard, a wrap, a restart, or the end of a run that was heard late."""
    if known.runs.get(fact.feed, fact.epoch) is not None:
        return
    row = {
        "node": known.node,
        "feed": str(fact.feed),
        "epoch": fact.epoch,
        "first": fact.first,
        "frontier": fact.first - 1,
        "first_number": fact.first_number,
        "last_number": fact.last_number,
        "window_numbers": fact.window,
        "continuity": fact.continuity.value,
        "jumped": fact.continuity is not Continuity.NUMBER,
    }
    known.runs.put(row, fact.feed, fact.epoch)
    following = known.runs.get(fact.feed, fact.epoch + 1)
    if following is not None:
        _lower(known, happened, following, following["first_number"])
    _settle(known, happened, str(fact.feed), fact.epoch)


def telegram_taken(known: Known, happened: Happened, fact: events.TelegramTaken) -> None:
    telegram = fact.telegram
    feed, call = str(telegram.feed), str(telegram.call_number)
    if telegram.position is not None:
        position_seen(known, happened, feed, telegram.position)
    fold_transmissions.heard(known, happened, feed, telegram.transmission)
    if fact.reaction is Reaction.SET_ASIDE:
        return
    if fact.number is not None:
        _see(known, happened, feed, fact.epoch, fact.number)
    before = known.vehicles.get(feed, call)
    too_old = fact.reaction is Reaction.OUTDATED and fact.number is None
    counts = not too_old or fact.passed is not None
    if counts and (before is not None or fact.reaction not in _PASSED_BY):
        row = _version(known.node, happened, fact, before)
        known.vehicles.put(row, feed, call)
        _move(known, happened, before, row)
        if fact.reaction in CHANGES:
            _look_for_shipped(known, happened, fact, before, row)
        if row["fitted"] and row["claimed_number"] is not None:
            advance(known, happened, feed, "fitted", "", (row["epoch"], row["claimed_number"]))
    elif before is not None:
        known.vehicles.put({**before, "vin": _vin_after(before, fact)}, feed, call)
    if fact.number is not None:
        _close_or_open(known, happened, Place(feed, fact.epoch, fact.number))
        _open_before(known, happened, fact, fact.number)


def _open_before(known: Known, happened: Happened, fact: events.TelegramTaken, number: int) -> None:
    """The telegram names the number before its own. Of a higher one the run before is meant."""
    feed = str(fact.telegram.feed)
    run = known.runs.get(feed, fact.epoch)
    if run is None or run["continuity"] != Continuity.PREVIOUS_NUMBER.value:
        return
    before = number_before(fact.telegram, run["first_number"], run["last_number"])
    if before is None or before == number:
        return
    run = run if before < number else known.runs.get(feed, fact.epoch - 1)
    if run is None or before < run["first"]:
        return
    if before > run["frontier"]:
        known.runs.put({**run, "frontier": before}, feed, run["epoch"])
    place = Place(feed, run["epoch"], before)
    if not known.claims[place] and known.skips.get(*place) is None:
        open_hole(known, happened, feed, "number", (place.epoch, place.number))


def position_seen(known: Known, happened: Happened, feed: str, position: int) -> None:
    """A gateway position came in; those before it that did not are holes."""
    frontier = known.progress.get(feed, "position", "")
    if frontier is not None and position <= frontier["number"]:
        close_hole(known, happened, feed, "position", (0, position), "filled")
        return
    _owe_positions(known, happened, feed, frontier, position)
    advance(known, happened, feed, "position", "", (0, position))


def head_advanced(known: Known, happened: Happened, fact: events.HeadAdvanced) -> None:
    """The head's own position was not received either."""
    frontier = known.progress.get(fact.feed, "position", "")
    if frontier is None or frontier["number"] < fact.position:
        _owe_positions(known, happened, fact.feed, frontier, fact.position + 1)
        advance(known, happened, fact.feed, "position", "", (0, fact.position))


def skipped(known: Known, happened: Happened, fact: events.NumberSkipped) -> None:
    row = {
        "node": known.node,
        "feed": str(fact.feed),
        "epoch": fact.epoch,
        "number": fact.number,
        "person": str(fact.person),
        "reason": fact.reason,
        "at_us": happened.at_us,
    }
    known.skips.put(row, fact.feed, fact.epoch, fact.number)
    close_hole(known, happened, fact.feed, "number", (fact.epoch, fact.number), "skipped")


def advance(
    known: Known,
    happened: Happened,
    feed: str,
    what: str,
    rack_family: str,
    place: tuple[int, int],
) -> None:
    """The furthest that ever was, as (epoch, number). What pages show of it is ``unbroken``."""
    before = known.progress.get(feed, what, rack_family)
    if before is not None and (before["epoch"], before["number"]) > place:
        return
    row = {
        "node": known.node,
        "feed": str(feed),
        "what": what,
        "rack_family": str(rack_family),
        "epoch": place[0],
        "number": place[1],
        "at_us": happened.at_us,
    }
    known.progress.put(row, feed, what, rack_family)


def raise_exception(known: Known, happened: Happened, name: str, kind: str, text: str) -> None:
    """Something for a person, under the cell's own id; while it is open the same only counts."""
    name, text = name[:200], readable(text)[:200]
    before = known.exceptions.get(name)
    again = before is not None and before["closed_us"] is None
    row = {
        "node": known.node,
        "exception": name,
        "kind": kind,
        "text": text,
        "at_us": before["at_us"] if before is not None and again else happened.at_us,
        "times": before["times"] + 1 if before is not None and again else 1,
        "owner": before["owner"] if before is not None and again else "",
        "taken_us": before["taken_us"] if before is not None and again else None,
        "closed_us": None,
        "note": "",
        "fact": happened.fact_id,
    }
    known.exceptions.put(row, name)


def _look_for_shipped(
    known: Known, happened: Happened, fact: events.TelegramTaken, before: Row | None, row: Row
) -> None:
    """A rack that is gone is not touched by a late change; a person is told."""
    places = {_place_of(version) for version in (before, row) if version is not None} - {None}
    for rack in known.racks.rows.values():
        for place in places:
            inside = place is not None and carries(rack, place[2])
            if not inside or place is None or rack["shipped_us"] is None:
                continue
            if (rack["feed"], rack["epoch"]) == place[:2] and _differs(
                before, row, rack["rack_family"]
            ):
                call = row["call_number"]
                name = f"shipped:{rack['rack']}:{place[2]}:{call}"
                text = (
                    f"rack {rack['rack']} is shipped; call {call} at number {place[2]} "
                    f"then came as {fact.reaction.value}"
                )
                raise_exception(known, happened, name, "changed_after_shipping", text)


def _differs(before: Row | None, row: Row, rack_family: str) -> bool:
    if before is None or _place_of(before) != _place_of(row):
        return True
    if before["withdrawn"] != row["withdrawn"]:
        return True
    return _needs_of(before, rack_family) != _needs_of(row, rack_family)


def _needs_of(row: Row, rack_family: str) -> list[events.Need]:
    needs = msgspec.json.decode(row["needs"], type=list[events.Need])
    return [need for need in needs if need.rack_family == rack_family]


def _version(node: str, happened: Happened, fact: events.TelegramTaken, before: Row | None) -> Row:
    """The vehicle's row after this telegram, before anybody looks who holds its number."""
    telegram = fact.telegram
    row = before or _first_row(node, telegram)
    vin = _vin_after(row, fact)
    row = {**row, "vin": vin, "fact": happened.fact_id, "at_us": happened.at_us}
    order = list(fact.order)
    if fact.decided or order >= _order(row["version"]):
        row |= {
            "version": _json.encode(order).decode(),
            "status": telegram.status.value,
            "withdrawn": telegram.status is Status.CANCELLED,
            "fitted": telegram.status is Status.FITTED,
            "position": telegram.position,
        }
    if fact.passed is not None:
        row["fitted"] = fact.passed
    newer = fact.decided or order > _order(row["content_version"])
    if telegram.status not in _TERMINAL and newer:
        row["content_version"] = _json.encode(order).decode()
        if fact.reaction is not Reaction.DUPLICATE:
            row |= _content(fact)
    return row


def _vin_after(row: Row, fact: events.TelegramTaken) -> str:
    """What was named before counts where the telegram names none, or an older word another."""
    order, before = list(fact.order), str(row["vin"])
    last = fact.decided or order >= _order(row["version"])
    content = fact.telegram.status not in _TERMINAL and order > _order(row["content_version"])
    return str(fact.telegram.vin or before) if last or content or not before else before


def _first_row(node: str, telegram: Telegram) -> Row:
    return {
        "node": node,
        "feed": str(telegram.feed),
        "call_number": str(telegram.call_number),
        "vin": str(telegram.vin),
        "epoch": 0,
        "number": None,
        "claimed_number": None,
        "sequence_number": str(telegram.sequence_number),
        "status": telegram.status.value,
        "withdrawn": False,
        "fitted": False,
        "position": telegram.position,
        "model": telegram.model,
        "colour": telegram.colour,
        "needs": b"[]",
        "problems": b"[]",
        "version": "[]",
        "content_version": "[]",
        "held": "{}",
    }


def _content(fact: events.TelegramTaken) -> Row:
    telegram = fact.telegram
    return {
        "epoch": fact.epoch,
        "claimed_number": fact.number,
        "sequence_number": str(telegram.sequence_number),
        "model": telegram.model,
        "colour": telegram.colour,
        "needs": _json.encode(fact.needs),
        "problems": _json.encode(fact.problems),
    }


def _order(text: str) -> list[int]:
    return msgspec.json.decode(text, type=list[int])


def _place_of(row: Row) -> Place | None:
    if row["claimed_number"] is None:
        return None
    return Place(row["feed"], row["epoch"], row["claimed_number"])


def _move(known: Known, happened: Happened, before: Row | None, row: Row) -> None:
    """The vehicle leaves the place it claimed for the one it claims now."""
    old = None if before is None else _place_of(before)
    new = _place_of(row)
    if old is not None and old != new:
        known.claims[old].discard(row["call_number"])
        _rank(known, old)
        _close_or_open(known, happened, old)
    if new is not None:
        known.claims[new].add(row["call_number"])
        _rank(known, new)
        if old is not None:
            _close_or_open(known, happened, new)
    elif row["number"] is not None:
        known.vehicles.put({**row, "number": None}, row["feed"], row["call_number"])


def _rank(known: Known, place: Place) -> None:
    """Of those who claim a place the newest that is not withdrawn holds it. A person's skip of the
    number is over when there is such a one that is still to be built.
    """
    feed, _, number = place
    rows = [known.vehicles.rows[feed, call] for call in known.claims[place]]
    owner = max(rows, key=_claim, default=None)
    for row in rows:
        held = number if row is owner else None
        if row["number"] != held:
            known.vehicles.put({**row, "number": held}, feed, row["call_number"])
    if owner is not None and not owner["withdrawn"] and not owner["fitted"]:
        known.skips.drop(*place)


def _claim(row: Row) -> tuple[Any, ...]:
    return (not row["withdrawn"], _order(row["content_version"]), row["call_number"])


def _see(known: Known, happened: Happened, feed: str, epoch: int, number: int) -> None:
    """A number exists: those between it and what was seen are missing. Whether it is missing
    itself is known when its telegram is folded.
    """
    run = known.runs.get(feed, epoch)
    if run is None:
        return
    if number < run["first"]:
        _lower(known, happened, run, number)
        run = known.runs.rows[feed, epoch]
    if number > run["frontier"]:
        open_holes(known, happened, feed, "number", epoch, run["frontier"] + 1, number)
        known.runs.put({**run, "frontier": number}, feed, epoch)
        advance(known, happened, feed, "received", "", (epoch, number))
        _settle(known, happened, feed, epoch)


def _lower(known: Known, happened: Happened, run: Row, number: int) -> None:
    feed, epoch = run["feed"], run["epoch"]
    if number < run["first"]:
        open_holes(known, happened, feed, "number", epoch, number, run["first"])
        known.runs.put({**run, "first": number}, feed, epoch)


def _settle(known: Known, happened: Happened, feed: str, epoch: int) -> None:
    """A run that came close to its last number before the next one began has wrapped: all its
    numbers exist.
    """
    for earlier in (epoch - 1, epoch):
        run, after = known.runs.get(feed, earlier), known.runs.get(feed, earlier + 1)
        if run is None or after is None:
            continue
        last = run["last_number"]
        if last - run["window_numbers"] <= run["frontier"] < last:
            open_holes(known, happened, feed, "number", earlier, run["frontier"] + 1, last + 1)
            known.runs.put({**run, "frontier": last}, feed, earlier)


def _owe_positions(
    known: Known, happened: Happened, feed: str, frontier: Row | None, end: int
) -> None:
    first = max(1, end - POSITIONS_OWED_MAX) if frontier is None else frontier["number"] + 1
    open_holes(known, happened, feed, "position", 0, first, end)


def _close_or_open(known: Known, happened: Happened, place: Place) -> None:
    """A number that somebody holds is no hole; one that was seen and that nobody holds is."""
    feed, epoch, number = place
    if known.claims[place]:
        close_hole(known, happened, feed, "number", (epoch, number), "filled")
    elif known.skips.get(feed, epoch, number) is None and is_counted(known, feed, epoch):
        open_hole(known, happened, feed, "number", (epoch, number))
