"""Who gets in, who does not, and for how long nobody is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from central.access import attempts, passwords, people, signing
from central.access.rules import Principal, Right, TokenRole
from central.words.reasons import RuleRefusedError
from tests.support.central.people import BY, GOOD, KEY, person

AT = 1_700_000_000_000_000
S = 1_000_000


def by_password(db: Any, who: str, password: str, at: int = AT, source: str = "10.0.0.1") -> Any:
    return signing.by_password(db, who, password, source=source, now_us=at)


def test_a_password_opens_for_its_person_with_all_roles(db: Any) -> None:
    person(db, "ann", "planner", "shipping", language="de")
    found = by_password(db, " ANN ", GOOD)
    assert (found.who, found.name, found.language) == ("ann", "Ann", "de")
    assert found.may(Right.POST_DESPATCH) and found.may(Right.CORRECT_CUMS)
    assert not found.may(Right.MANAGE_PEOPLE)
    for who, password in (("ann", GOOD + "x"), ("ann", ""), ("bob", GOOD), ("", "")):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, who, password)


def test_a_deactivated_person_gets_the_answer_of_a_wrong_password(db: Any) -> None:
    person(db, "ann", "planner")
    people.change(db, "ann", people.PersonChange(active=False), by=BY, now_us=AT)
    with pytest.raises(signing.SignInRefusedError):
        by_password(db, "ann", GOOD)


def test_a_badge_opens_for_its_person(db: Any) -> None:
    person(db, "ann", "picker", password="")
    people.set_badge(db, KEY, "ann", "BADGE-77", by=BY, now_us=AT)
    found = signing.by_badge(db, KEY, "BADGE-77\r\n", source="s", now_us=AT)
    assert found.who == "ann"
    for key, text in ((KEY, "BADGE-78"), (KEY, ""), (b"x" * 32, "BADGE-77")):
        with pytest.raises(signing.SignInRefusedError):
            signing.by_badge(db, key, text, source="s", now_us=AT)
    people.set_badge(db, KEY, "ann", "", by=BY, now_us=AT)
    with pytest.raises(signing.SignInRefusedError):
        signing.by_badge(db, KEY, "BADGE-77", source="s", now_us=AT)


def test_a_badge_belongs_to_one(db: Any) -> None:
    person(db, "ann", "picker")
    person(db, "bob", "picker")
    people.set_badge(db, KEY, "ann", "BADGE-77", by=BY, now_us=AT)
    people.set_badge(db, KEY, "ann", "BADGE-77", by=BY, now_us=AT)
    with pytest.raises(RuleRefusedError, match="somebody else"):
        people.set_badge(db, KEY, "bob", "BADGE-77", by=BY, now_us=AT)


@pytest.mark.parametrize("who", ["ann", "nobody"])
def test_the_fifth_refusal_locks_and_each_further_one_doubles(db: Any, who: str) -> None:
    person(db, "ann", "planner")
    person(db, "ruth", "administrator")
    at = AT
    waits = []
    for _ in range(8):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, who, "wrong", at)
        try:
            by_password(db, who, "wrong", at)
        except attempts.LockedError as error:
            waits.append((error.until_us - at) // S)
            at = error.until_us
        except signing.SignInRefusedError:
            pass
    assert waits == [15, 30, 60, 120, 240, 480]


def test_the_right_password_does_not_open_a_locked_door_but_does_so_afterwards(db: Any) -> None:
    person(db, "ann", "planner")
    person(db, "bob", "planner")
    for _ in range(5):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, "ann", "wrong")
    with pytest.raises(attempts.LockedError) as locked:
        by_password(db, "ann", GOOD, source="10.9.9.9")
    assert by_password(db, "bob", GOOD).who == "bob"
    assert db.read(lambda c: attempts.locks(c, AT)) == {"ann": AT + 15 * S}
    assert by_password(db, "ann", GOOD, locked.value.until_us).who == "ann"
    assert db.read(lambda c: attempts.locks(c, AT)) == {}
    with pytest.raises(signing.SignInRefusedError):
        by_password(db, "ann", "wrong", locked.value.until_us)


def test_who_guesses_elsewhere_keeps_nobody_out_of_their_own_place(db: Any) -> None:
    person(db, "ann", "planner")
    assert by_password(db, "ann", GOOD, source="10.0.0.7").who == "ann"
    at = AT
    for _ in range(40):
        at += 20 * S
        with pytest.raises((signing.SignInRefusedError, attempts.LockedError)):
            by_password(db, "ann", "wrong", at, source="10.6.6.6")
    with pytest.raises(attempts.LockedError):
        by_password(db, "ann", GOOD, at, source="10.9.9.9")
    for _ in range(4):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, "ann", "wrong", at, source="10.0.0.7")
    assert by_password(db, "ann", GOOD, at, source="10.0.0.7").who == "ann"
    for _ in range(5):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, "ann", "wrong", at, source="10.0.0.7")
    with pytest.raises(attempts.LockedError):
        by_password(db, "ann", GOOD, at, source="10.0.0.7")


def test_an_administrator_lifts_a_lock(db: Any) -> None:
    person(db, "ann", "planner")
    for _ in range(5):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, "ann", "wrong")
    people.unlock(db, "ann", by=BY, now_us=AT)
    assert by_password(db, "ann", GOOD).who == "ann"


def test_the_last_administrator_is_never_locked_for_long(db: Any) -> None:
    person(db, "ruth", "administrator")
    at = AT
    for _ in range(30):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, "ruth", "wrong", at, source=f"10.0.0.{at % 251}")
        at += attempts.LONGEST_LAST_S * S
    assert by_password(db, "ruth", GOOD, at).who == "ruth"


def test_many_names_from_one_address_lock_the_address_alone(db: Any) -> None:
    person(db, "ann", "planner")
    for number in range(20):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, f"guess{number}", "wrong")
    with pytest.raises(attempts.LockedError):
        by_password(db, "ann", GOOD)
    assert by_password(db, "ann", GOOD, source="10.0.0.2").who == "ann"
    assert by_password(db, "ann", GOOD, AT + 16 * S).who == "ann"


def test_a_second_person_is_another_active_one_with_the_right(db: Any) -> None:
    for who, role in (("ann", "planner"), ("bob", "planner"), ("eve", "shipping")):
        person(db, who, role)
    people.set_badge(db, KEY, "bob", "BADGE-77", by=BY, now_us=AT)
    first = by_password(db, "ann", GOOD)

    def second(**given: str) -> Any:
        return signing.second_person(
            db, KEY, first, Right.CORRECT_CUMS, signing.Proof(**given), source="s", now_us=AT
        )

    assert second(person="bob", password=GOOD) == "ann+bob"
    assert second(badge="BADGE-77") == "ann+bob"
    for given, why in (
        ({}, "takes a second person"),
        ({"person": "bob"}, "takes a second person"),
        ({"person": "ann", "password": GOOD}, "another one than ann"),
        ({"person": "eve", "password": GOOD}, "lacks the right"),
    ):
        with pytest.raises(RuleRefusedError, match=why):
            second(**given)
    with pytest.raises(signing.SignInRefusedError):
        second(person="bob", password="wrong")
    first = Principal(roles=frozenset({TokenRole.PLANNER}), token_id="t", name="ann")
    with pytest.raises(RuleRefusedError, match="a token is nobody"):
        second(person="bob", password=GOOD)


def test_an_unknown_person_costs_the_same_work_as_a_wrong_password(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(db, "ann", "planner")
    person(db, "bob", "picker", password="")
    costs: list[Any] = []
    plain = passwords._scrypt

    def counted(password: str, salt: bytes, cost: Any) -> bytes:
        costs.append(cost)
        return plain(password, salt, cost)

    monkeypatch.setattr(passwords, "_scrypt", counted)
    for who in ("ann", "bob", "nobody", ""):
        with pytest.raises(signing.SignInRefusedError):
            by_password(db, who, "wrong")
    assert costs == [passwords.Cost()] * 4
