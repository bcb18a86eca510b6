"""The gateway: gapless positions, nothing unreadable lost, files taken once, MQTT in order."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from central.broadcast.drop_folder import DropFolder
from central.broadcast.publisher import Publisher
from central.broadcast.service import archive
from central.broadcast.service import gateway as service
from central.broadcast.service.gateway import Gateway
from central.config import BrokerSection
from central.db.database import Database
from tests.support.central.journal import FEED, telegram
from wire.codec import WireError, decode_head, decode_telegram, encode
from wire.masters import Column, FeedRules
from wire.telegram import Status

TELEGRAMS = f"/api/v1/broadcast/feeds/{FEED}/telegrams"


def plain(number: int) -> bytes:
    return encode(telegram(number, position=None))


def make_gateway(db: Database, **changes: Any) -> Gateway:
    service.prepare_feeds(db, [FEED])
    options: dict[str, Any] = {
        "on_commit": lambda feed: None,
        "on_position": lambda feed, position: None,
    }
    return Gateway(db, {FEED: FeedRules(feed=FEED)}, **{**options, **changes})


def test_every_arrival_gets_the_next_position_duplicates_too(client: Any) -> None:
    feed, cell = client.token("feed", feed=FEED), client.token("cell", cell="c")
    for position, number in enumerate((7, 7, 3), 1):
        answer = client.post(TELEGRAMS, token=feed, content=plain(number))
        assert (answer.status_code, answer.json()) == (202, {"position": position})
    lines = client.get(f"/api/v1/broadcast/feeds/{FEED}/replay?first=2&last=9", token=cell)
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    found = [decode_telegram(line) for line in lines.content.splitlines()]
    assert [(t.position, t.sequence_number) for t in found] == [(2, "0007"), (3, "0003")]
    assert all(t.received_us for t in found)
    head = decode_head(client.get(f"/api/v1/broadcast/feeds/{FEED}/head", token=cell).content)
    assert (head.position, head.sequence_number, head.line_running) == (3, "0003", True)


def bytes_of(db: Database, row: Mapping[str, Any]) -> bytes:
    """What came in, of a row of the quarantine."""
    found = archive.find_raw(db, row["raw_id"])
    assert found is not None
    return found.data


def test_unreadable_bytes_are_kept_in_quarantine_and_take_no_position(client: Any) -> None:
    feed = client.token("feed", feed=FEED)
    bad = [b"", b"\xff\x00", b"{}", encode(telegram(1, feed="L2")), b'{"type":"cat3","x":1e400}']
    bad.append(encode(telegram(1, call="a\x00b")))
    for data in bad:
        assert client.post(TELEGRAMS, token=feed, content=data).status_code == 422
    unknown = {"X-Lineside-Format": "../../etc"}
    assert client.post(TELEGRAMS, token=feed, content=b"x", headers=unknown).status_code == 422
    kept = client.central.db.read(lambda c: archive.refused_since(c, 0, 100))
    assert [bytes_of(client.central.db, row) for row in reversed(kept)] == [*bad, b"x"]
    assert all(row["code"] for row in kept)
    assert client.post(TELEGRAMS, token=feed, content=plain(1)).json() == {"position": 1}


def test_other_feeds_do_not_exist_for_a_sender(client: Any) -> None:
    foreign = client.token("feed", feed="L2")
    assert client.post(TELEGRAMS, token=foreign, content=plain(1)).status_code == 404
    cell = client.token("cell", cell="c")
    assert client.get("/api/v1/broadcast/feeds/NONE/head", token=cell).status_code == 404
    wide = client.get(f"/api/v1/broadcast/feeds/{FEED}/replay?first=1&last=999", token=cell)
    assert wide.status_code == 422


def test_line_that_stops_says_so_in_the_head(client: Any) -> None:
    feed = client.token("feed", feed=FEED)
    line = f"/api/v1/broadcast/feeds/{FEED}/line"
    assert client.post(line, token=feed, json={"running": False}).status_code == 200
    head = client.get(f"/api/v1/broadcast/feeds/{FEED}/head", token=feed)
    assert decode_head(head.content).line_running is False
    assert client.post(line, token=feed, json={"running": "no"}).status_code == 422


def test_parallel_senders_leave_no_hole(db: Database) -> None:
    gateway = make_gateway(db)
    given: list[int] = []

    def send() -> None:
        for number in range(1, 11):
            given.append(gateway.take(FEED, plain(number)))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 41))
    assert len(archive.replay(db, FEED, 1, 100)) == 40


def test_fixed_width_feed_is_read_by_its_columns(db: Database) -> None:
    rules = FeedRules(
        feed=FEED,
        format="fixed_width",
        status_map={"A5": Status.FINAL},
        columns=(
            Column(field="sequence_number", start=0, length=4),
            Column(field="call_number", start=4, length=6),
            Column(field="status", start=10, length=2),
        ),
    )
    service.prepare_feeds(db, [FEED])
    gateway = Gateway(
        db, {FEED: rules}, on_commit=lambda feed: None, on_position=lambda feed, position: None
    )
    assert gateway.take(FEED, b"0042CALL01A5\r\n") == 1
    with pytest.raises(WireError):
        gateway.take(FEED, b"0042CA")
    (line,) = archive.replay(db, FEED, 1, 1)
    assert decode_telegram(line).sequence_number == "0042"


@pytest.fixture
def folder(db: Database, tmp_path: Path) -> tuple[DropFolder, Path]:
    watched = DropFolder(tmp_path / "drop", make_gateway(db), poll_s=0.01, settle_s=1.0)
    watched.prepare()
    return watched, tmp_path / "drop" / FEED


def test_file_that_still_grows_is_left_alone(folder: tuple[DropFolder, Path]) -> None:
    watched, path = folder
    file = path / "day.txt"
    file.write_bytes(plain(1) + b"\n" + plain(2)[:20])
    assert watched.look(100.0) == 0
    file.write_bytes(plain(1) + b"\n" + plain(2) + b"\n")
    assert [watched.look(at) for at in (101.5, 102.0, 102.6)] == [0, 0, 1]
    assert not file.exists()
    assert [entry.name.endswith("day.txt") for entry in (path / "done").iterdir()] == [True]


def test_same_file_twice_is_taken_once(db: Database, folder: tuple[DropFolder, Path]) -> None:
    watched, path = folder
    for name, at in (("a.txt", 10.0), ("b.txt", 20.0)):
        (path / name).write_bytes(plain(1) + b"\n\n" + plain(2))
        watched.look(at)
        assert watched.look(at + 2) == 1
    assert service.last_positions(db) == {FEED: 2}
    assert len(list((path / "done").iterdir())) == 2


def test_unreadable_line_goes_to_quarantine_and_the_rest_is_taken(
    db: Database, folder: tuple[DropFolder, Path]
) -> None:
    watched, path = folder
    (path / "x.txt").write_bytes(plain(1) + b"\nrubbish\n" + plain(2))
    watched.look(1.0)
    watched.look(3.0)
    assert service.last_positions(db) == {FEED: 2}
    (row,) = db.read(lambda c: archive.refused_since(c, 0, 100))
    assert bytes_of(db, row) == b"rubbish"
    assert len(list((path / "quarantine").iterdir())) == 1


def test_names_that_are_not_offered_stay(folder: tuple[DropFolder, Path], tmp_path: Path) -> None:
    watched, path = folder
    secret = tmp_path / "secret.txt"
    secret.write_bytes(plain(1))
    (path / "link.txt").symlink_to(secret)
    names = [".hidden.txt", "a.txt.part", "b.tmp", "c.pdf"]
    for name in names:
        (path / name).write_bytes(plain(1))
    (path / "folder.txt").mkdir()
    assert [watched.look(at) for at in (1.0, 9.0)] == [0, 0]
    assert secret.exists() and all((path / name).exists() for name in names)


def test_crash_between_commit_and_move_is_recognised(
    db: Database, folder: tuple[DropFolder, Path]
) -> None:
    watched, path = folder
    data = plain(1) + b"\n" + plain(2)
    make_gateway(db).take_file(FEED, "day.txt", data)
    (path / "day.txt").write_bytes(data)
    watched.look(1.0)
    assert watched.look(3.0) == 1
    assert service.last_positions(db) == {FEED: 2}
    assert not (path / "day.txt").exists()


def make_publisher(
    db: Database, address: tuple[str, int], published: Callable[[int], None] = lambda n: None
) -> Publisher:
    section = BrokerSection(host=address[0], port=address[1])
    return Publisher(db, section, "", (FEED,), heartbeat_s=0.2, on_published=published)


async def collect(
    address: tuple[str, int], ready: asyncio.Event, count: int
) -> list[tuple[str, bytes]]:
    """The first ``count`` telegrams and the heads between them."""
    found: list[tuple[str, bytes]] = []
    async with aiomqtt.Client(*address, protocol=aiomqtt.ProtocolVersion.V311) as client:
        await client.subscribe(f"lineside/v1/{FEED}/#", qos=1)
        ready.set()
        async for message in client.messages:
            found.append((str(message.topic).rsplit("/", 1)[1], bytes(message.payload)))  # type: ignore[arg-type]
            if sum(what == "telegram" for what, _ in found) >= count:
                return found
    return found


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_what_waited_for_the_broker_is_published_in_order_then_at_once(
    db: Database, broker: tuple[str, int]
) -> None:
    publisher = make_publisher(db, broker)
    gateway = make_gateway(db, on_commit=lambda _feed: publisher.wake())
    for number in range(1, 6):
        gateway.take(FEED, plain(number))

    async def run() -> list[tuple[str, bytes]]:
        ready = asyncio.Event()
        collecting = asyncio.create_task(collect(broker, ready, 7))
        await asyncio.wait_for(ready.wait(), 4)
        publishing = asyncio.create_task(publisher.run())
        for number in (6, 7):
            await asyncio.to_thread(gateway.take, FEED, plain(number))
        found = await asyncio.wait_for(collecting, 4)
        await stop(publishing)
        return found

    found = asyncio.run(run())
    positions = [decode_telegram(body).position for what, body in found if what == "telegram"]
    assert positions == list(range(1, 8))


def test_head_is_retained_and_beats(db: Database, broker: tuple[str, int]) -> None:
    gateway = make_gateway(db)
    gateway.take(FEED, plain(9))

    async def run() -> list[Any]:
        sent = asyncio.Event()
        publisher = make_publisher(db, broker, lambda count: sent.set())
        publishing = asyncio.create_task(publisher.run())
        async with asyncio.timeout(4):
            await sent.wait()
            beats = [head async for head in heads(3)]
            late = [head async for head in heads(1)]
        await stop(publishing)
        return beats + late

    async def heads(count: int) -> AsyncIterator[Any]:
        async with aiomqtt.Client(*broker, protocol=aiomqtt.ProtocolVersion.V311) as client:
            await client.subscribe(f"lineside/v1/{FEED}/head", qos=1)
            async for message in client.messages:
                yield message.retain, json.loads(message.payload)  # type: ignore[arg-type]
                count -= 1
                if count == 0:
                    return

    found = asyncio.run(run())
    assert [head["position"] for _, head in found] == [1, 1, 1, 1]
    assert found[2][1]["at_us"] > found[1][1]["at_us"]
    assert found[3][0] is True, "who comes later is told at once"


def test_publisher_goes_on_from_its_mark(db: Database, broker: tuple[str, int]) -> None:
    gateway = make_gateway(db)
    for number in range(1, 4):
        gateway.take(FEED, plain(number))
    service.mark_published(db, FEED, 2)

    async def run() -> list[tuple[str, bytes]]:
        ready = asyncio.Event()
        collecting = asyncio.create_task(collect(broker, ready, 1))
        await asyncio.wait_for(ready.wait(), 4)
        publishing = asyncio.create_task(make_publisher(db, broker).run())
        found = await asyncio.wait_for(collecting, 4)
        await stop(publishing)
        return found

    telegrams = [body for what, body in asyncio.run(run()) if what == "telegram"]
    assert [decode_telegram(body).position for body in telegrams] == [3]


class Clinging:
    """A client that connects and cannot take its leave of the broker."""

    clings = True

    async def __aenter__(self) -> Clinging:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.clings:
            raise aiomqtt.MqttError("Operation timed out")


def test_a_broker_that_does_not_let_go_does_not_keep_central_from_stopping(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = make_publisher(db, ("127.0.0.1", 1))

    async def run() -> None:
        connected, again = asyncio.Event(), asyncio.Event()

        async def publish(client: object) -> None:
            (again if connected.is_set() else connected).set()
            await asyncio.Event().wait()

        monkeypatch.setattr(publisher, "_client", Clinging)
        monkeypatch.setattr(publisher, "_publish", publish)
        publishing = asyncio.create_task(publisher.run())
        await connected.wait()
        publishing.cancel()
        came_back = asyncio.create_task(again.wait())
        ended, _ = await asyncio.wait({publishing, came_back}, return_when=asyncio.FIRST_COMPLETED)
        came_back.cancel()
        monkeypatch.setattr(Clinging, "clings", False)
        assert publishing in ended and publishing.cancelled()
        await asyncio.gather(came_back, return_exceptions=True)

    asyncio.run(run())


def test_broker_that_comes_back_gets_what_waited(
    db: Database, mosquitto: Path, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = tmp_path / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    gateway = make_gateway(db)

    async def run() -> int:
        sent = asyncio.Event()
        publisher = make_publisher(db, ("127.0.0.1", port), lambda count: sent.set())
        publishing = asyncio.create_task(publisher.run())
        await asyncio.to_thread(gateway.take, FEED, plain(1))
        for number in (2, 3):
            sent.clear()
            broker = await asyncio.create_subprocess_exec(
                str(mosquitto), "-c", str(settings), stderr=asyncio.subprocess.DEVNULL
            )
            await asyncio.wait_for(sent.wait(), 10)
            broker.kill()
            await broker.wait()
            await asyncio.to_thread(gateway.take, FEED, plain(number))
        await stop(publishing)
        return service.heads_published(db)[0].position

    assert asyncio.run(run()) == 2
