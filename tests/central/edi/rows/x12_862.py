"""X12 862: the call-off. What heads it is BSS."""

from __future__ import annotations

from tests.central.edi.rows.x12_schedule import ITEM, common, heading
from tests.support.edi.rows import Form, x12

HEAD = "BSS*00*N1*20260105*DL*20260101*20260331***C1**A"
FORM = Form(
    name="x12_862", write=x12("862", group="SS"), element="*", component=">", base=(HEAD, *ITEM)
)  # fmt: skip
PLACES = {"number": 2, "issued_on": 3, "horizon_first": 5, "horizon_last": 6, "release": 7,
          "order": 10, "cumulative": 11}  # fmt: skip

CASES = [*common(FORM), *heading(FORM, PLACES)]
