"""The second line of the invented plant: another maker's trucks, told in records of fixed width."""

from __future__ import annotations

from random import Random

from hardware_sim.plant import Choice, Family, FeedRules, Options, RackFamily, Vehicle
from hardware_sim.vin import make_vin
from hardware_sim.wire_formats import fixed_width_columns

FEED = "L2"
CABS = ("DAY", "SLEEP")
TANKS = ("T3", "T4", "T6")
OPTION_NAMES = ("CAB", "TANK", "HITCH")
LINE_2 = FeedRules(
    feed=FEED,
    last_number=999,
    window=20,
    max_jump=60,
    takt_s=240,
    format="fixed_width",
    columns=fixed_width_columns(OPTION_NAMES),
)
"""Its numbers end at 999 and begin again: a day crosses that."""


def draw_trucks(count: int, seed: int) -> list[Vehicle]:
    """A day's build order, the same for the same seed."""
    rng = Random(f"trucks {seed}")
    first = rng.randrange(100_000, 800_000)
    trucks = []
    for place in range(count):
        call_number = f"T{first + place * 3:06d}"
        options = {"CAB": rng.choice(CABS), "TANK": rng.choices(TANKS, (3, 5, 2))[0]}
        if rng.random() < 0.3:
            options["HITCH"] = "1"
        trucks.append(
            Vehicle(
                call_number=call_number,
                vin=make_vin(f"truck {seed}/{call_number}"),
                body_number=f"C{first % 1000 + place:05d}",
                model=options["CAB"],
                colour=rng.choice(("WHITE", "ORANGE", "GREEN")),
                options=options,
                feed=FEED,
            )
        )
    return trucks


def change_truck(options: Options, rng: Random) -> dict[str, str]:
    """A late change of one option; the parts change with it more often than not."""
    what = rng.choice(OPTION_NAMES)
    values = {"CAB": CABS, "TANK": TANKS}.get(what, ())
    if not values:
        return {k: v for k, v in options.items() if k != what} | (
            {} if what in options else {what: "1"}
        )
    return {**options, what: rng.choice([value for value in values if value != options[what]])}


def tank_straps() -> RackFamily:
    """Two straps for each truck, three for the largest tank."""
    return RackFamily(
        rack_family="TNK",
        name="Tank straps, line 2",
        point_of_fit="ST-720",
        size=4,
        feed=FEED,
        families=(
            Family(
                family="TNK",
                name="Tank strap",
                choices=tuple(
                    Choice(rule=f"TANK={tank}", part=f"81-122-{tank}", quantity=_straps(tank))
                    for tank in TANKS
                ),
                choose=lambda options: (f"81-122-{options['TANK']}", _straps(options["TANK"])),
            ),
            Family(
                family="HIT",
                name="Hitch pin",
                choices=(
                    Choice(rule="HITCH", part="81-420-PIN"),
                    Choice(rule="not HITCH", part=""),
                ),
                choose=lambda options: ("81-420-PIN", 1) if "HITCH" in options else None,
                serial_tracked=False,
            ),
        ),
    )


def _straps(tank: str) -> int:
    return 3 if tank == "T6" else 2
