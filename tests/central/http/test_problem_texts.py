"""A problem document says in the reader's language what was wrong, and with what."""

from __future__ import annotations

from typing import Any

GERMAN = {"Accept-Language": "de"}


def test_a_problem_says_in_the_readers_language_what_it_is_about(client: Any) -> None:
    token = client.token("viewer")
    missing = client.get("/api/v1/tracking/rack/R-1/timeline", token=token, headers=GERMAN).json()
    assert missing["detail"] == "Nothing is known under R-1."
    assert missing["text"] == "Unter R-1 ist nichts bekannt."
    nobody = client.get("/api/v1/tracking/status", headers=GERMAN).json()
    assert nobody["text"].startswith("Es braucht ein gültiges Token")
    path = "/api/v1/tracking/blocks?limit=X"
    unread = client.get(path, token=token, headers=GERMAN).json()
    assert unread["text"].startswith("query.limit: muss eine ganze Zahl sein")
    english = client.get(path, token=token).json()
    assert english["text"] == english["detail"]
