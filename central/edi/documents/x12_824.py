"""824: what the application made of one X12 document, in the version it came in.

Accepted, or refused with reasons; it says nothing of syntax, which is the 997's.
"""

from __future__ import annotations

from collections.abc import Sequence

from central.edi.documents import Reason, Stamp
from central.edi.model.schedule import Source
from syntax.x12_writer import Isa, Writer, choose

MAX_TEXT = 60
"""Characters of a technical error description."""


def write(
    source: Source, number: str, reasons: Sequence[Reason], stamp: Stamp, *, isa_version: str
) -> bytes:
    """The answer to document ``number``; no reasons means accepted. ``isa_version`` is that of the
    interchange. Delimiters are chosen so that no text has one. Raises CannotWrite.
    """
    short = stamp.now.strftime("%y%m%d")
    day = stamp.now.strftime("%Y%m%d") if source.version >= "004" else short
    time = stamp.now.strftime("%H%M")
    texts = [number, source.sender.id, source.recipient.id, source.reference]
    delimiters = choose([*texts, *(r.code + r.text for r in reasons)])
    isa = Isa(
        sender=(source.recipient.qualifier, source.recipient.id),
        receiver=(source.sender.qualifier, source.sender.id),
        date=short,
        time=time,
        version=isa_version,
        control=stamp.reference,
        test=source.test,
    )
    writer = Writer(isa, delimiters)
    writer.open_group(
        "AG", source.recipient.id, source.sender.id, day, time, str(int(stamp.reference)),
        source.version,
    )  # fmt: skip
    writer.open_set("824", "0001")
    writer.segment("BGN", "11", stamp.reference, day, time)
    kind = source.message.removeprefix("x12_")
    verdict = "TR" if reasons else "TA"
    writer.segment("OTI", verdict, "TN", number, *[""] * 4, source.group, source.reference, kind)
    for reason in reasons:
        writer.segment("TED", reason.code[:3], reason.text[:MAX_TEXT])
    writer.close_set("0001")
    return writer.close()
