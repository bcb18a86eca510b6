"""A page again with what somebody had typed into one of its forms. Pure: text to text.

Passwords and files are left as the page has them: the first are kept nowhere, the second only a
browser may put into a field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Typed = Mapping[str, Sequence[str]]
"""Name of a field to what stood in it; several where the name stands several times."""
Listed = Sequence[tuple[str, str]]
"""Texts with the names of their fields."""
Above = Callable[[Listed], str]
_LEFT = frozenset({"password", "file", "submit", "button", "image", "reset"})
_TICKED = frozenset({"checkbox", "radio"})
_VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "wbr", "col"})


@dataclass(frozen=True, slots=True)
class _Change:
    """``put`` instead of what stands from ``start`` to ``end``."""

    start: int
    end: int
    put: str


@dataclass(slots=True)
class _Tag:
    """``start`` to ``end`` is the tag itself, up to ``close`` what stands in it."""

    name: str
    attrs: dict[str, str | None]
    start: int
    end: int
    close: int = 0
    options: list[_Tag] = field(default_factory=list)

    def with_(self, **attrs: str | None) -> _Change:
        """With other attributes."""
        return _Change(self.start, self.end, _written(self, {**self.attrs, **attrs}))

    def marked(self, name: str, *, on: bool) -> _Change:
        """With an attribute that has no value, or without it."""
        attrs = {key: value for key, value in self.attrs.items() if key != name}
        return _Change(self.start, self.end, _written(self, {**attrs, name: None} if on else attrs))

    def get(self, name: str) -> str:
        return self.attrs.get(name) or ""


@dataclass(slots=True)
class _Form:
    tag: _Tag
    folds: list[_Tag]
    fields: list[_Tag] = field(default_factory=list)


class _Page(HTMLParser):
    """The forms of a page, with where each of their fields stands in its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._open: list[_Tag] = []
        self._apart: list[_Tag] = []
        self.forms: list[_Form] = []
        self.feed(text)
        self.close()
        named = {form.tag.get("id"): form for form in self.forms}
        for one in self._apart:
            if one.get("form") in named:
                named[one.get("form")].fields.append(one)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        made = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "form":
            folds = [it for it in self._open if it.name == "details"]
            self.forms.append(_Form(made, folds))
        elif tag in ("input", "select", "textarea", "button"):
            self._take(made)
        elif tag == "option":
            selects = [it for it in self._open if it.name == "select"]
            if selects:
                selects[-1].options.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def _take(self, made: _Tag) -> None:
        inside = any(it.name == "form" for it in self._open)
        if made.get("form"):
            self._apart.append(made)
        elif inside:
            self.forms[-1].fields.append(made)

    def handle_endtag(self, tag: str) -> None:
        at = self._at()
        while any(it.name == tag for it in self._open):
            closed = self._open.pop()
            closed.close = at
            if closed.name == tag:
                return


def _nothing(_: Listed) -> str:
    return ""


def beside(text: str, note: str) -> str:
    """The page with the HTML ``note`` before everything else in it."""
    at = max(text.find("<main"), 0)
    return text[:at] + note + text[at:]


def refilled(
    text: str, base: str, action: str, typed: Typed, above: Above = _nothing, *, hidden: bool = True
) -> str | None:
    """The page with ``typed`` in the form that is sent to ``action``, its folds open, and at its
    head the HTML that ``above`` makes of what the form has no field for. ``base`` is the page's own
    address; ``hidden``: also what the form carries unseen is as it was sent. None: it has no such
    form.
    """
    page = _Page(text)
    forms = [form for form in page.forms if _sends_to(form, base, action)]
    if not forms:
        return None
    form = max(forms, key=lambda it: _likeness(it, typed))
    names = {it.get("name") for it in form.fields}
    left = [(name, it) for name, said in typed.items() if name not in names for it in said]
    changes = [_Change(form.tag.end, form.tag.end, above(left))]
    changes += (fold.marked("open", on=True) for fold in form.folds)
    changes += _filled(form, typed, text, hidden=hidden)
    for it in sorted(changes, key=lambda it: it.start, reverse=True):
        text = text[: it.start] + it.put + text[it.end :]
    return text


def _sends_to(form: _Form, base: str, action: str) -> bool:
    """Also by a button with an address of its own."""
    buttons = [it.get("formaction") for it in form.fields]
    asked = [form.tag.get("action"), *(it for it in buttons if it)]
    wanted = urlsplit(action).path
    post = form.tag.get("method").lower() == "post"
    return post and any(urlsplit(urljoin(base, it)).path == wanted for it in asked)


def _likeness(form: _Form, typed: Typed) -> int:
    """Of several forms with one address: what a page says beside the fields tells them apart."""
    points = 0
    for one in form.fields:
        name, fixed = one.get("name"), one.get("type") == "hidden" or one.name == "button"
        if name and fixed:
            points += 10 if one.get("value") in typed.get(name, ()) else -1
        elif name:
            points += 1 if name in typed else -1
    return points


def _filled(form: _Form, typed: Typed, text: str, *, hidden: bool) -> Iterator[_Change]:
    left = {name: list(values) for name, values in typed.items()}
    for one in form.fields:
        name, kind = one.get("name"), one.get("type").lower()
        if not name or kind in _LEFT or one.name == "button":
            continue
        if kind in _TICKED:
            on = (one.get("value") or "on") in typed.get(name, ())
            yield one.marked("checked", on=on)
            continue
        values = left.get(name)
        if not values or (kind == "hidden" and not hidden):
            continue
        value = values.pop(0) if len(values) > 1 else values[0]
        if one.name == "textarea":
            yield _Change(one.end, max(one.close, one.end), _inside(value))
        elif one.name == "select":
            yield from (
                it.marked("selected", on=_value_of(it, text) == value) for it in one.options
            )
        else:
            yield one.with_(value=value)


def _inside(value: str) -> str:
    """Of a textarea, whose first line break a browser drops."""
    return ("\n" if value.startswith(("\n", "\r")) else "") + escape(value, quote=False)


def _value_of(option: _Tag, text: str) -> str:
    if "value" in option.attrs:
        return option.get("value")
    return text[option.end : max(option.close, option.end)].strip()


def _written(tag: _Tag, attrs: Mapping[str, str | None]) -> str:
    said = [key if value is None else f'{key}="{escape(value)}"' for key, value in attrs.items()]
    return f"<{' '.join((tag.name, *said))}>"
