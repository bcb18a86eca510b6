"""The keys of a cell that have to do with badges, of 32 bytes each, in two files of its folder.

``badge.key`` holds the site's, from central, the newest first: with it the cell knows the badges of
its masters. The one before is kept behind it, so that a central that lost its key, and has no
masters with the new one yet, does not keep everybody from signing in.
``badge-mask.key`` is the cell's own, made when it is first needed: the journal keeps a badge that
was scanned as a hash with it.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from settings.private_files import write_private
from wire.badges import KEY_BYTES

KEYS_KEPT = 2
SITE_FILE, MASK_FILE = "badge.key", "badge-mask.key"


class BadgeKeyError(Exception):
    """The disk's, or whoever wrote the file: names it and says what to do."""


def site_keys(folder: Path) -> tuple[bytes, ...]:
    """Empty: central has not told one yet."""
    path = folder / SITE_FILE
    if not path.exists():
        return ()
    data = _read(path, "remove it, central tells it again", KEYS_KEPT)
    return tuple(data[at : at + KEY_BYTES] for at in range(0, len(data), KEY_BYTES))


def keep_site_keys(folder: Path, keys: tuple[bytes, ...]) -> None:
    write_private(folder / SITE_FILE, b"".join(keys))


def mask_key(folder: Path) -> bytes:
    path = folder / MASK_FILE
    if not path.exists():
        write_private(path, secrets.token_bytes(KEY_BYTES))
    return _read(path, "remove it, a new one is made")


def _read(path: Path, remedy: str, most: int = 1) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise BadgeKeyError(f"{path}: {error.strerror}") from error
    if not key or len(key) % KEY_BYTES or len(key) > most * KEY_BYTES:
        raise BadgeKeyError(f"{path}: holds {len(key)} bytes, which is no key; {remedy}")
    return key
