"""The customer's side, for round trips: messages from plain figures, by our envelope writers."""

from __future__ import annotations

from central.edi.profiles.vda_layouts import LAYOUTS
from syntax.edifact_writer import Writer as EdifactWriter
from syntax.x12_writer import Isa, choose
from syntax.x12_writer import Writer as X12Writer
from tests.support.edi.vda_records import vda_record


def edifact(kind, body, version="3", reference="77", test=False) -> bytes:
    """``kind``: type, version, release, agency. ``body``: (tag, *elements)."""
    writer = EdifactWriter(
        charset="UNOC", version=version, sender=("PLANT", "ZZ"), recipient=("US", "ZZ"),
        prepared=("260307", "0900"), reference=reference, test=test,
    )  # fmt: skip
    writer.open_message("1", kind)
    for tag, *elements in body:
        writer.segment(tag, *elements)
    writer.close_message()
    return writer.close()


def x12(kind, body, code="RC", version="004010", test=False) -> bytes:
    texts = [v if isinstance(v, str) else "".join(v) for segment in body for v in segment]
    day = "20260307" if version >= "004" else "260307"
    writer = X12Writer(
        Isa(sender=("ZZ", "PLANT"), receiver=("ZZ", "US"), date="260307", time="0900",
            version="00401" if version >= "004" else "00306", control="77", test=test),
        choose(texts),
    )  # fmt: skip
    writer.open_group(code, "PLANT", "US", day, "0900", "5", version)
    writer.open_set(kind, "0001")
    for tag, *elements in body:
        writer.segment(tag, *elements)
    writer.close_set("0001")
    return writer.close()


def day_102(kind, day):
    return ("DTM", (kind, f"{day:%Y%m%d}", "102"))


def delfor(lines, received, deljit=False) -> bytes:
    """``lines``: (day, quantity), after the cum ``received``."""
    after = deljit
    body = [
        ("BGM", "242" if deljit else "241", "R1", "9"), ("DTM", ("137", "20260102", "102")),
        ("NAD", "ST", ("P1", "", "92")), ("LIN", "1", "", ("A 1", "IN")),
        ("QTY", ("70", str(received), "PCE")), day_102("51", lines[0][0].replace(month=1, day=1)),
    ]  # fmt: skip
    if not after:
        body.append(("SCC", "1"))
    for day, quantity in lines:
        body.append(("QTY", ("113", str(quantity), "PCE")))
        if after:
            body.append(("SCC", "1"))
        body.append(day_102("2", day))
    return edifact(("DELJIT" if deljit else "DELFOR", "D", "97A", "UN"), body)


def x12_schedule(kind, lines, received, version) -> bytes:
    form = "%Y%m%d" if version >= "004" else "%y%m%d"
    issued = lines[0][0].replace(month=1, day=1).strftime(form)
    head = ("BFR", "05", "R1", "", "DL", "A", issued, "", issued)
    if kind == "862":
        head = ("BSS", "05", "R1", issued, "DL", issued, "", "", "", "", "", "A")
    body = [
        head, ("N1", "ST", "", "92", "P1"), ("LIN", "1", "BP", "A 1"), ("UIT", "EA"),
        *(("FST", str(quantity), "C", "D", day.strftime(form)) for day, quantity in lines),
        ("SHP", "02", str(received), "051", issued), ("CTT", "1"),
    ]  # fmt: skip
    return x12(kind, body, "PS" if kind == "830" else "SS", version)


def vda_schedule(family, lines, received) -> bytes:
    """``family``: 51 or 55. As many 514 or 554 as the lines need."""
    first, more = LAYOUTS[family + "3"], LAYOUTS[family + "4"]
    day = "260105"
    records = [
        (family + "1", {"customer": "K", "supplier": "S", "number_old": "1", "number_new": "2",
                        "date": day, "reset_date": "260101"}),
        (family + "2", {"plant": "1", "call_off_new": "5", "call_off_date_new": day,
                        "part": "A 1", "unit": "ST"}),
    ]  # fmt: skip
    rest = list(lines)
    layout, kind = first, family + "3"
    while rest or kind == family + "3":
        now, rest = rest[: layout.groups], rest[layout.groups :]
        values = {"cum": str(received)} if kind == family + "3" else {}
        for index, (on, quantity) in enumerate(now, start=1):
            values |= {f"date.{index}": f"{on:%y%m%d}", f"quantity.{index}": str(quantity)}
        if len(now) < layout.groups:
            values[f"date.{len(now) + 1}"] = "000000"
        records.append((kind, values))
        layout, kind = more, family + "4"
    counts = {f"count_{k}": str(sum(r[0] == k for r in records)) for k, _ in records}
    counts[f"count_{family}9"] = "1"
    records.append((family + "9", counts))
    return b"".join(vda_record(values, LAYOUTS[kind]) + b"\r\n" for kind, values in records)
