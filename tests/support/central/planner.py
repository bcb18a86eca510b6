"""An office with two customers, whose files come as bytes and flow as far as they flow."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from pathlib import Path

from sqlalchemy import func, select

from central.access.rules import TokenRole
from central.access.service import create_token
from central.app import Central, create_app
from central.config import load
from central.db.clock import now_us
from central.db.database import Actor
from central.exchange import service as edi
from central.exchange.tables import interchanges
from central.office.importing import bring_in
from central.releases import post
from central.releases.flow import Flow
from central.releases.service import SchedulesWanted, schedule_list
from tests.support.central.seeded import EVIL, Seeded, central_in

PART = "LM-77120-A"
FORMULA = "=HYPERLINK(1)"
LATE = "LM-LATE"
"""Judged by quantity, or by days."""
SPARE = tuple(f"LM-{number}" for number in range(78001, 78021))
"""Parts of which nothing is called off yet."""
SPARE_PARTS = "".join(f'[[agreement.parts]]\npart = "{part}"\nunit = "EA"\n' for part in SPARE)
CONTRACTS = f"""
[[currency]]
currency = "USD"
[[customer]]
customer = "lakeside"
name = "Lakeside {EVIL.replace('"', "'")}"
currency = "USD"
language = "en"
country = "US"
zone = "America/Detroit"
[[agreement]]
agreement = "LK-FLT"
customer = "lakeside"
currency = "USD"
state = "active"
[agreement.terms]
reconcile = "no_reconcile"
match_required = "not_required"
backorders = "ignore_in_reconcile"
tolerance_check = "automatic"
tolerance_method = "cumulative"
approval = "auto"
release = "automatic"
[[agreement.terms.tolerance_template]]
name = "six weeks"
length = {{ count = 6, unit = "weeks" }}
minus_percent = 10
plus_percent = 20
[[agreement.parts]]
part = "{PART}"
description = "Bracket"
unit = "EA"
[[agreement.parts]]
part = "{FORMULA}"
description = "{EVIL.replace('"', "'")}"
unit = "EA"
{SPARE_PARTS}
[[agreement]]
agreement = "LK-DAYS"
customer = "lakeside"
currency = "USD"
state = "active"
[agreement.terms]
reconcile = "no_reconcile"
match_required = "not_required"
backorders = "ignore_in_reconcile"
tolerance_check = "automatic"
tolerance_method = "quantity_or_days"
tolerance_days = 2
approval = "auto"
release = "automatic"
[[agreement.terms.tolerance_template]]
name = "six weeks"
length = {{ count = 6, unit = "weeks" }}
minus_percent = 10
plus_percent = 20
[[agreement.parts]]
part = "{LATE}"
unit = "EA"
[[partner]]
partner = "lakeside"
customer = "lakeside"
name = "Lakeside"
way = "folder"
[partner.profile]
ids = ["ZZ:LAKESIDE"]
own_ids = ["ZZ:LINESIDE"]
date_digits = 8
[partner.profile.messages.x12_862]
versions = ["004010"]
"""


@dataclass(slots=True)
class Office(Seeded):
    files: int = 0

    def takes(self, data: bytes, name: str = "") -> int:
        """A file comes and flows as far as it does: the interchange."""
        self.files += 1
        taken = edi.take(
            self.central.db,
            post,
            edi.Incoming(name=name or f"{self.files}.x12", data=data, way="http"),
            now_us=now_us(),
        )
        self.flows()
        return taken.interchange

    def flows(self) -> None:
        Flow(self.central.db).run(now_us())

    def calls_off(self, number: str, quantities: Mapping[int, int], *, part: str = PART) -> int:
        """An 862 of the day before yesterday; ``quantities`` by days from today."""
        return self.takes(call_off(number, quantities, part=part, control=self.files + 1))

    def signed_in(self, role: TokenRole = TokenRole.PLANNER) -> dict[str, str]:
        token = create_token(self.central.db, role=role, now_us=now_us(), name=str(role))
        return {"Authorization": f"Bearer {token}", "Accept": "text/html"}


def day(after_today: int) -> Date:
    return datetime.now(UTC).date() + timedelta(days=after_today)


def call_off(
    number: str, quantities: Mapping[int, int], *, part: str = PART, control: int = 1
) -> bytes:
    issued = f"{day(-2):%Y%m%d}"
    until = f"{day(60):%Y%m%d}"
    body = [
        "ST*862*0001",
        f"BSS*05*{number}*{issued}*DL*{issued}*{until}***{number}**A",
        "N1*ST**92*FLT",
        "N1*SU**92*LS-4711",
        f"LIN*1*BP*{part}",
        "UIT*EA",
        *(f"FST*{n}*C*D*{day(after):%Y%m%d}" for after, n in quantities.items()),
    ]
    body += ["CTT*1", f"SE*{len(body) + 2}*0001"]
    head = f"ISA*00*          *00*          *ZZ*LAKESIDE       *ZZ*LINESIDE       *{issued[2:]}"
    return "~".join(
        [
            f"{head}*0600*U*00401*{control:09d}*0*P*>",
            f"GS*SS*LAKESIDE*LINESIDE*{issued}*0600*{control}*X*004010",
            *body,
            f"GE*1*{control}",
            f"IEA*1*{control:09d}~",
        ]
    ).encode()


def office_in(folder: Path) -> Office:
    base = central_in(folder)
    contracts = folder / "contracts.toml"
    contracts.write_text(CONTRACTS)
    bring_in(base.central.db, contracts, by=Actor(who="test", why="set up"), now_us=now_us())
    return Office(app=base.app, central=base.central)


def copied(from_folder: Path, folder: Path) -> Office:
    """An office of its own that begins where the closed one in ``from_folder`` ended."""
    shutil.copytree(from_folder, folder)
    app = create_app(load(folder / "central.toml"))
    central: Central = app.state.central
    count = select(func.count()).select_from(interchanges)
    received = central.db.read(lambda connection: connection.execute(count).scalar_one())
    return Office(app=app, central=central, files=received)


def out_of_tolerance(office: Office, *, part: str = PART) -> str:
    """Two call-offs of which the second asks too much: the address of that."""
    office.calls_off("C1", {5: 100, 8: 100, 12: 100}, part=part)
    office.calls_off("C2", {5: 100, 8: 400, 12: 1250}, part=part)
    (newest,) = office.central.db.read(
        lambda c: schedule_list(c, SchedulesWanted(part=part), most=1)
    )
    return f"/office/schedules/{newest.schedule}"
