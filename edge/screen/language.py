"""In which language the cell answers. The terminal is a panel that many people read: it has the
language of the configuration. Whoever asks for another page or for offers has the one that their
browser names, where there are texts in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from edge.screen import texts
from httpd.language import asked
from wire.sentences import in_language


def words_of(request: Request) -> Mapping[str, str]:
    """The texts for who asks; without ``Accept-Language`` those of the configuration."""
    language = asked(request.headers.get("accept-language", ""), texts.languages())
    return texts.load(language) if language else words_of_terminal(request)


def words_of_terminal(request: Request) -> Mapping[str, str]:
    found: Mapping[str, str] = request.app.state.texts
    return found


def said_to(request: Request, sentence: str) -> str:
    """An English sentence in the language of who asks."""
    return in_language(sentence, words_of(request)["language"])
