"""A partner's server: files fetched from it and put on it by SFTP.

The server must be one of ``known_hosts`` and takes our key; nothing else is tried. A file is
fetched when its size and time stand still between two looks: claimed by a rename on the server and
removed when it is stored, or left there and remembered. Ours are written under a passing name and
renamed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncssh

from central.db.clock import now_us
from central.db.database import Database
from central.db.threads import in_thread
from central.exchange import service
from central.exchange.connection import (
    Line,
    Pace,
    claim_of,
    claimed_name,
    fault_of_file,
    fault_told,
    words_of,
)
from central.exchange.decide import NOT_NOW
from central.exchange.partners import Claim, Partner
from central.exchange.ports import Desk
from central.exchange.service import CrashPoint, no_crash
from central.folders.stable_files import Settling, is_partial
from central.words.reasons import Reason
from syntax.bounds import MAX_FILE

WORK = "work"
FILES_PER_LOOK = 200
ENTRIES_MAX = 20_000
CONNECT_S = 20.0
SILENCE_S = 15
"""Between two signs of life that are asked for; after three without an answer the line is dead."""

_Look = tuple[int, int]
"""Size, time of change in s."""


class PartnerServer:
    """One partner's server. ``run`` goes on for ever, whatever the network does."""

    def __init__(
        self,
        partner: Partner,
        keys: Path,
        db: Database,
        desk: Desk,
        pace: Pace,
        *,
        changed: Callable[[], None] = lambda: None,
        crash: CrashPoint = no_crash,
    ) -> None:
        self.line = Line(partner=partner.partner, way="sftp")
        self.partner = partner
        self._settings = partner.settings
        self._keys = keys
        self._db = db
        self._desk = desk
        self._poll_s = pace.poll_s
        self._settling: Settling[str] = Settling(pace.settle_s)
        self._reclaim_us = round(pace.reclaim_s * 1e6)
        self._back_off_s = pace.back_off_s
        self._changed = changed
        self._crash = crash

    async def run(self) -> None:
        failures = 0
        while True:
            started_s = time.monotonic()
            try:
                await self._serve()
            except (asyncssh.Error, ValueError, *NOT_NOW) as error:
                self.line.fails(words_of(error), now_us())
            if time.monotonic() - started_s > 2 * self._back_off_s[-1]:
                failures = 0
            await asyncio.sleep(self._back_off_s[min(failures, len(self._back_off_s) - 1)])
            failures += 1

    async def _serve(self) -> None:
        """Connected: looks again and again, until the line fails."""
        settings = self._settings
        key, known_hosts = self._keys / settings.key, self._keys / settings.known_hosts
        for path in (key, known_hosts):
            await asyncio.to_thread(path.read_bytes)  # says which one is missing
        connecting = asyncssh.connect(
            settings.host,
            settings.port,
            username=settings.username,
            client_keys=[str(key)],
            known_hosts=str(known_hosts),
            config=None,
            agent_path=None,
            preferred_auth="publickey",
            connect_timeout=CONNECT_S,
            login_timeout=CONNECT_S,
            keepalive_interval=SILENCE_S,
            keepalive_count_max=3,
        )
        async with connecting as connection, connection.start_sftp_client() as client:
            if settings.claim is Claim.RENAME:
                await client.makedirs(f"{settings.inbound}/{WORK}", exist_ok=True)
            while True:
                moved = await self.look(client, time.monotonic())
                self.line.goes(now_us())
                if moved:
                    self._changed()
                await asyncio.sleep(self._poll_s)

    async def look(self, client: asyncssh.SFTPClient, at_s: float) -> int:
        """One look at ``at_s`` (monotonic); returns how many files were taken or put."""
        if self._settings.claim is Claim.RENAME:
            taken = await self._take_left(client)
        else:
            taken = 0
        found, strange = await self._offered(client)
        for name in self._settling.ready(found, at_s)[:FILES_PER_LOOK]:
            take = self._claim if self._settings.claim is Claim.RENAME else self._remember
            try:
                taken += await take(client, name, found[name])
            except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPFailure) as error:
                strange[name] = fault_told(error)
        self.line.leaves(strange)
        return taken + await self._send(client)

    async def _offered(
        self, client: asyncssh.SFTPClient
    ) -> tuple[dict[str, _Look], dict[str, Reason]]:
        found: dict[str, _Look] = {}
        strange: dict[str, Reason] = {}
        async for entry in client.scandir(self._settings.inbound):
            name = _text(entry.filename)
            if is_partial(name) or len(found) >= ENTRIES_MAX:
                continue
            if name == WORK and entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY:
                continue
            if why := _fault(name, entry.attrs):
                strange[name] = why
            else:
                found[name] = (entry.attrs.size or 0, entry.attrs.mtime or 0)
        return dict(sorted(found.items(), key=lambda item: (item[1][1], item[0]))), strange

    async def _claim(self, client: asyncssh.SFTPClient, name: str, look: _Look) -> int:
        folder = self._settings.inbound
        claimed = claimed_name(name, now_us())
        try:
            await client.rename(f"{folder}/{name}", f"{folder}/{WORK}/{claimed}")
        except asyncssh.SFTPNoSuchFile:
            return 0  # another process was faster
        self._crash("sftp.claimed")
        return await self._take_claimed(client, claimed)

    async def _take_left(self, client: asyncssh.SFTPClient) -> int:
        """What a process that died left in ``work``, or this one when the line broke."""
        before_us, taken = now_us() - self._reclaim_us, 0
        names = [_text(name) for name in await client.listdir(f"{self._settings.inbound}/{WORK}")]
        for name in sorted(names)[:FILES_PER_LOOK]:
            claim = claim_of(name)
            if claim is not None and claim[0] < before_us:
                taken += await self._take_claimed(client, name)
        return taken

    async def _take_claimed(self, client: asyncssh.SFTPClient, claimed: str) -> int:
        path = f"{self._settings.inbound}/{WORK}/{claimed}"
        claim = claim_of(claimed)
        try:
            data = await _read(client, path)
        except asyncssh.SFTPNoSuchFile:
            return 0  # another process ended it
        name = claim[1] if claim else claimed
        await self._take(name, data, f"sftp:{self.partner.partner}:{claimed}")
        self._crash("sftp.stored")
        try:
            await client.remove(path)
        except asyncssh.SFTPNoSuchFile:
            pass  # another process removed it
        return 1

    async def _remember(self, client: asyncssh.SFTPClient, name: str, look: _Look) -> int:
        partner, (size, modified_s) = self.partner.partner, look
        if await in_thread(lambda: service.was_fetched(self._db, partner, name, size, modified_s)):
            return 0
        data = await _read(client, f"{self._settings.inbound}/{name}")
        if len(data) != size:
            return 0  # it still grows
        digest = sha256(data).hexdigest()
        await self._take(name, data, f"sftp:{partner}:{name}:{size}:{modified_s}:{digest}")
        self._crash("sftp.stored")
        await in_thread(
            lambda: service.note_fetched(
                self._db,
                partner=partner,
                name=name,
                size=size,
                modified_s=modified_s,
                data=data,
                now_us=now_us(),
            )
        )
        return 1

    async def _take(self, name: str, data: bytes, claim: str) -> None:
        incoming = service.Incoming(
            name=name, data=data, way="sftp", partner=self.partner.partner, claim=claim
        )
        await in_thread(
            lambda: service.take(self._db, self._desk, incoming, now_us=now_us(), crash=self._crash)
        )
        self.line.took_us = now_us()

    async def _send(self, client: asyncssh.SFTPClient) -> int:
        for count in range(FILES_PER_LOOK):
            outgoing = await in_thread(
                lambda: service.lease_out(self._db, self.partner.partner, now_us())
            )
            if outgoing is None:
                return count
            row = outgoing.row
            try:
                await self._put(client, f"{row.interchange}_{row.name}", outgoing.data)
            except BaseException:
                await in_thread(partial(service.not_sent, self._db, row.interchange))
                raise
            self._crash("sftp.put")
            await in_thread(partial(service.sent, self._db, row.interchange, now_us()))
            self.line.sent_us = now_us()
        return FILES_PER_LOOK

    async def _put(self, client: asyncssh.SFTPClient, name: str, data: bytes) -> None:
        folder = self._settings.outbound
        part, whole = f"{folder}/.{name}.part", f"{folder}/{name}"
        async with client.open(part, "wb") as file:
            await file.write(data)
        try:
            await client.posix_rename(part, whole)
        except asyncssh.SFTPOpUnsupported:
            if await client.exists(whole):  # put before by a process that died
                await client.remove(whole)
            await client.rename(part, whole)


async def _read(client: asyncssh.SFTPClient, path: str) -> bytes:
    async with client.open(path, "rb") as file:
        data: Any = await file.read(MAX_FILE + 1)  # bytes, of a file opened so
    return bytes(data)


def _fault(name: str, attrs: asyncssh.SFTPAttrs) -> Reason | None:
    link = attrs.type == asyncssh.FILEXFER_TYPE_SYMLINK
    plain = attrs.type == asyncssh.FILEXFER_TYPE_REGULAR
    return fault_of_file(name, link=link, plain=plain, size=attrs.size or 0)


def _text(name: str | bytes) -> str:
    return name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name
