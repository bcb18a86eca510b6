"""What the invented plant builds: options with their shares, part families, three cells."""

from __future__ import annotations

from itertools import product
from random import Random
from secrets import token_hex

from hardware_sim.plant import (
    Cell,
    Choice,
    Family,
    FeedRules,
    Loop,
    Named,
    Options,
    Person,
    Plant,
    RackFamily,
    Vehicle,
)
from hardware_sim.trucks import LINE_2, tank_straps
from hardware_sim.vin import make_vin

TRIMS = ("BASE", "SPORT", "LUX")
COLOURS = ("BK", "GR", "BG")
RIMS = ("16", "17", "18", "19")
AUDIO = ("A1", "A2", "A3")
OPTION_NAMES = ("BODY", "TRIM", "COL", "RIM", "AUDIO", "DRIVE", "NAV", "HUD", "SUN", "HSW", "TOW")
SUN_FEED = "L1-SUN"
"""Tells only vehicles with a sunroof."""
_SHARES = {"NAV": 0.55, "HUD": 0.3, "SUN": 0.35, "HSW": 0.4, "TOW": 0.2}
"""Options that a vehicle has or has not, and how many have them."""


def draw_options(rng: Random) -> dict[str, str]:
    """The options of one vehicle."""
    options = {
        "BODY": rng.choice(("SEDAN", "TOURER")),
        "TRIM": rng.choices(TRIMS, (5, 3, 2))[0],
        "COL": rng.choices(COLOURS, (6, 2, 2))[0],
        "RIM": rng.choices(RIMS, (2, 4, 3, 1))[0],
        "AUDIO": rng.choices(AUDIO, (5, 3, 2))[0],
        "DRIVE": rng.choices(("L", "R"), (9, 1))[0],
    }
    options.update({code: "1" for code, share in _SHARES.items() if rng.random() < share})
    return options


def change_options(options: Options, rng: Random) -> dict[str, str]:
    """A late change: one option becomes another one; the parts change with it more often than
    not.
    """
    changed = dict(options)
    what = rng.choice(("TRIM", "COL", "RIM", "AUDIO", *_SHARES))
    if what in _SHARES:
        if changed.pop(what, None) is None:
            changed[what] = "1"
        return changed
    values = {"TRIM": TRIMS, "COL": COLOURS, "RIM": RIMS, "AUDIO": AUDIO}[what]
    changed[what] = rng.choice([value for value in values if value != changed[what]])
    return changed


def draw_vehicles(count: int, seed: int) -> list[Vehicle]:
    """A day's build order, the same for the same seed."""
    rng = Random(f"vehicles {seed}")
    first = rng.randrange(1_000_000, 8_000_000)
    vehicles = []
    for place in range(count):
        options = draw_options(rng)
        call_number = f"K{first + place * 7:07d}"
        vehicles.append(
            Vehicle(
                call_number=call_number,
                vin=make_vin(f"{seed}/{call_number}"),
                body_number=f"B{first % 10_000 + place:05d}",
                model=options["BODY"],
                colour=rng.choice(("WHITE", "BLACK", "BLUE", "RED")),
                options=options,
            )
        )
    return vehicles


def synthetic_plant(feed: FeedRules | None = None) -> Plant:
    """Three cells with two workplaces each: door trims, cockpits, wheels."""
    return Plant(
        name="synthetic",
        feed=feed or FeedRules(),
        cells=(_door_trims(), _cockpits(), _wheels()),
        sparse=(FeedRules(feed=SUN_FEED, window=16, continuity="none"),),
        second=LINE_2,
        option_names=OPTION_NAMES,
    )


def make_cell(
    cell: str, name: str, rack_families: tuple[RackFamily, ...], loops: tuple[Loop, ...]
) -> Cell:
    """A cell with two workplaces and the people who work there, with new badges each time."""
    letter = cell[-1].upper()

    def person(role: str, number: str, name: str) -> Person:
        return Person(person=number, name=name, role=role, badge=token_hex(16).upper())

    return Cell(
        cell=cell,
        name=name,
        rack_families=rack_families,
        loops=loops,
        workplaces=(f"{cell}-1", f"{cell}-2"),
        people=(
            person("picker", f"P{letter}1", "Ada Winter"),
            person("picker", f"P{letter}2", "Ben Ortiz"),
            person("team_lead", f"T{letter}", "Cleo Brandt"),
            person("supervisor", f"V{letter}", "Dora Nowak"),
            person("shipping", f"S{letter}", "Emil Sato"),
        ),
    )


def _door_trims() -> Cell:
    return make_cell(
        "cell-a",
        "Door trims",
        (
            RackFamily(
                rack_family="DTL",
                name="Door trims left",
                point_of_fit="ST-210L",
                size=6,
                families=(
                    _door_trim("DTL", "Door trim left", "6Y0-867-1"),
                    Family(
                        family="SPK",
                        name="Door speaker",
                        choices=(
                            Choice(rule="AUDIO=A1", part="8E5-035-411"),
                            Choice(rule="AUDIO in {A2, A3}", part="8E5-035-415H"),
                        ),
                        choose=lambda options: (
                            "8E5-035-411" if options["AUDIO"] == "A1" else "8E5-035-415H",
                            1,
                        ),
                        serial_tracked=False,
                        named=_speakers,
                    ),
                ),
            ),
            RackFamily(
                rack_family="DTR",
                name="Door trims right",
                point_of_fit="ST-210R",
                size=6,
                load_order="reverse",
                families=(_door_trim("DTR", "Door trim right", "6Y0-867-2"),),
            ),
        ),
        (Loop(loop="CLIP-A", part="N-909-797", location="cell-a/clips", quantity=200),),
    )


def _speakers(options: Options) -> tuple[Named, ...]:
    """The best sound has two speakers in a door: part lines name them, the same part twice where
    the trim is the luxury one.
    """
    if options["AUDIO"] != "A3":
        return ()
    second = "8E5-035-415H" if options["TRIM"] == "LUX" else "8E5-035-411"
    return Named(index=1, part="8E5-035-415H"), Named(index=2, part=second)


def _door_trim(family: str, name: str, stem: str) -> Family:
    """Trim level by colour, except that the luxury trim comes in one pattern for two colours."""
    choices = [
        Choice(rule=f"TRIM={trim} and COL={colour}", part=f"{stem}{trim[0]}{colour}")
        for trim, colour in product(("BASE", "SPORT"), COLOURS)
    ]
    choices += [
        Choice(rule="TRIM=LUX and not COL=BG", part=f"{stem}LXD"),
        Choice(rule="TRIM=LUX and COL=BG", part=f"{stem}LXB"),
    ]

    def choose(options: Options) -> tuple[str, int]:
        if options["TRIM"] == "LUX":
            return f"{stem}LX{'B' if options['COL'] == 'BG' else 'D'}", 1
        return f"{stem}{options['TRIM'][0]}{options['COL']}", 1

    return Family(family=family, name=name, choices=tuple(choices), choose=choose)


def _instrument_cluster() -> Family:
    def choose(options: Options) -> tuple[str, int]:
        if "HUD" in options:
            return ("3G0-920-HN" if "NAV" in options else "3G0-920-H"), 1
        return "3G0-920-S", 1

    return Family(
        family="CLU",
        name="Instrument cluster",
        choices=(
            Choice(rule="HUD and NAV", part="3G0-920-HN"),
            Choice(rule="HUD and not NAV", part="3G0-920-H"),
            Choice(rule="not HUD", part="3G0-920-S"),
        ),
        choose=choose,
    )


def _steering_wheel() -> Family:
    def choose(options: Options) -> tuple[str, int]:
        heated = "H" if "HSW" in options else "N"
        sport = "S" if options["TRIM"] == "SPORT" else "C"
        return f"5NA-419-{sport}{heated}", 1

    return Family(
        family="STW",
        name="Steering wheel",
        choices=(
            Choice(rule="TRIM=SPORT and HSW", part="5NA-419-SH"),
            Choice(rule="TRIM=SPORT and not HSW", part="5NA-419-SN"),
            Choice(rule="(TRIM=BASE or TRIM=LUX) and HSW", part="5NA-419-CH"),
            Choice(rule="TRIM in {BASE, LUX} and not HSW", part="5NA-419-CN"),
        ),
        choose=choose,
    )


def _sunroof_panel() -> Family:
    def choose(options: Options) -> tuple[str, int] | None:
        return ("1K0-959-SR", 1) if "SUN" in options else None

    return Family(
        family="SRP",
        name="Sunroof panel",
        choices=(
            Choice(rule="SUN", part="1K0-959-SR"),
            Choice(rule="not SUN", part=""),
        ),
        choose=choose,
        serial_tracked=False,
    )


def _sunblind() -> Family:
    def choose(options: Options) -> tuple[str, int] | None:
        if "SUN" not in options:
            return None
        return ("1K0-877-BK" if options["COL"] == "BK" else "1K0-877-GR"), 1

    return Family(
        family="SSB",
        name="Sunblind",
        choices=(
            Choice(rule="SUN and COL=BK", part="1K0-877-BK"),
            Choice(rule="SUN and not COL=BK", part="1K0-877-GR"),
            Choice(rule="not SUN", part=""),
        ),
        choose=choose,
    )


def _cockpits() -> Cell:
    return make_cell(
        "cell-b",
        "Cockpits",
        (
            RackFamily(
                rack_family="CKP",
                name="Cockpit modules",
                point_of_fit="ST-105",
                size=4,
                families=(_instrument_cluster(), _steering_wheel(), _sunroof_panel()),
            ),
            RackFamily(
                rack_family="SSB",
                name="Sunblinds",
                point_of_fit="ST-120",
                size=3,
                filling="dense",
                feed=SUN_FEED,
                families=(_sunblind(),),
            ),
        ),
        (Loop(loop="SCREW-B", part="N-106-485", location="cell-b/screws", quantity=500),),
    )


def _tool_kit() -> Family:
    def choose(options: Options) -> tuple[str, int]:
        if "TOW" in options:
            return "7L0-012-TW", 1
        return ("7L0-012-LG" if options["RIM"] in ("18", "19") else "7L0-012-SM"), 1

    return Family(
        family="TLK",
        name="Tool kit",
        choices=(
            Choice(rule="TOW", part="7L0-012-TW"),
            Choice(rule="not TOW and RIM in {18, 19}", part="7L0-012-LG"),
            Choice(rule="not (TOW or RIM=18 or RIM=19)", part="7L0-012-SM"),
        ),
        choose=choose,
        serial_tracked=False,
    )


def _wheels() -> Cell:
    return make_cell(
        "cell-c",
        "Wheels",
        (
            RackFamily(
                rack_family="WHL",
                name="Rear wheels",
                point_of_fit="ST-330",
                size=5,
                label_on="telegram",
                families=(
                    Family(
                        family="WHL",
                        name="Rear wheel",
                        choices=tuple(
                            Choice(rule=f"RIM={rim}", part=f"2K5-601-{rim}", quantity=2)
                            for rim in RIMS
                        ),
                        choose=lambda options: (f"2K5-601-{options['RIM']}", 2),
                    ),
                ),
            ),
            RackFamily(
                rack_family="TLK",
                name="Tool kits",
                point_of_fit="ST-340",
                size=8,
                load_order="reverse",
                put_check="compartment",
                families=(_tool_kit(),),
            ),
            tank_straps(),
        ),
        (Loop(loop="BOLT-C", part="N-911-083", location="cell-c/bolts", quantity=400),),
    )
