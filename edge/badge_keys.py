"""The two keys of a cell that have to do with badges, each 32 bytes in a file of the cell's folder.

``badge.key`` is the site's, from central: with it the cell knows the badges of its masters.
``badge-mask.key`` is the cell's own, made when it is first needed: the journal keeps a badge that
was scanned as a hash with it.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from edge.private_files import write_private
from wire.badges import KEY_BYTES

SITE_FILE, MASK_FILE = "badge.key", "badge-mask.key"


class BadgeKeyError(Exception):
    """The disk's, or whoever wrote the file: names it and says what to do."""


def site_key(folder: Path) -> bytes:
    """Empty: central has not told it yet."""
    path = folder / SITE_FILE
    return _read(path, "remove it, central tells it again") if path.exists() else b""


def keep_site_key(folder: Path, key: bytes) -> None:
    write_private(folder / SITE_FILE, key)


def mask_key(folder: Path) -> bytes:
    path = folder / MASK_FILE
    if not path.exists():
        write_private(path, secrets.token_bytes(KEY_BYTES))
    return _read(path, "remove it, a new one is made")


def _read(path: Path, remedy: str) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise BadgeKeyError(f"{path}: {error.strerror}") from error
    if len(key) != KEY_BYTES:
        raise BadgeKeyError(f"{path}: holds {len(key)} bytes, not {KEY_BYTES}; {remedy}")
    return key
