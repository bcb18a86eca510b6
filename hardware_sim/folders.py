"""The demo's folder: configuration files for the real programs, secrets, places for logs.

Layout: ``central/``, ``broker/``, one folder a cell, ``scanners/`` (links that stay when a
scanner is replugged), ``logs/``.
"""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware_sim.plant import Cell, Plant, feed_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """TCP ports on loopback. ``cells`` are those of the cells' screens."""

    broker: int
    central: int
    cells: Mapping[str, int]


def free_ports(count: int) -> list[int]:
    """Ports that nobody has just now."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            probe = stack.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            found.append(int(probe.getsockname()[1]))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How one cell reaches the others and its devices. Ports may be those of proxies."""

    broker_port: int
    central_port: int
    screen_port: int
    printers: Mapping[str, int]
    """Name to port: ``labels``, ``racks`` and, where slot labels print by themselves, ``slots``."""
    keyboard_workplaces: Sequence[str] = ()


class Premises:
    """Paths below ``root``; writes the files."""

    def __init__(self, root: Path, plant: Plant) -> None:
        self.root = root
        self.plant = plant
        self.logs = root / "logs"
        self.central_config = root / "central" / "central.toml"
        for folder in ("central", "broker", "scanners", "logs"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for cell in plant.cells:
            (root / cell.cell).mkdir(exist_ok=True)
        self.broker_passwords = {
            user: secrets.token_urlsafe(18)
            for user in ("central", *(cell.cell for cell in plant.cells))
        }

    def journal(self, cell: str) -> Path:
        return self.root / cell / "data" / "journal.sqlite3"

    def cell_config(self, cell: str) -> Path:
        return self.root / cell / "cell.toml"

    def scanner(self, workplace: str) -> Path:
        return self.root / "scanners" / workplace

    def write_central(self, ports: Ports) -> None:
        self._secret("central/broker.password", self.broker_passwords["central"])
        self.central_config.write_text(
            toml_text(
                {
                    "central": {
                        "host": "127.0.0.1",
                        "port": ports.central,
                        "data_dir": "data",
                        "loopback_read": True,
                    },
                    "broker": {
                        "host": "127.0.0.1",
                        "port": ports.broker,
                        "username": "central",
                        "password_file": "broker.password",
                        "keepalive_s": 5,
                    },
                    "broadcast": {"heartbeat_s": 1.0},
                    "feed": [feed_json(feed) for feed in self.plant.feeds],
                }
            ),
            "utf-8",
        )

    def write_cell(self, cell: Cell, route: Route, token: str) -> None:
        name = cell.cell
        self._secret(f"{name}/central.token", token)
        self._secret(f"{name}/broker.password", self.broker_passwords[name])
        self.cell_config(name).write_text(toml_text(self._cell_tables(cell, route)), "utf-8")

    def _cell_tables(self, cell: Cell, route: Route) -> dict[str, Any]:
        name, root = cell.cell, self.root / cell.cell
        return {
            "cell": {"node": name, "data_dir": str(root / "data"), "language": "en"},
            "central": {
                "url": f"http://127.0.0.1:{route.central_port}",
                "token_file": str(root / "central.token"),
                "masters_interval_s": 1.0,
            },
            "broker": {
                "host": "127.0.0.1",
                "port": route.broker_port,
                "username": name,
                "password_file": str(root / "broker.password"),
                "keepalive_s": 5,
            },
            "broadcast": {"feeds": [feed.feed for feed in self.plant.feeds_of(cell)]},
            "screen": {"host": "127.0.0.1", "port": route.screen_port},
            "labels": {
                "part_printer": "labels",
                "slot_printer": "slots" if "slots" in route.printers else "labels",
                "rack_printer": "racks",
            },
            "workplace": [
                {"name": workplace, "scanner": f"scanner-{place}"}
                for place, workplace in enumerate(cell.workplaces, 1)
            ],
            "scanner": [
                self._scanner_table(place, workplace, route)
                for place, workplace in enumerate(cell.workplaces, 1)
            ],
            "printer": [
                {"name": printer, "kind": "tcp_9100", "device": f"127.0.0.1:{port}"}
                for printer, port in route.printers.items()
            ],
        }

    def _scanner_table(self, place: int, workplace: str, route: Route) -> dict[str, Any]:
        table: dict[str, Any] = {
            "name": f"scanner-{place}",
            "kind": "serial_port",
            "device": str(self.scanner(workplace)),
        }
        if workplace in route.keyboard_workplaces:
            return {**table, "kind": "evdev_wedge"}
        return {**table, "feedback": True}

    def _secret(self, name: str, text: str) -> None:
        path = self.root / name
        path.touch(mode=0o600)
        path.write_text(text + "\n", "utf-8")


def toml_text(document: Mapping[str, Any]) -> str:
    """A document of tables and arrays of tables, one level deep. JSON's strings, numbers and
    arrays are also TOML's.
    """
    parts: list[str] = []
    for section, content in document.items():
        tables = content if isinstance(content, list) else [content]
        head = f"[[{section}]]" if isinstance(content, list) else f"[{section}]"
        for table in tables:
            rows = [f"{key} = {_value(value)}" for key, value in table.items()]
            parts.append("\n".join([head, *rows]))
    return "\n\n".join(parts) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
