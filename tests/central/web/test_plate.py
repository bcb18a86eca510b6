"""The frame of a page: pulse, rail and theme, for who looks at it."""

from __future__ import annotations

import re
from typing import Any


def head(client: Any, path: str, **asked: Any) -> str:
    text = client.get(path, **asked).text
    found = re.search(r'<div class="pulse".*?</div>', text, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_page_says_it_in_the_readers_language_to_whom_it_may(client: Any) -> None:
    token = client.token("planner")
    assert "not known" not in head(client, "/office/schedules", token=token)
    client.central.house.frame.pulse = lambda: None
    assert "not known: no answer" in head(client, "/office/schedules", token=token)
    german = head(client, "/office/schedules?lang=de", token=token)
    assert "nicht bekannt: keine Antwort" in german


def test_the_rail_counts_what_waits_and_offers_only_what_one_may_see(client: Any) -> None:
    planner = client.get("/office/schedules", token=client.token("planner")).text
    assert re.search(r'<a href="/office/schedules" aria-current="page">Schedules</a>', planner)
    assert "<h2>Releases</h2>" in planner and "<h2>System</h2>" not in planner
    assert "<h2>Money</h2>" not in planner, "no page of it is there"
    viewer = client.get("/desk", token=client.token("viewer")).text
    assert "<h2>Floor</h2>" in viewer and "<h2>Releases</h2>" not in viewer


def test_a_theme_is_chosen_by_a_link_and_lasts(client: Any) -> None:
    token = client.token("viewer")
    assert 'data-theme="office"' in client.get("/desk", token=token).text
    chosen = client.get("/desk?theme=hall", token=token)
    assert 'data-theme="hall"' in chosen.text and "theme=office" in chosen.text
    assert 'data-theme="hall"' in client.get("/desk", token=token).text
    assert 'data-theme="hall"' in client.get("/desk?theme=pink", token=token).text
    assert 'data-theme="office"' in client.get("/desk?theme=office", token=token).text
    assert 'data-theme="hall"' in client.get("/board?theme=office", token=token).text
