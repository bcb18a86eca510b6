"""Who may do what. One table of roles and rights; a principal may also be bound to one cell or
feed, and then speaks for that one only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TokenRole(StrEnum):
    CELL = "cell"
    FEED = "feed"
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    VIEWER = "viewer"


class Right(StrEnum):
    SEND_TELEGRAMS = "send_telegrams"
    READ_BROADCAST = "read_broadcast"
    SEND_FACTS = "send_facts"
    READ_MASTERS = "read_masters"
    WRITE_MASTERS = "write_masters"
    READ_TRACKING = "read_tracking"
    WRITE_KANBAN = "write_kanban"


RIGHTS: dict[TokenRole, frozenset[Right]] = {
    TokenRole.CELL: frozenset({Right.READ_BROADCAST, Right.SEND_FACTS, Right.READ_MASTERS}),
    TokenRole.FEED: frozenset({Right.SEND_TELEGRAMS, Right.READ_BROADCAST}),
    TokenRole.ADMINISTRATOR: frozenset(
        {
            Right.READ_BROADCAST,
            Right.READ_MASTERS,
            Right.WRITE_MASTERS,
            Right.READ_TRACKING,
            Right.WRITE_KANBAN,
        }
    ),
    TokenRole.SUPERVISOR: frozenset(
        {Right.READ_BROADCAST, Right.READ_MASTERS, Right.READ_TRACKING, Right.WRITE_KANBAN}
    ),
    TokenRole.VIEWER: frozenset({Right.READ_TRACKING}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks. ``cell`` and ``feed`` are set exactly for their roles."""

    token_id: str
    role: TokenRole
    name: str = ""
    cell: str = ""
    feed: str = ""

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def is_cell(self, node: str) -> bool:
        """True for everybody who is not a cell, and for the cell itself."""
        return self.role is not TokenRole.CELL or self.cell == node

    def is_feed(self, feed: str) -> bool:
        """True for everybody who is not a feed's sender, and for the sender of this feed."""
        return self.role is not TokenRole.FEED or self.feed == feed


def problem_of(role: TokenRole, cell: str, feed: str) -> str:
    """Why a token with this role and binding must not exist; empty: it may."""
    if (role is TokenRole.CELL) != bool(cell):
        return "a cell's token names its cell (--cell), no other token does"
    if (role is TokenRole.FEED) != bool(feed):
        return "a feed's token names its feed (--feed), no other token does"
    return ""
