"""Health as a table of ages. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from edge.health import DeviceHealth, FeedHealth, Health, complaints
from edge.troubles import Trouble
from wire.sentences import in_language
from wire.spoken_age import spoken_age

Row = list[str | Mapping[str, str]]
Words = Mapping[str, str]


def age_text(seconds: float | None, words: Words) -> str:
    """``12 s``, ``5 min``, ``3 h``, ``4 d``."""
    if seconds is None:
        return words["age.never"]
    number, unit = spoken_age(max(0, seconds))
    return f"{number} {words[f'unit.{unit}']}"


def health_rows(health: Health, words: Words) -> list[Row]:
    """What, age, state, detail."""
    rows: list[Row] = [_trouble(trouble, health, words) for trouble in health.troubles]
    wrong = {each.kind for each in complaints(health)}
    for feed in health.feeds:
        rows.extend(_feed(feed, words))
    rows.append(
        [
            words["health.acknowledgement"],
            age_text(health.last_acknowledgement_age_s, words),
            _wrong("central_silent", wrong, words),
            "",
        ]
    )
    unsent = health.oldest_unsent_age_s
    rows.append(
        [
            words["health.unsent"],
            words["none"] if unsent is None else age_text(unsent, words),
            _wrong("facts_wait", wrong, words),
            words["health.waiting"].format(count=health.unsent_facts),
        ]
    )
    broker = _wrong("broker_away", wrong, words)
    rows.append([words["health.broker"], age_text(health.broker_age_s, words), broker, ""])
    rows.append(_unread(health, words))
    rows.extend(_masters(health, words))
    for key, devices in (("scanner", health.scanners), ("printer", health.printers)):
        rows.extend(_device(words[f"health.{key}"], device, words) for device in devices)
    rows.extend(_figures(health, _wrong("clock_wrong", wrong, words), words))
    return rows


def _wrong(kind: str, wrong: Collection[str], words: Words) -> str | Mapping[str, str]:
    return {"level": "attention", "words": words[f"health.{kind}"]} if kind in wrong else ""


def _trouble(trouble: Trouble, health: Health, words: Words) -> Row:
    level = "fault" if trouble.stops else "attention"
    stands = words["health.stopped" if trouble.stops else "health.goes_on"]
    return [
        words[f"trouble.{trouble.kind.value}"],
        age_text(max(0.0, (health.at_us - trouble.since_us) / 1e6), words),
        {"level": level, "words": stands},
        in_language(trouble.text, words["language"]),
    ]


def _feed(feed: FeedHealth, words: Words) -> Iterator[Row]:
    stopped = "" if feed.line_running else words["health.line_stopped"]
    name = words["health.feed"].format(name=feed.feed)
    yield [name, age_text(feed.last_telegram_age_s, words), stopped, ""]
    name = words["health.head"].format(name=feed.feed)
    yield [name, age_text(feed.last_head_age_s, words), "", ""]
    name = words["health.holes"].format(name=feed.feed)
    if feed.holes:
        count = words["health.holes_count"].format(count=feed.holes)
        state = {"level": "attention", "words": count}
        yield [name, age_text(feed.oldest_hole_age_s, words), state, ""]
    else:
        yield [name, words["none"], "", ""]


def _device(name: str, device: DeviceHealth, words: Words) -> Row:
    state = {"level": "" if device.good else "attention", "words": device.state or "–"}
    waiting = words["health.waiting"].format(count=device.queue) if device.queue else ""
    told = in_language(device.detail, words["language"])
    detail = " · ".join(part for part in (device.kind, told, waiting) if part)
    return [name.format(name=device.device), age_text(device.last_ok_age_s, words), state, detail]


def _unread(health: Health, words: Words) -> Row:
    if not health.messages_unread:
        return [words["health.unread"], words["none"], "", ""]
    count = words["health.unread_count"].format(count=health.messages_unread)
    state = {"level": "attention", "words": count}
    age = age_text(health.message_unread_age_s, words)
    return [words["health.unread"], age, state, health.message_unread]


def _masters(health: Health, words: Words) -> Iterator[Row]:
    """What is in force, and what central offers that is not; feeds that nobody hears; the planner
    that cannot plan by them.
    """
    in_force = f"v{health.masters_version}" if health.masters_version else words["none"]
    yield [words["health.masters"], "", "", in_force]
    if health.masters_refused:
        version = health.masters_refused_version
        name = words["health.masters_refused"].format(version=f"v{version}" if version else "?")
        state = {"level": "fault", "words": words["health.refused"]}
        age = age_text(health.masters_refused_age_s, words)
        yield [name, age, state, health.masters_refused]
    for feed in health.feeds_unheard:
        state = {"level": "fault", "words": words["health.unheard"]}
        name = words["health.feed_unheard"].format(name=feed)
        yield [name, "", state, words["health.feed_unheard_do"]]
    if health.plan_refused:
        state = {"level": "fault", "words": words["health.refused"]}
        yield [words["health.planner"], "", state, health.plan_refused]
    else:
        yield [words["health.planner"], "", "", health.planner or "–"]


def _figures(health: Health, clock: str | Mapping[str, str], words: Words) -> Iterator[Row]:
    yield [words["health.uptime"], age_text(health.uptime_s, words), "", ""]
    offset = health.clock_offset_s
    yield [words["health.clock"], "", clock, "–" if offset is None else f"{offset:+.3f} s"]
    for key, figures in (
        ("facts", f"{health.facts}"),
        ("disk", f"{health.free_disk_bytes / 1e9:.1f} GB"),
        ("memory", f"{health.resident_bytes / 1e6:.0f} MB"),
        ("feedback", _milliseconds(health.feedback_ms_p50, health.feedback_ms_p99)),
        ("effect", _milliseconds(health.effect.ms_p50, health.effect.ms_p99)),
        ("label", _milliseconds(health.label_ms_p50, health.label_ms_p99)),
    ):
        yield [words[f"health.{key}"], "", "", figures]


def _milliseconds(p50: float | None, p99: float | None) -> str:
    return " / ".join("–" if value is None else f"{value:.1f} ms" for value in (p50, p99))
