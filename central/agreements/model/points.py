"""For which unloading points an agreement is. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from central.partners.rules.customers import point_key
from central.words.reasons import Reason, because


def other_point(agreement: str, points: Sequence[str], point: str) -> Reason | None:
    """Why the agreement, which lists ``points``, is not for this one; None: it is, or none is
    named, or it lists none.
    """
    if not points or not point or point_key(point) in map(point_key, points):
        return None
    words = "{agreement} is for unloading points {points}, not for {point}: enter it there"
    of = {"agreement": agreement, "points": ", ".join(points), "point": point}
    return because("contract.other_point", words, **of)
