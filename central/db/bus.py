"""What changed, told to the pages of this process and to whoever tells the other processes: a small
bus that merges what a slow reader has not fetched yet, so that it is bounded whatever happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

SUBSCRIBERS_MAX = 500


class TooManySubscribersError(Exception):
    """The bound on open streams is reached; the peer should come back later."""


class Subscription:
    """The topics that changed since the last ``wait``."""

    def __init__(self) -> None:
        self._topics: set[str] = set()
        self._changed = asyncio.Event()
        self.closed = False

    async def wait(self, timeout_s: float | None = None) -> frozenset[str]:
        """Topics changed since the last call; empty when the time ran out or the bus closed."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return frozenset()
        topics = frozenset(self._topics)
        self._topics.clear()
        if not self.closed:
            self._changed.clear()
        return topics

    def _tell(self, topic: str) -> None:
        self._topics.add(topic)
        self._changed.set()

    def _close(self) -> None:
        self.closed = True
        self._changed.set()


@dataclass(frozen=True, slots=True)
class _Listener:
    topic: str
    heard: Callable[[], None]
    everywhere: bool


class Changes:
    """``publish`` and ``deliver*`` may be called from any thread; everything else belongs to the
    event loop.

    Topics: ``tracking``, ``broadcast``, ``kanban``, ``masters``, and whatever is published.
    """

    def __init__(self) -> None:
        self.topics = {"tracking", "broadcast", "kanban", "masters"}
        self.tell_others: Callable[[str], None] | None = None
        self.behind_since_us: int | None = None
        """Since when facts wait to be shown: so old are the pages. None: they are not behind."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._subscriptions: set[Subscription] = set()
        self._listeners: list[_Listener] = []

    def publish(self, topic: str) -> None:
        """Something changed here: tells the pages, the other processes if there may be any, and
        who listens.
        """
        self.deliver(topic)
        if self.tell_others is not None:
            self.tell_others(topic)
        for listener in self._listeners:
            if listener.topic == topic:
                listener.heard()

    def listen(self, topic: str, heard: Callable[[], None], *, everywhere: bool = False) -> None:
        """``heard`` is called after each ``publish`` of the topic, in the thread that publishes, so
        it must be quick and must not raise. ``everywhere``: for other processes' words too.
        """
        self._listeners.append(_Listener(topic, heard, everywhere))

    def hear_others(self, topics: Iterable[str]) -> None:
        """Another process said so; the pages are told by ``deliver``."""
        said = frozenset(topics)
        for listener in self._listeners:
            if listener.everywhere and listener.topic in said:
                listener.heard()

    def set_behind(self, since_us: int | None) -> None:
        self.behind_since_us = since_us

    def deliver_everything(self) -> None:
        """Nobody knows what changed."""
        for topic in sorted(self.topics):
            self.deliver(topic)

    def deliver(self, topic: str) -> None:
        """Tells every open subscription of this process; nothing happens when there is none."""
        self.topics.add(topic)
        if self._loop is not None and self._subscriptions and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, topic)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[Subscription]:
        """A subscription for the time of the block. TooManySubscribersError at the bound."""
        if len(self._subscriptions) >= SUBSCRIBERS_MAX:
            raise TooManySubscribersError(f"{SUBSCRIBERS_MAX} streams are open")
        self._loop = asyncio.get_running_loop()
        subscription = Subscription()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """Wakes every subscriber for the last time (``closed`` is true)."""
        for subscription in self._subscriptions:
            subscription._close()  # noqa: SLF001 - one room

    def _deliver(self, topic: str) -> None:
        for subscription in self._subscriptions:
            subscription._tell(topic)  # noqa: SLF001 - one room
