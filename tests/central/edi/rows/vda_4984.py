"""VDA 4984, delivery schedules as Global DELFOR D.04A: what the profile has of its own."""

from __future__ import annotations

from tests.support.edi.rows import Form, edifact

BY = {"extends": "vda_4984"}
FORM = Form(
    name="delfor", write=edifact("DELFOR", "D:04A:UN"),
    base=("BGM+241+N1+9", "DTM+137:20260105:102", "GEI+3+37", "NAD+ST+P1", "LIN+1++A:IN",
          "SCC+1", "QTY+113:10:PCE", "DTM+2:20260112:102"),
)  # fmt: skip
ALLOWED = {
    "FTX": "DTM", "CTA": "NAD", "COM": "NAD", "TDT": "GEI", "IMD": "LIN", "MEA": "LIN",
    "ALI": "LIN", "GIN": "LIN", "GIR": "LIN", "PAC": "DTM+2", "PCI": "DTM+2", "EQD": "DTM+2",
    "UNS": "DTM+2",
}  # fmt: skip
"""Segments that say nothing that a schedule needs, and behind what they stand."""
READ = {"RFF+ON:P1": "LIN", "LOC+159+B1": "LIN", "PIA+1+T:SA": "LIN", "CNT+2:1": "DTM+2"}
REFERENCES = {"AAN": ("LIN", "items.0.reference"), "AIF": ("LIN", "previous_number"),
              "ON": ("LIN", "items.0.order")}  # fmt: skip

CASES = [
    *(FORM.absent(mark, f"{tag}+1", profile=BY) for tag, mark in ALLOWED.items()),
    *(FORM.behind(mark, text, "", {"number": "N1"}, profile=BY) for text, mark in READ.items()),
    *(FORM.behind(mark, f"RFF+{code}:X7", "", {name: "X7"}, profile=BY)
      for code, (mark, name) in REFERENCES.items()),
    *(FORM.behind("DTM+2", f"QTY+48:5 RFF+{code}:X7", "", {"items.0.last_receipt.note": "X7"},
                  profile=BY) for code in ("AAU", "SI")),
    *(FORM.instead("BGM", f"BGM+{code}+N1+9", "", {"kind": kind}, profile=BY)
      for code, kind in (("236", "plan"), ("241", "plan"), ("242", "call-off"))),
    *(FORM.absent("DTM+2", f"QTY+{code}:5:PCE", profile=BY) for code in ("71", "79")),
    FORM.instead("SCC", "SCC+4", "", {"items.0.lines.0.status": "forecast"}, profile=BY),
    *(FORM.instead(tag, "FTX+AAI", "", {}, refused="segment.missing", profile=BY)
      for tag in ("BGM", "NAD", "GEI", "LIN")),
    FORM.instead("DTM", "FTX+AAI", "", {}, refused="segment.missing", profile=BY,
                 base=FORM.base[:-1]),
    *(FORM.refused("LIN", f"{tag}+1", "segment.unexpected", profile=BY)
      for tag in ("GIS", "DOC", "SEQ", "TMD", "QVR", "CPS", "TOD", "PRI", "CUX")),
]  # fmt: skip
