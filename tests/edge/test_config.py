"""Configuration of a cell: what is refused names file, section and key; every key is documented."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from edge.config import CellConfig, ConfigError, load
from edge.printers import PrinterSettings
from edge.scanners import ScannerSettings

GOOD = """
[cell]
node = "cell-a"
data_dir = "data"
[central]
url = "http://127.0.0.1:8100"
token_file = "token"
[broker]
host = "127.0.0.1"
[broadcast]
feeds = ["L1"]
[labels]
part_printer = "zebra"
[[workplace]]
name = "left"
scanner = "s1"
[[scanner]]
name = "s1"
kind = "serial_port"
device = "/dev/ttyACM0"
feedback = true
[[printer]]
name = "zebra"
kind = "tcp_9100"
device = "127.0.0.1:9100"
"""


def loaded(tmp_path: Path, text: str) -> CellConfig:
    path = tmp_path / "cell.toml"
    path.write_text(text)
    return load(path)


def test_a_good_file_loads_with_its_devices(tmp_path: Path) -> None:
    config = loaded(tmp_path, GOOD)
    assert config.cell.node == "cell-a"
    assert config.scanner_settings()["s1"].device == "/dev/ttyACM0"
    assert config.answered_scanners() == {"s1"}
    assert config.label_printers() == {"part": "zebra"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('kind = "serial_port"', 'kind = "serial_port"\nbuad = 9600'), ["scanner", "s1", "buad"]),
        (('host = "127.0.0.1"', 'host = "127.0.0.1"\nport = 99999'), ["[broker] port"]),
        (('feeds = ["L1"]', 'feeds = ["L1"]\nfood = 1'), ["[broadcast]", "food"]),
        (("feeds = [", "feeds = 3 #"), ["[broadcast] feeds"]),
        (
            ('feeds = ["L1"]', 'feeds = ["NORDWERK.W1.L3"]'),
            ["[broadcast] feeds", "rename the feed"],
        ),
        (('feeds = ["L1"]', 'feeds = ["L 1"]'), ["[broadcast] feeds", "'L 1'"]),
        (('feeds = ["L1"]', 'feeds = ["L1"]\ndirect = ["L#"]'), ["[broadcast] direct", "'L#'"]),
        (('scanner = "s1"', 'scanner = "s9"'), ["workplace", "left", "s9", "s1"]),
        (('device = "/dev/ttyACM0"', 'device = ""'), ["s1", "device"]),
        (('part_printer = "zebra"', 'part_printer = "z"'), ["labels", "part_printer", "z"]),
        (("[cell]", "[cell"), ["not TOML"]),
        (("[labels]", "[lables]"), ["lables"]),
        (('node = "cell-a"', 'node = "cell a/../x"'), ["[cell] node"]),
        (('kind = "tcp_9100"', 'kind = "tcp_9100"\nconfirm = "hope"'), ["zebra", "hope"]),
    ],
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], words: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, GOOD.replace(*change))
    for word in ["cell.toml", *words]:
        assert word in str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "none.toml")


def keys_in_code() -> set[str]:
    keys = set()
    for section in CellConfig.__struct_fields__:
        if section in ("scanner", "printer"):
            continue
        kind = next(
            c
            for c in vars(inspect.getmodule(CellConfig)).values()
            if inspect.isclass(c) and c.__name__.lower() == f"{section}section"
        )
        keys |= {f"{section}.{key}" for key in kind.__struct_fields__}
    keys |= {f"scanner.{key}" for key in inspect.signature(ScannerSettings).parameters}
    keys |= {f"printer.{key}" for key in inspect.signature(PrinterSettings).parameters}
    return keys | {"scanner.feedback"}


def test_every_key_of_a_cell_is_documented_and_nothing_else() -> None:
    page = Path("docs/configuration.md").read_text("utf-8")
    cell = page.partition("## A cell")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+\.[a-z_0-9]+)`", cell, re.MULTILINE)) == keys_in_code()
