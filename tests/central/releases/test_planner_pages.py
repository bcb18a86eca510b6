"""The planner's pages over HTTP: who sees what, what a form does, and that nothing foreign acts."""

from __future__ import annotations

import csv
import io
import re

import pytest

from central.access.rules import TokenRole
from central.releases import schedules
from tests.support.central.planner import FORMULA, LATE, Office, call_off, day, out_of_tolerance
from tests.support.central.seeded import EVIL
from tests.support.web import Client

PAGES = (
    "/office",
    "/office/inbox",
    "/office/schedules",
    "/office/schedules/2",
    "/office/schedules/2/compared",
    "/office/net-change",
    "/office/unprocessed",
    "/office/unprocessed?closed=true",
)


@pytest.fixture
def pages(planned: Office) -> Client:
    return Client(planned.app)


def do(pages: Client, headers: dict[str, str], action: str, **more: str) -> object:
    data = {"action": action, "version": "3", **more}
    return pages.post("/office/schedules/2/do", headers=headers, data=data)


@pytest.fixture
def version(planned: Office) -> str:
    return str(kept(planned).version)


def kept(office: Office, schedule: int = 2) -> schedules.StoredSchedule:
    found = office.central.db.read(lambda c: schedules.load_one(c, schedule))
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_every_language(shown, path, language):
    headers = {**shown.signed_in(), "Accept-Language": language}
    answer = Client(shown.app).get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_who_may_not_see_the_office_sees_none_of_its_pages(shown, path):
    pages = Client(shown.app)
    assert pages.get(path, headers={"Accept": "text/html"}).status_code in (303, 403)
    assert pages.get(path, headers=shown.signed_in(TokenRole.PICKER)).status_code == 403


def test_the_inbox_has_only_what_did_not_flow_with_its_reason(planned, pages):
    headers = planned.signed_in()
    text = pages.get("/office", headers=headers).text
    assert text.count("<tr class=") == 1
    assert "C2" in text and "comparisons out of tolerance" in text
    assert 'href="/office/schedules/2#compared"' in text
    assert "1 released by themselves that nobody has looked at yet" in text


def test_everything_that_flowed_leaves_an_empty_inbox(customers):
    customers.calls_off("C1", {5: 100})
    text = Client(customers.app).get("/office", headers=customers.signed_in()).text
    assert "Everything flowed by itself" in text and "<table" not in text


def test_the_inbox_names_what_no_schedule_came_of_and_leads_to_its_file(customers):
    entry = customers.calls_off("U1", {5: 1}, part="NOBODY")
    text = Client(customers.app).get("/office", headers=customers.signed_in()).text
    assert "part NOBODY is in no active agreement" in text
    assert f'href="/office/interchanges/{entry}"' in text


def test_of_many_the_inbox_shows_the_oldest_and_says_how_many_more(customers, monkeypatch):
    monkeypatch.setattr("central.releases.inbox_pages.MOST", 2)
    for number in range(3):
        customers.calls_off(f"U{number}", {5: 1}, part=f"NOBODY{number}")
    text = Client(customers.app).get("/office", headers=customers.signed_in()).text
    assert "NOBODY1" in text and "NOBODY2" not in text
    assert "Unprocessed: these are the oldest 2; 1 more wait" in text
    assert '<span class="count">3</span>' in text


def test_a_released_one_that_nobody_looked_at_is_one_line_below_until_somebody_does(customers):
    customers.calls_off("C1", {5: 100})
    pages, headers = Client(customers.app), customers.signed_in()
    inbox = pages.get("/office", headers=headers).text
    assert 'href="/office/schedules?state=released&amp;unviewed=on"' in inbox
    assert "C1" in pages.get("/office/schedules?state=released&unviewed=on", headers=headers).text
    done = pages.post("/office/schedules/1/do", headers=headers, data={"action": "view"})
    assert done.status_code == 303
    assert "nobody has looked" not in pages.get("/office", headers=headers).text
    assert kept(customers, 1).viewed_by == "planner"


def test_somebody_takes_it_on_and_the_inbox_says_who(planned, pages):
    headers = planned.signed_in()
    form = {"owner": "ann", "back": "/office"}
    answer = pages.post("/office/schedules/2/owner", headers=headers, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/office")
    assert ">ann</td>" in pages.get("/office", headers=headers).text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/web/sign-out", ""])
def test_no_form_leads_away_from_the_office(planned, pages, back):
    form = {"owner": "ann", "back": back}
    answer = pages.post("/office/schedules/2/owner", headers=planned.signed_in(), data=form)
    assert answer.headers["location"].startswith("/office")


def test_the_day_that_is_out_of_tolerance_is_marked_with_its_figures(planned, pages):
    text = pages.get("/office/schedules/2", headers=planned.signed_in()).text
    assert text.count('class="row fault out') == 2
    assert "200 → 500 (+150 %)" in text and "300 → 1,750" in text
    assert "+1,150" in text


def test_a_day_of_which_nothing_is_asked_is_shown_where_it_is_out_of_tolerance(customers):
    customers.calls_off("D1", {5: 100}, part=LATE)
    customers.calls_off("D2", {9: 100}, part=LATE)
    text = Client(customers.app).get("/office/schedules/2", headers=customers.signed_in()).text
    marked = re.findall(r'<tr class="row fault out[^"]*"><td class="moment">([0-9-]+)</td>', text)
    assert str(day(7)) in marked
    assert "100 → 0 (−100 %)" in text


def test_german_writes_figures_days_and_reasons_its_own_way(planned, pages):
    headers = {**planned.signed_in(), "Accept-Language": "de"}
    text = pages.get("/office/schedules/2", headers=headers).text
    assert "300 → 1.750" in text and "+1.150" in text
    assert "2 von 3 Vergleichen außer Toleranz" in text
    assert f"{kept(planned).issued_on:%d.%m.%Y}" in text
    assert "out of tolerance" not in text and "approve" not in text.replace('value="approve"', "")


def test_a_planner_accepts_and_it_becomes_orders(planned, pages, version):
    headers = planned.signed_in()
    form = {"version": version, "why": "called the customer", "seen": "true"}
    assert do(pages, headers, "approve", **form).status_code == 303
    now = kept(planned)
    assert (now.state, now.viewed_by) == ("released", "planner")
    shown = pages.get("/office/schedules/2", headers=headers).text
    assert "called the customer" in shown and 'name="action"' not in shown
    assert "1,250" in pages.get("/office/orders", headers=headers).text


def test_a_rejection_needs_a_reason(planned, pages, version):
    headers = planned.signed_in()
    bare = do(pages, headers, "reject", version=version)
    assert bare.status_code == 409 and "Say why schedule C2".lower() in bare.text.lower()
    assert kept(planned).state == "out_of_tolerance"
    assert do(pages, headers, "reject", version=version, why="a mistake").status_code == 303
    assert kept(planned).state == "rejected"


def test_what_was_changed_meanwhile_is_not_decided(planned, pages, version):
    headers = {
        **planned.signed_in(),
        "Accept-Language": "de",
        "Referer": "http://central/office/schedules/2?lang=de",
    }
    stale = do(pages, headers, "approve", version=str(int(version) - 1))
    assert stale.status_code == 409
    assert "Es wurde geändert, während Sie es ansahen" in stale.text
    assert 'href="/office/schedules/2?lang=de"' in stale.text
    assert kept(planned).state == "out_of_tolerance"


@pytest.mark.parametrize("action", ["explode", "release", "rerun", "../approve"])
def test_an_action_that_does_not_fit_changes_nothing(planned, pages, version, action):
    answer = do(pages, planned.signed_in(), action, version=version)
    assert answer.status_code in (409, 422)
    assert kept(planned).state == "out_of_tolerance"


def test_a_form_of_another_site_does_nothing(planned, pages, version):
    headers = {**planned.signed_in(), "Origin": "https://evil.example"}
    assert do(pages, headers, "approve", version=version).status_code == 403
    assert kept(planned).state == "out_of_tolerance"


@pytest.mark.parametrize("role", [TokenRole.CREDIT_CONTROLLER, TokenRole.SHIPPING])
def test_who_may_only_look_sees_no_buttons_and_does_nothing(planned, pages, version, role):
    planned.calls_off("U1", {5: 1}, part="NOBODY")
    headers = planned.signed_in(role)
    for path in PAGES:
        text = pages.get(path, headers=headers).text
        assert '<form class="acts"' not in text and 'method="post" action="/office' not in text
    assert do(pages, headers, "approve", version=version).status_code == 403
    assert pages.post("/office/unprocessed/1/dismiss", headers=headers).status_code == 403
    assert kept(planned).state == "out_of_tolerance"


def test_no_page_of_the_office_offers_a_form_that_its_reader_may_not_send(shown):
    """Every page that can be reached from the inbox."""
    pages, headers = Client(shown.app), shown.signed_in(TokenRole.CREDIT_CONTROLLER)
    waiting, seen = ["/office"], set()
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        answer = pages.get(path, headers=headers)
        seen.add(path)
        assert answer.status_code == 200, path
        forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', answer.text)
        assert {it for it in forms if not it.startswith("/office/me/")} <= {"/web/sign-out"}, path
        links = re.findall(r'href="(/office[^"#?]*)["#?]', answer.text)
        waiting += [it for it in links if it not in (*seen, *waiting) and "." not in it]
    assert len(seen) > 20


def test_what_nobody_can_post_is_dismissed_with_a_reason_once(customers):
    customers.calls_off("U1", {5: 1}, part="NOBODY")
    pages, headers = Client(customers.app), customers.signed_in()
    assert pages.post("/office/unprocessed/1/dismiss", headers=headers).status_code == 409
    why = {"why": f"not ours {EVIL}"}
    assert pages.post("/office/unprocessed/1/dismiss", headers=headers, data=why).status_code == 303
    again = pages.post("/office/unprocessed/1/dismiss", headers=headers, data=why)
    assert again.status_code == 409 and "Somebody has closed it already" in again.text
    assert "NOBODY" not in pages.get("/office/unprocessed", headers=headers).text
    closed = pages.get("/office/unprocessed?closed=true", headers=headers).text
    assert "dismissed" in closed and EVIL not in closed and "not ours &lt;img" in closed


def test_hostile_words_of_customers_and_people_are_only_words(customers):
    address = out_of_tolerance(customers, part=FORMULA)
    customers.calls_off("<b>U</b>", {5: 1}, part="<script>alert(1)</script>")
    pages, headers = Client(customers.app), customers.signed_in()
    pages.post(f"{address}/owner", headers=headers, data={"owner": EVIL})
    pages.post(f"{address}/do", headers=headers, data={"action": "reject", "why": EVIL})
    for path in (*PAGES, "/office?lang=de", "/office/customers", "/office/contracts/LK-FLT"):
        text = pages.get(path, headers=headers).text
        assert "<script>alert" not in text and "<img src=x" not in text and "<b>U" not in text
    assert "&lt;img" in pages.get(address, headers=headers).text


def test_a_file_of_a_list_has_all_rows_and_no_cell_that_calculates(customers):
    out_of_tolerance(customers, part=FORMULA)
    pages, headers = Client(customers.app), customers.signed_in()
    headers["Accept-Language"] = "de"
    for path in ("/office/schedules", "/office/net-change", "/office/schedules/2/compared"):
        answer = pages.get(f"{path}.csv", headers=headers)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 2
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))]
        assert pages.get(f"{path}.pdf", headers=headers).content.startswith(b"%PDF")
    shown = pages.get("/office/schedules/2/compared.csv", headers=headers).text
    assert "1250" in shown and "1.250" not in shown


def test_what_became_no_schedule_is_a_file_too(customers):
    customers.calls_off("U1", {5: 1}, part="=NOBODY")
    pages, headers = Client(customers.app), customers.signed_in()
    assert (
        'href="/office/unprocessed.csv"' in pages.get("/office/unprocessed", headers=headers).text
    )
    (_, row) = csv.reader(io.StringIO(pages.get("/office/unprocessed.csv", headers=headers).text))
    assert row[0] == "Unknown part" and row[2] == "'=NOBODY" and "no active" in row[3]
    pages.post("/office/unprocessed/1/dismiss", headers=headers, data={"why": "not ours"})
    closed = pages.get("/office/unprocessed.csv?closed=true", headers=headers).text
    assert "dismissed: planner not ours" in closed
    assert pages.get("/office/unprocessed.pdf", headers=headers).content.startswith(b"%PDF")


def test_a_long_list_is_paged_and_a_file_of_it_is_whole(customers, monkeypatch):
    monkeypatch.setattr("central.releases.page_sheets.ROWS", 2)
    for number in range(1, 6):
        customers.calls_off(f"N{number}", {5: 100})
    pages, headers = Client(customers.app), customers.signed_in()
    first = pages.get("/office/schedules", headers=headers).text
    assert "N5" in first and "N3" not in first
    assert "N3" in pages.get("/office/schedules?before=4", headers=headers).text
    assert len(pages.get("/office/schedules.csv", headers=headers).text.splitlines()) == 6
    filtered = pages.get("/office/schedules.csv?state=released", headers=headers).text
    assert len(filtered.splitlines()) == 2


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999999999999", "?state='--"])
def test_odd_filters_find_nothing_or_everything_but_never_fail(planned, pages, query):
    for path in ("/office/schedules", "/office/net-change"):
        assert pages.get(f"{path}{query}", headers=planned.signed_in()).status_code == 200


@pytest.mark.parametrize("path", ["/office/schedules/99", "/office/nothing", "/office/schedules/x"])
def test_what_is_not_there_is_said_on_a_page_to_people(customers, path):
    pages = Client(customers.app)
    found = pages.get(path, headers={**customers.signed_in(), "Accept-Language": "de"})
    assert found.status_code in (404, 422)
    assert "Das wurde nicht getan" in found.text
    machine = {**customers.signed_in(), "Accept": "application/json"}
    assert pages.get(path, headers=machine).headers["content-type"] == "application/problem+json"


def test_a_file_with_a_wrong_count_waits_and_says_so(customers):
    customers.takes(call_off("C9", {5: 1}).replace(b"SE*9*", b"SE*7*"))
    text = Client(customers.app).get("/office?lang=de", headers=customers.signed_in()).text
    assert "Zählung stimmt nicht" in text or "zählung stimmt nicht" in text
