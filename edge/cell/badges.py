"""Whose badge this is, by the masters: nobody asks central. Pure.

Masters carry hashes (``wire.badges``) with the site's key, which the cell has apart from them. From
a central of before that key they carry plain ones, and the cell takes these too.
"""

from __future__ import annotations

from edge.cell.inputs import Decision, LockBadges
from edge.cell.masters import CompiledMasters
from wire.badges import is_keyed, is_plain, keyed_hash, plain_hash
from wire.events import BadgesLocked
from wire.masters import Person

LENGTH_MAX = 200


def owner_of(masters: CompiledMasters | None, badge: str) -> Person | None:
    """The person with this badge (the text behind ``LS:BADGE:``), or None."""
    if masters is None or not badge.strip() or len(badge) > LENGTH_MAX:
        return None
    plain = plain_hash(badge)
    if masters.badge_key:
        found = masters.badges.get(keyed_hash(masters.badge_key, plain))
        if found is not None:
            return found
    return masters.badges.get(plain)


def can_judge(masters: CompiledMasters | None) -> bool:
    """False while there are no masters, or not the key that their hashes were made with: then
    nobody's badge is wrong.
    """
    if masters is None:
        return False
    key = masters.badge_key
    return any(is_plain(stored) or (key and is_keyed(stored, key)) for stored in masters.badges)


def lock(given: LockBadges) -> Decision:
    fact = BadgesLocked(
        source=given.source[:80],
        workplace=given.workplace,
        refused=given.refused,
        lasts_s=given.lasts_s,
    )
    return Decision(facts=(fact,))
