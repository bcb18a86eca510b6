"""X12 TA1: whether an interchange of ours arrived whole. A segment of the envelope, read as a
message so that it goes the way of every other acknowledgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from central.edi.messages import Context
from central.edi.model.acknowledgement import Acknowledged, Answer, Fault, Layer, Scope, Verdict
from central.edi.model.interchange import Message
from central.edi.readers import values
from central.edi.readers.reader import Days
from central.edi.readers.schedule_builder import read_value

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {"A": Verdict.RECEIVED, "E": Verdict.WITH_ERRORS, "R": Verdict.REJECTED}
)
"""``A`` says nothing of what is inside."""
_NO_ERROR = ("", "000")


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    segment, findings = message.body[0], context.findings
    number = read_value(
        values.integer, segment.text(1), "reference", lambda: segment.where(1), findings
    )
    Days(message, context, digits=6).read(segment, 2, required=True)
    verdict = VERDICTS.get(segment.text(4))
    if verdict is None:
        findings.add("action", f"verdict {segment.text(4)!r} is not known", segment.where(4))
    if number is None or verdict is None:
        return ()
    note = segment.text(5)
    faults = () if note in _NO_ERROR else (Fault(code=note, position=segment.where(5)),)
    answer = Answer(
        scope=Scope.INTERCHANGE, verdict=verdict, interchange=segment.text(1), faults=faults,
        position=segment.where(),
    )  # fmt: skip
    source = context.source(message)
    return (Acknowledged(source=source, layer=Layer.SYNTAX, answers=(answer,)),)
