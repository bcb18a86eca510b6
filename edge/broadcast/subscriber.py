"""MQTT subscriber: the only room that knows MQTT.

QoS 1, persistent session, and the acknowledgement goes out only after ``take`` has returned,
which is after the
journal's commit. aiomqtt acknowledges on arrival (measured: 79 of 100 lost by kill -9), so
``_hold_acknowledgements``
asks the paho client below it for manual acknowledgement; a test pins that call. Plain ``async
for`` (a timeout around
the iterator loses messages) and a new client for every connection (a re-entered one repeats old
publications).
The broker is not a buffer: what it loses, heads and replay find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiomqtt

from edge.broadcast.unread import Unread
from edge.crash_points import CrashPoint, no_crash
from edge.retry import Retry

TOPIC_PREFIX = "lineside/v1"
HELD_S = 10.0
"""A connection that lasted so long is a good one: only then do pauses and log lines begin anew.
Another client of the same name, or a message that cannot be kept, ends one at once and for ever.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    host: str
    port: int
    username: str
    password: str
    keepalive_s: int
    client_id: str


class MessageKind(StrEnum):
    """The last level of a topic of ours."""

    TELEGRAM = "telegram"
    HEAD = "head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message of the broker."""

    feed: str
    kind: MessageKind
    payload: bytes


class NotTakenError(Exception):
    """The cell cannot keep the message now; the broker is to keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """``take`` commits one message, or raises NotTakenError and it is not acknowledged;
    ``session_lost`` is called when the broker does not know this client any more.
    """

    take: Callable[[Received], None]
    session_lost: Callable[[], None]
    crash: CrashPoint = no_crash


class Subscriber:
    """Keeps a subscription alive for ever; ``run`` ends only by cancellation."""

    def __init__(
        self,
        address: BrokerAddress,
        feeds: tuple[str, ...],
        *,
        hooks: Hooks,
        unread: Unread,
        monotonic: Callable[[], float],
        retry: Retry,
    ) -> None:
        """``unread`` counts what came on our topics and is no message of ours."""
        self._address = address
        self._feeds = feeds
        self._hooks = hooks
        self._unread = unread
        self._monotonic = monotonic
        self._retry = retry
        self.heard_at: float | None = None
        """Monotonic time of the last message or connection."""
        self.connected = False

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            held: asyncio.TimerHandle | None = None
            try:
                async with self._client() as client:
                    _end_if_cancelled()
                    self._note_connection(client)
                    held = loop.call_later(HELD_S, self._retry.succeeded)
                    await self._listen(client)
            except (aiomqtt.MqttError, OSError, NotTakenError) as error:
                _end_if_cancelled(error)
                self._retry.failed(error)
            finally:
                self.connected = False
                if held is not None:
                    held.cancel()
            _end_if_cancelled()
            await self._retry.wait()

    def _client(self) -> aiomqtt.Client:
        address = self._address
        client = aiomqtt.Client(
            address.host,
            address.port,
            identifier=address.client_id,
            username=address.username or None,
            password=address.password or None,
            keepalive=address.keepalive_s,
            protocol=aiomqtt.ProtocolVersion.V311,
            clean_session=False,
            timeout=address.keepalive_s,
        )
        _hold_acknowledgements(client)
        return client

    def _note_connection(self, client: aiomqtt.Client) -> None:
        self.connected = True
        self.heard_at = self._monotonic()
        if not _session_present(client):
            self._hooks.session_lost()

    async def _listen(self, client: aiomqtt.Client) -> None:
        for feed in self._feeds:
            await client.subscribe(f"{TOPIC_PREFIX}/{feed}/telegram", qos=1)
            await client.subscribe(f"{TOPIC_PREFIX}/{feed}/head", qos=1)
        _end_if_cancelled()
        async for message in client.messages:
            self.heard_at = self._monotonic()
            received = self._received(message)
            if received is not None:
                self._hooks.take(received)
            _acknowledge(client, message)
            if received is not None and received.kind is MessageKind.TELEGRAM:
                self._hooks.crash("telegram.after_acknowledge")

    def _received(self, message: aiomqtt.Message) -> Received | None:
        """None: it cannot be read, and that is noted."""
        topic = str(message.topic)
        prefix, _, kind = topic.rpartition("/")
        feed = prefix.removeprefix(f"{TOPIC_PREFIX}/")
        if prefix == feed or feed not in self._feeds or kind not in list(MessageKind):
            self._unread.note(topic, "not a topic of ours; does a broker or bridge change topics?")
        elif not isinstance(message.payload, bytes | bytearray):
            self._unread.note(topic, "it has no bytes")
        else:
            return Received(feed=feed, kind=MessageKind(kind), payload=bytes(message.payload))
        return None


def _end_if_cancelled(error: Exception | None = None) -> None:
    """A client that cannot take its leave raises in place of our being cancelled, and the library's
    ``wait_for`` swallows a cancellation that meets the broker's answer (Python 3.11).
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error


def _hold_acknowledgements(client: aiomqtt.Client) -> None:
    """Before connecting: no PUBACK by itself, and remember whether the broker knew our session."""
    paho: Any = client._client  # noqa: SLF001 - aiomqtt 2 has no public way; see the module's text
    paho.manual_ack_set(True)
    connected = paho.on_connect

    def on_connect(
        inner: Any, userdata: Any, flags: Any, reason_code: Any, properties: Any = None
    ) -> None:
        paho.lineside_session_present = bool(flags.session_present)
        connected(inner, userdata, flags, reason_code, properties)

    paho.on_connect = on_connect


def _session_present(client: aiomqtt.Client) -> bool:
    return bool(getattr(client._client, "lineside_session_present", False))  # noqa: SLF001


def _acknowledge(client: aiomqtt.Client, message: aiomqtt.Message) -> None:
    client._client.ack(message.mid, message.qos)  # noqa: SLF001
