"""VDA 4985, call-offs as Global DELJIT D.04B: what the profile has of its own."""

from __future__ import annotations

from tests.support.edi.rows import Form, edifact

BY = {"extends": "vda_4985"}
FORM = Form(
    name="deljit", write=edifact("DELJIT", "D:04B:UN"),
    base=("BGM+242+N1+9", "DTM+137:20260105:102", "NAD+ST+P1", "SEQ+6+1", "LIN+1++A:IN",
          "QTY+113:10:PCE", "SCC+1", "DTM+2:20260112:102"),
)  # fmt: skip
ALLOWED = {
    "FTX": "DTM", "CTA": "NAD", "COM": "NAD", "TDT": "LIN", "GIR": "SEQ", "PAC": "SEQ",
    "MEA": "SEQ", "PCI": "SEQ", "GIN": "SEQ", "IMD": "LIN", "ALI": "LIN", "UNS": "DTM+2",
}  # fmt: skip
READ = {"RFF+ON:P1": "LIN", "LOC+159+B1": "LIN", "PIA+1+T:SA": "LIN"}
REFERENCES = {"AAN": ("LIN", "items.0.reference"), "AIF": ("LIN", "previous_number"),
              "ON": ("LIN", "items.0.order")}  # fmt: skip

CASES = [
    *(FORM.absent(mark, f"{tag}+1", profile=BY) for tag, mark in ALLOWED.items()),
    *(FORM.behind(mark, text, "", {"number": "N1"}, profile=BY) for text, mark in READ.items()),
    *(FORM.behind(mark, f"RFF+{code}:X7", "", {name: "X7"}, profile=BY)
      for code, (mark, name) in REFERENCES.items()),
    *(FORM.behind("DTM+2", f"QTY+48:5 RFF+{code}:X7", "", {"items.0.last_receipt.note": "X7"},
                  profile=BY) for code in ("AAU", "SI")),
    FORM.instead("BGM", "BGM+242+N1+9", "", {"kind": "call-off"}, profile=BY),
    *(FORM.absent("DTM+2", f"QTY+{code}:5:PCE", profile=BY) for code in ("71", "79")),
    FORM.instead("SCC", "SCC+4", "", {"items.0.lines.0.status": "forecast"}, profile=BY),
    *(FORM.instead(tag, "FTX+AAI", "", {}, refused="segment.missing", profile=BY)
      for tag in ("BGM", "NAD", "SEQ", "LIN")),
    FORM.instead("DTM", "FTX+AAI", "", {}, refused="segment.missing", profile=BY,
                 base=FORM.base[:-1]),
    *(FORM.refused("LIN", f"{tag}+1", "segment.unexpected", profile=BY)
      for tag in ("GIS", "GEI", "CNT", "DOC", "EQD", "TMD", "QVR", "CPS", "TOD", "PRI", "CUX")),
]  # fmt: skip
