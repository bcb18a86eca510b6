"""The frame of every page: templates, words, moments, and who may look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from fastapi import Query, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import HTMLResponse, Response

from central.access.guard import Guard
from central.access.kept_forms import SECRET, KeptForm
from central.access.needs import Needs
from central.access.rules import Principal, Right
from central.access.signing import Proof
from central.db.clock import now_us
from central.db.database import Actor
from central.discovery import ComposeError, folders
from central.http.problems import ProblemError
from central.web import printed
from central.web.catalogue import DEFAULT_LANGUAGE as DEFAULT_LANGUAGE
from central.web.catalogue import catalogues
from central.web.catalogue import languages as languages
from central.web.catalogue import words as words
from central.web.local_time import day_of, zone_name
from central.web.navigation import Navigation
from central.web.printed import cell_text, clock, figure
from central.web.printed import moment as moment
from central.web.pulse import Pulse
from central.web.reasons import told
from central.web.refill import Listed, beside, refilled
from central.web.typed import figure_typed
from central.web.typed_form import flat, typed
from httpd import language
from wire.sentences import fault_in_language, in_language
from wire.spoken_age import spoken_age

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


LANGUAGE_COOKIE = "lineside_language"
THEME_COOKIE = "lineside_theme"
THEMES = ("office", "hall")
"""Light for a desk, which is also what nobody chose; dark for the hall."""


def visitor_of(request: Request) -> Principal | None:
    """Who looks at the page; None before signing in."""
    found: Principal | None = getattr(request.state, "visitor", None)
    return found


def language_of(request: Request) -> str:
    """``?lang=``, else what was chosen so before, else the person's own, else the first the browser
    asks for that we have, else English.
    """
    visitor = visitor_of(request)
    asked = [request.query_params.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")]
    asked.append(visitor.language if visitor else "")
    asked.append(language.asked(request.headers.get("accept-language", ""), languages()))
    codes = [text.split("-")[0].strip().lower() for text in asked]
    return next((code for code in codes if code in languages()), DEFAULT_LANGUAGE)


def _in_languages(request: Request) -> list[tuple[str, str]]:
    """The other languages by their own names, each with the address of this page in it."""
    here = language_of(request)
    return [
        (words(it)["language.name"], _this_page_with(request, "lang", it))
        for it in languages()
        if it != here and request.method == "GET"
    ]


def theme_of(request: Request) -> str:
    """``?theme=``, else what was chosen so before, else that of a desk."""
    asked = (request.query_params.get("theme", ""), request.cookies.get(THEME_COOKIE, ""))
    return next((it for it in asked if it in THEMES), THEMES[0])


def _this_page_with(request: Request, name: str, value: str) -> str:
    """Its address with that choice; a page that answers a form has none."""
    kept = [it for it in request.query_params.multi_items() if it[0] != name]
    return f"?{urlencode([*kept, (name, value)])}" if request.method == "GET" else ""


def said_to(request: Request, sentence: str) -> str:
    """An English sentence of a cell or of central in the reader's language."""
    return in_language(sentence, language_of(request))


def age_text(seconds: float | None, texts: Mapping[str, str]) -> str:
    """``12 s``, ``5 min``, ``3 h``, ``4 d``; a duration to come may be negative."""
    if seconds is None:
        return texts["age.never"]
    number, unit = spoken_age(abs(seconds))
    return f"{'−' if seconds < 0 else ''}{number} {texts[f'unit.{unit}']}"


def raw_text(data: bytes) -> str:
    """Bytes for people: text where it is text, everything else escaped."""
    text = data.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


def path(*parts: object) -> str:
    """An address; each part is one segment whatever it contains."""
    return "/" + "/".join(quote(str(part), safe="") for part in parts)


def _sees_floor(request: Request) -> bool:
    visitor = visitor_of(request)
    return visitor is not None and visitor.may(Right.READ_TRACKING)


class Frame:
    """Renders pages. ``reader`` is the dependency of each page: a browser without a session is
    sent to the sign-in page. Raises ComposeError: what is wrong with words or templates.
    """

    def __init__(self, guard: Guard) -> None:
        catalogues()  # says now what is wrong with them
        self._guard = guard
        self.behind_since_us: Callable[[], int | None] = lambda: None
        """Since when facts wait to be shown; None: a page is as of now."""
        self.pulse: Callable[[], Pulse | None] = lambda: None
        """Of the plant now; None: it cannot be known."""
        self.site = ""
        """What the plant is called; empty: nobody said."""
        self.navigation = Navigation()
        self.key = guard.key
        self.reader = self.asks(Right.READ_TRACKING)
        self._templates = _environment(_template_folders())

    def asks(self, right: Right) -> Needs:
        """The dependency of a page, or of a form that is sent from one, that takes ``right``."""

        def check(request: Request) -> Principal:
            return self._visitor(request, right)

        return Needs(right, check)

    def second_person(
        self,
        request: Request,
        first: Principal,
        right: Right,
        proof: Proof,
        *,
        why: str = "",
    ) -> Actor:
        """As ``Guard.second_person``: for forms of actions that take two."""
        texts = words(language_of(request))
        return self._guard.second_person(
            request,
            first,
            right,
            proof,
            why=why,
            say=lambda error: "; ".join(told(reason, texts) for reason in error.reasons),
        )

    def _visitor(self, request: Request, right: Right) -> Principal:
        if request.method != "GET":
            refuse_foreign(request)
        try:
            found = self._guard.visitor(request, right)
        except ProblemError as error:
            if error.status == 401 and "text/html" in request.headers.get("accept", ""):
                target = request.url.path
                if request.method == "GET" and request.url.query:
                    target = f"{target}?{request.url.query}"
                to = f"/web/sign-in?next={quote(target, safe='')}"
                raise ProblemError(303, "sign_in", "Sign in first.", {"Location": to}) from error
            raise
        request.state.visitor = found
        return found

    def recognise(self, request: Request) -> None:
        """For a page that answers who was not let in: whose session it is, if that can be known."""
        if visitor_of(request) is None:
            with suppress(SQLAlchemyError):
                request.state.visitor = self._guard.signed_in(request)

    def page(
        self, request: Request, template: str, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        texts = words(language_of(request))
        at = now_us()

        def age(at_us: int | None) -> str:
            return age_text(None if at_us is None else max(0.0, (at - at_us) / 1e6), texts)

        def duration(seconds: float | None) -> str:
            return age_text(seconds, texts)

        text = self._templates.get_template(template).render(
            t=texts,
            at_us=at,
            zone=zone_name(),
            age=age,
            duration=duration,
            rail=self.navigation.of(visitor_of(request)),
            pulse_now=self.pulse if _sees_floor(request) else lambda: None,
            site=self.site,
            theme=theme_of(request),
            in_theme={it: _this_page_with(request, "theme", it) for it in THEMES},
            behind_us=self.behind_since_us(),
            here=self.navigation.here(request.url.path),
            visitor=visitor_of(request),
            in_languages=_in_languages(request),
            **values,
        )
        answer = self.html(self._with_typed(request, text, status), status)
        chosen = {
            LANGUAGE_COOKIE: (request.query_params.get("lang", ""), languages()),
            THEME_COOKIE: (request.query_params.get("theme", ""), THEMES),
        }
        for cookie, (value, known) in chosen.items():
            if value in known:
                answer.set_cookie(cookie, value, httponly=True, samesite="strict")
        return answer

    def html(self, text: str, status: int = 200) -> HTMLResponse:
        """A page that is text already."""
        return HTMLResponse(text, status, headers=_HEADERS)

    def whose_session(self, request: Request) -> str:
        """As ``Guard.whose_session``."""
        return self._guard.whose_session(request)

    def keep(self, owner: str, form: KeptForm) -> str:
        """As ``Guard.keep``."""
        return self._guard.keep(owner, form)

    def with_kept(self, page: str, kept: str, visitor: Principal) -> str:
        """The address of a page with the form that was kept for it, if it is the visitor's."""
        found = self._guard.kept(kept, visitor) if kept else None
        if found is None:
            return page
        return f"{page}{'&' if '?' in page else '?'}kept={quote(kept, safe='')}"

    def refilled_page(
        self, request: Request, text: str, page: str, said: Sequence[str]
    ) -> str | None:
        """``text``, the page at the address ``page``, with the form that is being answered as it
        was sent, and ``said`` at its head. None: the form does not stand there.
        """

        def note(left: Listed) -> str:
            return self._note(request, reasons=said, listed=left, back=page)

        return refilled(text, page, request.url.path, typed(request), note)

    def _with_typed(self, request: Request, text: str, status: int) -> str:
        """A page that answers a refused form, or is shown to whoever was signed out over one."""
        action = request.url.path
        if request.method == "POST" and status >= 400 and (given := typed(request)):
            return refilled(text, action, action, given, hidden=False) or text
        asked = request.query_params.get("kept", "")
        visitor = self._guard.signed_in(request) if asked else None
        kept = self._guard.kept(asked, visitor) if visitor else None
        if kept is None or urlsplit(kept.page).path != action:
            return text

        def note(left: Listed) -> str:
            return self._note(request, listed=left)

        again = refilled(text, kept.page, kept.action, kept.fields, note)
        return again or beside(text, note(flat(kept.fields)))

    def _note(
        self,
        request: Request,
        *,
        reasons: Sequence[str] = (),
        listed: Listed = (),
        back: str = "",
    ) -> str:
        template = self._templates.get_template("typed_note.html")
        plain = [it for it in listed if not SECRET.search(it[0])]
        return template.render(
            t=words(language_of(request)), reasons=reasons, typed=plain, back=back
        )


@pass_context
def _moment(context: Context, at_us: int | None) -> str:
    return moment(at_us, _language(context))


@pass_context
def _said(context: Context, text: str) -> str:
    """What a cell or central said, in the reader's language."""
    return in_language(text, _language(context))


@pass_context
def _faults(context: Context, text: str) -> str:
    """What is wrong with a file or with masters, in the reader's language, its place as it is."""
    return fault_in_language(text, _language(context))


@pass_context
def _day(context: Context, value: date | None) -> str:
    return printed.day(value, _language(context))


@pass_context
def _day_at(context: Context, at_us: int) -> str:
    return printed.day(day_of(at_us), _language(context))


def _language(context: Context) -> str:
    """English in a macro that was imported without its page."""
    texts: Mapping[str, str] = context.get("t", {})
    return texts.get("language", DEFAULT_LANGUAGE)


def _template_folders() -> tuple[Path, ...]:
    """Of every package that has templates. Raises ComposeError: a file's name stands twice."""
    homes: dict[str, Path] = {}
    for folder in folders("templates").values():
        for file in sorted(folder.glob("*.html")):
            first = homes.setdefault(file.name, file)
            if first != file:
                raise ComposeError(f"{file} and {first}: a template's name stands once in central")
    return tuple(sorted({file.parent for file in homes.values()}))


@cache
def _environment(searched: tuple[Path, ...]) -> Environment:
    """A template is compiled once in a process."""
    made = Environment(
        loader=FileSystemLoader(searched), autoescape=True, undefined=StrictUndefined
    )
    made.filters["moment"] = _moment
    made.filters["said"] = _said
    made.filters["clock"] = clock
    made.filters["day_of"] = day_of
    made.filters["faults"] = _faults
    made.filters["day"] = _day
    made.filters["day_at"] = _day_at
    made.filters["raw_text"] = raw_text
    made.filters["cell"] = cell_text
    made.filters["figure"] = figure
    made.filters["typed"] = figure_typed
    made.filters["as_json"] = lambda value: msgspec.json.encode(value).decode()
    made.globals["path"] = path
    return made


def refuse_foreign(request: Request) -> None:
    """A form counts only from a page of ours; a program sends no origin."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    elsewhere = origin is not None and origin.split("://")[-1] != request.headers.get("host", "")
    if elsewhere or site in ("cross-site", "same-site"):
        raise ProblemError(403, "foreign_form", "This form was not sent from a page of ours.")


Text = Annotated[str, Query(max_length=200)]
Rows = Sequence[Mapping[str, Any]]
Maker = Callable[..., Response]
