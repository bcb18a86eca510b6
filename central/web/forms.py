"""Forms whose fields are not known beforehand, and what a refused one says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Request

from central.access.rules import Principal
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http.problems import ProblemError
from central.web.frame import language_of, words
from central.web.reasons import told
from central.words.reasons import Reason, RuleRefusedError
from central.words.spelling import MisspeltError
from wire.sentences import fault_in_language

FIELDS_MAX = 400
TEXT_MAX = 4000


async def fields(request: Request) -> Mapping[str, str]:
    """A dependency: name to text; of a name that comes twice the last. Files are refused."""
    async with request.form(max_files=1, max_fields=FIELDS_MAX) as form:
        found = {}
        for name, value in form.multi_items():
            if not isinstance(value, str) or len(value) > TEXT_MAX:
                raise ProblemError(422, "invalid", f"{name}: a text of up to {TEXT_MAX} characters")
            found[name] = value
        return found


def version_of(form: Mapping[str, str]) -> int:
    """That the form was shown with; 0 where it says none."""
    text = form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a form was not taken: ``at`` each field, and ``reasons`` all together. ``status``: 409
    where a rule says no, 422 where something could not be read, 200 where nothing was refused.
    """

    status: int = 200
    reasons: Sequence[str] = ()
    at: Mapping[str, Sequence[str]] | None = None

    def of(self, field: str) -> Sequence[str]:
        return (self.at or {}).get(field, ())


NOTHING = Refused()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form as it was sent, to be shown again, and why it was not taken. ``side``: which of
    several forms of the page it was.
    """

    refused: Refused = NOTHING
    given: Mapping[str, str] = field(default_factory=dict)
    side: str = ""


NOTHING_SENT = Sent()


class Given(dict[str, str]):
    """What stood in a form, for showing it again; empty where nothing did."""

    def __missing__(self, name: str) -> str:
        return ""


def refused(
    error: RuleRefusedError | MisspeltError,
    texts: Mapping[str, str],
    label: Callable[[str], str] | None = None,
    field_of: Callable[[Reason], str] | None = None,
) -> Refused:
    """A contradiction ``agreement.<one>_against_<other>`` stands at both of its fields; what could
    not be read at the field that its key begins with. With ``label``, which names a field as the
    page does, each key is a field's own name. ``field_of``: at which field a reason stands; empty:
    at none.
    """
    at: dict[str, list[str]] = {}
    if isinstance(error, MisspeltError):
        faults = [(key, fault_in_language(text, texts["language"])) for key, text in error.faults]
        for key, text in faults:
            name = key if label else key.partition("[")[0].partition(".")[0]
            at.setdefault(name, []).append(text if label else f"{key}: {text}")
        name_of = label or str
        said = [f"{name_of(key)}: {text}" if key else text for key, text in faults]
        return Refused(status=422, reasons=said, at=at)
    for reason in error.reasons:
        name = reason.code.partition(".")[2]
        for of in name.split("_against_") if "_against_" in name else ():
            at.setdefault(of, []).append(told(reason, texts))
        if field_of and (field_name := field_of(reason)):
            at.setdefault(field_name, []).append(told(reason, texts))
    return Refused(status=409, reasons=[told(reason, texts) for reason in error.reasons], at=at)


def tried(
    db: Database,
    request: Request,
    form: Mapping[str, str],
    principal: Principal,
    do: Callable[[Work], object],
    field_of: Callable[[Reason], str] | None = None,
) -> Refused | None:
    """Does it as the visitor; why it was refused, if it was. ``field_of`` as in ``refused``."""
    by = Actor(who=principal.who, why=form.get("why", "").strip())
    try:
        transact(db, do, by=by)
    except (RuleRefusedError, MisspeltError) as error:
        return refused(error, words(language_of(request)), field_of=field_of)
    return None
