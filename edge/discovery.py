"""How a driver is found: a module of a folder, by its name. What is missing is said, not raised."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

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
