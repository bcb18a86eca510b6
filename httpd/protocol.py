"""HTTP/1.1 whose connections end by themselves: uvicorn's protocol with places and times.

uvicorn ends a connection that is idle between two requests. This adds: a place for each connection
or a refusal at once; an end of half-open headers; an end of an answer that nobody takes; and after
an early answer (a refusal) the rest of the body is thrown away for a short while and not kept.
"""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from httpd.settings import HttpSettings
from httpd.traffic import Traffic

REST_S = 5.0
"""A peer that was answered before its body was read has so long to see the answer."""
FLUSH_S = 10.0
"""And so long to take the last bytes of a connection that ends."""


class Wait(Enum):
    """What a connection waits for, while that may not last."""

    NOTHING = auto()
    HEADERS = auto()
    READER = auto()
    """The peer takes nothing of the answer."""
    REST = auto()
    """The rest of a body that nobody wants."""
    END = auto()


class LimitedProtocol(H11Protocol):
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        settings: HttpSettings,
        traffic: Traffic,
        connections_max: int,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._traffic = traffic
        self._settings = settings
        self._connections_max = connections_max
        self._seconds = {
            Wait.HEADERS: settings.header_s,
            Wait.READER: settings.write_s,
            Wait.REST: REST_S,
            Wait.END: FLUSH_S,
        }
        self._address = ""
        self._admitted = False
        self._served = False
        """A request was answered: until the next one uvicorn keeps the time."""
        self._deaf = False
        """What comes is thrown away."""
        self._wait = Wait.NOTHING
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._admitted = self._traffic.admit(
            self._address,
            most=self._connections_max,
            most_here=self._settings.connections_per_address,
        )
        if not self._admitted:
            self._deaf = True
            transport.write(_plain(503, "Too many connections are open. Try again.", retry_s=5))
            transport.close()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        if self._admitted:
            self._admitted = False
            self._traffic.leave(self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        self._served = True
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self.server_state.total_requests += 1
            self._deaf = True
            self.flow.resume_reading()
            if self.transport.can_write_eof():
                self.transport.write_eof()
        else:
            super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch()

    def _watch(self) -> None:
        """Keeps the time of what is waited for now; a wait that goes on keeps its end."""
        wait = self._waits_for()
        if wait is self._wait:
            return
        self._stop_timer()
        self._wait = wait
        if wait is not Wait.NOTHING:
            self._timer = self.loop.call_later(self._seconds[wait], self._out_of_time)

    def _waits_for(self) -> Wait:
        if self.flow.write_paused:
            return Wait.READER
        if self.transport.is_closing():
            return Wait.END
        if self._deaf:
            return Wait.REST
        if self.conn.their_state is h11.IDLE and (not self._served or self.conn.trailing_data[0]):
            return Wait.HEADERS
        return Wait.NOTHING

    def _out_of_time(self) -> None:
        wait, self._wait, self._timer = self._wait, Wait.NOTHING, None
        if wait is not Wait.HEADERS:
            self.transport.abort()
            return
        self._deaf = True
        if self.conn.trailing_data[0]:
            self.transport.write(_plain(408, "The headers of the request did not come in time."))
        self.transport.close()
        self._watch()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _plain(status: int, text: str, *, retry_s: int = 0) -> bytes:
    """A whole answer, for what never became a request."""
    reason = {408: "Request Timeout", 503: "Service Unavailable"}[status]
    retry = f"Retry-After: {retry_s}\r\n" if retry_s else ""
    return (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(text)}\r\n{retry}Connection: close\r\n\r\n{text}"
    ).encode()
