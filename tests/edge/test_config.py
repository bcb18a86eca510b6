"""Configuration of a cell: what is refused names file, section and key; every key is documented."""

from __future__ import annotations

import asyncio
import inspect
import re
import socket
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from edge.app.composition import run_cell
from edge.commands.cell import app
from edge.config import CellConfig, ConfigError, load
from edge.crash_points import crash_points
from edge.printers import PrinterSettings
from edge.scanners import ScannerSettings
from hardware_sim.folders import free_ports

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
    assert config.label_printers() == {"part": "zebra", "single": "zebra"}


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
        (
            ('feeds = ["L1"]', 'feeds = ["L1"]\ndirect = ["L2"]'),
            ["[broadcast] direct", "'L2' is not one of broadcast.feeds"],
        ),
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


SIX = """
[cell]
node = "cell a"
data_dir = "data"
lenguage = "de"
[central]
url = "htp://127.0.0.1:8100"
token_file = "token"
timeout_s = "five"
[broker]
host = "127.0.0.1"
port = 99999
[broadcast]
feeds = []
[[workplace]]
name = "left"
scanner = "s1"
[[scanner]]
name = "s1"
kind = "serial_port"
device = "/dev/ttyACM0"
"""


def test_every_mistake_is_told_at_once_one_a_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, SIX)
    file = tmp_path / "cell.toml"
    assert str(caught.value).splitlines() == [
        f"{file}: [cell] lenguage: is unknown (do you mean language?); there are: node, data_dir, "
        "language, zone",
        f"{file}: [cell] node: 'cell a' is not 1 to 35 of letters, digits, dot, underscore and "
        "dash",
        f"{file}: [central] url: 'htp://127.0.0.1:8100' is not an address that begins with http:// "
        "or https://",
        f"{file}: [central] timeout_s: 'five' is no number",
        f"{file}: [broker] port: 99999 must be 1 or more and 65535 or less",
        f"{file}: [broadcast] feeds: is empty: give at least one",
    ]


def test_names_that_lead_nowhere_are_told_beside_other_mistakes(tmp_path: Path) -> None:
    text = GOOD.replace('part_printer = "zebra"', 'part_printer = "z"')
    text = text.replace('host = "127.0.0.1"', 'host = "127.0.0.1"\nport = 0').replace(
        'device = "127.0.0.1:9100"', 'device = ""\nconnect_s = 0'
    )
    text += '[[workplace]]\nname = "left"\nscanner = "s1"\n'
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text)
    assert [line.split(": ", 1)[1] for line in str(caught.value).splitlines()] == [
        "[broker] port: 0 must be 1 or more and 65535 or less",
        "[[printer]] zebra: device: is empty",
        "[[printer]] zebra: connect_s: must be above 0",
        "[[workplace]] left: name: 'left' is given twice",
        "[[workplace]] left: scanner: 's1' already belongs to left",
        "[labels] part_printer: 'z' is not one of the [[printer]] names (zebra)",
    ]


def checked(tmp_path: Path, text: str) -> tuple[int, list[str]]:
    path = tmp_path / "cell.toml"
    path.write_text(text)
    done = CliRunner().invoke(app, ["check-config", "--config", str(path)])
    return done.exit_code, [line.removeprefix(f"{path}: ") for line in done.output.splitlines()]


def test_what_the_file_names_and_is_not_here_is_told_with_what_to_do(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "file").write_text("")
    text = GOOD.replace('token_file = "token"', f'token_file = "{tmp_path}/token"')
    text = text.replace('data_dir = "data"', f'data_dir = "{tmp_path}/file/data"')
    text = text.replace(
        'host = "127.0.0.1"', f'host = "127.0.0.1"\npassword_file = "{tmp_path}/empty"'
    )
    text = text.replace("/dev/ttyACM0", f"{tmp_path}/tty").replace(":9100", f":{port}")
    text += '[[printer]]\nname = "far"\nkind = "tcp_9100"\ndevice = "10.0.7.12:9100"\n'
    text += '[[scanner]]\nname = "usb"\nkind = "serial_port"\ndevice = "serial:NOBODY"\n'
    status, lines = checked(tmp_path, text)
    assert status == 1
    starts = (
        f"[cell] data_dir: {tmp_path}/file/data: {tmp_path}/file is no folder",
        f"[central] token_file: {tmp_path}/token cannot be read (No such file or directory): "
        "lineside edge enrol fetches it",
        f"[broker] password_file: {tmp_path}/empty is empty",
        f"[[scanner]] s1: device: {tmp_path}/tty is not here now: No such file or directory",
        "[[scanner]] usb: device: serial:NOBODY is not here now: no port has the serial number",
        f"[[printer]] zebra: device: 127.0.0.1:{port} cannot be reached now",
        "[[printer]] far: device: printer 'far': 10.0.7.12 is not inside allow (127.0.0.0/8)",
    )
    assert [
        line for line, start in zip(lines, starts, strict=True) if line[: len(start)] != start
    ] == []


def test_a_printer_that_takes_the_connection_and_says_nothing_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        device = f"127.0.0.1:{mute.getsockname()[1]}"
        text = GOOD.replace('"127.0.0.1:9100"', f'"{device}"\nstatus_s = 0.05')
        _, lines = checked(tmp_path, text)
    assert lines[-1].startswith(f"[[printer]] zebra: device: {device} does not answer now")


def test_a_driver_that_nobody_has_is_a_mistake_and_no_cell_starts_with_it(tmp_path: Path) -> None:
    text = GOOD + '[[scanner]]\nname = "odd"\nkind = "serial_prot"\ndevice = "x"\nbadu = 9\n'
    status, lines = checked(tmp_path, text)
    assert status == 2
    (line,) = (line for line in lines if "odd" in line)
    assert line.startswith("[[scanner]] odd: kind: 'serial_prot' is no driver; there are: evdev_w")


def test_mistakes_and_what_is_not_here_are_told_in_one_go(tmp_path: Path) -> None:
    status, lines = checked(tmp_path, SIX.replace('"token"', f'"{tmp_path}/token"'))
    assert status == 2
    assert len([line for line in lines if "token_file" in line]) == 1
    assert len(lines) >= 7


def test_a_file_with_all_it_names_is_good(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t")
    (tmp_path / "tty").write_text("")
    text = GOOD.replace('token_file = "token"', f'token_file = "{tmp_path}/token"')
    text = text.replace('data_dir = "data"', f'data_dir = "{tmp_path}/data"')
    text = text.replace("/dev/ttyACM0", f"{tmp_path}/tty").partition("[[printer]]")[0]
    status, lines = checked(tmp_path, text.replace('part_printer = "zebra"', ""))
    assert status == 0 and lines[0] == "good, cell cell-a"


@pytest.mark.parametrize("place", ["/proc/x", "file/data"])
def test_a_folder_that_cannot_be_made_is_told_before_and_at_the_start(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / place
    text = GOOD.replace('data_dir = "data"', f'data_dir = "{folder}"')
    status, lines = checked(tmp_path, text)
    assert status == 1
    assert [line for line in lines if line.startswith(f"[cell] data_dir: {folder}: ")]
    with pytest.raises(ConfigError, match=rf"^\[cell\] data_dir: {folder} cannot be made"):
        asyncio.run(run_cell(loaded(tmp_path, text), crash_points("")))


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
        keys |= {f"{section}.{field.name}" for field in msgspec.structs.fields(kind)}
    keys |= {f"scanner.{key}" for key in inspect.signature(ScannerSettings).parameters}
    keys |= {f"printer.{key}" for key in inspect.signature(PrinterSettings).parameters}
    return keys


def test_every_key_of_a_cell_is_documented_and_nothing_else() -> None:
    page = Path("docs/configuration.md").read_text("utf-8")
    cell = page.partition("## A cell")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+\.[a-z_0-9]+)`", cell, re.MULTILINE)) == keys_in_code()


def test_a_zone_that_is_none_is_told_by_its_key(tmp_path):
    file = tmp_path / "cell.toml"
    file.write_text('[cell]\nnode = "a"\ndata_dir = "d"\nzone = "Mars/Olympus"\n')
    with pytest.raises(ConfigError, match=r"\[cell\] zone: 'Mars/Olympus' is no time zone"):
        load(file)
