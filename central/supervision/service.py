"""Everything that asks for a person's attention, from all capabilities, ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from central.broadcast.service import archive
from central.db.database import FREE_BYTES_MIN, free_bytes_of
from central.discovery import Question
from central.kanban.service import loops_now
from central.quality.service.blocks import plant_blocks
from central.supervision.cell_signs import cell_signs, troubles_of
from central.supervision.rules import BEHIND_S, BLOCK_TOLD_S, UNPUBLISHED_S, Trouble, ranked
from central.supervision.silence import silent_feeds
from central.tracking.service import overview, own_alarms
from central.tracking.service.holes import hole_runs
from central.tracking.service.overview import Row
from central.tracking.service.views import HoleView
from central.web.frame import path

QUARANTINE_SHOWN_US = 24 * 3600 * 1_000_000
REFUSED_SHOWN = 50


MORE_TROUBLES: Question[Callable[[Connection, int], list[Trouble]]] = Question(
    "supervision.more_troubles"
)
"""What else needs a person, as those know who stand above; asked with the time."""


def collect(connection: Connection, now_us: int) -> list[Trouble]:
    """The most urgent first."""
    found = [
        *_disk_full(connection, now_us),
        *_silent_feeds(connection, now_us),
        *_unpublished(connection, now_us),
        *_catching_up(connection, now_us),
        *_masters_refused(connection),
        *_blocks(connection, now_us),
        *(_hole(run) for run in hole_runs(connection, limit=overview.ROWS_MAX)),
        *(_exception(row) for row in overview.open_exceptions(connection)),
        *(_label(row) for row in overview.unknown_labels(connection)),
        *(_usage(row) for row in overview.usage_problems(connection)),
        *(
            _quarantined(row)
            for row in archive.refused_since(
                connection, now_us - QUARANTINE_SHOWN_US, REFUSED_SHOWN
            )
        ),
        *(_alarm(row) for row in own_alarms.open_alarms(connection)),
        *_kanban(connection, now_us),
        *(it for tell in MORE_TROUBLES.answers() for it in tell(connection, now_us)),
    ]
    return ranked([*found, *troubles_of(cell_signs(connection, now_us), found)])


def troubles_by_kind(connection: Connection, now_us: int) -> Mapping[tuple[str, str], int]:
    """How many of each kind and level."""
    return Counter((it.kind, it.level) for it in collect(connection, now_us))


def _disk_full(connection: Connection, now_us: int) -> list[Trouble]:
    """Central's own, where its database is a file."""
    free = free_bytes_of(connection)
    if free is None or free >= FREE_BYTES_MIN:
        return []
    text = f"{free // 2**20} MB"
    return [Trouble(kind="disk_full", subject="central", node="", text=text, since_us=now_us)]


def _unpublished(connection: Connection, now_us: int) -> list[Trouble]:
    """Telegrams that came and that the broker does not have, so that no cell hears them."""
    return [
        Trouble(
            kind="unpublished",
            subject=waits.feed,
            node="",
            text=str(waits.telegrams),
            since_us=waits.since_us,
            action="see_to_broker",
        )
        for waits in archive.unpublished_now(connection)
        if now_us - waits.since_us > UNPUBLISHED_S * 1e6
    ]


def _silent_feeds(connection: Connection, now_us: int) -> list[Trouble]:
    return [
        Trouble(
            kind="feed_silent",
            subject=feed.feed,
            node="",
            text=f"{vehicles} takt",
            since_us=feed.last_received_us or 0,
            action="ask_line",
        )
        for feed, vehicles in silent_feeds(connection, now_us)
    ]


def _catching_up(connection: Connection, now_us: int) -> list[Trouble]:
    """Cells of which so much is stored that pages do not show it yet."""
    return [
        Trouble(
            kind="catching_up",
            subject=str(row["node"]),
            node=str(row["node"]),
            text=str(row["waiting"]),
            since_us=row["waiting_since_us"],
            action="catch_up",
        )
        for row in overview.nodes(connection)
        if row["waiting"] and now_us - row["waiting_since_us"] > BEHIND_S * 1e6
    ]


def _masters_refused(connection: Connection) -> list[Trouble]:
    """Cells that cannot use the masters they are offered, and work by older ones or by none."""
    return [
        Trouble(
            kind="masters_refused",
            subject=f"{node} v{row['refused_version'] or '?'}",
            node=node,
            text=f"v{row['version']}: these masters cannot be used: {row['refused_reason']}",
            since_us=row["refused_us"],
            action="mend_masters",
            link=path("masters", node),
        )
        for node, row in overview.masters_in_force(connection).items()
        if row["refused_us"] is not None
    ]


def _blocks(connection: Connection, now_us: int) -> list[Trouble]:
    """Those in force that a cell has not taken in."""
    found = []
    for it in plant_blocks(connection):
        if it.lifted_us is None and it.waits_for and now_us - it.at_us > BLOCK_TOLD_S * 1e6:
            found.append(
                Trouble(
                    kind="block_waits",
                    subject=f"{it.block} {it.part} {it.lot}".strip(),
                    node=", ".join(it.waits_for),
                    text=it.reason,
                    since_us=it.at_us,
                    action="see_block",
                    link=path("quality", it.block),
                )
            )
    return found


def _hole(run: HoleView) -> Trouble:
    """One for each run, by the name of what it is left of: it was told when it was seen, and is not
    told anew each time that some of it comes.
    """
    numbers = run.kind == "number"
    ends = [f"{it:04d}" if numbers else f"#{it}" for it in sorted({run.number, run.last})]
    amount = f" ({run.count})" if run.count > 1 else ""
    return Trouble(
        kind="hole",
        subject=f"{run.feed} {'–'.join(ends)}{amount}",
        name=f"{run.feed} {run.kind} {run.epoch} {run.since_us}",
        node=run.node,
        text=", ".join(run.racks),
        since_us=run.since_us,
        owner=run.owner,
        action="skip_at_cell" if numbers else "wait_replay",
        link=f"/search?q={ends[0]}" if numbers else "",
    )


def _exception(row: Row) -> Trouble:
    return Trouble(
        kind=row["kind"],
        subject=row["text"] or row["exception"],
        node=row["node"],
        text="",
        since_us=row["at_us"],
        owner=row["owner"],
        action="take_at_cell",
    )


def _label(row: Row) -> Trouble:
    return Trouble(
        kind="label_unknown",
        subject=row["label"],
        node=row["node"],
        text=row["detail"],
        since_us=row["moved_us"],
        action="check_label",
        link=path("racks", row["rack"]),
    )


def _usage(row: Row) -> Trouble:
    return Trouble(
        kind="usage",
        subject=f"{row['sequence_number']} {row['call_number']}",
        node=row["node"],
        text=overview.unclear(row),
        since_us=row["at_us"],
        action="mend_masters",
        link=path("vehicles", row["feed"], row["call_number"]),
    )


def _quarantined(row: Row) -> Trouble:
    return Trouble(
        kind="quarantine",
        subject=f"{row['feed']} {row['code']}",
        node="",
        text=row["detail"],
        since_us=row["at_us"],
        action="read_bytes",
        link=path("raw", row["raw_id"]),
    )


def _alarm(row: Row) -> Trouble:
    return Trouble(
        kind=row["kind"],
        subject=row["subject"],
        node=row["node"],
        text=row["text"],
        since_us=row["since_us"],
        owner=row["owner"],
        action="settle",
        link=path("troubles", row["alarm"]),
    )


def _kanban(connection: Connection, now_us: int) -> list[Trouble]:
    return [
        Trouble(
            kind="kanban",
            subject=f"{loop.loop} {loop.part}",
            node="",
            text=f"{loop.stock} < {loop.minimum}",
            since_us=loop.last_us or now_us,
            action="replenish",
            link="/desk#kanban",
        )
        for loop in loops_now(connection)
        if loop.below
    ]
