"""Sends what is due, one message after another, in a thread: nothing waits for it. Each try is
written down before it is made, so that no process makes it at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from central.alarms import watch
from central.alarms.rules import retry_after_us
from central.alarms.tables import seen, sendings
from central.alarms.watch import SENT, WAITING
from central.db.clock import now_us
from central.db.database import Database, hold
from central.ways import Message, NotSentError, Way
from central.ways.rules import AlarmRule, language_of
from central.web.catalogue import words
from central.web.printed import moment
from wire.sentences import in_language

_log = structlog.get_logger()
LOOK_S = 2.0
LEASE_US = 120_000_000
"""So long a try may take; then another process may make it."""
AT_ONCE = 20
Row = Mapping[str, Any]


class Alarms:
    """``run`` never ends by itself."""

    def __init__(
        self,
        db: Database,
        ways: Mapping[str, Way],
        rules: Sequence[AlarmRule],
        languages: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._db, self._ways, self._rules, self._languages = db, ways, rules, languages

    async def run(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.step)
            except SQLAlchemyError as error:
                _log.warning("alarms wait for the database", error=str(error)[:200])
            await asyncio.sleep(LOOK_S)

    def step(self) -> None:
        """One look, and what is due is sent."""
        watch.look(self._db, self._rules, now_us(), self._languages)
        for row in self._db.read(lambda c: _due(c, now_us())):
            if self._lease(row):
                self._try(row)

    def _lease(self, row: Row) -> bool:
        """False: another process makes this try, or it is needless by now."""

        def work(connection: Connection) -> bool:
            hold(connection, "alarms")
            statement = (
                update(sendings)
                .where(sendings.c.sending == row["sending"], sendings.c.state == WAITING)
                .where(sendings.c.tries == row["tries"])
                .values(tries=row["tries"] + 1, next_us=now_us() + LEASE_US)
            )
            return connection.execute(statement).rowcount == 1

        return self._db.write(work, by=watch.US)

    def _try(self, row: Row) -> None:
        way = self._ways.get(row["way"])
        try:
            if way is None:
                raise NotSentError(f"there is no [[alarm_way]] {row['way']!r} any more")
            language = language_of(next(iter(row["recipients"].split()), ""), self._languages)
            way.send(self._db.read(lambda c: _message(c, row, language)))
        except NotSentError as error:
            _log.warning("alarm not sent", way=row["way"], error=str(error))
            wait_us = retry_after_us(row["tries"] + 1)
            self._note(row, failure=str(error)[:500], next_us=now_us() + wait_us)
        else:
            self._note(row, state=SENT, sent_us=now_us(), failure="")

    def _note(self, row: Row, **values: object) -> None:
        statement = update(sendings).where(sendings.c.sending == row["sending"]).values(**values)
        self._db.write(lambda connection: connection.execute(statement), by=watch.US)


def _due(connection: Connection, at_us: int) -> list[Row]:
    query = (
        select(sendings)
        .where(sendings.c.state == WAITING, sendings.c.next_us <= at_us)
        .order_by(sendings.c.next_us, sendings.c.sending)
        .limit(AT_ONCE)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _message(connection: Connection, row: Row, language: str) -> Message:
    alarm = connection.execute(select(seen).where(seen.c.alarm == row["alarm"])).one()
    others = (
        select(func.count())
        .select_from(sendings)
        .join(seen, seen.c.alarm == sendings.c.alarm)
        .where(seen.c.over_us.is_(None), sendings.c.way == row["way"], sendings.c.over.is_(False))
    )
    texts = words(language)
    what = texts.get(f"kind.{alarm.kind}", alarm.kind)
    subject = in_language(alarm.subject, language)
    over = f"{texts['alarms.over']}: " if row["over"] else ""
    said = " ".join(word for word in dict.fromkeys((what, subject, alarm.node)) if word)
    body = "\n".join(
        line
        for line in (
            f"{over}{said}",
            in_language(alarm.text, language),
            f"{texts['alarms.seen']}: {moment(alarm.seen_us, language)}",
            f"{texts['alarms.rule']}: {row['rule']}, {row['step'] + 1}",
        )
        if line
    )
    return Message(
        sending=row["sending"],
        kind=alarm.kind,
        level=alarm.level,
        node=alarm.node,
        what=what,
        subject=f"Lineside: {over}{said}",
        body=body + "\n",
        since_us=alarm.seen_us,
        to=tuple(row["recipients"].split()),
        over=row["over"],
        last=connection.execute(others).scalar_one() == 0,
    )
