"""Receiving advice as people read it: line by line, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from central.cums.service.receipts import UNPROCESSED
from central.cums.tables_receipts import receipts
from central.web.reasons import told as spoken
from central.words import reasons_json

ROWS = 100


def receipt_rows(
    connection: Connection, texts: Mapping[str, str], *, before: int | None = None
) -> list[Mapping[str, Any]]:
    """``state`` and ``why`` are in words: the differences that the customer names, and why a line
    was not booked.
    """
    query = select(receipts).order_by(receipts.c.receipt.desc()).limit(ROWS)
    if before is not None:
        query = query.where(receipts.c.receipt < before)
    found: list[Mapping[str, Any]] = []
    for row in connection.execute(query).mappings():
        unprocessed = row["state"] == UNPROCESSED
        said = [
            f"{texts['receipt.' + it['kind']]} {it['quantity']}"
            + (f" ({it['reason'] or it['code']})" if it["reason"] or it["code"] else "")
            for it in msgspec.json.decode(row["differences"])
        ]
        if unprocessed:
            said += [spoken(reason, texts) for reason in reasons_json.from_json(row["reasons"])]
        state = texts[f"receipt.{row['state']}"]
        found.append({**row, "state": state, "why": "; ".join(said), "unprocessed": unprocessed})
    return found
