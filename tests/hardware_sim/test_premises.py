"""Files that the real programs read, and what the screen sends."""

from __future__ import annotations

import json
import stat
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hardware_sim import broker
from hardware_sim.catalogue import synthetic_plant
from hardware_sim.cell_screen import EventReader
from hardware_sim.folders import Ports, Premises, Route, free_ports, toml_text
from hardware_sim.wire_formats import read_recording, write_recording

values = st.one_of(st.booleans(), st.integers(-(2**53), 2**53), st.text())
keys = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
tables = st.dictionaries(keys, st.one_of(values, st.lists(values)), max_size=4)


@given(st.dictionaries(keys, st.one_of(tables, st.lists(tables, min_size=1, max_size=3))))
def test_toml_reads_back(document: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(document)) == document


def test_configuration_names_what_is_there(tmp_path: Path) -> None:
    plant = synthetic_plant()
    premises = Premises(tmp_path, plant)
    ports = Ports(broker=1, central=2, cells={})
    premises.write_central(ports)
    cell = plant.cells[2]
    route = Route(
        broker_port=1,
        central_port=2,
        screen_port=3,
        printers={"labels": 4, "racks": 5},
        keyboard_workplaces=("cell-c-2",),
    )
    premises.write_cell(cell, route, "token")
    central = tomllib.loads(premises.central_config.read_text())
    assert central["feed"][0]["feed"] == "L1"
    text = tomllib.loads(premises.cell_config("cell-c").read_text())
    assert [scanner["kind"] for scanner in text["scanner"]] == ["serial_port", "evdev_wedge"]
    assert text["printer"][1]["device"] == "127.0.0.1:5"
    token = Path(text["central"]["token_file"])
    assert token.read_text().strip() == "token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_free_ports_are_different() -> None:
    assert len(set(free_ports(20))) == 20


def test_the_shipped_broker_configuration_keeps_its_rules_when_it_is_moved(tmp_path: Path) -> None:
    shipped = (broker.SHIPPED / "mosquitto.conf").read_text()
    moved = broker.localized(shipped, tmp_path, 12345, "nobody").splitlines()
    assert "listener 12345 127.0.0.1" in moved
    assert f"password_file {tmp_path}/passwords" in moved
    for rule in ("allow_anonymous false", "autosave_on_changes true", "autosave_interval 1"):
        assert rule in moved


def test_events_out_of_lines() -> None:
    reader = EventReader()
    lines = [": hello", "event: view", 'data: {"a":', "data: 1}", "", "", "data: x", ""]
    events = [event for line in lines if (event := reader.feed(line)) is not None]
    assert events == [("view", '{"a":\n1}'), ("message", "x")]


def test_a_recording_reads_back(tmp_path: Path) -> None:
    telegrams = [{"call_number": "1"}, {"call_number": "2", "options": {"A": "ä"}}]
    write_recording(tmp_path / "day", telegrams)
    assert list(read_recording(tmp_path / "day")) == telegrams
    assert json.loads((tmp_path / "day").read_text().splitlines()[0]) == telegrams[0]
