"""Two descriptions of one plant: texts of rules and computed parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.catalogue import change_options, draw_vehicles, synthetic_plant
from hardware_sim.plant import Family, Plant, Vehicle
from hardware_sim.roadef import FolderError, read_vehicles, roadef_plant
from hardware_sim.trucks import change_truck, draw_trucks
from hardware_sim.vin import check_digit, make_vin
from tests.support.examples import examples


def holds(rule: str, options: Mapping[str, str]) -> bool:
    """A second reading of the rule's text, by turning it into Python."""
    rule = re.sub(
        r"(\w+) in \{([^}]*)\}",
        lambda m: repr(options.get(m[1]) in [value.strip() for value in m[2].split(",")]),
        rule,
    )
    rule = re.sub(r"(\w+)=(\w+)", lambda m: repr(options.get(m[1]) == m[2]), rule)
    rule = re.sub(
        r"\b(?!and\b|or\b|not\b|True\b|False\b)([A-Z]\w*)\b",
        lambda m: repr(m[1] in options),
        rule,
    )
    return bool(eval(rule, {"__builtins__": {}}))  # noqa: S307


def families(plant: Plant, vehicle: Vehicle) -> list[Family]:
    """Of the racks for the line that builds it."""
    racks = [rack for cell in plant.cells for rack in cell.rack_families]
    return [f for rack in racks if plant.is_for(rack, vehicle) for f in rack.families]


def fired(family: Family, options: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(c.part, c.quantity) for c in family.choices if holds(c.rule, options)]


@given(seed=st.integers(), changes=st.integers(0, 3))
def test_exactly_one_rule_fires_and_names_the_computed_part(seed: int, changes: int) -> None:
    rng = Random(seed)
    for draw, change in ((draw_vehicles, change_options), (draw_trucks, change_truck)):
        vehicle = draw(1, seed)[0]
        options: Mapping[str, str] = vehicle.options
        for _ in range(changes):
            options = change(options, rng)
        own = families(synthetic_plant(), vehicle)
        assert own
        for family in own:
            found = fired(family, options)
            assert len(found) == 1, (family.family, options, found)
            assert (found[0] if found[0][0] else None) == family.choose(options)


def test_vehicles_are_the_same_for_the_same_seed_and_have_a_valid_vin() -> None:
    vehicles = draw_vehicles(50, 7)
    assert vehicles == draw_vehicles(50, 7) != draw_vehicles(50, 8)
    assert len({vehicle.vin for vehicle in vehicles}) == 50
    assert all(check_digit(vehicle.vin) == vehicle.vin[8] for vehicle in vehicles)


@pytest.mark.parametrize("vin", ["11111111111111111", "1M8GDM9AXKP042788", "5GZCZ43D13S812715"])
def test_check_digit_of_published_examples(vin: str) -> None:
    assert check_digit(vin) == vin[8]


@given(st.text())
def test_any_ident_makes_a_vin(ident: str) -> None:
    vin = make_vin(ident)
    assert len(vin) == 17
    assert not set(vin) & set("IOQ")
    assert check_digit(vin) == vin[8]


FILE = """Date;SeqRank;Ident;Paint Color;HPRC1;HPRC2;LPRC1
2003 38 3;10;022033830010;1;0;0;1
2003 38 4;1;022033840001;4;1;0;1
2003 38 4;2;022033840002;6;0;1;0
2003 38 4;3;022033840001;4;1;0;1
"""


def test_roadef_day_without_the_previous_day_and_each_ident_once(tmp_path: Path) -> None:
    (tmp_path / "vehicles.txt").write_text(FILE)
    vehicles, flags = read_vehicles(tmp_path)
    assert [v.call_number for v in vehicles] == ["022033840001", "022033840002"]
    assert flags == ["HPRC1", "HPRC2", "LPRC1"]
    assert vehicles[1].options == {"COLOUR": "6", "HPRC1": "0", "HPRC2": "1", "LPRC1": "0"}
    plant = roadef_plant(vehicles, flags)
    for vehicle in vehicles:
        for family in families(plant, vehicle):
            found = fired(family, vehicle.options)
            assert len(found) == 1
            assert (found[0] if found[0][0] else None) == family.choose(vehicle.options)


@settings(max_examples=examples(50))
@given(st.text(max_size=200))
def test_a_folder_that_is_none_says_so(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "vehicles.txt").write_text(text, "utf-8")
        with pytest.raises(FolderError):
            read_vehicles(Path(folder))
