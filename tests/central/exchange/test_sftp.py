"""A real SFTP server on this machine, with keys of this test: fetched once, put whole, reconnected
for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from sqlalchemy import update

from central.exchange import partners
from central.exchange.connection import Pace
from central.exchange.rounds import Exchange
from central.exchange.sftp import PartnerServer
from central.exchange.tables import interchanges
from tests.support.central.exchange import Office, delfor, x830
from tests.support.waiting import eventually

HOST = "127.0.0.1"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our key, the host's key and another one; files of ``known_hosts`` are made by port."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "host", "other"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(folder / name)
        key.write_public_key(folder / f"{name}.pub")
    return folder


class Anybody(asyncssh.SSHServer):
    def __init__(self, connections: list[asyncssh.SSHServerConnection]) -> None:
        self._connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        return True


@asynccontextmanager
async def served(keys: Path, root: Path, port: int = 0, host: str = "host") -> AsyncIterator[int]:
    """A server whose files are those of ``root``; its port."""
    for name in ("in", "out"):
        (root / name).mkdir(parents=True, exist_ok=True)
    connections: list[asyncssh.SSHServerConnection] = []
    server = await asyncssh.create_server(
        lambda: Anybody(connections),
        HOST,
        port,
        server_host_keys=[str(keys / host)],
        authorized_client_keys=str(keys / "ours.pub"),
        sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root).encode()),
    )
    bound = server.get_port()
    public = (keys / "host.pub").read_text()
    (keys / "known").write_text(f"[{HOST}]:{bound} {public}")
    try:
        yield bound
    finally:
        server.close()
        for connection in connections:
            connection.abort()
        await server.wait_closed()


def sftp_partner(office: Office, port: int, **settings: Any) -> partners.Partner:
    office.partner(
        way="sftp",
        settings={
            "host": HOST,
            "port": port,
            "username": "plant",
            "key": "ours",
            "known_hosts": "known",
            "inbound": "in",
            "outbound": "out",
            **settings,
        },
    )
    found = office.db.read(lambda c: partners.find(c, "acme"))
    assert found is not None
    return found


def server_of(office: Office, partner: partners.Partner, keys: Path) -> PartnerServer:
    return PartnerServer(
        partner,
        keys,
        office.db,
        office.desk,
        Pace(poll_s=0.02, settle_s=0.05, reclaim_s=0.3, back_off_s=(0.05, 0.1)),
    )


async def stopped(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_file() and p.name[0] != ".")


@pytest.mark.parametrize("claim", ["rename", "remember"])
def test_files_are_fetched_once_and_answers_put(
    office: Office, keys: Path, tmp_path: Path, claim: str
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path) as port:
            partner = sftp_partner(office, port, claim=claim)
            (tmp_path / "in" / "a.edi").write_bytes(delfor())
            (tmp_path / "in" / "half.part").write_bytes(delfor("7"))
            servers = [server_of(office, partner, keys) for _ in range(2)]
            tasks = [asyncio.create_task(server.run()) for server in servers]
            try:
                await eventually(lambda: len(files(tmp_path / "out")) == 2, servers[0].line.error)
                (tmp_path / "in" / "b.edi").write_bytes(x830())
                await eventually(lambda: len(files(tmp_path / "out")) == 4, servers[0].line.error)
                assert servers[0].line.looked_us is not None
            finally:
                await stopped(*tasks)

    asyncio.run(main())
    assert office.posted() == ["RL000117", "R118"]
    left = files(tmp_path / "in")
    assert left == (["half.part"] if claim == "rename" else ["a.edi", "b.edi", "half.part"])
    assert [name.partition("_")[2] for name in files(tmp_path / "out")] == [
        "contrl_1.edi",
        "aperak_2.edi",
        "x12_997_3.x12",
        "x12_824_4.x12",
    ]


def test_a_file_that_is_remembered_and_changes_is_a_new_file(
    office: Office, keys: Path, tmp_path: Path
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path) as port:
            partner = sftp_partner(office, port, claim="remember")
            path = tmp_path / "in" / "same-name.edi"
            path.write_bytes(delfor("1"))
            server = server_of(office, partner, keys)
            task = asyncio.create_task(server.run())
            try:
                await eventually(lambda: len(office.posted()) == 1)
                path.write_bytes(delfor("22", number="SECOND-ONE"))
                await eventually(lambda: len(office.posted()) == 2, server.line.error)
            finally:
                await stopped(task)

    asyncio.run(main())
    assert office.posted() == ["RL000117", "SECOND-ONE"]


def test_a_host_that_is_not_known_is_not_spoken_to(
    lite: Office, keys: Path, tmp_path: Path
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path, host="other") as port:
            partner = sftp_partner(lite, port)
            (tmp_path / "in" / "a.edi").write_bytes(delfor())
            server = server_of(lite, partner, keys)
            task = asyncio.create_task(server.run())
            try:
                await eventually(lambda: server.line.error)
                (keys / "known").unlink()
                await eventually(lambda: "known" in server.line.error)
            finally:
                await stopped(task)

    asyncio.run(main())
    assert lite.posted() == [] and files(tmp_path / "in") == ["a.edi"]


def test_the_line_is_taken_up_again_after_the_server_was_away(
    office: Office, keys: Path, tmp_path: Path
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path) as port:
            partner = sftp_partner(office, port)
            server = server_of(office, partner, keys)
            task = asyncio.create_task(server.run())
            await eventually(lambda: server.line.looked_us)
        try:
            await eventually(lambda: server.line.error, "the loss is noticed")
            since = server.line.error_us
            (tmp_path / "in" / "a.edi").write_bytes(delfor())
            async with served(keys, tmp_path, port=port):
                await eventually(lambda: len(files(tmp_path / "out")) == 2, server.line.error)
                assert since is not None and not server.line.error
                await stopped(task)
        finally:
            await stopped(task)

    asyncio.run(main())
    assert office.posted() == ["RL000117"]


def test_names_of_a_server_that_lead_elsewhere_are_not_followed(
    lite: Office, keys: Path, tmp_path: Path
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path) as port:
            inbox = tmp_path / "in"
            (inbox / "link").symlink_to("/etc/passwd")
            (inbox / "deeper").mkdir()
            (inbox / "back\\slash").write_bytes(delfor())
            with (inbox / "large").open("wb") as file:
                file.truncate(64 * 1024 * 1024 + 1)
            server = server_of(lite, sftp_partner(lite, port), keys)
            task = asyncio.create_task(server.run())
            try:
                await eventually(lambda: len(server.line.strange) == 4)
            finally:
                await stopped(task)
            assert sorted(server.line.strange) == ["back\\slash", "deeper", "large", "link"]

    asyncio.run(main())
    assert lite.posted() == []


def test_what_a_dead_process_left_on_the_server_is_taken(
    office: Office, keys: Path, tmp_path: Path
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path) as port:
            partner = sftp_partner(office, port)
            work = tmp_path / "in" / "work"
            work.mkdir()
            (work / "1700000000000000-0a1b2c3d-left.edi").write_bytes(delfor())
            server = server_of(office, partner, keys)
            task = asyncio.create_task(server.run())
            try:
                await eventually(lambda: not files(work), server.line.error)
            finally:
                await stopped(task)

    asyncio.run(main())
    assert office.posted() == ["RL000117"]


def test_the_exchange_keeps_folders_and_servers_of_those_who_are_partners(
    office: Office, keys: Path, tmp_path: Path
) -> None:
    async def main() -> None:
        async with served(keys, tmp_path / "server") as port:
            sftp_partner(office, port)
            office.partner("local", profile={"ids": ["SOMEBODY"]}, way="folder")
            exchange = Exchange(
                office.db,
                office.desk,
                folder=tmp_path / "edi",
                keys=keys,
                pace=Pace(poll_s=0.02, settle_s=0.02),
            )
            task = asyncio.create_task(exchange.run())
            try:
                await eventually(lambda: all(line.looked_us for line in exchange.lines()) and True)
                await eventually(lambda: (tmp_path / "edi" / "local" / "in").is_dir())
                (tmp_path / "server" / "in" / "a.edi").write_bytes(delfor())
                await eventually(lambda: office.posted() == ["RL000117"])
                office.partner(way="folder", settings={})
                await eventually(lambda: (tmp_path / "edi" / "acme" / "in").is_dir())
                (tmp_path / "edi" / "acme" / "in" / "b.edi").write_bytes(x830())
                await eventually(lambda: len(office.posted()) == 2)
                assert [line.way for line in exchange.lines()] == ["folder", "folder"]
            finally:
                await stopped(task)

    asyncio.run(main())


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("claim", ["rename", "remember"])
@pytest.mark.parametrize("point", ["sftp.claimed", "edi.stored", "sftp.stored", "sftp.put"])
def test_who_dies_between_two_steps_loses_and_doubles_nothing(
    lite: Office, keys: Path, tmp_path: Path, claim: str, point: str
) -> None:
    def crash(at: str) -> None:
        if at == point:
            raise Killed

    async def main() -> None:
        async with served(keys, tmp_path) as port:
            partner = sftp_partner(lite, port, claim=claim)
            (tmp_path / "in" / "a.edi").write_bytes(delfor())
            dying = server_of(lite, partner, keys)
            dying._crash = crash

            async def die() -> None:
                with contextlib.suppress(Killed):
                    await dying.run()

            first = asyncio.create_task(die())
            if (point, claim) != ("sftp.claimed", "remember"):
                await eventually(first.done, dying.line.error)
            await stopped(first)
            lite.db.write(lambda c: c.execute(update(interchanges).values(claimed_us=None)))
            server = server_of(lite, partner, keys)
            task = asyncio.create_task(server.run())
            work = tmp_path / "in" / "work"
            try:
                await eventually(lambda: len(files(tmp_path / "out")) == 2, server.line.error)
                await eventually(lambda: not work.exists() or not files(work), server.line.error)
            finally:
                await stopped(task)

    asyncio.run(main())
    assert lite.posted() == ["RL000117"] and not lite.unprocessed()
