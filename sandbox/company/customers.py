"""Whom the made-up company sells to: twenty-two customers written by hand, and any number more from name parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.stripe.objects.customers import customer, no_address, tax_id
from sandbox.stripe.objects.ids import long_id, randomness, short_id

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_SIGNED_UP = 1_756_713_600
"""2025-09-01T08:00:00Z: when the first of the written customers was created."""

_DAY = 86_400
_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
_CVR_MODULUS = 11

# segment, name, e-mail and phone, address, VAT number (`cvr`: one is made up)
_ROWS = (
    ("dk_business", "Æblehaven Frugt & Grønt ApS", "bogholderi@aeblehaven.example|+4566110012",
     "Æblevej 12||5000|Odense C|DK", "cvr"),
    ("dk_business", "Sørensen & Ågård Advokater", "faktura@soerensen-aagaard.example|",
     "Kongens Nytorv 8|2. sal|1050|København K|DK", "cvr"),
    ("dk_business", "Café Bølgen ☕ ApS", "hej@cafebolgen.example|+4586120303",
     "Strandpromenaden 3||8000|Aarhus C|DK", "cvr"),
    ("dk_business", "Øresund Data A/S", "regnskab@oresunddata.example|",
     "Havnegade 44|Att. Økonomi|2100|København Ø|DK", "cvr"),
    ("dk_business", "Tømrermester Bjørn Højgård", "|+4597120707",
     "Industrivej 7||7400|Herning|DK", "cvr"),
    ("dk_business", "Grøn Energi Fyn A.m.b.a.", "faktura@groenenergifyn.example|",
     "Vindmøllevej 1||5700|Svendborg|DK", "cvr"),
    ("dk_business", "Nørrebro Cykelværksted", "mail@noerrebrocykel.example|",
     "Nørrebrogade 101||2200|København N|DK", "cvr"),
    ("dk_untaxed", "Foreningen Byens Bier", "kasserer@byensbier.example|",
     "Kløvermarksvej 70||2300|København S|DK", ""),
    ("dk_deleted", "Lukket Butik I/S", "ejer@lukketbutik.example|",
     "Algade 5||4000|Roskilde|DK", ""),
    ("dk_private", "Åse Mørk Kjær", "aase.mk@mail.example|",
     "Fjordgade 19|st. tv.|9000|Aalborg|DK", ""),
    ("dk_private", "Søren Ærø", "|",
     "Vestergade 2||5970|Ærøskøbing|DK", ""),
    ("dk_private", "Ida Krogh Bæk", "ida@krogh.example|+4522334455",
     "Skovvej 33||8240|Risskov|DK", ""),
    ("eu_business", "Müller Maschinenbau GmbH", "buchhaltung@mueller-maschinenbau.example|",
     "Königstraße 5||70173|Stuttgart|DE", "DE999000111"),
    ("eu_business", "Göteborgs Fisk AB", "ekonomi@gbgfisk.example|",
     "Rosenlundsgatan 8||41120|Göteborg|SE", "SE999000222201"),
    ("eu_business", "Café Liégeois SPRL", "compta@liegeois.example|",
     "Rue Léopold 14||4000|Liège|BE", "BE0999000333"),
    ("eu_business", "Van der Meer B.V.", "facturen@vandermeer.example|",
     "Keizersgracht 200|3e verdieping|1016 DW|Amsterdam|NL", "NL999000444B01"),
    ("eu_private", "Zoë Brändström", "zoe@brandstrom.example|",
     "Storgatan 1||11122|Stockholm|SE", ""),
    ("eu_private", "José Muñoz Peña", "jose@munoz.example|",
     "Calle Mayor 7|2º B|28013|Madrid|ES", ""),
    ("eu_private", "Łukasz Wójcik", "lukasz@wojcik.example|",
     "ul. Długa 9||31-147|Kraków|PL", ""),
    ("abroad", "Northwind Analytics Inc.", "ap@northwind-analytics.example|+14155550100",
     "500 Harbor Blvd|Suite 210|94107|San Francisco|US", ""),
    ("abroad", "Maple & Sons Ltd.", "accounts@maplesons.example|",
     "12 King Street West||M5H 1A1|Toronto|CA", ""),
    ("abroad", "Zürich Alpenblick AG", "finanzen@alpenblick.example|",
     "Bahnhofstrasse 21||8001|Zürich|CH", ""),
)  # fmt: skip
_GIVEN = (
    "Anne",
    "Bjørn",
    "Clara",
    "Dagny",
    "Emil",
    "Freja",
    "Gorm",
    "Højbo",
    "Inger",
    "Jens",
    "Kåre",
    "Lærke",
    "Søs",
)
_FAMILY = ("Ågesen", "Bæk", "Dahl", "Frøslev", "Holm", "Iversen", "Kjær", "Lund", "Møller", "Nørgaard", "Skov")
_TRADES = ("Byg", "Revision", "Design", "Bageri", "Logistik", "Klinik", "Havn", "Elektro", "Tekstil", "Gård")
_TOWNS = (("8700", "Horsens"), ("6000", "Kolding"), ("3000", "Helsingør"), ("4600", "Køge"), ("9800", "Hjørring"))
_LOCALES = {"DK": "da", "DE": "de", "SE": "sv", "BE": "fr", "NL": "nl", "ES": "es", "PL": "pl"}


@dataclass(frozen=True, slots=True)
class Person:
    """One customer: what the invoice's snapshot and the customer object are made from."""

    id: str
    segment: str
    name: str
    email: str | None
    phone: str | None
    address: dict[str, str | None]
    vat: str | None
    tax_id: str
    created: int
    subscription: str

    @property
    def tax_exempt(self) -> str:
        """Stripe's `tax_exempt`: a business elsewhere in the EU accounts for the VAT itself."""
        return "reverse" if self.segment == "eu_business" else "none"

    @property
    def currency(self) -> str:
        """What the customer is billed in."""
        return {"eu": "eur", "ab": "usd"}.get(self.segment[:2], "dkk")

    def objects(self) -> Iterator[dict[str, Any]]:
        """The customer and its tax id as Stripe objects; a deleted customer is Stripe's stub."""
        if self.segment == "dk_deleted":
            yield {"id": self.id, "object": "customer", "deleted": True}
            return
        country = self.address["country"] or ""
        yield customer() | {
            "id": self.id,
            "address": dict(self.address),
            "created": self.created,
            "currency": self.currency,
            "email": self.email,
            "invoice_prefix": self.id[-8:].upper(),
            "name": self.name,
            "phone": self.phone,
            "preferred_locales": [_LOCALES[country]] if country in _LOCALES else [],
            "tax_exempt": self.tax_exempt,
        }
        if self.vat:
            yield tax_id() | {
                "id": self.tax_id,
                "country": self.vat[:2],
                "created": self.created,
                "customer": self.id,
                "owner": {"customer": self.id, "customer_account": None, "type": "customer"},
                "type": "eu_vat",
                "value": self.vat,
                "verification": {"status": "verified", "verified_address": None, "verified_name": None},
            }


def cvr_number(number: int) -> str:
    """A Danish company number with a valid check digit, above the range in which the state hands them out."""
    for serial in range(9_900_000 + number * 3, 10_000_000):
        for check in range(10):
            digits = f"{serial}{check}"
            if sum(int(d) * w for d, w in zip(digits, _CVR_WEIGHTS, strict=True)) % _CVR_MODULUS == 0:
                return digits
    raise ValueError(f"no company number left for {number}")


def written(seed: int) -> list[Person]:
    """The customers that every company has, the first being the oldest."""
    people = []
    for number, (segment, name, contact, where, vat) in enumerate(_ROWS):
        email, phone = contact.split("|")
        line1, line2, postal, town, country = where.split("|")
        address = no_address() | {
            "city": town,
            "country": country,
            "line1": line1,
            "line2": line2 or None,
            "postal_code": postal,
        }
        rng = randomness(seed, "customer", number)
        people.append(
            Person(
                id=short_id(rng, "cus"),
                segment=segment,
                name=name,
                email=email or None,
                phone=phone or None,
                address=address,
                vat=f"DK{cvr_number(number)}" if vat == "cvr" else vat or None,
                tax_id=long_id(rng, "txi"),
                created=FIRST_SIGNED_UP + number * 5 * _DAY,
                subscription=long_id(rng, "sub"),
            )
        )
    return people


def made(seed: int, number: int, created: int) -> Person:
    """One more Danish customer, the `number`-th beyond the written ones."""
    rng = randomness(seed, "customer", "made", number)
    postal, town = rng.choice(_TOWNS)
    family, private = rng.choice(_FAMILY), number % 3 == 0
    name = f"{rng.choice(_GIVEN)} {family}" if private else f"{family} {rng.choice(_TRADES)} ApS"
    address = no_address() | {
        "city": town,
        "country": "DK",
        "line1": f"{rng.choice(_FAMILY)}svej {rng.randint(1, 199)}",
        "postal_code": postal,
    }
    return Person(
        id=short_id(rng, "cus"),
        segment="dk_private" if private else "dk_business",
        name=name,
        email=f"kunde{number}@firma{number}.example",
        phone=None,
        address=address,
        vat=None if private else f"DK{cvr_number(len(_ROWS) + number)}",
        tax_id=long_id(rng, "txi"),
        created=created,
        subscription=long_id(rng, "sub"),
    )
