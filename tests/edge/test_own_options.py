"""A driver or a format with an option of its own is one new file: from the configuration to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import generate
import pytest

import edge.printers
import edge.scanners
import formats
from central.config import ConfigError as CentralConfigError
from central.config import load as load_central
from edge.cell.inputs import TelegramArrived
from edge.commands.surroundings import absent
from edge.config import CellConfig, ConfigError, load
from edge.node.telegram_bytes import read_telegram
from edge.printers import open_printer
from edge.scanners import open_scanner
from settings.files import toml_table
from wire.codec import WireError, decode_masters, encode
from wire.events import Source
from wire.ids import FeedId, NodeId
from wire.masters import FeedRules, Masters

ROOT = Path(__file__).parents[2]

SCANNER = '''
from dataclasses import dataclass
from edge.scanners import ScannerSettings

@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(ScannerSettings):
    laser_mw: int = 1
    """Power of the laser."""

    def rules(self):
        own = ("laser_mw", 1 <= self.laser_mw <= 5, "must be 1 to 5")
        return (*ScannerSettings.rules(self), own)

def open_scanner(settings):
    return f"{settings.name} at {settings.laser_mw} mW"
'''
PRINTER = """
from dataclasses import dataclass
from typing import Literal
from edge.printers import PrinterSettings

@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(PrinterSettings):
    cutter: Literal["each", "rack"]

def open_printer(settings):
    return f"{settings.name} cuts after {settings.cutter}"
"""
FORMAT = '''
from typing import Annotated
import msgspec
from formats.checks import checked
from formats.options import options_of
from wire.telegram import Status, Telegram

class Options(msgspec.Struct, frozen=True):
    separator: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ";"
    """Between two fields."""

def parse(data, rules):
    options = options_of(rules, Options)
    call, number = data.decode().split(options.separator)
    return checked(Telegram(feed=rules.feed, call_number=call, sequence_number=number,
                            status=Status.FINAL), rules)
'''
CELL = """
[cell]
node = "cell-a"
data_dir = "data"
[central]
url = "http://central"
token_file = "token"
[broker]
host = "broker"
[broadcast]
feeds = ["L1"]
[[workplace]]
name = "left"
scanner = "hand"
[[scanner]]
name = "hand"
kind = "sample_laser"
device = "x"
laser_mw = 3
[[printer]]
name = "zebra"
kind = "sample_cutter"
device = "y"
cutter = "rack"
"""
CENTRAL = """
[central]
data_dir = "data"
[[feed]]
feed = "L1"
takt_s = 77
format = "sample_delimited"
separator = "|"
"""


@pytest.fixture(autouse=True)
def drop_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    rooms = (
        (edge.scanners, "sample_laser", SCANNER),
        (edge.printers, "sample_cutter", PRINTER),
        (formats, "sample_delimited", FORMAT),
    )
    for package, name, source in rooms:
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / f"{name}.py").write_text(source, "utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    yield
    for package, name, _ in rooms:
        sys.modules.pop(f"{package.__name__}.{name}", None)
        vars(package).pop(name, None)


def cell(folder: Path, text: str = CELL) -> CellConfig:
    file = folder / "cell.toml"
    file.write_text(text, "utf-8")
    return load(file)


def feed(folder: Path, text: str = CENTRAL) -> FeedRules:
    file = folder / "central.toml"
    file.write_text(text, "utf-8")
    return load_central(file).feeds[FeedId("L1")]


def test_the_option_of_a_new_scanner_reaches_it(tmp_path: Path) -> None:
    scanner = open_scanner(cell(tmp_path).scanner_settings()["hand"])
    assert str(scanner) == "hand at 3 mW"


def test_the_option_of_a_new_printer_reaches_it(tmp_path: Path) -> None:
    printer = open_printer(cell(tmp_path).printer_settings()["zebra"])
    assert str(printer) == "zebra cuts after rack"


@pytest.mark.parametrize(
    ("written", "other", "said"),
    [
        ("laser_mw = 3", "laser_mw = 9", "[[scanner]] hand: laser_mw: must be 1 to 5"),
        ("laser_mw = 3", 'laser_mw = "a"', "[[scanner]] hand: laser_mw: 'a' is no whole number"),
        ("laser_mw = 3", "laser_nw = 3", "laser_nw: is unknown (do you mean laser_mw?); there are"),
        ('"rack"', '"never"', "[[printer]] zebra: cutter: 'never' is none of each, rack"),
        ('cutter = "rack"', "", "[[printer]] zebra: cutter: is missing: give it"),
    ],
)
def test_a_wrong_option_is_told_with_file_and_key_and_what_is_allowed(
    tmp_path: Path, written: str, other: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        cell(tmp_path, CELL.replace(written, other))
    assert str(caught.value).startswith(f"{tmp_path / 'cell.toml'}: ")
    assert said in str(caught.value)


def test_an_option_of_another_driver_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"zebra: laser_mw: is unknown; there are: .*cutter"):
        cell(tmp_path, CELL + "laser_mw = 3\n")


def test_a_driver_that_cannot_be_loaded_keeps_nobody_from_reading_the_file(tmp_path: Path) -> None:
    """Nobody knows its options; opening it says what is missing."""
    (tmp_path / "edge.printers" / "sample_cutter.py").write_text("import nobody_has_this\n")
    settings = cell(tmp_path).printer_settings()["zebra"]
    with pytest.raises(edge.printers.PrinterError, match="unavailable: No module named"):
        open_printer(settings)


def test_what_is_not_here_is_told_of_a_new_driver_too(tmp_path: Path) -> None:
    cell(tmp_path)
    missing = dict(absent({"scanner": toml_table(tmp_path / "cell.toml")["scanner"]}))
    assert missing == {"scanner[1].device": "x is not here now: No such file or directory"}


def test_the_option_of_a_new_format_reaches_it_at_central_and_at_a_cell(tmp_path: Path) -> None:
    rules = feed(tmp_path)
    assert rules.takt_s == 77
    assert formats.load(rules.format).parse(b"0005512|0417", rules).sequence_number == "0417"
    masters = encode(Masters(cell=NodeId("cell-a"), version=1, feeds=(rules,)))
    there = decode_masters(masters).feeds[0]
    taken = read_telegram(there.feed, b"7|8", 1, Source.MQTT, rules=there, makers_own=True)
    assert isinstance(taken, TelegramArrived) and taken.telegram.call_number == "7"


def test_a_wrong_option_of_a_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(CentralConfigError) as caught:
        feed(tmp_path, CENTRAL.replace('"|"', '"||"').replace("takt_s", "tact_s"))
    assert str(caught.value).splitlines() == [
        f"{tmp_path / 'central.toml'}: [[feed]] L1: tact_s: is unknown (do you mean takt_s?); "
        f"there are: {', '.join([*own_keys(FeedRules), 'separator'])}",
        f"{tmp_path / 'central.toml'}: [[feed]] L1: separator: '||' has 2, at most 1 are taken",
    ]
    with pytest.raises(CentralConfigError, match="separator: is unknown"):
        feed(tmp_path, CENTRAL.replace("sample_delimited", "canonical_json"))
    with pytest.raises(CentralConfigError, match="format_options: is unknown"):
        feed(tmp_path, CENTRAL + "format_options = {}\n")


def own_keys(kind: type[FeedRules]) -> list[str]:
    return [key for key in kind.__struct_fields__ if key != "format_options"]


def test_a_wrong_option_in_masters_quarantines_with_its_name() -> None:
    rules = FeedRules(
        feed=FeedId("L1"), format="sample_delimited", format_options={"separator": ""}
    )
    with pytest.raises(WireError, match="feed L1: separator: is empty") as caught:
        formats.load(rules.format).parse(b"1;2", rules)
    assert caught.value.code == "format.options"


def test_the_page_of_options_lists_what_is_there() -> None:
    page = generate.options_page()
    assert '`[[scanner]]` with `kind = "sample_laser"` | `laser_mw` | `1` | Power of' in page
    assert '`[[printer]]` with `kind = "sample_cutter"` | `cutter` | required |' in page
    assert "| `separator` | `';'` | Between two fields. |" in page
