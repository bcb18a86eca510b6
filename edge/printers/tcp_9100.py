"""ZPL printers on the network: raw TCP, port 9100 unless ``device`` names another.

``allow`` lists addresses and networks. A host name is resolved at each connection, and only
addresses inside ``allow`` are tried: a changed name server cannot send labels elsewhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from functools import partial
from urllib.parse import urlsplit

from edge.printers import Printer, PrinterError, PrinterSettings
from edge.printers.zpl_stream import STREAM_LIMIT, Link, ZplStreamPrinter

_PORT = 9100
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def open_printer(settings: PrinterSettings) -> Printer:
    host, port = _address(settings)
    networks = _networks(settings)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass  # a name; judged by what it resolves to
    else:
        if not _allowed(host, networks):
            raise PrinterError(
                f"printer {settings.name!r}: {host} is not inside allow "
                f"({', '.join(settings.allow) or 'empty'})"
            )
    return ZplStreamPrinter(settings, connect=partial(_connect, host, port, networks))


def _address(settings: PrinterSettings) -> tuple[str, int]:
    device = settings.device.removeprefix("tcp://")
    if device.count(":") > 1 and "[" not in device:
        device = f"[{device}]"
    try:
        parts = urlsplit(f"//{device}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path or parts.username or port == 0:
        raise PrinterError(
            f"printer {settings.name!r}: write host or host:port, not {settings.device!r}"
        )
    return host, port or _PORT


def _networks(settings: PrinterSettings) -> list[_Network]:
    try:
        return [ipaddress.ip_network(entry, strict=False) for entry in settings.allow]
    except ValueError as error:
        raise PrinterError(f"printer {settings.name!r}: allow: {error}") from None


def _allowed(address: str, networks: list[_Network]) -> bool:
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


async def _connect(host: str, port: int, networks: list[_Network]) -> Link:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    last: OSError = PermissionError(f"{host} is {', '.join(addresses)}: not inside allow")
    for address in addresses:
        if not _allowed(address, networks):
            continue
        try:
            reader, writer = await asyncio.open_connection(address, port, limit=STREAM_LIMIT)
        except OSError as error:
            last = error
            continue
        writer.transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        return Link(reader=reader, writer=writer, close=writer.transport.abort)
    raise last
