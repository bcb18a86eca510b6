"""What the profiles of VDA 4984 and 4985 have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.support.edi.rows import Case, Form

REFERENCES = {"AAN": "items.0.reference", "AIF": "previous_number", "ON": "items.0.order"}
READ = ("RFF+ON:P1", "LOC+159+B1", "PIA+1+T:SA")


def of_profile(
    form: Form, profile: str, *, allowed: Mapping[str, str], required: str, refused: Sequence[str]
) -> list[Case]:
    """``allowed``: segments that say nothing that a schedule needs, and behind what they stand.
    ``required``: the segment that only this profile demands. ``refused``: what it does not have.
    """
    own = {"profile": {"extends": profile}}
    missing = {"refused": "segment.missing", **own}
    return [
        *(form.absent(mark, f"{tag}+1", **own) for tag, mark in allowed.items()),
        *(form.behind("LIN", text, "", {"number": "N1"}, **own) for text in READ),
        *(form.behind("LIN", f"RFF+{code}:X7", "", {name: "X7"}, **own)
          for code, name in REFERENCES.items()),
        *(form.behind("DTM+2", f"QTY+48:5 RFF+{code}:X7", "", {"items.0.last_receipt.note": "X7"},
                      **own) for code in ("AAU", "SI")),
        form.instead("BGM", "BGM+242+N1+9", "", {"kind": "call-off"}, **own),
        *(form.absent("DTM+2", f"QTY+{code}:5:PCE", **own) for code in ("71", "79")),
        form.instead("SCC", "SCC+4", "", {"items.0.lines.0.status": "forecast"}, **own),
        *(form.instead(tag, "FTX+AAI", "", {}, **missing)
          for tag in ("BGM", "NAD", required, "LIN")),
        form.instead("DTM", "FTX+AAI", "", {}, base=form.base[:-1], **missing),
        *(form.refused("LIN", f"{tag}+1", "segment.unexpected", **own) for tag in refused),
    ]  # fmt: skip
