"""Badges leave the raw inputs: a keyed hash stands in their place. Facts stay as they are, because
they are chained and sent; those that hold a badge all the same are counted in the log.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import structlog
from sqlite_utils import Database

from edge.cell.badge_text import holds_badge
from edge.journal.badge_cover import BadgeCover
from edge.journal.badge_keys import mask_key
from edge.journal.scrub import set_due
from wire.badges import KEY_BYTES
from wire.codec import WireError, decode_fact
from wire.events import Scanned

log = structlog.get_logger()

_RAW_ID = re.compile(rb'"raw_id":(\d+)')
_REFUSED = b'"code":"frame.'
_ROWS = 1000


def migrate(db: Database) -> None:
    refused = set(_refused(db))
    cover = BadgeCover(_key(db))
    last = 0
    while rows := db.execute(
        "SELECT raw_id, at_us, source, data FROM raw WHERE raw_id > ? ORDER BY raw_id LIMIT ?",
        (last, _ROWS),
    ).fetchall():
        for raw_id, at_us, source, data in rows:
            if not source.startswith("scanner:"):
                continue
            kept, hidden = cover.kept(
                source, bytes(data), refused=raw_id in refused, now_s=at_us / 1e6
            )
            if hidden:
                db.execute("UPDATE raw SET data = ? WHERE raw_id = ?", (kept, raw_id))
        last = rows[-1][0]
    set_due(db.conn)
    if offsets := list(_told(db)):
        log.warning(
            "facts hold badges in clear and cannot be changed; give these people other badges",
            facts=len(offsets),
            first=offsets[:10],
        )


def _key(db: Database) -> bytes:
    file = db.execute("PRAGMA database_list").fetchone()[2]
    return mask_key(Path(file).parent) if file else secrets.token_bytes(KEY_BYTES)


def _refused(db: Database) -> Iterator[int]:
    """Raw inputs that the framing did not trust."""
    for (fact,) in db.execute("SELECT fact FROM facts WHERE instr(fact, ?) > 0", (_REFUSED,)):
        if match := _RAW_ID.search(fact):
            yield int(match[1])


def _told(db: Database) -> Iterator[int]:
    query = "SELECT \"offset\", fact FROM facts WHERE instr(lower(CAST(fact AS TEXT)), 'badge') > 0"
    for offset, body in db.execute(query):
        try:
            fact = decode_fact(body)
        except WireError:
            continue
        if isinstance(fact, Scanned) and fact.text != "badge" and holds_badge(fact.text):
            yield offset
