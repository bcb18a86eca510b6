"""X12 TA1: whether an interchange of ours arrived whole. A segment of the envelope, read as a
message so that it goes the way of every other acknowledgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from central.edi.context import Context
from central.edi.model.acknowledgement import Acknowledged, Answer, Fault, Layer, Scope, Verdict
from central.edi.model.interchange import Message
from central.edi.model.taken import Spot, Taken
from central.edi.readers import values
from central.edi.readers.field_table import Table, row
from central.edi.readers.reader import Days
from central.edi.readers.schedule_builder import read_value

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {"A": Verdict.RECEIVED, "E": Verdict.WITH_ERRORS, "R": Verdict.REJECTED}
)
"""``A`` says nothing of what is inside."""
_NO_ERROR = ("", "000")

TABLE = Table(
    (
        row("TA1", "1", "answer.interchange"),
        row("TA1", "2", "nothing"),
        row("TA1", "4", "answer.verdict"),
        row("TA1", "5", "fault.code"),
    ),
    checked={"TA1": "number, date and verdict must be right; 000 is no error"},
)
_NUMBER, _DATE, _VERDICT, _NOTE = (one.at[0] for one in TABLE.rows)


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    segment, findings = message.body[0], context.findings
    if context.reads is not None:
        into: dict[Spot, str] = {one.at[0]: one.into for one in TABLE.rows}
        context.reads[segment.number] = Taken(into=into, stated={})
    number = read_value(
        values.integer,
        segment.text(*_NUMBER),
        "reference",
        lambda: segment.where(_NUMBER.element),
        findings,
    )
    Days(message, context, digits=6).read(segment, _DATE.element, required=True)
    code = segment.text(*_VERDICT)
    verdict = VERDICTS.get(code)
    if verdict is None:
        findings.add("action", f"verdict {code!r} is not known", segment.where(_VERDICT.element))
    if number is None or verdict is None:
        return ()
    note = segment.text(*_NOTE)
    faults = () if note in _NO_ERROR else (Fault(code=note, position=segment.where(_NOTE.element)),)
    answer = Answer(
        scope=Scope.INTERCHANGE, verdict=verdict, interchange=segment.text(*_NUMBER), faults=faults,
        position=segment.where(),
    )  # fmt: skip
    source = context.source(message)
    return (Acknowledged(source=source, layer=Layer.SYNTAX, answers=(answer,)),)
