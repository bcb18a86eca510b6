"""Pages of contracts and customers: every option in words, forms that say what is wrong where it
is wrong, texts of strangers that stay texts.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from central.agreements.forms import choices
from central.agreements.model.agreement import What
from central.agreements.model.resolver import OPTIONS
from central.agreements.model.terms import Terms
from central.agreements.service import contracts
from central.agreements.view import GROUPS, terms_in_words
from central.db.clock import now_us
from central.db.database import Actor
from central.office.importing import bring_in
from central.partners.service.customers import customer_of
from central.web.frame import languages, words
from central.words.spelling import spell
from tests.support.paths import CONTRACTS

HOME = "/office/contracts/NW-EMD-26"


class Visitor:
    """Looks at pages and sends their forms."""

    def __init__(self, client: Any, role: str) -> None:
        self._client = client
        self._token = client.token(role, name="ann")

    def get(self, path: str, status: int = 200, language: str = "en") -> str:
        headers = {"accept-language": language}
        answer = self._client.get(path, token=self._token, headers=headers)
        assert answer.status_code == status, text_of(answer.text)[-1500:]
        return str(answer.text)

    def post(self, path: str, status: int = 303, language: str = "en", **fields: Any) -> str:
        headers = {"accept-language": language}
        sent = {name.replace("__", "."): str(value) for name, value in fields.items()}
        answer = self._client.post(path, token=self._token, data=sent, headers=headers)
        assert answer.status_code == status, text_of(answer.text)[-1500:]
        return str(answer.text)


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path) -> str:
    """SQLite alone: what is stored is tested on both, where it is stored."""
    copy = tmp_path / "central.db"
    copy.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture
def planner(client: Any) -> Visitor:
    bring_in(client.central.db, CONTRACTS, by=Actor(who="ann"), now_us=now_us())
    return Visitor(client, "planner")


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def form_of(page: str) -> dict[str, str]:
    """Names and values of what stands in a form of selects and inputs."""
    found = {}
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        if chosen is not None:
            found[name] = chosen[1]
    for tag in re.findall(r"<input [^>]+>", page):
        if 'type="checkbox"' in tag and " checked" not in tag:
            continue
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is not None and value is not None:
            found[name[1]] = value[1]
    return found


@pytest.mark.parametrize("language", languages())
def test_every_option_and_value_has_words(language: str) -> None:
    texts = words(language)
    listed = [option for options in GROUPS.values() for option in options]
    assert sorted(listed) == sorted(OPTIONS)
    for option in listed:
        assert texts[f"term.{option}"]
        for value in choices(option):
            assert texts[f"term.{option}.{value}"]
    assert all(texts[f"amendment.{what}"] for what in What)
    assert all(term.words for group in terms_in_words(Terms(), texts).values() for term in group)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pages_show_terms_years_prices_and_history(planner: Visitor, language: str) -> None:
    page = planner.get(HOME, language=language)
    said = text_of(page)
    for part in (
        "reconcile = use_delivery_note_and_cum_qty",
        "approval = auto",
        "MY27",
        "8E5035411",
    ):
        assert part in said
    price, many = {"en": ("18.90", "240,000"), "de": ("18,90", "240.000")}[language]
    assert price in said and many in said
    assert "import of nordwerk.toml" in said and '<svg class="timeline"' in page
    for path in ("/office/contracts", "/office/customers", "/office/calendars"):
        assert "nordwerk" in planner.get(path, language=language)
    customer = text_of(planner.get("/office/customers/nordwerk?year=2026", language=language))
    assert "Werksferien" in customer and "Karfreitag" in customer and "06:00 70 %" in customer
    assert "stock" not in planner.get("/office/calendars/lakeside?year=2027", language=language)
    for side in ("parts", "prices", "history", "terms"):
        planner.get(f"{HOME}/{side}", language=language)
    for missing in ("/office/contracts/X", "/office/customers/X", "/office/calendars/X"):
        planner.get(missing, 404)


def test_the_form_of_terms_sends_what_it_shows(planner: Visitor) -> None:
    form = form_of(planner.get(f"{HOME}/terms"))
    planner.post(f"{HOME}/terms", **{**form, "why": "nothing"})
    assert "version 1" in text_of(planner.get(HOME)), "what is sent as it was shown is no change"
    changed = {**form, "approval": "manual", "tolerance.4.name": "end", "why": "audit"}
    changed |= {"tolerance.4.count": "3", "tolerance.4.minus": "0", "tolerance.4.plus": "2.5"}
    planner.post(f"{HOME}/terms", **changed)
    said = text_of(planner.get(HOME))
    assert "approval = manual" in said and "end, 3 weeks: −0 % +2.5 %" in said
    assert "version 2" in said and "audit" in said


def test_horizons_that_were_typed_are_taken_without_a_tick_and_all_of_them(
    planner: Visitor, client: Any
) -> None:
    """Fifteen, of a week each; the form shows each of them again, and room for more."""
    form = form_of(planner.get(f"{HOME}/terms?kind=call_off"))
    for n in range(1, 16):
        row = {"name": f"week {n}", "count": "1", "unit": "weeks", "minus": "5", "plus": "5"}
        form |= {f"tolerance.{n}.{column}": text for column, text in row.items()}
    assert "own.tolerance_template" not in form
    planner.post(f"{HOME}/terms", **{**form, "why": "agreed"})

    def horizons() -> list[str]:
        found = client.central.db.read(lambda c: contracts.agreement_of(c, "NW-EMD-26"))
        return [it.name for it in found.terms.call_off.tolerance_template]

    assert horizons() == [f"week {n}" for n in range(1, 16)]
    again = form_of(planner.get(f"{HOME}/terms?kind=call_off"))
    assert again["own.tolerance_template"] == "yes" and "tolerance.17.name" in again
    planner.post(f"{HOME}/terms", **{**again, "tolerance.15.name": "last", "why": "named"})
    assert horizons() == [*(f"week {n}" for n in range(1, 15)), "last"]


def test_contradictions_stand_at_both_fields_and_the_form_keeps_what_was_sent(
    planner: Visitor,
) -> None:
    form = form_of(planner.get(f"{HOME}/terms"))
    bad = {**form, "references": "use_references", "tolerance_days": "3", "why": "try"}
    page = planner.post(f"{HOME}/terms", 409, **bad)
    rows = {
        option: row
        for row in re.findall(r"<tr(?: class=\"row fault\")?><th.*?(?=<tr|</tbody>)", page, re.S)
        for option in re.findall(r'<label for="(\w+)"', row)
    }
    hit = {option for option, row in rows.items() if "contradicts" in row}
    assert hit == {"references", "reconcile", "tolerance_method", "tolerance_days"}
    again = form_of(page)
    assert again["references"] == "use_references" and again["tolerance_days"] == "3"
    assert again["why"] == "try" and again["tolerance.1.name"] == "two weeks"
    german = planner.post(f"{HOME}/terms", 409, language="de", **bad)
    assert "passt nicht zu" in german and "contradicts" not in german
    unread = planner.post(f"{HOME}/terms", 422, **{**form, "approval": "autom", "why": "x"})
    assert "is none of manual, auto, unconditional" in text_of(unread)
    stale = planner.post(f"{HOME}/terms", 409, **{**form, "version": "0", "why": "x"})
    assert "read it again" in stale
    assert "version 1" in text_of(planner.get(HOME))


def test_what_is_agreed_otherwise_is_said_and_shown_where_it_holds(
    planner: Visitor, client: Any
) -> None:
    of_plans = form_of(planner.get(f"{HOME}/terms?kind=plan"))
    assert of_plans["of_kind"] == "plan" and not {"approval", "returns"} & of_plans.keys()
    said = {"approval": "unconditional", "own.line_types": "yes", "why": "agreed"}
    planner.post(f"{HOME}/terms", **{**of_plans, **said})
    part = "8E5035411"
    of_part = form_of(planner.get(f"{HOME}/terms?part={part}&kind=call_off"))
    planner.post(f"{HOME}/terms", **{**of_part, "release": "manual", "why": "agreed"})
    own = form_of(planner.get(f"{HOME}/terms?part={part}"))
    planner.post(f"{HOME}/terms", **{**own, "quantum": "5", "why": "agreed"})
    found = client.central.db.read(lambda c: contracts.agreement_of(c, "NW-EMD-26"))
    assert spell(found.terms)["plan"] == {"approval": "unconditional", "line_types": []}
    assert {it.part: spell(it.terms) for it in found.parts if it.terms} == {
        part: {"quantum": Decimal(5), "call_off": {"release": "manual"}}
    }
    page = planner.get(f"{HOME}/terms/applying?part={part}")
    rows = dict(re.findall(r"<code>(\w+)</code></th>(.*?)</tr>", page, re.S))
    assert text_of(rows["approval"]).count("plans") == 1 and "contract" in rows["approval"]
    assert f"part {part}, call-offs" in text_of(rows["release"])
    assert text_of(rows["quantum"]).count(f"part {part}") == 2
    home = text_of(planner.get(HOME))
    assert "own terms" in home and "plans: Approval" in home, "in the list, and in the history"
    # the contract's own form leaves it as it is, and so does that of the part
    form = form_of(planner.get(f"{HOME}/terms"))
    planner.post(f"{HOME}/terms", **{**form, "approval": "manual", "why": "audit"})
    changed = {"version": 5, "part": part, "unit": "PCE", "active": "yes", "our_part": "X"}
    page = planner.post(f"{HOME}/parts", 409, **changed)
    assert f"part {part} is there" in text_of(page) and f"it changes part {part}" in page
    planner.post(f"{HOME}/parts", corrects=part, **changed)
    again = client.central.db.read(lambda c: contracts.agreement_of(c, "NW-EMD-26"))
    assert again.version == 6 and again.terms.plan == found.terms.plan
    assert [it.terms for it in again.parts] == [it.terms for it in found.parts]
    planner.get(f"{HOME}/terms?part=NONE", 404)
    planner.get(f"{HOME}/terms?kind=letter", 404)
    german = planner.get(f"{HOME}/terms/applying?part={part}", language="de")
    assert f"Teil {part}, Abrufe" in text_of(german)


def test_a_contradiction_of_a_part_stands_in_its_form(planner: Visitor) -> None:
    part = "8E5035411"
    own = form_of(planner.get(f"{HOME}/terms?part={part}"))
    page = planner.post(f"{HOME}/terms", 409, **{**own, "references": "use_references", "why": "x"})
    assert f"parts {part} terms: references = use_references contradicts" in text_of(page)
    assert form_of(page)["references"] == "use_references" and form_of(page)["of_part"] == part


def test_duration_price_part_and_state_are_changed_by_their_forms(
    planner: Visitor, client: Any
) -> None:
    year = {"name": "MY27", "first": "2026-07-18", "last": "2027-08-20", "quantity": "250000"}
    page = planner.post(f"{HOME}/years", 409, version=1, why="run-out", **year)
    assert "model year MY27 is there, from 2026-07-18 to 2027-07-16" in text_of(page)
    year["corrects"] = "MY27"
    page = planner.post(f"{HOME}/years", 409, version=1, **year)
    assert "say why" in page and 'value="2027-08-20"' in page
    planner.post(f"{HOME}/years", version=1, why="run-out", **year)
    overlap = {
        **year,
        "name": "MY26",
        "corrects": "MY26",
        "last": "2026-09-01",
        "first": "2025-08-11",
    }
    assert "overlap" in planner.post(f"{HOME}/years", 409, version=2, why="x", **overlap)
    price = {"part": "8E5035411", "valid_from": "2026-12-01", "each": "7.00"}
    planner.post(f"{HOME}/prices", why="list", **price)
    wrong = {**price, "each": "7.10", "why": "typed wrongly"}
    page = planner.post(f"{HOME}/prices", 409, **wrong)
    assert "it corrects 7.00 EUR, entered by" in text_of(page) and 'value="7.10"' in page
    number = re.search(r'name="corrects" value="(\d+)"', page)
    assert number is not None
    assert "say why" in planner.post(
        f"{HOME}/prices", 409, **wrong | {"why": ""}, corrects=number[1]
    )
    planner.post(f"{HOME}/prices", **wrong, corrects=number[1])
    shown = text_of(planner.get(HOME))
    assert "7.00 corrected" in shown or "7.00 EUR corrected" in shown
    assert "typed wrongly" in shown
    said = planner.post(f"{HOME}/prices", 422, **{**price, "each": "seven"})
    assert "each: &#39;seven&#39; is no number" in said
    said = planner.post(f"{HOME}/prices", 422, **{**price, "each": "1.000"})
    assert 'value="1.000"' in said and "each: " in said, "1, or a thousand"
    for guessed in ("\uff11\uff12", "1e1", "1_0"):
        assert "is no number" in planner.post(f"{HOME}/prices", 422, **{**price, "each": guessed})
    planner.post(f"{HOME}/parts", version=2, part="NEW-1", unit="PCE", active="yes")
    assert "unit has 1 to" in planner.post(
        f"{HOME}/parts", 409, version=3, part="NEW-2", unit="x" * 11
    )
    head = {"state": "ended", "note": "over", "points": "T12, T13"}
    planner.post(f"{HOME}/head", version=3, why="sold", **head)
    found = client.central.db.read(lambda c: contracts.agreement_of(c, "NW-EMD-26"))
    assert (found.state, found.note, found.version, len(found.parts)) == ("ended", "over", 4, 4)
    assert found.points == ("T12", "T13") and "T12; T13" in text_of(planner.get(HOME))
    assert found.years[-1].last == date(2027, 8, 20)
    history = client.central.db.read(lambda c: contracts.history_of(c, "NW-EMD-26"))
    assert {it.who for it in history} == {"ann"}
    assert [str(it.what) for it in history[:6]] == [
        "agreement",
        "part",
        "price",
        "price",
        "quantity",
        "duration",
    ]


def test_a_new_contract_is_a_draft(planner: Visitor) -> None:
    given = {"agreement": "NW-HAN", "customer": "nordwerk", "plant": "HAN"}
    planner.post("/office/contracts", **given)
    assert "draft" in text_of(planner.get("/office/contracts/NW-HAN"))
    page = planner.post("/office/contracts", 409, **given)
    assert "read it again" in page and 'value="NW-HAN"' in page
    assert "take letters" in planner.post("/office/contracts", 409, **{**given, "agreement": "a/b"})


def test_windows_and_days_are_changed_by_their_forms(planner: Visitor) -> None:
    windows = {"plant": "EMD", "1__at": "05:00", "1__percent": "60", "2__at": "12:00"}
    home = "/office/customers/nordwerk"
    page = planner.post(f"{home}/windows", 422, version=1, **windows)
    assert "is no number" in page and 'value="05:00"' in page
    short = {**windows, "2__percent": "30"}
    assert "total 90, not 100" in planner.post(f"{home}/windows", 409, version=1, **short)
    planner.post(f"{home}/windows", version=1, **{**windows, "2__percent": "40"})
    assert "05:00 60 %" in text_of(planner.get(home))
    calendar = "/office/calendars/nordwerk"
    day = {"kind": "extra", "first": "2026-12-05", "name": "<b>Samstag</b>"}
    planner.post(f"{calendar}/days", version=1, **day)
    page = planner.get(f"{calendar}?year=2026")
    assert "&lt;b&gt;Samstag" in page and "<b>Samstag" not in page
    turned = {"kind": "closed", "first": "2026-12-09", "last": "2026-12-08"}
    assert "after its end" in planner.post(f"{calendar}/days", 409, version=2, **turned)
    planner.post(f"{calendar}/days", version=2, remove="yes", **day)
    assert "Samstag" not in planner.get(f"{calendar}?year=2026")


def test_a_customer_and_his_plants_are_changed_by_their_forms(
    planner: Visitor, client: Any
) -> None:
    home = "/office/customers/nordwerk"
    head = {"name": "Nordwerk SE", "zone": "Europe/Berlin", "calendar": "", "note": ""}
    head["active"] = "yes"
    refused = planner.post(f"{home}/head", 409, version=1, **{**head, "zone": "Emden"})
    assert "is no time zone" in refused and 'value="Nordwerk SE"' in refused
    planner.post(f"{home}/head", version=1, **head)
    plant = {"plant": "BRE", "name": "Werk Bremen", "points": "A1 Tor 1\nA2\n\n"}
    planner.post(f"{home}/plants", version=2, **plant)
    assert "read it again" in planner.post(f"{home}/plants", 409, version=2, **plant)
    planner.post(f"{home}/plants", version=3, plant="EMD", name="Werk Emden 2")
    found = client.central.db.read(lambda c: customer_of(c, "nordwerk"))
    assert (found.name, found.calendar, found.note, found.currency) == (
        "Nordwerk SE",
        "",
        "",
        "EUR",
    )
    plants = {it.plant: it for it in found.plants}
    assert [it.point for it in plants["BRE"].points] == ["A1", "A2"]
    assert plants["BRE"].points[0].name == "Tor 1" and len(plants["EMD"].windows) == 2
    assert (plants["EMD"].name, len(plants["EMD"].points)) == ("Werk Emden 2", 2)
    assert "Monday to Friday" in text_of(planner.get(home))
    planner.post(f"{home}/head", version=4, **{**head, "active": ""})
    assert "switched off" in text_of(planner.get("/office/customers"))


def test_exports_are_safe_for_spreadsheets(planner: Visitor) -> None:
    planner.post(f"{HOME}/parts", version=1, part="P9", description="=1+1", unit="PCE", why="@cmd")
    parts = planner.get(f"{HOME}/parts.csv")
    assert ",'=1+1," in parts and ",=1+1" not in parts
    assert ",'@cmd," in planner.get(f"{HOME}/history.csv")
    assert planner.get(f"{HOME}/prices.csv").count("\r\n") == 7
    assert "2026-01-01,Th,no,Neujahr" in planner.get(
        "/office/calendars/nordwerk/days.csv?year=2026"
    )
    for path in ("/office/contracts.csv", "/office/customers.csv", "/office/calendars.csv"):
        assert "nordwerk" in planner.get(path)


def test_who_only_reads_sees_no_form_and_sends_none(planner: Visitor, client: Any) -> None:
    reader = Visitor(client, "shipping")
    for path in (HOME, "/office/contracts", "/office/customers/nordwerk"):
        assert "<details" not in reader.get(path)
    reader.get(f"{HOME}/terms", 403)
    for path in (f"{HOME}/terms", f"{HOME}/head", f"{HOME}/prices", "/office/contracts"):
        reader.post(path, 403, version=1)
    Visitor(client, "viewer").get(HOME, 403)
