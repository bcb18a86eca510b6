"""Who may do what. One table of roles and rights; a principal may also be bound to one cell or
feed, and then speaks for that one only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from central.words.reasons import Reason, because

_PERSON = re.compile(r"[a-z0-9][a-z0-9._-]{1,34}")


class TokenRole(StrEnum):
    CELL = "cell"
    FEED = "feed"
    PICKER = "picker"
    TEAM_LEAD = "team_lead"
    SUPERVISOR = "supervisor"
    SHIPPING = "shipping"
    PLANNER = "planner"
    CREDIT_CONTROLLER = "credit_controller"
    ADMINISTRATOR = "administrator"
    QUALITY = "quality"
    """Blocks parts, lots and serials for all cells."""
    VIEWER = "viewer"


class Right(StrEnum):
    SEND_TELEGRAMS = "send_telegrams"
    READ_BROADCAST = "read_broadcast"
    SEND_FACTS = "send_facts"
    READ_MASTERS = "read_masters"
    """Without the hashes of badges: these are for cells and for who writes masters."""
    READ_BADGE_KEY = "read_badge_key"
    """What a cell needs to know a badge of its masters; no person's and no feed's."""
    WRITE_MASTERS = "write_masters"
    READ_TRACKING = "read_tracking"
    WRITE_KANBAN = "write_kanban"
    TAKE_ALARMS = "take_alarms"
    """Say that one looks after a trouble, so that nobody else is called; close what central itself
    saw.
    """
    READ_OFFICE = "read_office"
    """Partners, agreements, schedules, orders, interchanges and their reports."""
    WRITE_PARTNERS = "write_partners"
    WRITE_AGREEMENTS = "write_agreements"
    EXCHANGE_EDI = "exchange_edi"
    """Bring in files, and have them processed again."""
    PLAN_RELEASES = "plan_releases"
    """Reconcile, approve, reject, release, rerun, remove."""
    CORRECT_CUMS = "correct_cums"
    POST_DESPATCH = "post_despatch"
    BLOCK_PIECES = "block_pieces"
    """Block parts, lots and serials at all cells, lift blocks, and see to what is out already."""
    MANAGE_PEOPLE = "manage_people"
    """People, their roles, and tokens."""
    ENROL_CELLS = "enrol_cells"
    """Ask for the one-time code with which a cell gets its token."""
    READ_AUDIT = "read_audit"
    OWN_ACCOUNT = "own_account"
    """What somebody may always do to oneself: see oneself, change one's password, sign out."""


_SELF = frozenset({Right.OWN_ACCOUNT})
_FLOOR = _SELF | {Right.READ_TRACKING}
_LEADS = _FLOOR | {
    Right.READ_BROADCAST,
    Right.READ_MASTERS,
    Right.WRITE_KANBAN,
    Right.TAKE_ALARMS,
}
_OFFICE = _FLOOR | {Right.READ_OFFICE}

RIGHTS: dict[TokenRole, frozenset[Right]] = {
    TokenRole.CELL: frozenset(
        {Right.READ_BROADCAST, Right.SEND_FACTS, Right.READ_MASTERS, Right.READ_BADGE_KEY}
    ),
    TokenRole.FEED: frozenset({Right.SEND_TELEGRAMS, Right.READ_BROADCAST}),
    TokenRole.PICKER: _SELF,
    TokenRole.VIEWER: _FLOOR,
    TokenRole.TEAM_LEAD: _LEADS,
    TokenRole.SUPERVISOR: _LEADS | {Right.ENROL_CELLS, Right.BLOCK_PIECES},
    TokenRole.QUALITY: _LEADS | {Right.BLOCK_PIECES},
    TokenRole.SHIPPING: _OFFICE | {Right.POST_DESPATCH},
    TokenRole.PLANNER: _OFFICE
    | {
        Right.WRITE_PARTNERS,
        Right.WRITE_AGREEMENTS,
        Right.EXCHANGE_EDI,
        Right.PLAN_RELEASES,
        Right.CORRECT_CUMS,
    },
    TokenRole.CREDIT_CONTROLLER: _OFFICE,
    TokenRole.ADMINISTRATOR: _OFFICE
    | {
        Right.READ_BROADCAST,
        Right.READ_MASTERS,
        Right.WRITE_MASTERS,
        Right.WRITE_KANBAN,
        Right.TAKE_ALARMS,
        Right.WRITE_PARTNERS,
        Right.EXCHANGE_EDI,
        Right.MANAGE_PEOPLE,
        Right.ENROL_CELLS,
        Right.READ_AUDIT,
    },
}
MACHINES = frozenset({TokenRole.CELL, TokenRole.FEED})
PEOPLE_ROLES = tuple(role for role in TokenRole if role not in MACHINES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks: a person with one role or several, or what holds a token of one role.

    ``person`` is set where a person signed in, ``token_id`` where a token opened the door;
    ``cell`` and ``feed`` exactly for their roles. ``language`` is empty where none was chosen.
    """

    roles: frozenset[TokenRole]
    token_id: str = ""
    person: str = ""
    name: str = ""
    language: str = ""
    cell: str = ""
    feed: str = ""

    @property
    def who(self) -> str:
        """As it stands in the history: the person's id, else whose token it is."""
        return self.person or self.name or self.token_id or "+".join(sorted(self.roles))

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.roles)

    def may(self, right: Right) -> bool:
        return any(right in RIGHTS[role] for role in self.roles)

    def is_cell(self, node: str) -> bool:
        """True for everybody who is not a cell, and for the cell itself."""
        return TokenRole.CELL not in self.roles or self.cell == node

    def is_feed(self, feed: str) -> bool:
        """True for everybody who is not a feed's sender, and for the sender of this feed."""
        return TokenRole.FEED not in self.roles or self.feed == feed


def rights_of(roles: Iterable[TokenRole]) -> frozenset[Right]:
    """Several roles together may do what any of them may."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def person_id(text: str) -> str:
    """As it is stored and compared: small letters, no blanks around, at most 64 characters."""
    return text.strip().lower()[:64]


def fault_of_person(person: str, roles: Collection[TokenRole]) -> Reason | None:
    """Why there must be no such person; None: there may."""
    if not _PERSON.fullmatch(person):
        return because(
            "person.id",
            "a person's id has 2 to 35 of: small letters, figures, point, hyphen, underscore",
        )
    if machines := sorted(set(roles) & MACHINES):
        return because("person.machine", "the role {role} is for machines", role=str(machines[0]))
    return None


def problem_of(role: TokenRole, cell: str, feed: str) -> str:
    """Why a token with this role and binding must not exist; empty: it may."""
    if (role is TokenRole.CELL) != bool(cell):
        return "a cell's token names its cell (--cell), no other token does"
    if (role is TokenRole.FEED) != bool(feed):
        return "a feed's token names its feed (--feed), no other token does"
    return ""
