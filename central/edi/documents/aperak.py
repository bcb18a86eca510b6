"""APERAK: what the application made of one EDIFACT document, in the directory it came in.

Accepted, or refused with reasons; it says nothing of syntax, which is CONTRL's.
"""

from __future__ import annotations

from collections.abc import Sequence

from central.edi.documents import Reason, Stamp
from central.edi.model.schedule import Source
from syntax.edifact_writer import Writer

ACCEPTED, REFUSED = "29", "27"
"""Message functions of BGM: accepted without amendment, not accepted."""
MAX_TEXT = 350
"""Five lines of 70."""


def write(
    source: Source, number: str, reasons: Sequence[Reason], stamp: Stamp, *, charset: str = "UNOC",
    version: str = "3",
) -> bytes:  # fmt: skip
    """The answer to document ``number``; no reasons means accepted. ``charset`` and ``version`` are
    the interchange's. Raises CannotWrite.
    """
    day = stamp.now.strftime("%Y%m%d")
    writer = Writer(
        charset=charset,
        version=version,
        sender=(source.recipient.id, source.recipient.qualifier),
        recipient=(source.sender.id, source.sender.qualifier),
        prepared=(day if version == "4" else day[2:], stamp.now.strftime("%H%M")),
        reference=stamp.reference,
        test=source.test,
    )
    writer.open_message("1", ("APERAK", *source.version.split(".", 1), "UN"))
    writer.segment(
        "BGM", "313" if reasons else "312", stamp.reference, REFUSED if reasons else ACCEPTED
    )
    writer.segment("DTM", ("137", day, "102"))
    writer.segment("RFF", ("ACE", number))
    for reason in reasons:
        writer.segment("ERC", reason.code[:8])
        text = reason.text[:MAX_TEXT]
        lines = tuple(text[at : at + 70] for at in range(0, len(text), 70))
        writer.segment("FTX", "AAO", "", "", lines)
        if reason.reference:
            writer.segment("RFF", ("LI", reason.reference))
    writer.close_message()
    return writer.close()
