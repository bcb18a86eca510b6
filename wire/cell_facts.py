"""What happens to a cell itself, beside vehicles and racks: its start, its masters, locks of its
badges, and what central will not take of it.
"""

from __future__ import annotations

from typing import Annotated

from wire.fact import Fact
from wire.ids import WorkplaceId
from wire.limits import longer
from wire.telegram import Counter


class MastersAdopted(Fact, frozen=True, kw_only=True, tag="masters_adopted"):
    version: Counter
    digest: str


class MastersRefused(Fact, frozen=True, kw_only=True, tag="masters_refused"):
    """Masters that central offers and this cell cannot use; it goes on with those it has.

    ``version`` 0: they could not even be read. ``reason`` names what is wrong in them.
    """

    version: Counter
    digest: str
    reason: Annotated[str, longer(1000)]


class BadgesLocked(Fact, frozen=True, kw_only=True, tag="badges_locked"):
    """So many wrong badges came from ``source`` within an hour that none is looked at for
    ``lasts_s``. What else comes from there is taken as before.
    """

    source: str
    """``scanner NAME`` or ``address A``."""
    workplace: WorkplaceId = WorkplaceId("")
    refused: Counter
    lasts_s: Counter


class FactRefused(Fact, frozen=True, kw_only=True, tag="fact_refused"):
    """Central will never apply the fact of this journal at ``refused``; a person has to know it."""

    refused: Counter
    """Its offset."""
    kind: str
    """The refused fact's own tag."""
    code: str
    detail: Annotated[str, longer(500)]


class CellStarted(Fact, frozen=True, kw_only=True, tag="cell_started"):
    version: str
    recovered_facts: Counter
    ready_ms: Counter
