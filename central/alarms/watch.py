"""Compares what the desk says needs a person with what was told to whom, and writes down what is to
be sent. Any number of processes may do it: one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, select, update

from central.alarms.rules import Due, TroubleKey, due_steps, told_together, watched
from central.alarms.tables import seen, sendings
from central.db.database import Actor, Database, hold
from central.supervision.rules import Trouble
from central.supervision.service import collect
from central.ways.rules import AlarmRule, by_language

WAITING, SENT, NEEDLESS = "waiting", "sent", "needless"
US = Actor(who="central", why="alarms")
TEXT_MAX = 1000
Row = Mapping[str, Any]


def look(
    db: Database,
    rules: Sequence[AlarmRule],
    now_us: int,
    languages: Mapping[str, str] = MappingProxyType({}),
) -> bool:
    """Whether anything changed. Writes only then."""
    if not db.read(lambda c: Look(c, rules, now_us, languages).would_change()):
        return False

    def work(connection: Connection) -> None:
        hold(connection, "alarms")
        Look(connection, rules, now_us, languages).write()

    db.write(work, by=US)
    return True


class Look:
    """One look at everything, within one transaction."""

    def __init__(
        self,
        connection: Connection,
        rules: Sequence[AlarmRule],
        now_us: int,
        languages: Mapping[str, str],
    ) -> None:
        self._connection, self._rules, self._now_us = connection, rules, now_us
        self._languages = languages
        found = (it for it in collect(connection, now_us) if watched(rules, it))
        self._troubles = told_together(found)
        query = select(seen).where(seen.c.over_us.is_(None))
        rows = [dict(row) for row in connection.execute(query).mappings()]
        self._open: dict[TroubleKey, Row] = {
            TroubleKey(r["kind"], r["node"], r["name"] or r["subject"]): r for r in rows
        }

    def would_change(self) -> bool:
        return bool(
            self._troubles.keys() ^ self._open.keys()
            or any(self._newly_taken(key) for key in self._open)
            or any(self._due(key, row) for key, row in self._open.items())
        )

    def write(self) -> None:
        for key, row in self._open.items():
            if key not in self._troubles:
                self._end(row)
        for key, trouble in self._troubles.items():
            if key not in self._open:
                self._open[key] = self._begin(trouble)
            if owner := self._newly_taken(key):
                take(self._connection, self._open[key]["alarm"], owner, self._now_us)
                self._open[key] = {**self._open[key], "taken_by": owner}
            for due in self._due(key, self._open[key]):
                self._send(self._open[key]["alarm"], due)

    def _newly_taken(self, key: TroubleKey) -> str:
        """Who took it at the cell."""
        trouble = self._troubles.get(key)
        return trouble.owner if trouble and not self._open[key]["taken_by"] else ""

    def _due(self, key: TroubleKey, row: Row) -> list[Due]:
        trouble = self._troubles.get(key)
        if trouble is None:
            return []
        query = select(sendings.c.rule, sendings.c.step).where(
            sendings.c.alarm == row["alarm"], sendings.c.over.is_(False)
        )
        made = {(it.rule, it.step) for it in self._connection.execute(query)}
        return list(
            due_steps(
                self._rules,
                trouble,
                seen_us=row["seen_us"],
                taken=bool(row["taken_by"] or trouble.owner),
                made=made,
                now_us=self._now_us,
            )
        )

    def _begin(self, trouble: Trouble) -> Row:
        row = {
            "kind": trouble.kind,
            "node": trouble.node,
            "subject": trouble.subject,
            "name": trouble.name,
            "level": trouble.level,
            "text": trouble.text[:TEXT_MAX],
            "seen_us": self._now_us,
            "taken_by": "",
        }
        made = self._connection.execute(insert(seen).returning(seen.c.alarm), row).scalar_one()
        return {**row, "alarm": made}

    def _send(self, alarm: int, due: Due) -> None:
        """Who reads another language gets a message of their own."""
        for to in by_language(due.step.to, self._languages):
            self._connection.execute(
                insert(sendings),
                _sending(alarm, due.rule.name, due.number, due.step.way, " ".join(to))
                | {"due_us": due.due_us, "next_us": self._now_us},
            )

    def _end(self, row: Row) -> None:
        """Over is told by the ways by which it was told; what did not get out yet is needless."""
        alarm = row["alarm"]
        own = sendings.c.alarm == alarm
        self._connection.execute(
            update(seen).where(seen.c.alarm == alarm).values(over_us=self._now_us)
        )
        told = self._connection.execute(select(sendings).where(own, sendings.c.state == SENT))
        ways = {(it.way, it.recipients): it for it in told}
        self._connection.execute(
            update(sendings).where(own, sendings.c.state == WAITING).values(state=NEEDLESS)
        )
        for (way, recipients), it in ways.items():
            self._connection.execute(
                insert(sendings),
                _sending(alarm, it.rule, it.step, way, recipients)
                | {"over": True, "due_us": self._now_us, "next_us": self._now_us},
            )


def _sending(alarm: int, rule: str, step: int, way: str, recipients: str) -> dict[str, object]:
    return {
        "alarm": alarm,
        "rule": rule,
        "step": step,
        "way": way,
        "recipients": recipients,
        "over": False,
        "state": WAITING,
        "tries": 0,
        "failure": "",
    }


def take(connection: Connection, alarm: int, who: str, now_us: int) -> bool:
    """False: it is over, or somebody has taken it. Steps that wait and were for the next person are
    needless.
    """
    statement = (
        update(seen)
        .where(seen.c.alarm == alarm, seen.c.taken_us.is_(None), seen.c.over_us.is_(None))
        .values(taken_by=who, taken_us=now_us)
    )
    if connection.execute(statement).rowcount == 0:
        return False
    later = (sendings.c.alarm == alarm, sendings.c.state == WAITING, sendings.c.step > 0)
    connection.execute(update(sendings).where(*later).values(state=NEEDLESS))
    return True
