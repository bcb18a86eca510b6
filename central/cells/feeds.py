"""How each feed is numbered and read: as the masters in force say. The configuration names the
feeds; what it says of them beside that stands, because masters of before need not say it, and new
ones that say something else are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import Connection, func, select

from central.cells.rules import stated_of
from central.cells.service import masters_in_force
from central.cells.tables import masters
from central.db.database import Database
from wire.ids import FeedId
from wire.masters import FeedRules


class FeedsInForce(Mapping[FeedId, FeedRules]):
    """Asks the database at each reading whether there are newer masters, because a command may have
    put them: a quarter of a millisecond a telegram. Where several cells name one feed, the masters
    that came last say how it is read.
    """

    def __init__(self, db: Database, configured: Mapping[FeedId, FeedRules]) -> None:
        self._db = db
        self._configured = configured
        self._state: tuple[int, int] = (0, 0)
        self._rules: Mapping[FeedId, FeedRules] = {}

    def __getitem__(self, feed: FeedId) -> FeedRules:
        configured = self._configured[feed]
        told = self._fresh().get(feed, configured)
        return msgspec.structs.replace(told, **stated_of(configured))

    def __iter__(self) -> Iterator[FeedId]:
        return iter(self._configured)

    def __len__(self) -> int:
        return len(self._configured)

    def _fresh(self) -> Mapping[FeedId, FeedRules]:
        def work(connection: Connection) -> tuple[tuple[int, int], Mapping[FeedId, FeedRules]]:
            query = select(func.count(), func.coalesce(func.max(masters.c.at_us), 0))
            count, newest = connection.execute(query.select_from(masters)).one()
            if (count, newest) == self._state:
                return self._state, self._rules
            return (count, newest), rules_in_force(connection)

        self._state, self._rules = self._db.read(work)
        return self._rules


def rules_in_force(connection: Connection) -> dict[FeedId, FeedRules]:
    """By feed, of the masters in force that came last."""
    query = select(masters.c.cell, func.max(masters.c.at_us).label("at")).group_by(masters.c.cell)
    came = {row.cell: row.at for row in connection.execute(query)}
    found: dict[FeedId, FeedRules] = {}
    for stored in sorted(masters_in_force(connection), key=lambda it: came[it.cell]):
        found |= {FeedId(rules.feed): rules for rules in stored.feeds}
    return found
