"""Folding what comes down the broadcast: telegrams, quarantine, heads, skipped numbers, masters."""

from __future__ import annotations

from edge.cell import positions, runs
from edge.cell.evolve_versions import conflict_found
from edge.cell.losses import name_of_loss
from edge.cell.model import (
    CellState,
    ExceptionKind,
    FeedState,
    Loss,
    OpenException,
    RefusedMasters,
    Skip,
    Span,
    Vehicle,
)
from edge.cell.racks import covering, needs_of
from wire.doubts import conflict_name
from wire.events import (
    ContinuityChanged,
    HeadAdvanced,
    LineChanged,
    MastersAdopted,
    MastersRefused,
    NeedsRevised,
    NumberSkipped,
    Reaction,
    RunOpened,
    SubstituteReleased,
    TelegramQuarantined,
    TelegramTaken,
)
from wire.ids import FeedId, RackFamilyId
from wire.masters import Continuity
from wire.telegram import Telegram, content_hash

EXCEPTIONS_PER_KIND_MAX = 500
TRANSMISSIONS_MAX = 1_000
TRANSMISSIONS_JUMP_MAX = 200
"""Of a longer jump only the last ones are told."""
LOST_MAX = 2_000
"""Lost transmissions of a feed that are waited for; the oldest are given up."""
SET_ASIDE_MAX = 2_000
LINE_STOPS_MAX = 500


def feed_of(state: CellState, feed: FeedId) -> FeedState:
    found = state.feeds.get(feed)
    if found is None:
        found = state.feeds[feed] = FeedState()
    return found


def raise_exception(state: CellState, found: OpenException) -> None:
    """Keep an exception; the same one again only counts. Bounded by kind."""
    before = state.exceptions.get(found.exception)
    if before is not None:
        found.count, found.owner, found.at_us = before.count + 1, before.owner, before.at_us
    else:
        same = [e for e, other in state.exceptions.items() if other.kind is found.kind]
        if len(same) >= EXCEPTIONS_PER_KIND_MAX:
            del state.exceptions[same[0]]
    state.exceptions[found.exception] = found


def run_opened(state: CellState, fact: RunOpened, at_us: int, offset: int) -> None:
    feed = feed_of(state, fact.feed)
    runs.open_run(feed, fact, at_us)
    for epoch in [e for e in feed.runs if e < feed.epoch - 1 and feed.runs[e].ended]:
        if not any(r.feed == fact.feed and r.epoch == epoch for r in state.racks.values()):
            runs.forget_run(feed, epoch)


def continuity_changed(state: CellState, fact: ContinuityChanged, at_us: int, offset: int) -> None:
    """What was lost of a feed that counts its messages no more holds nothing."""
    feed = feed_of(state, fact.feed)
    runs.change_continuity(feed, fact)
    if fact.continuity is not Continuity.TRANSMISSION:
        feed.lost.clear()


def telegram_taken(state: CellState, fact: TelegramTaken, at_us: int, offset: int) -> None:
    telegram = fact.telegram
    feed = feed_of(state, telegram.feed)
    feed.arrivals += 1
    feed.last_telegram_us = at_us
    feed.reactions[fact.reaction] = feed.reactions.get(fact.reaction, 0) + 1
    if telegram.position is not None:
        positions.receive(feed, telegram.position)
    known = feed.vehicles.get(telegram.call_number)
    frontiers = _frontiers(feed)
    if fact.reaction is Reaction.SET_ASIDE:
        _remember_set_aside(feed, telegram)
    else:
        runs.take(feed, fact, at_us)
    if fact.reaction in _CHANGES:
        _check_shipped(state, fact, known, at_us)
    if telegram.transmission is not None:
        _chain(state, feed, fact, telegram.transmission, Loss(at_us, frontiers))


def set_aside_key(telegram: Telegram) -> str:
    """By what the same message is known when it comes again. Empty: it cannot be known."""
    counted = telegram.position if telegram.transmission is None else telegram.transmission
    return "" if counted is None else f"{telegram.call_number}:{counted}"


def set_aside_content(telegram: Telegram) -> str:
    """``set_aside_key`` with what it says: the line's counter may have begun anew."""
    key = set_aside_key(telegram)
    return f"{key}:{content_hash(telegram)[:8]}" if key else ""


def _remember_set_aside(feed: FeedState, telegram: Telegram) -> None:
    for key in filter(None, (set_aside_key(telegram), set_aside_content(telegram))):
        feed.set_aside.setdefault(key, feed.arrivals)
    while len(feed.set_aside) > SET_ASIDE_MAX:
        del feed.set_aside[next(iter(feed.set_aside))]


_CHANGES = frozenset({Reaction.AMENDED, Reaction.RE_SEQUENCED, Reaction.WITHDRAWN, Reaction.LATE})


def _check_shipped(
    state: CellState, fact: TelegramTaken, known: Vehicle | None, at_us: int
) -> None:
    """A slot that is gone to the line is not touched; a person is told what changed."""
    call, feed = fact.telegram.call_number, fact.telegram.feed
    now = state.feeds[feed].vehicles.get(call)
    if now is None:
        return
    places = {(v.epoch, v.number) for v in (known, now) if v is not None}
    for epoch, number in places:
        for rack in covering(state, feed, epoch, number) if number is not None else ():
            if rack.shipped_us is not None and _differs(known, now, rack.rack_family):
                raise_exception(
                    state,
                    OpenException(
                        exception=f"shipped:{rack.rack}:{number}:{call}",
                        kind=ExceptionKind.CHANGED_AFTER_SHIPPING,
                        at_us=at_us,
                        text=f"rack {rack.rack} is shipped; call {call} at number {number} "
                        f"then came as {fact.reaction.value}",
                    ),
                )


def _differs(known: Vehicle | None, now: Vehicle, rack_family: RackFamilyId) -> bool:
    if known is None or (known.epoch, known.number) != (now.epoch, now.number):
        return True
    if known.withdrawn != now.withdrawn:
        return True
    return needs_of(known, rack_family) != needs_of(now, rack_family)


def _frontiers(feed: FeedState) -> dict[int, int]:
    return {epoch: run.frontier for epoch, run in feed.runs.items()}


def hear_transmission(
    state: CellState, feed: FeedState, name: FeedId, transmission: int, before: Loss
) -> None:
    """It came, whatever became of it. In a feed that counts its messages those that it jumped over
    are awaited no longer than until now, and lost as ``before`` says.
    """
    run = feed.runs.get(feed.epoch)
    if run is not None and run.continuity is Continuity.TRANSMISSION:
        for lost in _jumped_over(feed, transmission, run.window):
            feed.awaited.setdefault(lost, feed.arrivals)
            feed.lost.setdefault(lost, before)
        while len(feed.lost) > LOST_MAX:
            del feed.lost[next(iter(feed.lost))]
    if transmission not in feed.transmissions:
        feed.transmissions[transmission] = feed.arrivals
    feed.awaited.pop(transmission, None)
    feed.lost.pop(transmission, None)
    state.exceptions.pop(name_of_loss(name, transmission), None)
    if len(feed.transmissions) > TRANSMISSIONS_MAX:
        del feed.transmissions[next(iter(feed.transmissions))]
    first = transmission if feed.first_transmission is None else feed.first_transmission
    feed.first_transmission = min(transmission, first)


def _jumped_over(feed: FeedState, transmission: int, window: int) -> list[int]:
    """Between the newest and this one; a count far below the newest began anew."""
    newest = feed.last_transmission
    if newest is None or transmission + window < newest:
        feed.last_transmission = transmission
        return []
    feed.last_transmission = max(newest, transmission)
    between = range(max(newest + 1, transmission - TRANSMISSIONS_JUMP_MAX), transmission)
    return [lost for lost in between if lost not in feed.transmissions]


def _chain(
    state: CellState, feed: FeedState, fact: TelegramTaken, transmission: int, before: Loss
) -> None:
    """Continuity: a transmission that another one names as its previous must be seen within the
    window. Ones before the first that was heard do not count.
    """
    telegram = fact.telegram
    previous = telegram.previous_transmission
    run = feed.runs.get(feed.epoch)
    window = run.window if run else 50
    hear_transmission(state, feed, telegram.feed, transmission, before)
    first = transmission if feed.first_transmission is None else feed.first_transmission
    heard_before = previous is not None and previous > first
    if previous is not None and heard_before and previous not in feed.transmissions:
        feed.awaited.setdefault(previous, feed.arrivals + window)
    for lost in [t for t, due in feed.awaited.items() if due <= feed.arrivals]:
        del feed.awaited[lost]
        raise_exception(
            state,
            OpenException(
                exception=name_of_loss(telegram.feed, lost),
                kind=ExceptionKind.TRANSMISSION_BREAK,
                at_us=before.at_us,
                text=lost_text(telegram.feed, lost, holds=lost in feed.lost),
            ),
        )


def lost_text(feed: str, transmission: int, *, holds: bool) -> str:
    """``holds``: racks wait for it."""
    waits = "; racks from then on wait until it comes or a person closes this" if holds else ""
    return f"transmission {transmission} of feed {feed} was never received{waits}"


def heard_lost(state: CellState) -> list[OpenException]:
    """Of a draft: the transmissions that its telegrams showed to be lost."""
    kind = ExceptionKind.TRANSMISSION_BREAK
    return [found for found in state.exceptions.values() if found.kind is kind]


def telegram_quarantined(
    state: CellState, fact: TelegramQuarantined, at_us: int, offset: int
) -> None:
    feed = feed_of(state, fact.feed)
    feed.quarantined += 1
    if fact.position is not None:
        positions.receive(feed, fact.position)
    if fact.transmission is not None:
        before = Loss(at_us, _frontiers(feed))
        hear_transmission(state, feed, fact.feed, fact.transmission, before)
    if fact.telegram is not None:
        conflict_found(feed, fact, fact.telegram, at_us)
    if fact.code.startswith("sequence."):
        feed.reactions[Reaction.CONFLICT] = feed.reactions.get(Reaction.CONFLICT, 0) + 1
        kind, name = ExceptionKind.CONFLICT, conflict_name(fact.feed, fact.call_number, fact.code)
    else:
        kind, name = ExceptionKind.QUARANTINE, f"quarantine:{fact.feed}:{fact.code}"
    text = f"{fact.code}: {fact.detail}"[:200]
    raise_exception(state, OpenException(exception=name, kind=kind, at_us=at_us, text=text))


def head_advanced(state: CellState, fact: HeadAdvanced, at_us: int, offset: int) -> None:
    positions.announce(feed_of(state, fact.feed), fact.position)


def line_changed(state: CellState, fact: LineChanged, at_us: int, offset: int) -> None:
    feed = feed_of(state, fact.feed)
    if fact.running and not feed.line_running:
        feed.line_stops.append(Span(low=feed.line_changed_us, high=at_us))
        del feed.line_stops[:-LINE_STOPS_MAX]
    feed.line_running, feed.line_changed_us = fact.running, at_us


def number_skipped(state: CellState, fact: NumberSkipped, at_us: int, offset: int) -> None:
    entry = Skip(person=fact.person, reason=fact.reason, at_us=at_us)
    runs.skip(feed_of(state, fact.feed), fact.epoch, fact.number, entry)


def needs_revised(state: CellState, fact: NeedsRevised, at_us: int, offset: int) -> None:
    runs.revise(feed_of(state, fact.feed), fact)


def substitute_released(
    state: CellState, fact: SubstituteReleased, at_us: int, offset: int
) -> None:
    runs.substitute(feed_of(state, fact.feed), fact.call_number, fact.need)


def masters_adopted(state: CellState, fact: MastersAdopted, at_us: int, offset: int) -> None:
    state.masters_version = fact.version
    state.masters_refused = None


def masters_refused(state: CellState, fact: MastersRefused, at_us: int, offset: int) -> None:
    state.masters_refused = RefusedMasters(
        version=fact.version, digest=fact.digest, reason=fact.reason, at_us=at_us
    )
