"""Masters of a cell between two versions: proposed, changed, released by a second person, or taken
back; and earlier versions that come into force again.

Of a cell one proposal is open at a time, and everybody works on that one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from central.access.badges import floor_key, site_key
from central.cells import service as cells
from central.cells.rules import Site, with_key
from central.cells.service import StoredMasters
from central.config import Config
from central.db.database import Actor, hold
from central.db.work import Work
from central.masters.tables import proposals
from central.words.reasons import Reason, RuleRefusedError, because
from wire.codec import decode_masters, encode
from wire.ids import NodeId
from wire.masters import Masters

OPEN, RELEASED, WITHDRAWN = "open", "released", "withdrawn"
PROGRAM = "program: "
"""Before the name of an author who is no person that signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``revision`` counts the changes: who releases names the one they saw."""

    proposal: int
    cell: str
    state: str
    based_on: int
    revision: int
    authors: tuple[str, ...]
    why: str
    begun_us: int
    changed_us: int
    decided_us: int | None
    decided_by: str
    decided_why: str
    version: int | None
    masters: Masters


def site_of(config: Config) -> Site:
    return Site(feeds=config.feeds, badge_key=floor_key(site_key(config.data_dir)))


def in_force(connection: Connection, cell: str) -> Masters | None:
    return _masters_of(cells.version_of(connection, cell))


def _masters_of(stored: StoredMasters | None) -> Masters | None:
    return None if stored is None else decode_masters(stored.body)


def open_proposal(connection: Connection, cell: str) -> Proposal | None:
    query = select(proposals).where(proposals.c.cell == cell, proposals.c.state == OPEN)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _of_row(row)


def open_proposals(connection: Connection) -> dict[str, Proposal]:
    """By cell."""
    query = select(proposals).where(proposals.c.state == OPEN)
    return {row["cell"]: _of_row(row) for row in connection.execute(query).mappings()}


def closed_proposals(connection: Connection, cell: str, limit: int = 50) -> list[Proposal]:
    """Released and withdrawn ones, the newest first."""
    query = (
        select(proposals)
        .where(proposals.c.cell == cell, proposals.c.state != OPEN)
        .order_by(proposals.c.proposal.desc())
        .limit(limit)
    )
    return [_of_row(row) for row in connection.execute(query).mappings()]


def propose(
    connection: Connection, wanted: Masters, site: Site, *, by: Actor, now_us: int
) -> Proposal:
    """The whole content of the open proposal, which begins where there is none. Faults do not
    matter until it is released.
    """
    return change(
        connection, wanted.cell, lambda _: wanted, site, revision=None, by=by, now_us=now_us
    )


def change(
    connection: Connection,
    cell: str,
    made: Callable[[Masters], Masters],
    site: Site,
    *,
    revision: int | None,
    by: Actor,
    now_us: int,
) -> Proposal:
    """``made`` gets what is proposed, or else what is in force. ``revision``: the one that was
    seen, 0 where no proposal was open; None: whichever it is. RuleRefusedError.
    """
    hold(connection, "masters of", cell)
    newest = cells.version_of(connection, cell)
    was = open_proposal(connection, cell)
    if revision is not None and revision != (was.revision if was else 0):
        raise RuleRefusedError(_moved())
    base = was.masters if was else _masters_of(newest) or Masters(cell=NodeId(cell), version=0)
    wanted = msgspec.structs.replace(with_key(made(base), site.badge_key), version=0)
    row = {
        "cell": cell,
        "state": OPEN,
        "based_on": newest.version if newest else 0,
        "revision": was.revision + 1 if was else 1,
        "authors": "\n".join(dict.fromkeys((*(was.authors if was else ()), by.who))),
        "why": by.why or (was.why if was else ""),
        "changed_us": now_us,
        "body": encode(wanted),
    }
    if was is None:
        begun = {"begun_us": now_us, "decided_by": "", "decided_why": ""}
        connection.execute(insert(proposals), [row | begun])
    else:
        connection.execute(
            update(proposals).where(proposals.c.proposal == was.proposal).values(row)
        )
    return open_proposals(connection)[cell]


def release(
    connection: Connection,
    cell: str,
    site: Site,
    *,
    revision: int,
    seen_version: int,
    by: Actor,
    now_us: int,
) -> StoredMasters:
    """The open proposal as the next version. ``revision`` and ``seen_version`` (of the masters in
    force, 0: none) are what the releasing person saw. ``by.who``: one person who did not write
    it, or two (``ann+bob``) of whom one did not. RuleRefusedError.
    """
    hold(connection, "masters of", cell)
    proposal = open_proposal(connection, cell)
    if proposal is None:
        raise RuleRefusedError(_nothing_open(cell))
    newest = cells.version_of(connection, cell)
    if proposal.revision != revision or (newest.version if newest else 0) != seen_version:
        raise RuleRefusedError(_moved())
    _refuse_alone(proposal, by)
    if faults := site.faults(proposal.masters):
        raise RuleRefusedError(*(because("masters.fault", "{fault}", fault=it) for it in faults))
    if newest is not None and cells.same_content(proposal.masters, decode_masters(newest.body)):
        raise RuleRefusedError(
            because("masters.same", "the proposal says what is in force; withdraw it")
        )
    who = "+".join(dict.fromkeys((*proposal.authors, *by.who.split("+"))))
    why = by.why or proposal.why
    work = Work(connection, Actor(who=who, why=why), now_us)
    stored = cells.store(work, proposal.masters)
    _decide(connection, proposal, RELEASED, by, now_us, stored.version)
    return stored


def withdraw(
    connection: Connection, cell: str, *, revision: int | None, by: Actor, now_us: int
) -> None:
    """Nothing of the proposal comes into force; it is kept."""
    hold(connection, "masters of", cell)
    proposal = open_proposal(connection, cell)
    if proposal is None:
        raise RuleRefusedError(_nothing_open(cell))
    if revision is not None and revision != proposal.revision:
        raise RuleRefusedError(_moved())
    _decide(connection, proposal, WITHDRAWN, by, now_us, None)


def roll_back(
    connection: Connection, cell: str, to: int, site: Site, *, by: Actor, now_us: int
) -> StoredMasters:
    """An earlier version in force again, as a new one. One person may: two had released it.
    RuleRefusedError.
    """
    hold(connection, "masters of", cell)
    found = cells.version_of(connection, cell, to)
    if found is None:
        raise RuleRefusedError(
            because(
                "masters.no_version", "{cell} never had a version {version}", cell=cell, version=to
            )
        )
    if not by.why.strip():
        raise RuleRefusedError(because("masters.no_why", "say why the version comes back"))
    wanted = decode_masters(found.body)
    if faults := site.faults(wanted):
        raise RuleRefusedError(*(because("masters.fault", "{fault}", fault=it) for it in faults))
    why = f"= v{to}: {by.why}"  # in every language
    return cells.store(Work(connection, Actor(who=by.who, why=why), now_us), wanted)


def begin_or_propose(
    connection: Connection, wanted: Masters, site: Site, *, by: Actor, now_us: int
) -> StoredMasters | Proposal:
    """What ``put`` does: the first masters of a cell are in force at once, because nobody works
    by any; later ones are proposed. RuleRefusedError for faults, so that nobody is shown what
    cannot be released.
    """
    hold(connection, "masters of", wanted.cell)
    keyed = with_key(wanted, site.badge_key)
    if faults := site.faults(keyed):
        raise RuleRefusedError(*(because("masters.fault", "{fault}", fault=it) for it in faults))
    newest = cells.version_of(connection, wanted.cell)
    if newest is None:
        return cells.store(Work(connection, by, now_us), keyed)
    if cells.same_content(keyed, decode_masters(newest.body)):
        return newest
    return propose(connection, keyed, site, by=by, now_us=now_us)


def _refuse_alone(proposal: Proposal, by: Actor) -> None:
    """Two people must have had it in their hands, and who releases must not have written it."""
    releasing = {name for name in by.who.split("+") if not name.startswith(PROGRAM)}
    authors = set(proposal.authors)
    people = {name for name in authors if not name.startswith(PROGRAM)} | releasing
    if not releasing - authors or len(people) < 2:
        raise RuleRefusedError(
            because(
                "masters.alone",
                "a second person must release this: it was written by {authors}",
                authors=", ".join(proposal.authors),
            )
        )


def _moved() -> Reason:
    return because(
        "masters.moved",
        "somebody changed the proposal or released masters meanwhile; look at what it says now",
    )


def _nothing_open(cell: str) -> Reason:
    return because("masters.none_open", "no masters are proposed for {cell}", cell=cell)


def _decide(
    connection: Connection,
    proposal: Proposal,
    state: str,
    by: Actor,
    now_us: int,
    version: int | None,
) -> None:
    values = {
        "state": state,
        "decided_us": now_us,
        "decided_by": by.who,
        "decided_why": by.why,
        "version": version,
    }
    statement = update(proposals).where(proposals.c.proposal == proposal.proposal)
    connection.execute(statement.values(values))


def _of_row(row: Mapping[Any, Any]) -> Proposal:
    values = {name: row[name] for name in Proposal.__dataclass_fields__ if name in row}
    values["authors"] = tuple(row["authors"].split("\n"))
    return Proposal(**values, masters=decode_masters(bytes(row["body"])))
