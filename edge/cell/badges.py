"""Whose badge this is, by the masters: nobody asks central. Pure.

Masters carry hashes (``wire.badges``) with the site's key, which the cell has apart from them. From
a central of before that key they carry plain ones, and the cell takes these too.
"""

from __future__ import annotations

from edge.cell.inputs import Decision, LockBadges
from edge.cell.masters import CompiledMasters
from edge.cell.situation import Situation
from wire.badges import is_keyed, is_plain, keyed_hash, plain_hash
from wire.events import BadgesLocked
from wire.masters import Person

LENGTH_MAX = 200


def owner_of(masters: CompiledMasters | None, badge: str) -> Person | None:
    """The person with this badge (the text behind ``LS:BADGE:``), or None."""
    if masters is None or not badge.strip() or len(badge) > LENGTH_MAX:
        return None
    plain = plain_hash(badge)
    hashes = [*(keyed_hash(key, plain) for key in masters.badge_keys), plain]
    return next((masters.badges[one] for one in hashes if one in masters.badges), None)


def can_judge(masters: CompiledMasters | None) -> bool:
    """False while there are no masters, or not the key that their hashes were made with: then
    nobody's badge is wrong.
    """
    if masters is None:
        return False
    keys = masters.badge_keys
    return any(
        is_plain(stored) or any(is_keyed(stored, key) for key in keys) for stored in masters.badges
    )


def lock(at: Situation, given: LockBadges) -> Decision:
    fact = BadgesLocked(
        source=given.source[:80],
        workplace=given.workplace,
        refused=given.refused,
        lasts_s=given.lasts_s,
    )
    return Decision(facts=(fact,))
