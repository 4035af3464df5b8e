"""`GET /self`: who the agreement is, what it can do and which app is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

_APP = 3162


def self_document(store: Store) -> Json:
    """The agreement as recorded of the demo, with the people in it left out."""
    agreement = store.agreement
    return {
        "agreementNumber": agreement.number,
        "agreementType": {"agreementTypeNumber": 1, "name": "denmark"},
        "userName": "API",
        "signupDate": "2016-02-17",
        "user": {
            "loginId": "API",
            "email": "api@example.com",
            "name": "API",
            "language": {
                "languageNumber": 1,
                "name": "Danish",
                "culture": "da-DK",
                "self": store.link("languages", 1),
            },
            "agreementNumber": agreement.number,
        },
        "company": {
            "addressLine1": "Langebrogade 1",
            "zip": "1411",
            "city": "Copenhagen",
            "name": agreement.company,
            "phoneNumber": "+4512345678",
            "faxNumber": "+4522334455",
            "attention": "API Team",
            "email": "api@example.com",
            "companyIdentificationNumber": "29403473",
        },
        "bankInformation": {
            "bankName": "Sandbox Bank",
            "swiftCode": "SANDDKKK",
            "ibanNumber": "DK0000000000000000",
            "bankSortCode": "1234",
            "bankAccountNumber": "123456789",
            "pbsCustomerGroupNumber": "1",
            "giro": "1234567",
        },
        "application": {
            "appNumber": _APP,
            "name": "REST Demo App",
            "appPublicToken": "sandbox-app-public-token",
            "created": "2016-06-14",
            "requiredRoles": [{"roleNumber": 2, "name": "SuperUser"}],
            "self": store.link("apps", _APP),
        },
        "settings": {"baseCurrency": agreement.base_currency},
        "companyAffiliation": "e-conomic",
        "canSendElectronicInvoice": True,
        "modules": [
            {
                "moduleNumber": module.number,
                "name": module.name,
                "self": store.link("modules/agreement", module.number),
            }
            for module in agreement.modules
        ],
        "self": store.link("self"),
    }
