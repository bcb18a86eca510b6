"""A person's browser, asked in this process."""

from __future__ import annotations

from typing import Any

from tests.support.central.people import GOOD

HTML = {"Accept": "text/html"}


class Browser:
    """Keeps the cookie, sends forms from a page of ours, and does not follow redirections."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.cookie = ""

    def get(self, path: str, **more: str) -> Any:
        return self._client.get(path, headers={**HTML, "Cookie": self.cookie, **more})

    def post(self, path: str, **form: Any) -> Any:
        headers = {**HTML, "Cookie": self.cookie, "Origin": "http://central"}
        answer = self._client.post(path, data=form, headers=headers)
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        return answer

    def sign_in(self, who: str, password: str = GOOD, **more: str) -> Any:
        return self.post("/web/sign-in", person=who, password=password, **more)


def signed_in(client: Any, who: str) -> Browser:
    """With the usual password."""
    browser = Browser(client)
    browser.sign_in(who)
    return browser
