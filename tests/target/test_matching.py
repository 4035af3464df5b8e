"""Who counts as the same customer."""

import pytest

from target_economic.matching import conditions, facts, wanted


@pytest.mark.parametrize("spelling", ["12345678", "DK12345678", "dk 12 34 56 78", "DK-12345678", " 1234 5678 "])
def test_a_cvr_number_is_the_same_however_it_is_written(spelling: str) -> None:
    assert facts("corporateIdentificationNumber", spelling) == {("corporateIdentificationNumber", "12345678")}


def test_a_foreign_vat_number_keeps_its_country() -> None:
    assert facts("corporateIdentificationNumber", "DE 123.456.789") == {
        ("corporateIdentificationNumber", "DE123456789")
    }


def test_an_email_field_may_hold_several_addresses() -> None:
    assert facts("email", "Bogholder@Firma.dk; kopi@firma.dk") == {
        ("email", "bogholder@firma.dk"),
        ("email", "kopi@firma.dk"),
    }


def test_empty_fields_say_nothing() -> None:
    body = {"email": "  ", "name": "A  B", "customerNumber": None}
    assert wanted(body, ["customerNumber", "email", "name"]) == [frozenset({("name", "a b")})]


def test_the_usual_spellings_of_a_cvr_number_are_asked_for() -> None:
    asked = conditions(("corporateIdentificationNumber", "12345678"))
    assert "corporateIdentificationNumber$eq:DK12345678" in asked
    assert "corporateIdentificationNumber$eq:12 34 56 78" in asked
