"""How a driver is found: a module of a folder, by its name. What is missing is said, not raised.

A driver with options of its own declares them in its module, as ``Settings``: the settings of its
folder and its own fields.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar, cast

from settings.reader import read

SETTINGS = "Settings"

Settings = TypeVar("Settings")
Driver = TypeVar("Driver", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A driver that is there but cannot be used here."""

    reason: str


def drivers_in(package: str, folder: Iterable[str], opener: str) -> dict[str, Driver | Unavailable]:
    """Every module of the folder that has ``opener``, by its name, or why it cannot be loaded."""
    found: dict[str, Driver | Unavailable] = {}
    for module_info in pkgutil.iter_modules(folder):
        try:
            module = importlib.import_module(f"{package}.{module_info.name}")
        except ImportError as error:
            found[module_info.name] = Unavailable(str(error))
            continue
        driver = getattr(module, opener, None)
        if driver is not None:
            found[module_info.name] = cast("Driver", driver)
    return found


def choose(drivers: dict[str, Driver | Unavailable], name: str) -> Driver:
    """The driver of that name. Raises LookupError that says which there are, or why it is away."""
    driver = drivers.get(name)
    if driver is None:
        raise LookupError(f"no driver {name!r}; there are " + ", ".join(sorted(drivers)))
    if isinstance(driver, Unavailable):
        raise LookupError(f"driver {name!r} is unavailable: {driver.reason}")
    return driver


def settings_kind(package: str, base: type[Settings], name: object) -> type[Settings] | None:
    """Which settings the driver of that name takes: its own, or those of its folder. None: there is
    no such driver here, or it cannot be loaded, so nobody knows its options.
    """
    if not isinstance(name, str) or not name.isidentifier():
        return None
    try:
        module = importlib.import_module(f"{package}.{name}")
    except ImportError:
        return None
    return cast("type[Settings]", getattr(module, SETTINGS, base))


def read_settings(package: str, base: type[Settings], table: object, at: str) -> Settings:
    """A driver's table of a configuration. Raises MisspeltError with every fault. Of a driver that
    is not there only the options that all have are judged: opening it says what is wrong.
    """
    if not isinstance(table, Mapping):
        return read(base, table, at)
    kind = settings_kind(package, base, table.get("kind"))
    if kind is not None:
        return read(kind, table, at)
    shared = {field.name for field in fields(base)}  # type: ignore[arg-type]
    return read(base, {key: value for key, value in table.items() if key in shared}, at)
