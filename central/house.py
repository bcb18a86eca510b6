"""What a capability is installed into. ``central/<capability>/capability.py`` has
``install(house)``, which is found by folder and says everything that the capability brings: routes
and pages, their places in the navigation, work in the background, sizes of bodies, and what it
hears of others.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import APIRouter

from central.access.guard import Guard
from central.access.rules import Right
from central.config import Config
from central.db.bus import Changes
from central.db.database import Database
from central.discovery import ComposeError, modules
from central.http.limits import Limits
from central.http.metrics import Metrics
from central.web.frame import Frame
from central.web.navigation import Entry

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What there is to work with, and below it what capabilities brought. ``incarnation`` is what
    cells are answered with now; ``note_facts`` and ``note_position`` keep what was handed out, for
    the day the database is set back.
    """

    config: Config
    db: Database
    changes: Changes
    guard: Guard
    frame: Frame
    metrics: Metrics
    limits: Limits
    incarnation: Callable[[], str]
    note_facts: Callable[[int], None]
    note_position: Callable[[str, int], None]

    routers: list[APIRouter] = field(default_factory=list)
    tasks: dict[str, Work] = field(default_factory=dict)
    at_start: list[Callable[[], object]] = field(default_factory=list)
    """Called before the first task; what one raises keeps central from starting."""
    at_end: list[Callable[[], object]] = field(default_factory=list)
    """Called in a thread when every task has ended, with the database still open."""
    readings: dict[str, Callable[[], float | None]] = field(default_factory=dict)
    """Figures that ``/readyz`` tells and does not judge, by their names."""
    ended: list[str] = field(default_factory=list)
    """Tasks that ended by themselves, by an error of ours: ``/readyz`` names them."""
    _parts: dict[type, object] = field(default_factory=dict)

    def serve(self, *routers: APIRouter) -> None:
        """Every route declares its right: ``guard.requires`` or ``frame.asks``."""
        self.routers.extend(routers)

    def page(
        self,
        address: str,
        text: str,
        place: int,
        right: Right | None = Right.READ_OFFICE,
        *,
        below: Sequence[str] = (),
    ) -> None:
        """A page that the rail of every page names by the text of that key, for whoever has the
        right; None: for everybody (see ``navigation.Entry``).
        """
        entry = Entry(address=address, text=text, place=place, right=right, below=below)
        self.frame.navigation.add(entry)

    def work(self, name: str, run: Work) -> None:
        """In the background of every process, from its start until it is cancelled."""
        if name in self.tasks:
            raise ComposeError(f"two tasks are named {name!r}: give one of them another name")
        self.tasks[name] = run

    def listen(self, topic: str, heard: Callable[[], None], *, everywhere: bool = False) -> None:
        """``heard`` is called for what is published under that name in this process, in whatever
        thread; ``everywhere``: for what another process says, too.
        """
        self.changes.listen(topic, heard, everywhere=everywhere)

    def body(self, prefix: str, bytes_max: int) -> None:
        """Addresses that begin with ``prefix`` take bodies up to that size."""
        self.limits.add(prefix, bytes_max)

    def keep(self, part: object) -> None:
        """An object of the capability that its neighbours above may find by its class."""
        self._parts[type(part)] = part

    def find(self, kind: type[T]) -> T:
        """What ``keep`` was given of that class. Raises ComposeError."""
        part = self._parts.get(kind)
        if not isinstance(part, kind):
            raise ComposeError(f"no capability keeps a {kind.__name__}")
        return part


def install_all(house: House) -> tuple[str, ...]:
    """Installs every capability that is there; their names, in the order of the alphabet."""
    found: dict[str, Any] = dict(modules("capability"))
    for name, module in found.items():
        install = getattr(module, "install", None)
        if install is None:
            raise ComposeError(f"central/{name}/capability.py has no install(house)")
        install(house)
    return tuple(found)
