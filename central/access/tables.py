"""Tokens, by the hash of their secret."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from central.db import BIG, METADATA

tokens = Table(
    "access_tokens",
    METADATA,
    Column("token_id", Text, primary_key=True),
    Column("secret_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_us", BIG, nullable=False),
    Column("expires_us", BIG),
    Column("revoked_us", BIG),
)
