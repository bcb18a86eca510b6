"""A partner's folders on this machine: ``in``, ``work``, ``done``, ``refused``, ``out``.

A file in ``in`` that stands still is claimed by a rename into ``work``, stored and processed, and
then kept in ``done`` or ``refused`` by day. Whoever dies between two of these finds it again by its
name in ``work``, and the store knows that name. Ours are written beside ``out`` and renamed into
it.
"""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from central.db.clock import now_us
from central.db.database import Database
from central.exchange import service
from central.exchange.connection import (
    Line,
    claim_of,
    claimed_name,
    fault_of_file,
    fault_told,
    words_of,
)
from central.exchange.decide import NOT_NOW
from central.exchange.ports import Desk
from central.exchange.rules.states import State
from central.exchange.service import CrashPoint, no_crash
from central.folders.stable_files import FileLook, Settling, is_partial, look_of
from central.words.reasons import Reason
from syntax.bounds import MAX_FILE

FILES_PER_LOOK = 200
SENT_PER_LOOK = 200
WRITING_US = 30_000_000
"""So long an interchange that is written into a folder is nobody else's: a local disk is fast, and
a partner should not wait for the answer of a program that died.
"""
ENTRIES_MAX = 20_000
REFUSED = frozenset({State.REFUSED, State.UNREADABLE, State.UNKNOWN_PARTNER})
IN, WORK, DONE, REFUSED_FOLDER, OUT = "in", "work", "done", "refused", "out"


class PartnerFolder:
    """One partner's folders. ``look`` takes what is ready and writes what waits; it raises nothing
    of the disk or database, but says it in ``line``.
    """

    def __init__(
        self,
        folder: Path,
        partner: str,
        db: Database,
        desk: Desk,
        *,
        settle_s: float,
        reclaim_s: float,
        crash: CrashPoint = no_crash,
    ) -> None:
        self.line = Line(partner=partner, way="folder")
        self._folder = folder
        self._partner = partner
        self._db = db
        self._desk = desk
        self._settling: Settling[str] = Settling(settle_s)
        self._reclaim_us = round(reclaim_s * 1e6)
        self._crash = crash
        self._mine: set[str] = set()
        self._strange: dict[str, Reason] = {}
        self._stuck: dict[str, Reason] = {}

    def look(self, at_s: float) -> int:
        """One look at ``at_s`` (monotonic); returns how many files were taken or written."""
        try:
            self._prepare()
            self._stuck.clear()
            moved = self._take_left() + self._take_new(at_s) + self._send()
        except NOT_NOW as error:
            self.line.fails(words_of(error), now_us())
            return 0
        self.line.leaves(self._strange | self._stuck)
        self.line.goes(now_us())
        return moved

    def _prepare(self) -> None:
        for name in (IN, WORK, DONE, REFUSED_FOLDER, OUT):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def _take_new(self, at_s: float) -> int:
        found, self._strange = self._offered()
        taken = 0
        for name in self._settling.ready(found, at_s)[:FILES_PER_LOOK]:
            claimed = self._claim(name, found[name])
            if claimed is not None:
                self._take(claimed)
                taken += 1
        return taken

    def _offered(self) -> tuple[dict[str, FileLook], dict[str, Reason]]:
        """Finished plain files, the oldest first; and what else lies there, with the reason."""
        found: dict[str, FileLook] = {}
        strange: dict[str, Reason] = {}
        with os.scandir(self._folder / IN) as entries:
            for entry in entries:
                if is_partial(entry.name) or len(found) >= ENTRIES_MAX:
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # another process took it
                if why := _fault(entry.name, status):
                    strange[entry.name] = why
                else:
                    found[entry.name] = look_of(status)
        ordered = sorted(found.items(), key=lambda item: (item[1][1], item[0]))
        return dict(ordered), strange

    def _claim(self, name: str, look: FileLook) -> Path | None:
        """The file in ``work``; None when another process was faster, or it still changed."""
        source = self._folder / IN / name
        target = self._folder / WORK / claimed_name(name, now_us())
        try:
            source.rename(target)
        except FileNotFoundError:
            return None
        self._crash("folder.claimed")
        if look_of(target.stat()) != look and not source.exists():
            target.rename(source)
            return None
        return target

    def _take_left(self) -> int:
        """What a process that died, or this one on a full disk, left in ``work``."""
        before_us, taken = now_us() - self._reclaim_us, 0
        for path in sorted((self._folder / WORK).iterdir())[:FILES_PER_LOOK]:
            claim = claim_of(path.name)
            if claim is not None and (claim[0] < before_us or path.name in self._mine):
                self._take(path)
                taken += 1
        return taken

    def _take(self, path: Path) -> None:
        claim = claim_of(path.name)
        self._mine.add(path.name)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE + 1)
        except FileNotFoundError:
            self._mine.discard(path.name)
            return  # another process ended it
        except OSError as error:
            self._stuck[f"{WORK}/{path.name}"] = fault_told(error)
            return
        taken = service.take(
            self._db,
            self._desk,
            service.Incoming(
                name=claim[1] if claim else path.name,
                data=data,
                way="folder",
                partner=self._partner,
                claim=f"folder:{self._partner}:{path.name}",
            ),
            now_us=now_us(),
            crash=self._crash,
        )
        refused = any(one.state in REFUSED for one in taken.all())
        day = datetime.fromtimestamp(now_us() / 1e6, tz=UTC).date().isoformat()
        target = self._folder / (REFUSED_FOLDER if refused else DONE) / day
        target.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(target / path.name)
        except FileNotFoundError:
            pass  # another process moved it
        self._mine.discard(path.name)
        self.line.took_us = now_us()

    def _send(self) -> int:
        for count in range(SENT_PER_LOOK):
            outgoing = service.lease_out(self._db, self._partner, now_us(), WRITING_US)
            if outgoing is None:
                return count
            row = outgoing.row
            try:
                _write(self._folder / OUT, f"{row.interchange}_{row.name}", outgoing.data)
            except OSError:
                service.not_sent(self._db, row.interchange)
                raise
            self._crash("folder.written")
            service.sent(self._db, row.interchange, now_us())
            self.line.sent_us = now_us()
        return SENT_PER_LOOK


def _fault(name: str, status: os.stat_result) -> Reason | None:
    link, plain = stat.S_ISLNK(status.st_mode), stat.S_ISREG(status.st_mode)
    return fault_of_file(name, link=link, plain=plain, size=status.st_size)


def _write(folder: Path, name: str, data: bytes) -> None:
    """Under its name only when it is whole and on the disk."""
    part = folder / f".{name}.part"
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
