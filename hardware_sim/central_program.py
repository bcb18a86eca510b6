"""Central as a program under the demo's hand: its commands, its tokens, what it answers."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from hardware_sim.processes import Program, die_with_parent

READY_S = 40.0


class StartError(RuntimeError):
    """A program did not come up; the text has the end of its log."""


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def explain(program: Program) -> str:
    """What is to be said of a program that does not do what it should."""
    status = program.exit_status
    state = "does not answer" if status is None else f"ended with status {status}"
    return f"{program.name} {state}; {program.log}:\n{program.last_lines()}"


class CentralProgram:
    """``config`` is its central.toml; ``port`` the one that stands there."""

    def __init__(self, config: Path, port: int, logs: Path, client: httpx.AsyncClient) -> None:
        self.config = config
        self.patience_s = 0.0
        """How long a question is asked again while nobody answers: it may be down just now."""
        self.url = f"http://127.0.0.1:{port}"
        self.program = Program(
            name="central",
            command=python("central", "serve", "--config", str(config)),
            log=logs / "central.log",
            environment={"PYTHONUNBUFFERED": "1"},
            folder=Path.cwd(),
        )
        self.tokens: dict[str, str] = {}
        self._client = client

    async def command(self, *arguments: str) -> str:
        """One of its commands, to its end; what it printed. Raises StartError."""
        process = await asyncio.create_subprocess_exec(
            *python("central", *arguments, "--config", str(self.config)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=die_with_parent,
        )
        output, errors = await process.communicate()
        if process.returncode:
            raise StartError(f"central {' '.join(arguments)}: {errors.decode('utf-8', 'replace')}")
        return output.decode().strip()

    async def make_tokens(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        """``wanted``: the name under which it is kept, and the options of ``token create``."""
        made = await asyncio.gather(
            *(self.command("token", "create", *words) for words in wanted.values())
        )
        for name, text in zip(wanted, made, strict=True):
            self.tokens[name] = text.splitlines()[-1]

    async def make_people(self, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """``wanted``: who, and which roles. Each one's password, new in every demo."""
        passwords = {person: new_password() for person in wanted}
        for person, roles in wanted.items():
            file = self.config.with_name(f"{person}.password")
            file.touch(mode=0o600)
            file.write_text(passwords[person], "utf-8")
            words = [word for role in roles for word in ("--role", role)]
            await self.command("person", "create", person, *words, "--password-file", str(file))
        return passwords

    async def until_ready(self) -> None:
        """Raises StartError when it ends, or is not ready after ``READY_S``."""
        begun = time.monotonic()
        while True:
            try:
                if (await self._client.get(f"{self.url}/readyz", timeout=2)).is_success:
                    return
            except httpx.HTTPError:
                pass
            if not self.program.running or time.monotonic() - begun > READY_S:
                raise StartError(explain(self.program))
            await asyncio.sleep(0.05)

    def headers(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    async def ask(self, path: str, name: str = "administrator") -> Any:
        """JSON, as the holder of a token. Raises httpx.HTTPError."""
        answer = await self._request("GET", path, name)
        answer.raise_for_status()
        return answer.json()

    async def send(
        self, method: str, path: str, document: Any, name: str = "administrator"
    ) -> httpx.Response:
        """Raises httpx.HTTPError when nobody answers; a refusal is the caller's to read."""
        return await self._request(method, path, name, json=document)

    async def upload(self, name: str, data: bytes, holder: str) -> None:
        """An EDI file by HTTP. Raises StartError when it is not taken."""
        path = f"/api/v1/edi/interchanges?name={name}"
        answer = await self._request("POST", path, holder, content=data)
        if answer.status_code not in (200, 201):
            raise StartError(f"{name} was not taken: {answer.status_code} {answer.text}")

    async def _request(self, method: str, path: str, name: str, **body: Any) -> httpx.Response:
        deadline = time.monotonic() + self.patience_s
        while True:
            try:
                return await self._client.request(
                    method, self.url + path, headers=self.headers(name), timeout=20, **body
                )
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)


_LETTERS = "abcdefghkmnpqrstuvwxyz"
"""That nobody takes for figures."""


def new_password() -> str:
    """Of letters alone: central takes none that is nearly all figures."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
