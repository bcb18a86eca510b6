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

from settings.reader import MisspeltError, read
from settings.values import shown

SETTINGS = "Settings"

Settings = TypeVar("Settings")
Driver = TypeVar("Driver", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A driver that is there but cannot be used here."""

    reason: str


_AWAY = Unavailable("no such file")


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


def settings_kind(package: str, base: type[Settings], name: str) -> type[Settings]:
    """Which settings the driver of that name takes: its own, or those of its folder. Those of the
    folder too where its library is missing, so that nobody knows its options.
    """
    try:
        module = importlib.import_module(f"{package}.{name}")
    except ImportError:
        return base
    return cast("type[Settings]", getattr(module, SETTINGS, base))


def read_settings(
    package: str,
    base: type[Settings],
    table: object,
    at: str,
    drivers: Mapping[str, object],
) -> Settings:
    """A driver's table of a configuration. Raises MisspeltError with every fault. Of a driver that
    is not among ``drivers``, or not usable here, only the options that all have are judged.
    """
    if not isinstance(table, Mapping):
        return read(base, table, at)
    kind, faults = table.get("kind"), []
    if isinstance(kind, str) and kind not in drivers:
        said = f"{shown(kind)} is no driver; there are: {', '.join(sorted(drivers))}"
        faults = [(f"{at}.kind" if at else "kind", said)]
    if isinstance(kind, str) and not isinstance(drivers.get(kind, _AWAY), Unavailable):
        base = settings_kind(package, base, kind)
    else:
        shared = {field.name for field in fields(base)}  # type: ignore[arg-type]
        table = {key: value for key, value in table.items() if key in shared}
    try:
        settings = read(base, table, at)
    except MisspeltError as error:
        faults += error.faults
    if faults:
        raise MisspeltError(faults)
    return settings
