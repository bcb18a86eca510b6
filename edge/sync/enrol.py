"""A cell's first words with central: a one-time code in exchange for the cell's token.

The token file is made before the code is spent, with mode 0600, so that a full disk or a wrong
folder costs no code.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

TIMEOUT_S = 20.0
_BODY_MAX = 10_000
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class EnrolError(Exception):
    """``refused``: central said no; otherwise what was given cannot be used, or nobody answered."""

    def __init__(self, text: str, *, refused: bool = False) -> None:
        super().__init__(text)
        self.refused = refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """``revoked``: how many earlier tokens of this cell open nothing any more."""

    cell: str
    revoked: int


def enrol(
    central: str,
    code: str,
    token_file: Path,
    *,
    cell: str = "",
    replace: bool = False,
    transport: httpx.BaseTransport | None = None,
) -> Enrolled:
    """Writes the token that central gives for ``code``. EnrolError says what to do.

    ``cell``: the name this cell goes by; central refuses a code that is for another.
    """
    if urlsplit(central).scheme not in ("http", "https") or not urlsplit(central).netloc:
        raise EnrolError(f"{central!r} is no address of central: http(s)://host:port")
    if token_file.exists() and not replace:
        raise EnrolError(f"{token_file} is there already; --replace writes a new one over it")
    draft = _draft(token_file)
    try:
        token, enrolled = _exchange(central, code, cell, transport)
        _keep(draft, token_file, token)
    finally:
        draft.unlink(missing_ok=True)
    return enrolled


def is_open_line(central: str) -> bool:
    """True where the token would travel readable over a network."""
    parts = urlsplit(central)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK


def _draft(token_file: Path) -> Path:
    """An empty file beside the one that is wanted, for its owner only."""
    path = token_file.with_name(f".{token_file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise EnrolError(f"{token_file} cannot be written: {error.strerror}") from error
    return path


def _exchange(
    central: str, code: str, cell: str, transport: httpx.BaseTransport | None
) -> tuple[str, Enrolled]:
    try:
        with httpx.Client(
            base_url=central, timeout=TIMEOUT_S, trust_env=False, transport=transport
        ) as client:
            answer = client.post("/api/v1/access/enrol", json={"code": code, "cell": cell})
    except httpx.ConnectError as error:
        raise EnrolError(
            f"{central} cannot be reached: {error}. The code is still good."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise EnrolError(
            f"{central} did not answer ({type(error).__name__}). "
            "Whether the code is spent is not known: ask for a new one."
        ) from error
    table = _table(central, answer)
    if answer.status_code != 201:
        raise EnrolError(str(table.get("detail", f"status {answer.status_code}")), refused=True)
    token, name, revoked = table.get("token"), table.get("cell"), table.get("revoked")
    if not isinstance(token, str) or not isinstance(name, str) or not isinstance(revoked, int):
        raise EnrolError(f"{central} does not speak as a central does")
    return token, Enrolled(cell=name, revoked=revoked)


def _table(central: str, answer: httpx.Response) -> dict[str, object]:
    try:
        table = answer.json() if len(answer.content) <= _BODY_MAX else None
    except ValueError:
        table = None
    if not isinstance(table, dict):
        raise EnrolError(f"{central} does not speak as a central does")
    return table


def _keep(draft: Path, token_file: Path, token: str) -> None:
    """All of it or nothing, also when the power goes."""
    with draft.open("w", encoding="utf-8") as file:
        file.write(token + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(token_file)
    folder = os.open(token_file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
