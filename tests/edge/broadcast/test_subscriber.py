"""The subscriber: nothing is acknowledged before it was taken, and a broker that comes back is
found again.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable

import aiomqtt
import pytest

from edge.broadcast import subscriber as room
from edge.broadcast.subscriber import BrokerAddress, Hooks, NotTakenError, Received, Subscriber
from edge.broadcast.unread import Unread
from edge.retry import Retry
from tests.support.waiting import eventually


def address(broker: tuple[str, int]) -> BrokerAddress:
    return BrokerAddress(
        host=broker[0], port=broker[1], username="", password="", keepalive_s=5, client_id="cell-a"
    )


def make(
    broker: tuple[str, int],
    take: Callable[[Received], None],
    lost: list[str] | None = None,
    unread: Unread | None = None,
) -> Subscriber:
    return Subscriber(
        address(broker),
        ("L1",),
        hooks=Hooks(take=take, session_lost=lambda: None if lost is None else lost.append("lost")),
        unread=unread or Unread(lambda: 1.0),
        monotonic=lambda: 1.0,
        retry=Retry("broker", random.Random(1), first_s=0.01, longest_s=0.02),
    )


async def publish(broker: tuple[str, int], *payloads: bytes) -> None:
    async with aiomqtt.Client(*broker) as client:
        for payload in payloads:
            await client.publish("lineside/v1/L1/telegram", payload, qos=1)


async def running(subscriber: Subscriber, done: Callable[[], bool]) -> None:
    task = asyncio.create_task(subscriber.run())
    try:
        await eventually(done)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_the_private_calls_that_hold_acknowledgements_still_exist() -> None:
    async def main() -> None:
        client = aiomqtt.Client("127.0.0.1")
        before = client._client.on_connect
        room._hold_acknowledgements(client)
        assert client._client._manual_ack is True
        assert client._client.on_connect is not before
        assert callable(client._client.ack)
        assert client._client.on_connect.__code__.co_argcount == before.__code__.co_argcount - 1

    asyncio.run(main())


def test_messages_arrive_in_order_and_a_new_session_is_told(broker: tuple[str, int]) -> None:
    got: list[bytes] = []
    lost: list[str] = []
    subscriber = make(broker, lambda r: got.append(r.payload), lost)

    async def main() -> None:
        await running(subscriber, lambda: subscriber.connected)
        await publish(broker, b"1", b"2", b"3")
        await running(subscriber, lambda: len(got) == 3)

    asyncio.run(main())
    assert got == [b"1", b"2", b"3"]
    assert lost == ["lost"]


@pytest.mark.parametrize("refusals", [1, 3])
def test_what_was_not_taken_comes_again(broker: tuple[str, int], refusals: int) -> None:
    got: list[bytes] = []
    left = refusals

    def take(received: Received) -> None:
        nonlocal left
        if received.payload == b"2" and left:
            left -= 1
            raise NotTakenError("disk full")
        got.append(received.payload)

    subscriber = make(broker, take)

    async def main() -> None:
        await running(subscriber, lambda: subscriber.connected)
        await publish(broker, b"1", b"2", b"3")
        await running(subscriber, lambda: {b"1", b"2", b"3"} <= set(got))

    asyncio.run(main())
    assert left == 0


class Swallowing:
    """A client whose every wait swallows one cancellation, as when the answer comes just then."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.asked = asyncio.Event()
        self.messages = self._none()

    async def _swallow(self, where: str) -> None:
        if where == self.at:
            self.asked.set()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    async def __aenter__(self) -> Swallowing:
        await self._swallow("connect")
        return self

    async def subscribe(self, topic: str, qos: int) -> None:
        await self._swallow("subscribe" if topic.endswith("head") else "")

    async def __aexit__(self, *_: object) -> None:
        await self._swallow("leave")

    async def _none(self) -> AsyncIterator[aiomqtt.Message]:
        if self.at == "leave":
            raise aiomqtt.MqttError("gone")
        await asyncio.Event().wait()
        yield  # type: ignore[misc]


@pytest.mark.parametrize("at", ["connect", "subscribe", "leave"])
def test_a_cancellation_that_the_library_swallows_ends_the_cell_all_the_same(
    monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    async def main() -> None:
        client = Swallowing(at)
        subscriber = make(("127.0.0.1", 1), lambda r: None)
        monkeypatch.setattr(subscriber, "_client", lambda: client)
        monkeypatch.setattr(subscriber, "_note_connection", lambda client: None)
        task = asyncio.create_task(subscriber.run())
        await client.asked.wait()
        task.cancel()
        await asyncio.wait({task}, timeout=4)
        assert task.cancelled()

    asyncio.run(main())


def test_a_broker_that_is_not_there_is_tried_for_ever(broker: tuple[str, int]) -> None:
    tries = 0

    class Counting(Retry):
        def failed(self, error: object) -> None:
            nonlocal tries
            tries += 1
            super().failed(error)

    subscriber = make(("127.0.0.1", 1), lambda r: None)
    subscriber._retry = Counting("broker", random.Random(1), first_s=0.001, longest_s=0.002)
    asyncio.run(running(subscriber, lambda: tries >= 5))


class Clinging:
    """A client that connects, hears nothing, and cannot take its leave of the broker."""

    async def __aenter__(self) -> Clinging:
        return self

    clings = True

    async def __aexit__(self, *_: object) -> None:
        if self.clings:
            raise aiomqtt.MqttError("Operation timed out")


def test_a_broker_that_does_not_let_go_does_not_keep_the_cell_from_stopping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main() -> None:
        subscriber = make(("127.0.0.1", 1), lambda r: None)
        connected, again = asyncio.Event(), asyncio.Event()

        async def listen(client: object) -> None:
            (again if connected.is_set() else connected).set()
            await asyncio.Event().wait()

        monkeypatch.setattr(subscriber, "_client", Clinging)
        monkeypatch.setattr(subscriber, "_note_connection", lambda client: None)
        monkeypatch.setattr(subscriber, "_listen", listen)
        running = asyncio.create_task(subscriber.run())
        await connected.wait()
        running.cancel()
        came_back = asyncio.create_task(again.wait())
        ended, _ = await asyncio.wait({running, came_back}, return_when=asyncio.FIRST_COMPLETED)
        came_back.cancel()
        monkeypatch.setattr(Clinging, "clings", False)
        assert running in ended and running.cancelled()
        await asyncio.gather(came_back, return_exceptions=True)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("topic", "read"),
    [
        ("lineside/v1/L1/telegram", True),
        ("lineside/v1/L1/head", True),
        ("lineside/v1/NORDWERK/W1/L3/telegram", False),
        ("lineside/v1/L1/gossip", False),
        ("lineside/v1/L2/telegram", False),
        ("L1/telegram", False),
    ],
)
def test_a_message_that_cannot_be_read_is_counted_with_its_topic(topic: str, read: bool) -> None:
    unread = Unread(lambda: 7.0)
    subscriber = make(("127.0.0.1", 1), lambda r: None, unread=unread)
    message = aiomqtt.Message(topic, b"x", qos=1, retain=False, mid=1, properties=None)
    received = subscriber._received(message)
    assert (received is not None) is read
    assert unread.count == (0 if read else 1)
    if not read:
        assert unread.at == 7.0 and unread.last.startswith(topic)
