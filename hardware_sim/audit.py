"""The audit: the line's truth against what central and the journals hold, and against what was
physically scanned and printed. Pure; every clause that fails is one line of text.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hardware_sim.audit_again import again_problems, expected_again
from hardware_sim.audit_missed import missed_problems
from hardware_sim.audit_pause import cover_problems
from hardware_sim.audit_racks import dense_problems
from hardware_sim.found import Evidence, Finding
from hardware_sim.journal_reader import LabelStory
from hardware_sim.label_code import label_id
from hardware_sim.printer import PhysicalLabel
from hardware_sim.store import stock_problems


class Piece(NamedTuple):
    """``nth``: which of several parts of the family; 0: there is one."""

    family: str
    nth: int
    part: str


def audit(evidence: Evidence) -> Finding:
    finding = Finding()
    for clause in _CLAUSES:
        clause(evidence, finding)
    return finding


# -- parts


def _parts_at_central(evidence: Evidence, finding: Finding) -> None:
    """Every vehicle that is to be built has exactly its parts, no other vehicle has any."""
    wanted = _wanted(evidence)
    finding.parts_expected = sum(sum(parts.values()) for parts in wanted.values())
    finding.parts_married = len(evidence.central_marriages)
    held: dict[str, Counter[Piece]] = defaultdict(Counter)
    vins = {r.vehicle.call_number: r.vehicle.vin for r in evidence.records}
    wrong_vin = []
    for marriage in evidence.central_marriages:
        call = str(marriage["call_number"])
        held[call][_piece(marriage)] += 1
        if marriage["vin"] != vins.get(call):
            wrong_vin.append(f"{call} has VIN {marriage['vin']}")
    finding.fail("parts.vin", wrong_vin)
    finding.fail("parts.at_central", list(_differences(wanted, held)))


def _parts_in_journals(evidence: Evidence, finding: Finding) -> None:
    """The journals say the same as central, cell by cell."""
    held: dict[str, Counter[Piece]] = defaultdict(Counter)
    for book in evidence.books:
        for marriage in book.active():
            held[marriage["call_number"]][_piece(marriage)] += 1
    finding.fail("parts.in_journals", list(_differences(_wanted(evidence), held)))
    twice = [text for book in evidence.books for text, n in book.married.items() if n not in (0, 1)]
    finding.fail("parts.married_twice", twice)


def _piece(marriage: Mapping[str, Any]) -> Piece:
    return Piece(marriage["family"], marriage.get("index", 0), marriage["part"])


def _wanted(evidence: Evidence) -> dict[str, Counter[Piece]]:
    wanted: dict[str, Counter[Piece]] = {}
    for record in evidence.records:
        if record.passed and not (record.cancelled or record.missed):
            parts = wanted.setdefault(record.vehicle.call_number, Counter())
            for expected in evidence.plant.expected_parts(record.vehicle):
                parts[Piece(expected.family, expected.index, expected.part)] += expected.quantity
    for order in evidence.re_orders:
        for expected in expected_again(evidence, order):
            piece = Piece(expected.family, expected.index, expected.part)
            wanted[order.call_number][piece] += expected.quantity
    return wanted


def _differences(
    wanted: Mapping[str, Counter[Piece]], held: Mapping[str, Counter[Piece]]
) -> Iterator[str]:
    for call in [*wanted, *(call for call in held if call not in wanted)]:
        missing = wanted.get(call, Counter()) - held.get(call, Counter())
        extra = held.get(call, Counter()) - wanted.get(call, Counter())
        if missing or extra:
            yield f"{call} misses {_told(missing)}, has too many of {_told(extra)}"


def _told(parts: Counter[Piece]) -> str:
    told = (
        f"{n} x {it.part}" + (f" at {it.family} {it.nth}" if it.nth else "")
        for it, n in sorted(parts.items())
    )
    return ", ".join(told) or "nothing"


# -- scans


def _tones_in_journal(evidence: Evidence, finding: Finding) -> None:
    """I1: what was answered with the OK tone is in the journal, once."""
    right: Counter[tuple[str, str]] = Counter()
    facts: Counter[tuple[str, str]] = Counter()
    for book in evidence.books:
        for scan in book.scans:
            facts[scan["workplace"], scan["verdict"]] += 1
            serial = (scan.get("marriage") or {}).get("serial", "")
            if serial:
                right[scan["workplace"], serial] += 1
    lost = []
    heard: Counter[tuple[str, str]] = Counter()
    for tone in evidence.tones:
        heard[tone.workplace, tone.verdict] += 1
        if tone.verdict == "right" and tone.serial and right[tone.workplace, tone.serial] != 1:
            lost.append(f"{tone.workplace} {tone.serial} x {right[tone.workplace, tone.serial]}")
    finding.fail("scans.ok_tone_once", lost)
    finding.fail(
        "scans.tone_without_fact",
        [
            f"{workplace} heard {verdict} {count} times, journal has {facts[workplace, verdict]}"
            for (workplace, verdict), count in heard.items()
            if count > facts[workplace, verdict]
        ],
    )


def _wrong_accepted(evidence: Evidence, finding: Finding) -> None:
    """I4: every accepted piece is a physical part that the vehicle could need, scanned there."""
    parts = {scan.part.serial: scan.part.part for _, scan in evidence.scans if scan.part}
    plain = Counter(
        (place, scan.part.part)
        for place, scan in evidence.scans
        if scan.part is not None and not scan.part.serial
    )
    allowed = _allowed(evidence)
    accepted_plain: Counter[tuple[str, str]] = Counter()
    wrong = []
    for book in evidence.books:
        for scan in book.scans:
            marriage = scan.get("marriage")
            if not marriage:
                continue
            part, serial = marriage["part"], marriage.get("serial", "")
            if (marriage["call_number"], _piece(marriage)) not in allowed:
                wrong.append(f"{marriage['call_number']} never needed {part}")
            elif serial and parts.get(serial) != part:
                wrong.append(f"serial {serial} is a {parts.get(serial)}, accepted as {part}")
            elif not serial:
                accepted_plain[scan["workplace"], part] += 1
    wrong += [
        f"{place} accepted {count} {part}, {plain[place, part]} were scanned"
        for (place, part), count in accepted_plain.items()
        if count > plain[place, part]
    ]
    finding.wrong_accepted = len(wrong)
    finding.fail("scans.wrong_accepted", wrong)


def _allowed(evidence: Evidence) -> set[tuple[str, Piece]]:
    """(call number, piece) for every set of options that was ever announced."""
    allowed = set()
    plant = evidence.plant
    racks = [rack for cell in plant.cells for rack in cell.rack_families]
    for record in evidence.records:
        own = [f for rack in racks if plant.is_for(rack, record.vehicle) for f in rack.families]
        for options in [*record.history, record.vehicle.options]:
            for family in own:
                for piece in plant.parts_of(family, options):
                    found = Piece(family.family, piece.index, piece.part)
                    allowed.add((record.vehicle.call_number, found))
    return allowed


def _one_serial_one_vehicle(evidence: Evidence, finding: Finding) -> None:
    vehicles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for marriage in evidence.central_marriages:
        if marriage.get("serial"):
            vehicles[marriage["part"], marriage["serial"]].add(marriage["call_number"])
    finding.fail(
        "parts.serial_on_two_vehicles",
        [f"{serial}: {sorted(calls)}" for (_, serial), calls in vehicles.items() if len(calls) > 1],
    )


# -- labels


def _labels(evidence: Evidence, finding: Finding) -> None:
    """I6: each physical label has its own copy number and was asked for; states are sound."""
    for book in evidence.books:
        stories = {
            f"{s.place[0]}/{s.copy}" if s.kind == "rack" else s.label: s
            for s in book.labels.values()
        }
        seen = Counter(label_id(p.first_code()) for p in evidence.physical.get(book.node, ()))
        finding.labels_printed += sum(seen.values())
        finding.labels_confirmed += sum(s.state == "confirmed" for s in stories.values())
        newest: dict[tuple[str, int, str, str, int], int] = {}
        for story in stories.values():
            newest[story.place] = max(newest.get(story.place, 0), story.copy)
        finding.fail("labels.printed_twice", [f"{i} x {n}" for i, n in seen.items() if n > 1 and i])
        finding.fail("labels.nobody_asked", [i or "(no code)" for i in seen if i not in stories])
        finding.fail(
            "labels.confirmed_never_printed",
            [i for i, s in stories.items() if s.state == "confirmed" and i not in seen],
        )
        current = {i: s for i, s in stories.items() if s.copy == newest[s.place]}
        finding.labels_unknown += sum(s.state == "unknown" for s in current.values())
        finding.fail(
            "labels.unsettled",
            [
                f"{i} {s.state}"
                for i, s in current.items()
                if s.state not in _SETTLED and not s.taken_out
            ],
        )


def _puts(evidence: Evidence, finding: Finding) -> None:
    """Where racks want it, each piece was shown in its compartment once."""
    for cell in evidence.plant.cells:
        families = [r.rack_family for r in cell.rack_families if r.put_check != "never"]
        for book in evidence.books:
            if book.node == cell.cell:
                found = book.unshown(families)
                finding.fail("puts.shown", [f"{m['part']} {m['rack']} {m['slot']}" for m in found])


def _slot_labels(evidence: Evidence, finding: Finding) -> None:
    """Where slot labels print by the telegram, the newest copy in each vehicle's slot is read back
    with its VIN, its sequence number and, where it is one, the part.
    """
    wrong = []
    for cell in evidence.plant.cells:
        book = next((b for b in evidence.books if b.node == cell.cell), None)
        families = [r for r in cell.rack_families if r.label_on == "telegram"]
        if book is None or not families:
            continue
        read = {label_id(p.first_code()): p for p in evidence.physical.get(cell.cell, ())}
        newest = {s.place: s for s in book.labels.values() if s.kind == "slot"}
        told = Counter(
            (story.fields.get("call", ""), story.place[0].split("-")[0])
            for story in newest.values()
            if story.label in read and _says(read[story.label], evidence, story)
        )
        wrong += [
            f"{record.vehicle.call_number} {family.rack_family} x {found}"
            for record in evidence.records
            if record.passed and not (record.cancelled or record.missed)
            for family in families
            if evidence.plant.is_for(family, record.vehicle)
            if (found := told[record.vehicle.call_number, family.rack_family]) != 1
        ]
    finding.fail("labels.slot_tells_vehicle", wrong)


def _says(physical: PhysicalLabel, evidence: Evidence, story: LabelStory) -> bool:
    """The printed texts are those of the vehicle for which the label was asked, as the line knows
    it.
    """
    texts = physical.label.texts()
    for record in evidence.records:
        if record.vehicle.call_number == story.fields.get("call"):
            parts = [
                expected.part
                for expected in evidence.plant.expected_parts(record.vehicle)
                if expected.rack_family == story.place[0].split("-")[0]
            ]
            wanted = {record.vehicle.vin, f"{record.final_number:04d}"}
            return wanted | set(parts if len(parts) == 1 else ()) <= set(texts)
    return False


_SETTLED = ("confirmed", "cancelled", "unknown")


# -- books


def _chains(evidence: Evidence, finding: Finding) -> None:
    """I2: offsets without holes, every hash recomputed."""
    finding.fail(
        "journal.chain",
        [f"{book.node}: {book.chain_problem}" for book in evidence.books if book.chain_problem],
    )


def _facts_applied(evidence: Evidence, finding: Finding) -> None:
    """I3: central has applied each fact of each cell, once."""
    finding.fail(
        "facts.applied",
        [
            f"{book.node} wrote {book.facts}, central applied {applied}"
            for book in evidence.books
            if (applied := evidence.facts_applied.get(book.node, 0)) != book.facts
        ],
    )


def _same_marriages(evidence: Evidence, finding: Finding) -> None:
    """Central's active marriages are the journals', piece by piece."""
    keys = ("call_number", "family", "index", "part", "serial", "piece")

    def key(marriage: Mapping[str, Any]) -> str:
        return json.dumps([marriage.get(name) or "" for name in keys])

    journals = Counter(key(m) for book in evidence.books for m in book.active())
    central = Counter(key(m) for m in evidence.central_marriages)
    finding.fail("marriages.only_in_journals", list((journals - central).elements()))
    finding.fail("marriages.only_at_central", list((central - journals).elements()))


def _kanban(evidence: Evidence, finding: Finding) -> None:
    """Stock at central is what the scanned cards say."""
    confirmed = Counter(
        t.text for t in evidence.tones if t.what == "kanban" and t.verdict == "confirmed"
    )
    problems = stock_problems(
        [loop for cell in evidence.plant.cells for loop in cell.loops],
        [fact for book in evidence.books for fact in book.cards],
        Counter(scan.text for _, scan in evidence.scans if scan.what == "kanban"),
        confirmed,
        evidence.stock,
    )
    finding.fail("kanban.stock", list(problems))


def _skips_by_people(evidence: Evidence, finding: Finding) -> None:
    """I5: no program leaves a slot empty."""
    finding.fail(
        "slots.skipped_by_nobody",
        [
            f"{book.node} {number}"
            for book in evidence.books
            for _, number, p in book.skipped
            if not p
        ],
    )


def _dense(evidence: Evidence, finding: Finding) -> None:
    found = [text for book in evidence.books for text in dense_problems(book, evidence.records)]
    finding.fail("racks.dense", found)


def _ordered_again(evidence: Evidence, finding: Finding) -> None:
    for clause, text in again_problems(evidence):
        finding.fail(clause, [text])


def _passed_by(evidence: Evidence, finding: Finding) -> None:
    for clause, text in missed_problems(evidence):
        finding.fail(clause, [text])


def _cover(evidence: Evidence, finding: Finding) -> None:
    finding.fail("calendar.cover", list(cover_problems(evidence)))


def _holes(evidence: Evidence, finding: Finding) -> None:
    finding.fail("holes.open", [f"{cell}: {n}" for cell, n in evidence.holes.items() if n])


_CLAUSES: tuple[Callable[[Evidence, Finding], None], ...] = (
    _parts_at_central,
    _parts_in_journals,
    _same_marriages,
    _one_serial_one_vehicle,
    _tones_in_journal,
    _wrong_accepted,
    _labels,
    _slot_labels,
    _puts,
    _chains,
    _facts_applied,
    _kanban,
    _skips_by_people,
    _dense,
    _ordered_again,
    _passed_by,
    _cover,
    _holes,
)
