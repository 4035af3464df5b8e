"""Who counts as the same customer."""

import pytest

from target_economic.customers.matching import conditions, contradicts, facts, is_another, wanted


@pytest.mark.parametrize("spelling", ["12345678", "DK12345678", "dk 12 34 56 78", "DK-12345678", " 1234 5678 "])
def test_a_cvr_number_is_the_same_however_it_is_written(spelling: str) -> None:
    assert set(facts("corporateIdentificationNumber", spelling)) == {("corporateIdentificationNumber", "12345678")}


def test_a_foreign_vat_number_keeps_its_country() -> None:
    assert set(facts("vatNumber", "DE 123.456.789")) == {("vatNumber", "DE123456789")}


def test_an_email_field_may_hold_several_addresses() -> None:
    assert set(facts("email", "Bogholder@Firma.dk; kopi@firma.dk")) == {
        ("email", "bogholder@firma.dk"),
        ("email", "kopi@firma.dk"),
    }


def test_empty_fields_say_nothing() -> None:
    body = {"email": "  ", "name": "A  B", "customerNumber": None}
    assert wanted(body, ["customerNumber", "email", "name"]) == [{("name", "a b"): "A  B"}]


def test_the_usual_spellings_of_a_cvr_number_are_asked_for() -> None:
    asked = conditions(("corporateIdentificationNumber", "12345678"), "12.34.56.78")
    assert "corporateIdentificationNumber$eq:12.34.56.78" in asked
    assert "corporateIdentificationNumber$eq:DK12345678" in asked
    assert "corporateIdentificationNumber$eq:12 34 56 78" in asked


def test_the_usual_spellings_of_a_foreign_vat_number_are_asked_for() -> None:
    asked = conditions(("vatNumber", "DE123456789"), "DE123456789")
    assert {"vatNumber$eq:DE123456789", "vatNumber$eq:DE 123456789", "vatNumber$eq:DE 123 456 789"} <= set(asked)


def test_another_registration_number_contradicts_a_shared_address_but_another_name_does_not() -> None:
    known = {**facts("corporateIdentificationNumber", "11111111"), **facts("email", "a@b.dk"), **facts("name", "A")}
    assert contradicts(known, [facts("corporateIdentificationNumber", "22222222")])
    assert not contradicts(known, [facts("corporateIdentificationNumber", "DK 11 11 11 11")])
    assert not contradicts(known, [facts("vatNumber", "DE123456789")])
    assert not contradicts(known, [facts("name", "B")])


@pytest.mark.parametrize("spelled", ["".join(chr(0xFF10 + digit) for digit in range(1, 9)), "DK 1234-5678"])
def test_digits_are_digits_whichever_keyboard_wrote_them(spelled: str) -> None:
    assert set(facts("corporateIdentificationNumber", spelled)) == {("corporateIdentificationNumber", "12345678")}


def test_a_name_is_asked_for_however_it_is_spaced() -> None:
    assert conditions(("name", "a b"), " A  B ") == ["name$eq:A  B", "name$eq:A B", "name$eq:a b", "name$like:*A*B*"]
    (long,) = conditions(("name", "x"), "😀 " * 120)
    assert len(long) < 200
    assert conditions(("name", "solo"), "Solo") == ["name$eq:Solo", "name$eq:solo"]


def test_a_numbered_customer_is_another_s_only_where_nothing_agrees() -> None:
    known = {**facts("corporateIdentificationNumber", "11111111"), **facts("name", "A"), **facts("email", "a@b.dk")}
    other = {"corporateIdentificationNumber": "22222222", "name": "B", "email": "b@b.dk"}
    assert is_another(known, other)
    assert not is_another(known, other | {"name": " a "})
    assert not is_another(known, {"name": "B", "email": "b@b.dk"})
