"""Holes that are open: not of a number that a telegram in doubt names, which is told as itself."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from central.tracking import tables


def is_open() -> ColumnElement[bool]:
    """Of rows of ``tracking_holes``."""
    hole, doubt = tables.holes.c, tables.in_doubt.c
    came = exists().where(
        hole.kind == "number",
        doubt.node == hole.node,
        doubt.feed == hole.feed,
        doubt.epoch == hole.epoch,
        doubt.number == hole.number,
    )
    return and_(hole.closed_us.is_(None), ~came)
