"""Orders of the cell's interface with bodies that hold, and who gives them."""

from __future__ import annotations

import msgspec

from tests.support.screen import Client
from wire.ids import CallNumber, FeedId
from wire.telegram import Status, Telegram

TELEGRAM = Telegram(feed=FeedId("L1"), call_number=CallNumber("7"), status=Status.FINAL)


def actions() -> dict[str, dict[str, object]]:
    return {
        "skip-number": {"feed": "L1", "epoch": 0, "number": 412, "reason": "scrapped"},
        "release-rework": {"rack": "R", "number": 412, "reason": "late change"},
        "decide-version": {
            "feed": "L1",
            "call_number": "7",
            "take": "new",
            "version": "7:t2:a",
            "reason": "asked",
        },
        "release-call": {"feed": "L1", "call_number": "7", "rack": "R", "reason": "seen"},
        "divorce": {"rack": "R", "number": 412, "serial": "S", "part": "P", "reason": "scrap"},
        "release-scrap": {"part": "P", "serial": "S", "reason": "mended"},
        "block": {"part": "P", "lot": "L", "serials": [], "reason": "burrs", "unknown_part": True},
        "lift-block": {"block": "L7", "reason": "sorted", "second_badge": "uli"},
        "bind-carrier": {"rack": "R", "carrier": "C9"},
        "close-short": {"rack": "R", "reason": "end of run"},
        "ship-rack": {"rack": "R"},
        "open-load": {"truck": "M-AB 123", "dock": "3", "order": "reverse", "count": 2},
        "load-rack": {"load": "T9", "rack": "R"},
        "unload-rack": {"load": "T9", "rack": "R", "reason": "damaged"},
        "depart-load": {"load": "T9", "seal": "S-77"},
        "deliver-load": {"load": "T9", "place": "gate 4"},
        "return-rack": {"rack": "R"},
        "put-on-unit": {"unit": "JP7", "rack": "R"},
        "take-off-unit": {"rack": "R", "reason": "wrong pallet"},
        "load-unit": {"load": "T9", "unit": "JP7"},
        "return-unit": {"unit": "JP7"},
        "receive": {"part": "P", "lot": "L", "place": "dock 2"},
        "confirm-put": {"rack": "R", "number": 412, "reason": "code torn off"},
        "reprint": {"label": "L", "reason": "smeared", "second_badge": "uli"},
        "print": {"rack": "R", "number": None},
        "sign-in": {"workplace": "A1"},
        "sign-out": {"workplace": "A1"},
        "help": {"workplace": "A1", "kind": "help"},
        "defer-pick": {"workplace": "A1", "reason": "later"},
        "fill-face": {"face": "A0"},
        "release-substitute": {
            "rack": "R",
            "number": 412,
            "family": "seat",
            "substitute": "S2",
            "index": 0,
            "reason": "none left",
            "second_badge": "uli",
        },
        "begin-single": {"workplace": "A1", "rack": "RE-1"},
        "end-single": {"rack": "RE-1", "delivered": True, "reason": ""},
        "handle-exception": {"exception": "short:A1:1", "closed": True},
        "tell": {"text": "the new brackets are in A7", "workplace": "A1"},
        "resume-printer": {"printer": "zebra-1"},
        "move-kanban": {"loop": "K1", "card": "3", "movement": "empty"},
        "telegram": {
            "feed": "L1",
            "telegram": msgspec.to_builtins(TELEGRAM),
            "reason": "fax",
            "second_badge": "uli",
        },
    }


def badge(text: str) -> dict[str, str]:
    return {"Authorization": f"Badge {text}"}


def act(client: Client, name: str, who: str, body: object = None):
    given = actions()[name] if body is None else body
    return client.post(f"/api/v1/actions/{name}", json=given, headers=badge(who))
