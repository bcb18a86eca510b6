"""What a person must look at, and in which order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BLOCK_TOLD_S = 60.0
"""A block that a cell did not take in for so long is told."""
SILENT_S = 30.0
"""A cell that did not say for so long that it lives is a fault: six of its heartbeats."""
SILENT_WITHOUT_HEARTBEAT_S = 60.0
"""Of a cell whose program sends none: not heard for so long while its line ran."""
UNPUBLISHED_S = 10.0
"""Telegrams that wait longer for the broker are a fault."""
BEHIND_S = 10.0
"""Facts that wait longer to be shown are told."""

RANKS = {
    "silent_cell": 0,
    "disk_full": 0,
    "help": 1,
    "unpublished": 1,
    "alarm_not_sent": 1,
    "journal_branched": 0,
    "facts_not_taken": 1,
    "broker_away": 2,
    "clock_wrong": 2,
    "feed_unheard": 2,
    "scanner_away": 2,
    "printer_stopped": 2,
    "facts_wait": 3,
    "held_fitted": 2,
    "held_blocked": 2,
    "held_contested": 3,
    "held_withdrawn": 3,
    "held_late_change": 3,
    "held_put_waits": 3,
    "held_more": 3,
    "feed_silent": 1,
    "catching_up": 1,
    "masters_refused": 1,
    "block_waits": 1,
    "fact_conflict": 1,
    "chain_broken": 1,
    "fact_refused": 1,
    "journal_rolled_back": 1,
    "journal_damaged": 0,
    "rack_claimed_twice": 1,
    "serial_twice": 1,
    "fitted_without_part": 0,
    "blocked_shipped": 0,
    "left_out": 1,
    "changed_after_shipping": 1,
    "re_order": 1,
    "re_order_unclaimed": 1,
    "emergency_call": 1,
    "conflict": 2,
    "hole": 2,
    "shipped_label_scanned": 3,
    "usage": 3,
    "badge_lock": 2,
    "test_telegram": 3,
    "identity_changed": 4,
    "planned_time": 4,
    "call_status": 3,
    "message": 5,
    "short": 3,
    "pick_later": 4,
    "label_unknown": 4,
    "quarantine": 5,
    "transmission_break": 2,
    "kanban": 6,
}
"""Smaller is more urgent; alarms of central that are not named here rank 2."""
RANK_OTHER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that a person must look at. ``action`` is a word of the catalogue, ``link`` the
    page where it is done or seen. ``name``: what it stays while its subject changes; empty: that.
    """

    kind: str
    subject: str
    node: str
    text: str
    since_us: int
    owner: str = ""
    action: str = "look"
    link: str = ""
    name: str = ""

    @property
    def rank(self) -> int:
        return RANKS.get(self.kind, RANK_OTHER)

    @property
    def level(self) -> str:
        return "fault" if self.rank <= RANK_OTHER else "attention"


def some_of_each(troubles: Sequence[Trouble], most: int) -> list[Trouble]:
    """At most so many, in their order: of every kind some before of any kind all, so that fifty of
    one do not hide the only one of another.
    """
    place: Counter[str] = Counter()
    turns = []
    for at, trouble in enumerate(troubles):
        turns.append((place[trouble.kind], at))
        place[trouble.kind] += 1
    return [troubles[at] for at in sorted(at for _, at in sorted(turns)[:most])]


def ranked(troubles: Iterable[Trouble]) -> list[Trouble]:
    """The most urgent first; of equals the one nobody owns, then the oldest."""
    return sorted(troubles, key=lambda t: (t.rank, bool(t.owner), t.since_us, t.subject))
