"""The demo's last line: one JSON object. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hardware_sim.found import Evidence, Finding
from hardware_sim.label_code import label_id
from hardware_sim.line import Record


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which ``share`` of them lie (nearest rank); None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def spread(values: Sequence[float]) -> dict[str, float | None]:
    return {"p50": percentile(values, 0.5), "p99": percentile(values, 0.99)}


def label_latencies_ms(
    evidence: Evidence, first_sent_s: Mapping[str, Sequence[tuple[float, int]]]
) -> list[float]:
    """Telegram leaves the line -> last byte of its slot label at the printer.

    First copies only, of vehicles with which nothing went wrong, at a printer that nobody had to
    start again meanwhile: what waits for a missing vehicle or for a person is another figure.
    """
    smooth: dict[str, Record] = {
        r.vehicle.call_number: r for r in evidence.records if r.smooth and not r.cancelled
    }
    found = []
    for book in evidence.books:
        arrived = {
            label_id(p.first_code()): p.last_byte_s for p in evidence.physical.get(book.node, ())
        }
        for story in book.labels.values():
            call = story.fields.get("call", "")
            if story.kind == "slot" and story.copy == 1 and call in smooth:
                sent = first_sent_s.get(call)
                if sent and story.label in arrived and len(sent) == 1:
                    begun, ended = sent[0][0], arrived[story.label]
                    waited = any(p == story.printer and begun < t < ended for p, t in book.resumed)
                    found += [] if waited else [(ended - begun) * 1000]
    return found


def summarize(
    evidence: Evidence,
    finding: Finding,
    *,
    label_ms: Sequence[float],
    wrong_scans: int,
    duplicates_refused: int,
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """The object. ``more`` is what only the running demo knows (times, kills, engine)."""
    feedback = [tone.after_ms for tone in evidence.tones if tone.after_ms is not None]
    verdicts: dict[str, int] = {}
    for tone in evidence.tones:
        verdicts[tone.verdict] = verdicts.get(tone.verdict, 0) + 1
    return {
        "ok": not finding.problems,
        "vehicles": sum(record.passed for record in evidence.records),
        "cancelled": sum(record.cancelled for record in evidence.records),
        "parts_expected": finding.parts_expected,
        "parts_married": finding.parts_married,
        "wrong_scans": wrong_scans,
        "wrong_accepted": finding.wrong_accepted,
        "labels_printed": finding.labels_printed,
        "labels_confirmed": finding.labels_confirmed,
        "labels_unknown": finding.labels_unknown,
        "facts": sum(book.facts for book in evidence.books),
        "facts_applied": sum(evidence.facts_applied.values()),
        "duplicates_refused": duplicates_refused,
        "holes_open": sum(evidence.holes.values()),
        "scan_to_feedback_ms": spread(feedback),
        "telegram_to_label_ms": spread(label_ms),
        "verdicts": dict(sorted(verdicts.items())),
        **more,
        "problems": finding.problems,
    }
