"""Numbers of companies, as their owners publish them, and the same with one digit mistyped."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.partners.party_forms import identity_fields, identity_typed
from central.partners.rules import identifiers
from central.partners.rules.identifiers import tax_number_faults
from central.partners.rules.parties import Address, Contact, Identity, identity_faults

PUBLISHED = (
    "DE129273398",
    "DE115235681",
    "ATU14715405",
    "BE0403170701",
    "FR66780129987",
    "IT00159560366",
    "NL004495445B01",
    "PL5270103391",
    "PT501525882",
    "SE556012579001",
    "HU10484878",
    "LU15027442",
    "DK22756214",
)


@pytest.mark.parametrize("number", PUBLISHED)
def test_a_tax_number_is_taken_and_refused_with_one_digit_mistyped(number: str) -> None:
    assert tax_number_faults("tax_number", number) == []
    at = 5
    mistyped = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    assert [it.code for it in tax_number_faults("tax_number", mistyped)] == ["identifier.tax_check"]


@pytest.mark.parametrize("number", ["DE12927339", "DE029273398", "NL001683200909", "CHE12345678"])
def test_another_form_than_that_of_the_country_is_refused(number: str) -> None:
    assert [it.code for it in tax_number_faults("tax_number", number)] == ["identifier.tax_form"]


@pytest.mark.parametrize("number", ["", "CHE116281710MWST", "GB980780684", "USE123", "47 11"])
def test_what_no_form_is_known_of_is_judged_by_its_characters(number: str) -> None:
    faults = tax_number_faults("tax_number", number)
    assert [it.code for it in faults] == (["identifier.written"] if " " in number else [])


@pytest.mark.parametrize(
    ("judge", "given", "right"),
    [
        (identifiers.tax_number_faults, "DE 129-273 398", "DE129273398"),
        (identifiers.tax_number_faults, "DE129273398\n", "DE129273398"),
        (identifiers.tax_number_faults, "de129273398", "DE129273398"),
        (identifiers.tax_number_faults, "BE697449992", "BE0697449992"),
        (identifiers.tax_number_faults, "GB 980 7806 84", "GB980780684"),
        (identifiers.iban_faults, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (identifiers.iban_faults, "DE89370400440532013000\n", "DE89370400440532013000"),
        (identifiers.iban_faults, "de89370400440532013000", "DE89370400440532013000"),
        (identifiers.bic_faults, "deut-deff", "DEUTDEFF"),
    ],
)
def test_a_number_is_taken_only_as_it_is_written_on_documents(
    judge: Any, given: str, right: str
) -> None:
    (fault,) = judge("key", given)
    assert fault.code == "identifier.written" and right in fault.text
    assert judge("key", right) == []


@pytest.mark.parametrize("number", ["7612345000008\n", "7612345000008 ", " 7612345000008"])
def test_a_gln_is_digits_alone(number: str) -> None:
    assert [it.code for it in identifiers.gln_faults("key", number)] == ["identifier.gln"]


@pytest.mark.parametrize(
    ("number", "country", "codes"),
    [
        ("SEA940101AB1", "MX", []),
        ("SEA940101AB1", "SE", ["identifier.tax_form"]),
        ("SEA940101AB1", "", ["identifier.tax_form"]),
        ("EL094259216", "GR", []),
        ("EL094259217", "GR", ["identifier.tax_check"]),
        ("XI980780685", "GB", ["identifier.tax_check"]),
        ("GB980780685", "GB", ["identifier.tax_check"]),
        ("CHE116281711MWST", "CH", ["identifier.tax_check"]),
        ("SEA 940101AB1", "MX", ["identifier.written"]),
    ],
)
def test_a_number_is_judged_by_its_country_only_where_the_address_is_there(
    number: str, country: str, codes: list[str]
) -> None:
    identity = Identity(tax_number=number, address=Address(country=country))
    assert [it.code for it in identity_faults("", identity)] == codes


FIELD = st.text(st.sampled_from("ab;, \u00fc@"), max_size=6)
IDENTITIES = st.builds(
    Identity,
    address=st.builds(
        Address, lines=st.lists(FIELD, max_size=3).map(tuple), postcode=FIELD, city=FIELD
    ),
    tax_number=st.sampled_from(["", "DE129273398", "SEA940101AB1", "DE 129273398"]),
    contacts=st.lists(
        st.builds(Contact, name=FIELD, task=FIELD, phone=FIELD, email=st.just("") | FIELD),
        max_size=2,
    ).map(tuple),
)


@given(identity=IDENTITIES)
def test_a_form_gives_back_every_identity_that_is_taken(identity: Identity) -> None:
    if identity_faults("", identity) == []:
        assert identity_typed(identity_fields(identity)) == identity


def test_what_a_form_would_write_otherwise_is_refused() -> None:
    contacts = (Contact(name="Uli; Sommer", task=" dispatch"), Contact(name="Jo", email="a@b;c"))
    address = Address(lines=("Am Werk 7 ",), postcode=" 26723", city="Emden ")
    faults = identity_faults("", Identity(address=address, contacts=contacts))
    assert sorted(it.code for it in faults) == [*["partner.blanks"] * 4, *["partner.sign"] * 2]


@pytest.mark.parametrize(
    ("judge", "right", "wrong"),
    [
        (identifiers.gln_faults, "4012345000009", "4012345000008"),
        (identifiers.gln_faults, "7612345000008", "761234500000"),
        (identifiers.duns_faults, "315369934", "31536993"),
        (identifiers.iban_faults, "DE89370400440532013000", "DE89370400440532013001"),
        (identifiers.iban_faults, "GB82WEST12345698765432", "GB82"),
        (identifiers.bic_faults, "DEUTDEFF500", "DEUTDEF"),
    ],
)
def test_a_number_with_check_digits_is_judged(judge: object, right: str, wrong: str) -> None:
    assert callable(judge)
    assert judge("key", right) == []
    assert judge("key", "") == []
    (fault,) = judge("key", wrong)
    assert wrong in fault.text


def test_blanks_and_points_between_are_left_out() -> None:
    assert identifiers.written("de 129.273.398") == "DE129273398"
