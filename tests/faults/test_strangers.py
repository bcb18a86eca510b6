"""Strangers on the network who open connections and say little: the cell goes on picking, its own
screen comes back, and its log stays small.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from tests.support.faults.rig import Rig
from tests.support.waiting import soon

FILES = 256
STRANGERS = 320
LOG_BYTES = 60_000


@contextmanager
def strangers(rig: Rig, count: int) -> Iterator[list[socket.socket]]:
    """``count`` connections from many addresses, each with half a header."""
    with ExitStack() as open_ones:
        peers = []
        for number in range(count):
            source = (f"127.0.{1 + number // 200}.{1 + number % 200}", 0)
            address = ("127.0.0.1", rig.screen_port)
            peer = socket.socket()
            open_ones.callback(peer.close)
            peer.bind(source)
            peer.settimeout(0.1)
            with suppress(OSError):  # no room, or refused
                peer.connect(address)
                peer.send(b"GET / HTTP/1.1\r\nHost: loc")
            peers.append(peer)
        yield peers


def figure(rig: Rig, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", rig.http.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return float(found[1])


def test_with_few_files_and_many_slow_strangers_the_cell_goes_on(
    make_rig: Callable[..., Rig],
) -> None:
    rig = make_rig(http={"header_s": 600})
    rig.start(files_max=FILES)
    rig.begin_shift()
    before = rig.log_size()
    with strangers(rig, STRANGERS):
        for _ in range(4):
            rig.pick(1)
    soon(lambda: figure(rig, "lineside_connections") < 5)
    assert figure(rig, "lineside_connections_refused") > 0
    assert rig.log_size() - before < LOG_BYTES
    rig.check()


def test_when_the_system_has_no_room_the_log_stays_small_and_scans_are_answered(
    make_rig: Callable[..., Rig],
) -> None:
    """A limit that is far too high for the machine: accept() itself fails."""
    limits = {"connections_max": 5000, "connections_per_address": 5000, "header_s": 600}
    rig = make_rig(http=limits)
    rig.start()
    rig.begin_shift()
    rig.limit_files(FILES)
    before = rig.log_size()
    with strangers(rig, STRANGERS):
        for number in range(60):
            assert rig.scan(f"NOTHING-{number}").startswith("unknown")
    soon(lambda: figure(rig, "lineside_accept_errors") > 0)
    soon(lambda: figure(rig, "lineside_connections") < 5)
    rig.pick(1)
    assert rig.log_size() - before < LOG_BYTES
    rig.check()
