"""Where the fields of VDA 4905 and 4915 stand, as data. A partner's profile may replace any record.

4905 is issue 4 of April 1996; record versions 01 to 03 are read by these places. For 4915 customers
differ more; this layout dates each quantity with a time of day, and a partner whose records lie
otherwise gets a layout in the profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from syntax.records import RecordLayout, layout

_ANY = "01 02 03"
_HEADER = "customer:9 supplier:9 number_old:5n number_new:5n date:6n reset_date:6n"
_PART = (
    "plant:3 call_off_new:9 call_off_date_new:6n call_off_old:9 call_off_date_old:6n part:22"
    " part_supplier:22 order:12 unloading_point:5"
)
_RECEIPT = "recorded:6n note:8 note_date:6n note_quantity:12n cum:10n"

LAYOUTS: Mapping[str, RecordLayout] = MappingProxyType(
    {
        record.type: record
        for record in (
            layout("511", _ANY, _HEADER),
            layout(
                "512",
                _ANY,
                _PART + " planner:4 unit:2 interval:1 fabricate_key:1 material_key:1 usage:1"
                " account:7 storage:7",
            ),
            layout("513", _ANY, _RECEIPT, "date:6n quantity:9n", 5),
            layout("514", _ANY, "", "date:6n quantity:9n", 8),
            layout(
                "515",
                _ANY,
                "fabricate_from:6n fabricate_to:6n fabricate_cum:10n"
                " material_from:6n material_to:6n material_cum:10n"
                " part_extension:22 intermediate_supplier:9 horizon:6n"
                " consumption_point:14 reset_cum:10n",
            ),
            layout("517", _ANY, "packaging:22 packaging_supplier:22 capacity:7n"),
            layout("518", _ANY, "text_1:40 text_2:40 text_3:40"),
            layout(
                "519",
                _ANY,
                "count_511:7n count_512:7n count_513:7n count_514:7n count_517:7n count_518:7n"
                " count_519:7n count_515:7n",
            ),
            layout("551", _ANY, _HEADER),
            layout("552", _ANY, _PART + " consumption_point:14 planner:4 unit:2 storage:7"),
            layout("553", _ANY, _RECEIPT, "date:6n time:4n quantity:9n", 4),
            layout("554", _ANY, "", "date:6n time:4n quantity:9n", 6),
            layout("557", _ANY, "packaging:22 packaging_supplier:22 capacity:7n"),
            layout("558", _ANY, "text_1:40 text_2:40 text_3:40"),
            layout(
                "559",
                _ANY,
                "count_551:7n count_552:7n count_553:7n count_554:7n count_557:7n count_558:7n"
                " count_559:7n",
            ),
        )
    }
)

FAMILIES: Mapping[str, str] = MappingProxyType({"511": "4905", "551": "4915"})
"""First record to message."""
TRAILERS: Mapping[str, str] = MappingProxyType({"511": "519", "551": "559"})
