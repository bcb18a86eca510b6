"""Every module can be imported by itself in this Python."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central", "hardware_sim")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_of_a_package_can_be_imported(package: str) -> None:
    top = importlib.import_module(package)
    names = [found.name for found in pkgutil.walk_packages(top.__path__, f"{package}.")]
    assert names
    for name in names:
        if not name.endswith("__main__") and "migrations.env" not in name:
            importlib.import_module(name)
