"""First schema: raw inputs, facts, checkpoints, masters and marks."""

from __future__ import annotations

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.table("facts").create(
        {"offset": int, "at_us": int, "hash": str, "fact": bytes},
        pk="offset",
        not_null={"at_us", "hash", "fact"},
    )
    db.table("raw").create(
        {"raw_id": int, "at_us": int, "source": str, "data": bytes},
        pk="raw_id",
        not_null={"at_us", "source", "data"},
    )
    db.table("checkpoints").create(
        {"offset": int, "at_us": int, "digest": str, "state": bytes},
        pk="offset",
        not_null={"at_us", "digest", "state"},
    )
    db.table("masters").create(
        {"version": int, "at_us": int, "digest": str, "body": bytes},
        pk="version",
        not_null={"at_us", "digest", "body"},
    )
    db.table("marks").create({"name": str, "value": str}, pk="name", not_null={"value"})
