"""Cells and sequences to measure on: a seeded one, and real plant-days with a synthetic bill of
parts (20 families of 12 variants; which variant a vehicle takes follows from its real option flags
and colour)."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from edge.sequencer import BlockLayout, Face, Part, Picker, PlanProblem, Vehicle
from edge.sequencer.explode import UsageRule, UsageRules

TAKT_MS = 38_000
FAMILIES, VARIANTS = 20, 12
OPTIONS = tuple(f"O{index:03d}" for index in range(256))
FACES = tuple(Face(aisle=i // 60, position_mm=i % 60 * 1000) for i in range(240))
LAYOUT = BlockLayout(aisle_mm=(60_000,) * 4, pitch_mm=3000)
FIRST_DUE_MS = 1_200_000


def cell(
    picks: list[list[int]], *, pickers_from_ms: int = 0, first_due_ms: int = FIRST_DUE_MS
) -> PlanProblem:
    """4 aisles of 60 positions, k = 12, S = 18, P = 2, utilisation about 0.88 with 20 parts a
    vehicle; one vehicle every takt. picks: faces of each vehicle."""
    return PlanProblem(
        now_ms=0,
        vehicles=tuple(
            Vehicle(
                id=f"v{index}",
                due_ms=first_due_ms + index * TAKT_MS,
                parts=tuple(Part(face=face, slot=index % 12, pick_ms=1600) for face in faces),
            )
            for index, faces in enumerate(picks)
        ),
        faces=FACES,
        layout=LAYOUT,
        pickers=tuple(Picker(id=p, available_from_ms=pickers_from_ms) for p in ("anna", "bert")),
        capacity=12,
        line_side_places=18,
        setup_ms=45_000,
        stop_ms=1_000,
        speed_mm_s=1_000,
    )


def seeded_rules(seed: int = 7) -> UsageRules:
    """240 rules over 256 options: each family reads four options; exactly one of its twelve
    variants fires for any option set."""
    rng = random.Random(seed)
    rules = []
    for family in range(FAMILIES):
        a, b, c, d = rng.sample(OPTIONS, 4)
        leaves = [
            ((a, b, c), ()),
            ((a, b), (c,)),
            ((a, c), (b,)),
            ((a,), (b, c)),
            *(
                (
                    tuple(o for o, there in zip((b, c, d), bits, strict=True) if there),
                    (a, *(o for o, there in zip((b, c, d), bits, strict=True) if not there)),
                )
                for bits in ((x >> 2 & 1, x >> 1 & 1, x & 1) for x in range(8))
            ),
        ]
        for variant, (needs, without) in enumerate(leaves):
            rules.append(
                UsageRule(
                    family=f"F{family}",
                    face=family * VARIANTS + variant,
                    needs=needs,
                    without=without,
                )
            )
    return UsageRules(options=OPTIONS, rules=rules, faces=len(FACES))


def seeded_options(n: int, seed: int = 11) -> list[int]:
    """Option sets of n vehicles; options differ in how often they are taken."""
    rng = random.Random(seed)
    rates = [rng.choice([0.1, 0.3, 0.5, 0.7]) for _ in OPTIONS]
    return [
        sum(1 << index for index, rate in enumerate(rates) if rng.random() < rate) for _ in range(n)
    ]


def seeded_cell(n: int, **times: int) -> PlanProblem:
    """The cell with n seeded vehicles."""
    return cell([list(faces) for faces in seeded_rules().explode(seeded_options(n))], **times)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantDay:
    """One real sequence."""

    name: str
    picks: list[list[int]]


def plant_days(data: Path) -> list[PlantDay]:
    """Distinct sequences under data/roadef2005, in the order of the plant."""
    days, seen = [], set()
    for file in sorted((data / "roadef2005").rglob("vehicles.txt")):
        rows, idents = [], set()
        for line in file.read_text(encoding="latin-1").splitlines()[1:]:
            fields = [field.strip() for field in line.split(";")]
            if len(fields) < 5 or fields[2] in idents:
                continue
            idents.add(fields[2])
            rows.append((int(fields[1]), fields[3], [f for f in fields[4:] if f != ""]))
        key = hashlib.sha256(repr(rows).encode()).hexdigest()
        if key not in seen:
            seen.add(key)
            picks = [_picks(colour, flags) for _, colour, flags in rows]
            days.append(PlantDay(name=file.parent.name, picks=picks))
    return days


def _picks(colour: str, flags: list[str]) -> list[int]:
    """Synthetic bill of parts: a family reads the colour or three of the real flags."""
    faces = []
    for family in range(FAMILIES):
        if family % 5 == 0:
            read = colour
        else:
            read = "".join(flags[(family * step) % len(flags)] for step in (1, 3, 7))
        digest = hashlib.sha256(f"{family}/{read}".encode()).digest()
        faces.append(family * VARIANTS + digest[0] % VARIANTS)
    return faces
