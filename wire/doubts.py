"""Why a telegram may be its vehicle's last word, or may not: a person decides, and until then its
slots are held. The codes of ``TelegramQuarantined`` that say so.
"""

from __future__ import annotations

from wire.ids import CallNumber, FeedId

CONFLICT = "sequence.conflict"
IDENTITY = "sequence.identity"
STATUS = "sequence.status"
"""The maker's status means nothing here: the feed's ``status_map`` does not name it."""
NUMBER = "sequence.number"
RANGE = "sequence.range"
RESTART = "sequence.restart"
JUMP = "sequence.jump"
UNBELIEVED = (NUMBER, RANGE, RESTART, JUMP)
"""A number that cannot be: it holds a vehicle that has another."""
CODES = (CONFLICT, IDENTITY, STATUS, *UNBELIEVED)


def conflict_name(feed: FeedId | str, call: CallNumber | str, code: str) -> str:
    """The id of its exception."""
    return f"conflict:{feed}:{call}:{code}"
