"""Who is at work where, and what people say of exceptions. Pure."""

from __future__ import annotations

from central.tracking.fold_sequence import raise_exception
from central.tracking.memory import Happened, Known
from wire import events
from wire.events import DeferReason, HelpKind, PersonNeeded
from wire.family_words import family_words
from wire.short_name import name_of_face, name_of_pick

NOTE_MAX = 200
_HELP_IS_EXCEPTION = frozenset({HelpKind.HELP, HelpKind.SHORT})


def person_signed(known: Known, happened: Happened, fact: events.PersonSigned) -> None:
    _leave(known, happened, fact.workplace)
    if fact.person:
        _come(known, happened, fact.workplace, fact.person)


def help_called(known: Known, happened: Happened, fact: events.HelpCalled) -> None:
    """A pause is not attended; whoever resumes is there again."""
    if fact.kind in _HELP_IS_EXCEPTION:
        name = f"{fact.kind.value}:{fact.workplace}:{happened.offset}"
        text = " ".join(word for word in (fact.workplace, fact.face, fact.part) if word)
        raise_exception(known, happened, name, fact.kind.value, text)
    elif fact.kind is HelpKind.PAUSE:
        _leave(known, happened, fact.workplace)
    elif fact.kind is HelpKind.RESUME and fact.workplace not in known.attending:
        _come(known, happened, fact.workplace, fact.person)


def pick_deferred(known: Known, happened: Happened, fact: events.PickDeferred) -> None:
    """Under the ids that the cell derives from it: an empty face once, any other pick by itself."""
    pick, reason = fact.pick, fact.reason
    where = (
        f"part {fact.part} of face {fact.face} for {family_words(pick)}, rack {pick.rack} "
        f"slot {pick.slot + 1}, call {fact.call_number}"
    )
    kind = "pick_later" if reason is DeferReason.LATER else "short"
    name = name_of_face(fact.face) if reason is DeferReason.SHORT else name_of_pick(pick)
    text = f"{reason.value}: {where}; put off by {fact.person} at {fact.workplace}"
    raise_exception(known, happened, name, kind, text)


def deferral_ended(known: Known, happened: Happened, fact: events.DeferralEnded) -> None:
    """What waits no longer is closed by whoever filled the face, or by the cell itself."""
    names = [name_of_pick(pick) for pick in fact.picks]
    for name in (*names, name_of_face(fact.face)) if fact.face else names:
        row = known.exceptions.get(name)
        if row is not None and row["closed_us"] is None:
            closed = {
                "closed_us": happened.at_us,
                "taken_us": row["taken_us"] or happened.at_us,
                "owner": str(fact.person) or row["owner"],
            }
            known.exceptions.put({**row, **closed}, name)


def badges_locked(known: Known, happened: Happened, fact: events.BadgesLocked) -> None:
    text = f"{fact.source}: {fact.refused} wrong badges, locked for {fact.lasts_s} s"
    raise_exception(known, happened, f"badge_lock:{fact.source}", "badge_lock", text)


def exception_raised(known: Known, happened: Happened, fact: events.ExceptionRaised) -> None:
    """What the cell calls a person for; the words are its own."""
    raise_exception(known, happened, fact.exception, fact.kind.value, fact.text)


def message_sent(known: Known, happened: Happened, fact: events.MessageSent) -> None:
    text = f"{fact.person} says: {fact.text}"
    raise_exception(known, happened, fact.exception, PersonNeeded.MESSAGE.value, text)


def message_read(known: Known, happened: Happened, fact: events.MessageRead) -> None:
    """Who read it, and where; closed when it was read everywhere."""
    row = known.exceptions.get(fact.exception)
    if row is None or row["closed_us"] is not None:
        return
    said = f"{fact.person} {fact.workplace}"
    changes = {
        "note": f"{row['note']}, {said}"[:NOTE_MAX] if row["note"] else said,
        "taken_us": row["taken_us"] or happened.at_us,
        "closed_us": happened.at_us if fact.closed else None,
    }
    known.exceptions.put({**row, **changes}, fact.exception)


def exception_handled(known: Known, happened: Happened, fact: events.ExceptionHandled) -> None:
    """One that the cell derives is not opened by a fact: only who took it is kept."""
    row = known.exceptions.get(fact.exception)
    stored = row is not None and row["closed_us"] is None
    if row is None or not stored:
        kind = fact.exception.partition(":")[0]
        raise_exception(known, happened, fact.exception, kind, fact.exception)
        row = known.exceptions.rows[(fact.exception,)]
    changes = {
        "owner": str(fact.person),
        "note": fact.note,
        "taken_us": row["taken_us"] or happened.at_us,
        "closed_us": happened.at_us if fact.closed or not stored else None,
    }
    known.exceptions.put({**row, **changes}, fact.exception)


def _come(known: Known, happened: Happened, workplace: str, person: str) -> None:
    row = {
        "node": known.node,
        "workplace": str(workplace),
        "fact": happened.fact_id,
        "person": str(person),
        "since_us": happened.at_us,
        "until_us": None,
    }
    known.attendance.put(row, workplace, happened.fact_id)
    known.attending[str(workplace)] = happened.fact_id


def _leave(known: Known, happened: Happened, workplace: str) -> None:
    fact_id = known.attending.pop(str(workplace), None)
    if fact_id is not None:
        row = known.attendance.rows[workplace, fact_id]
        known.attendance.put({**row, "until_us": happened.at_us}, workplace, fact_id)
