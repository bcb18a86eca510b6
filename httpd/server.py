"""uvicorn with limits: the server of a cell's screen and of central."""

from __future__ import annotations

import asyncio
import errno
import socket
from functools import partial
from typing import Any, cast

import structlog
import uvicorn

from httpd.protocol import LimitedProtocol
from httpd.settings import HttpSettings
from httpd.throttle import Throttle
from httpd.traffic import Traffic

_log = structlog.get_logger()
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Server(uvicorn.Server):
    """``traffic`` is the application's own. ``more``: further settings of uvicorn."""

    def __init__(
        self,
        app: Any,
        *,
        host: str,
        port: int,
        settings: HttpSettings,
        traffic: Traffic,
        **more: Any,
    ) -> None:
        protocol = partial(
            LimitedProtocol,
            settings=settings,
            traffic=traffic,
            connections_max=settings.connections,
        )
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=cast("type[asyncio.Protocol]", protocol),
                ws="none",
                loop="asyncio",
                access_log=False,
                backlog=settings.backlog,
                timeout_graceful_shutdown=1,
                timeout_keep_alive=cast("int", settings.idle_s),
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=list(settings.trusted_proxies),
                **more,
            )
        )
        self._traffic = traffic
        self._throttle = Throttle(lines=1)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()

        def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            if self._no_room(context):
                return
            if before is not None:
                before(loop, context)
            else:
                loop.default_exception_handler(context)

        loop.set_exception_handler(handle)
        await super().startup(sockets=sockets)

    def _no_room(self, context: dict[str, Any]) -> bool:
        """True for a connection that the system had no room for: counted, and said now and then.
        The event loop itself tries again after a second.
        """
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in _NO_ROOM:
            return False
        if "socket" not in context:
            return False
        self._traffic.accept_errors += 1
        if (left_out := self._throttle.take("accept")) is not None:
            _log.warning("no room for a connection", error=error.strerror, left_out=left_out)
        return True
