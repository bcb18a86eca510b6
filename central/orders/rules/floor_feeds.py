"""For whom the racks of a feed are: customer, plant and unloading point. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from central.partners.rules.customers import point_key


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorFeed:
    """``floor_feed``: the name of the feed. Empty ``plant`` and ``unloading_point``: it does not
    say.
    """

    floor_feed: str
    customer: str
    plant: str = ""
    unloading_point: str = ""


class Candidate(Protocol):
    """An agreement part that a part number of the floor may stand for."""

    @property
    def customer(self) -> str: ...
    @property
    def plant(self) -> str: ...
    @property
    def points(self) -> tuple[str, ...]: ...


Found = TypeVar("Found", bound=Candidate)


def narrowed(candidates: Sequence[Found], feed: FloorFeed | None) -> Sequence[Found]:
    """Those of the feed's customer, for its plant and its unloading point, or else for all of them;
    without a feed, all.
    """
    if feed is None:
        return candidates
    found = [it for it in candidates if it.customer == feed.customer]
    if feed.plant:
        own = [it for it in found if it.plant == feed.plant]
        found = own or [it for it in found if not it.plant]
    if feed.unloading_point:
        wanted = point_key(feed.unloading_point)
        own = [it for it in found if wanted in map(point_key, it.points)]
        found = own or [it for it in found if not it.points]
    return found
