"""Badges, stored as hashes keyed with a secret of this site, so that a copy of the database alone
tells nobody's badge.

The key is a file of 32 random bytes, made when it is first needed. Several centrals on one
database need the same file; each hash says which key it was made with. Badges of the floor have a
key of their own that follows from it: cells get that one, and it opens nothing of the office.
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from central.config import ConfigError
from central.words.reasons import Reason, because

KEY_FILE = "badge.key"
LENGTH_MIN = 6
LENGTH_MAX = 200
_KEY_BYTES = 32


def site_key(data_dir: Path) -> bytes:
    """The key in ``data_dir``; ConfigError for a file that is not one."""
    path = data_dir / KEY_FILE
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise ConfigError(f"{path}: must hold {_KEY_BYTES} bytes, it holds {len(key)}")
    return key


def floor_key(key: bytes) -> bytes:
    """What the badges in masters are hashed with (``wire.badges``), from the site's key."""
    return hmac.new(key, b"lineside: badges of the floor", sha256).digest()


def _make(path: Path) -> None:
    """Two that begin at once end with one key: the first to link it wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(_KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def badge_hash(key: bytes, text: str) -> str:
    """Of a badge as a scanner types it, without blanks and line ends around it: the key's mark and
    64 hex characters.
    """
    message = text.strip().encode("utf-8", "surrogatepass")
    return f"{mark_of(key)}:{hmac.new(key, message, sha256).hexdigest()}"


def mark_of(key: bytes) -> str:
    """Tells keys apart and tells nothing of them."""
    return hmac.new(key, b"mark of the key", sha256).hexdigest()[:8]


def is_foreign(key: bytes, stored: str) -> bool:
    """True for the hash of a badge that was made with another key, and so opens nothing here."""
    return not stored.startswith(f"{mark_of(key)}:")


def fault_of(text: str) -> Reason | None:
    """Why this must not be a badge."""
    plain = text.strip()
    if not LENGTH_MIN <= len(plain) <= LENGTH_MAX or not plain.isprintable():
        return because(
            "badge.length",
            "a badge has {least} to {most} printable characters",
            least=LENGTH_MIN,
            most=LENGTH_MAX,
        )
    return None
