"""Exceptions, labels and the cell's state in figures, as rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.cell import exceptions as cell_exceptions
from edge.cell.exceptions import ExceptionView
from edge.cell.holes import holes
from edge.cell.model import CellState
from edge.health import Health
from edge.troubles import Trouble


class LabelRow(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    kind: str
    copy: int
    state: str
    superseded: bool
    printer: str
    rack: str
    slot: int
    age_s: float
    detail: str
    fields: dict[str, str]


class FeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """``head`` is the highest position known to exist; ``frontier`` the highest number seen."""

    feed: str
    epoch: int
    frontier: int | None
    head: int
    missing: int
    vehicles: int
    quarantined: int
    reactions: dict[str, int]


class StatusView(msgspec.Struct, frozen=True, kw_only=True):
    """The cell in figures, for programs."""

    node: str
    at_us: int
    offset: int
    masters_version: int
    facts: int
    unsent_facts: int
    feeds: tuple[FeedRow, ...]
    racks: int
    racks_closed: int
    racks_shipped: int
    exceptions: int
    labels: dict[str, int]
    scans: dict[str, int]
    tours_started: int
    health: Health


def exceptions(
    state: CellState, troubles: Sequence[Trouble], now_us: int, *, derived: bool = True
) -> tuple[ExceptionView, ...]:
    """The most urgent first, before all of them what is wrong with the cell as a whole. Without
    ``derived``: of the others only those that a person closes by a word.
    """
    whole = tuple(_trouble(trouble, now_us) for trouble in troubles)
    found = cell_exceptions.exceptions(state, now_us)
    return (*whole, *(view for view in found if derived or view.stored))


def _trouble(trouble: Trouble, now_us: int) -> ExceptionView:
    return ExceptionView(
        exception=f"cell:{trouble.kind.value}",
        kind=trouble.kind.value,
        rank=0,
        at_us=trouble.since_us,
        age_s=max(0.0, (now_us - trouble.since_us) / 1e6),
        text=trouble.text,
        action="",
    )


def labels(state: CellState, now_us: int) -> tuple[LabelRow, ...]:
    """The newest first."""
    newest = sorted(state.labels.values(), key=lambda label: -label.requested_us)
    return tuple(
        LabelRow(
            label=label.label,
            kind=label.kind,
            copy=label.copy,
            state=label.state,
            superseded=label.superseded,
            printer=label.printer,
            rack=label.rack,
            slot=label.slot,
            age_s=max(0.0, (now_us - label.requested_us) / 1e6),
            detail=label.detail,
            fields=label.fields,
        )
        for label in newest
    )


def status(state: CellState, health: Health, now_us: int) -> StatusView:
    counts: dict[str, int] = {}
    for label in state.labels.values():
        counts[label.state] = counts.get(label.state, 0) + 1
    return StatusView(
        node=health.node,
        at_us=now_us,
        offset=state.offset,
        masters_version=state.masters_version,
        facts=health.facts,
        unsent_facts=health.unsent_facts,
        feeds=_feeds(state),
        racks=len(state.racks),
        racks_closed=sum(r.closed_us is not None for r in state.racks.values()),
        racks_shipped=state.racks_shipped(),
        exceptions=len(state.exceptions) + len(health.troubles),
        labels=counts,
        scans=dict(state.scans),
        tours_started=state.tours_started,
        health=health,
    )


def _feeds(state: CellState) -> tuple[FeedRow, ...]:
    rows = []
    for feed_id, feed in state.feeds.items():
        run = feed.runs.get(feed.epoch)
        rows.append(
            FeedRow(
                feed=feed_id,
                epoch=feed.epoch,
                frontier=run.frontier if run else None,
                head=feed.head,
                missing=sum(1 for _ in holes(feed)),
                vehicles=len(feed.vehicles),
                quarantined=feed.quarantined,
                reactions={str(k): v for k, v in feed.reactions.items()},
            )
        )
    return tuple(rows)
