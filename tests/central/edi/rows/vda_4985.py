"""VDA 4985, call-offs as Global DELJIT D.04B: what the profile has of its own."""

from __future__ import annotations

from tests.central.edi.rows.global_edi import of_profile
from tests.support.edi.rows import Form, edifact

FORM = Form(
    name="deljit", write=edifact("DELJIT", "D:04B:UN"),
    base=("BGM+242+N1+9", "DTM+137:20260105:102", "NAD+ST+P1", "SEQ+6+1", "LIN+1++A:IN",
          "QTY+113:10:PCE", "SCC+1", "DTM+2:20260112:102"),
)  # fmt: skip
ALLOWED = {
    "FTX": "DTM", "CTA": "NAD", "COM": "NAD", "TDT": "LIN", "GIR": "SEQ", "PAC": "SEQ",
    "MEA": "SEQ", "PCI": "SEQ", "GIN": "SEQ", "IMD": "LIN", "ALI": "LIN", "UNS": "DTM+2",
}  # fmt: skip
REFUSED = ("GIS", "GEI", "CNT", "DOC", "EQD", "TMD", "QVR", "CPS", "TOD", "PRI", "CUX")

CASES = of_profile(FORM, "vda_4985", allowed=ALLOWED, required="SEQ", refused=REFUSED)
