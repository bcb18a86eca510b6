"""Lost transmissions of a feed that counts its messages: nobody can tell which vehicle was in one.
A rack that was not whole before is whole when it came, or when a person says that none was. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from edge.cell.dense_racks import ends_full
from edge.cell.model import CellState, Loss, Rack
from wire.ids import FeedId
from wire.masters import Filling


class LossName(NamedTuple):
    feed: FeedId
    transmission: int


def name_of_loss(feed: str, transmission: int) -> str:
    """Under which it is told to people."""
    return f"transmission:{feed}:{transmission}"


def loss_named(state: CellState, exception: str) -> LossName | None:
    """None: it is no loss that holds racks."""
    kind, _, rest = exception.partition(":")
    feed, _, number = rest.rpartition(":")
    known = state.feeds.get(FeedId(feed)) if kind == "transmission" else None
    if known is None or not number.isdecimal() or int(number) not in known.lost:
        return None
    return LossName(FeedId(feed), int(number))


def losses_before(state: CellState, rack: Rack) -> list[int]:
    """Transmissions that may have named a vehicle of the rack."""
    feed = state.feeds.get(rack.feed)
    if feed is None or rack.shipped_us is not None:
        return []
    return sorted(lost for lost, loss in feed.lost.items() if not _was_whole(state, rack, loss))


def racks_behind(state: CellState, feed: FeedId, *transmissions: int) -> Iterator[Rack]:
    """Racks that are here and wait for one of these, in the order in which they were formed."""
    known = state.feeds[feed].lost if feed in state.feeds else {}
    lost = [known[transmission] for transmission in transmissions if transmission in known]
    for rack in state.racks.values() if lost else ():
        if rack.feed == feed and rack.shipped_us is None:
            if not all(_was_whole(state, rack, loss) for loss in lost):
                yield rack


def racks_by_loss(state: CellState, feed: FeedId) -> Mapping[int, list[Rack]]:
    """Of each loss of the feed the racks that wait for it, as ``racks_behind``, in one pass."""
    lost = state.feeds[feed].lost
    found: dict[int, list[Rack]] = {transmission: [] for transmission in lost}
    for rack in state.racks.values() if lost else ():
        if rack.feed == feed and rack.shipped_us is None:
            for transmission, loss in lost.items():
                if not _was_whole(state, rack, loss):
                    found[transmission].append(rack)
    return found


def _was_whole(state: CellState, rack: Rack, loss: Loss) -> bool:
    """Whether all its vehicles had come before it, and no other could come into it."""
    if rack.closed_us is not None and rack.closed_us < loss.at_us:
        return True
    frontier = loss.frontiers.get(rack.epoch)
    if frontier is None:
        return rack.epoch < min(loss.frontiers, default=0)
    if _had_ended(state, rack, loss):
        return True
    if rack.filling is Filling.NUMBER:
        return rack.first_number + rack.size - 1 <= frontier
    if max(rack.dealt.values(), default=frontier + 1) > frontier:
        return False
    return ends_full(rack) or (
        rack.filling is Filling.DENSE and _was_followed(state, rack, frontier)
    )


def _had_ended(state: CellState, rack: Rack, loss: Loss) -> bool:
    """The run after its own was a window on."""
    feed = state.feeds[rack.feed]
    run, successor = feed.runs.get(rack.epoch), feed.runs.get(rack.epoch + 1)
    reached = loss.frontiers.get(rack.epoch + 1)
    if run is None or successor is None or reached is None:
        return False
    return reached - successor.first_number + 1 >= run.window


def _was_followed(state: CellState, rack: Rack, frontier: int) -> bool:
    """A later rack of its family had begun."""
    return any(
        rack.last_number < other.first_number <= frontier
        for other in state.racks.values()
        if (other.rack_family, other.feed, other.epoch, other.filling)
        == (rack.rack_family, rack.feed, rack.epoch, rack.filling)
        and other.dealt
    )
