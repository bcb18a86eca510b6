"""The office demo's folder and its central: configuration, contracts, the makers' folders."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import httpx

from hardware_sim.central_program import CentralProgram, StartError
from hardware_sim.folders import free_ports, toml_text
from hardware_sim.processes import stop_all

CONTRACTS_YEAR = 2026
"""The year for which the contracts are written; a demo in another year moves them."""
ROLES = ("administrator", "planner", "shipping")
POLL_S, SETTLE_S = 0.1, 0.1
RUN_EVERY_S = 0.5


def contracts(today: date) -> dict[str, str]:
    """File name to TOML: two makers, their calendars, agreements and EDI profiles, of this year."""
    later = today.year - CONTRACTS_YEAR
    found = {}
    for entry in (files("hardware_sim.office") / "contracts").iterdir():
        if entry.name.endswith(".toml"):
            found[entry.name] = re.sub(
                r"\b(20\d\d)(-\d\d-\d\d)\b",
                lambda m: f"{int(m[1]) + later}{m[2]}",
                entry.read_text("utf-8"),
            )
    return found


class Office:
    """Starts central and stops it. ``async with``; then ``central`` answers."""

    def __init__(self, root: Path, today: date) -> None:
        self.root = root
        self.today = today
        self.client = httpx.AsyncClient()
        (port,) = free_ports(1)
        for folder in ("central", "contracts", "logs"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        self.port = port
        self.central = CentralProgram(
            root / "central" / "central.toml", port, root / "logs", self.client
        )

    async def __aenter__(self) -> Office:
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        stop_all([self.central.program])
        await self.client.aclose()

    async def _start(self) -> None:
        self.central.config.write_text(
            toml_text(
                {
                    "central": {"host": "127.0.0.1", "port": self.port, "data_dir": "data"},
                    "edi": {"poll_s": POLL_S, "settle_s": SETTLE_S},
                    "releases": {"run_every_s": RUN_EVERY_S},
                    "feed": [{"feed": "L1"}],
                }
            ),
            "utf-8",
        )
        for name, text in contracts(self.today).items():
            (self.root / "contracts" / name).write_text(text, "utf-8")
        await self.central.command("migrate")
        await self.central.command("import", str(self.root / "contracts"))
        await self.central.make_tokens({role: ("--role", role, "--name", role) for role in ROLES})
        self.central.program.start()
        await self.central.until_ready()

    # -- the makers' folders

    def folder(self, maker: str, way: str) -> Path:
        """``in``: what we take; ``out``: what we answer."""
        return self.root / "central" / "data" / "edi" / maker / way

    async def drop(self, maker: str, name: str, data: bytes, *, slowly: bool = False) -> None:
        """A file as a gateway lays it down: under another name first, or growing under its own."""
        folder = self.folder(maker, "in")
        folder.mkdir(parents=True, exist_ok=True)
        if not slowly:
            hidden = folder / f"{name}.tmp"
            hidden.write_bytes(data)
            hidden.rename(folder / name)
            return
        half = len(data) // 2
        with (folder / name).open("wb") as file:
            file.write(data[:half])
            file.flush()
            await asyncio.sleep(SETTLE_S / 2)
            file.write(data[half:])

    def answers(self, maker: str) -> list[bytes]:
        """Everything that lies in their out folder, in the order of the names."""
        folder = self.folder(maker, "out")
        if not folder.is_dir():
            return []
        names = sorted(path for path in folder.iterdir() if path.suffix not in (".tmp", ".part"))
        return [path.read_bytes() for path in names if path.is_file()]

    def waiting(self, makers: Sequence[str]) -> int:
        """Files that were not taken yet."""
        folders = [self.folder(maker, "in") for maker in makers]
        return sum(len([p for p in f.iterdir() if p.is_file()]) for f in folders if f.is_dir())

    async def until_taken(self, makers: Sequence[str], limit_s: float) -> None:
        """Raises StartError when files still lie there after ``limit_s``."""
        begun = time.monotonic()
        while self.waiting(makers):
            if time.monotonic() - begun > limit_s:
                raise StartError(f"{self.waiting(makers)} files were not taken in {limit_s:g} s")
            await asyncio.sleep(POLL_S / 2)
