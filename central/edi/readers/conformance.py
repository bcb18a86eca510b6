"""Whether a message is one of those that the partner's profile lets in, before it is read."""

from __future__ import annotations

from central.edi.model.interchange import Message
from central.edi.profiles.message_rules import MessageRules
from central.edi.readers.edifact_codes import directory
from syntax.problems import EdiError, Findings


def check_rules(message: Message, rules: MessageRules, findings: Findings) -> None:
    """Its version, its association, and the segments (of VDA: records) that must and may stand
    in it.
    """
    here, edifact = message.position, _has_unh(message)
    if rules.versions and message.version not in rules.versions:
        findings.add(
            "message.version",
            f"{message.type} {message.version} is not one of {', '.join(sorted(rules.versions))}",
            message.body[0].where(2, 2) if edifact else here,
        )
    association = message.body[0].text(2, 5) if edifact else ""
    if edifact and rules.associations and association not in rules.associations:
        findings.add(
            "message.association",
            f"association {association!r} is not one of {', '.join(sorted(rules.associations))}",
            message.body[0].where(2, 5),
        )
    there = {segment.tag for segment in message.body} | {r.type for r in message.records}
    for tag in sorted(rules.required - there):
        findings.add("segment.missing", f"{message.type} has no {tag}", here)
    if rules.allowed and not there <= rules.allowed:
        _refuse_others(message, rules, findings)


def require_directory(message: Message) -> None:
    """Raises EdiError for a version that is no UN/EDIFACT directory."""
    if directory(message.version) is None:
        raise EdiError(
            "message.version",
            f"{message.type} {message.version} is no directory read here",
            message.body[0].where(2, 2),
        )


def _has_unh(message: Message) -> bool:
    return bool(message.body) and message.body[0].tag == "UNH"


def _refuse_others(message: Message, rules: MessageRules, findings: Findings) -> None:
    places = [(s.tag, s.where()) for s in message.body if s.tag not in rules.allowed]
    places += [(r.type, r.where()) for r in message.records if r.type not in rules.allowed]
    for tag, where in places:
        findings.add(
            "segment.unexpected", f"{tag} has no place in this partner's {message.type}", where
        )
