"""X12 830: the plan. What heads it is BFR."""

from __future__ import annotations

from tests.central.edi.rows.x12_schedule import ITEM, common, heading
from tests.support.edi.rows import Form, x12

HEAD = "BFR*00*N1**DL*A*20260101*20260331*20260105*20260110*C1*"
FORM = Form(
    name="x12_830", write=x12("830"), element="*", component=">", base=(HEAD, *ITEM)
)  # fmt: skip
PLACES = {"number": 2, "release": 3, "cumulative": 5, "horizon_first": 6, "horizon_last": 7,
          "issued_on": 8, "order": 11}  # fmt: skip

CASES = [*common(FORM), *heading(FORM, PLACES)]
