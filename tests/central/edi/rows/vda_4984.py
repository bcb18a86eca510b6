"""VDA 4984, delivery schedules as Global DELFOR D.04A: what the profile has of its own."""

from __future__ import annotations

from tests.central.edi.rows.global_edi import of_profile
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
REFUSED = ("GIS", "DOC", "SEQ", "TMD", "QVR", "CPS", "TOD", "PRI", "CUX")

CASES = [
    *of_profile(FORM, "vda_4984", allowed=ALLOWED, required="GEI", refused=REFUSED),
    FORM.absent("DTM+2", "CNT+2:1", profile=BY),
    *(FORM.instead("BGM", f"BGM+{code}+N1+9", "", {"kind": "plan"}, profile=BY)
      for code in ("236", "241")),
]  # fmt: skip
