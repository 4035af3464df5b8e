"""Whose agreement a pair of tokens opens, and what e-conomic's answer tells besides: its clock and the budget."""

import re
from dataclasses import dataclass

import requests

from stripe_economic.errors import OperatorError, passed_on
from stripe_economic.terminal.language import _
from tap_stripe_invoices.http.answers import http_date
from target_economic.errors import AccessError, TargetError
from target_economic.http import answers
from target_economic.http.connections import Connections
from target_economic.http.jsontext import Json

_TIMEOUT = (10.0, 30.0)
_USED = re.compile(r":\s*(\d{1,12})\s*/\s*(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What one pair of tokens opens.

    Attributes:
        number: the agreement's; None where the app's role may not read it, as Bookkeeping.
        company: its name; empty where it is not known.
        base_currency: empty where it is not known.
        server_time: e-conomic's clock in epoch seconds; None where it did not say.
        used: points of the budget that are used; None where e-conomic did not say.
        points: points that there are.
    """

    number: int | None
    company: str
    base_currency: str
    server_time: int | None
    used: int | None
    points: int


def first_look(api_url: str, app_secret_token: str, agreement_grant_token: str) -> FirstLook:
    """Ask e-conomic whose tokens these are, once, and without repeating.

    An app of the role Bookkeeping may not read `/self`; then terms of payment, which all roles may read, tell
    that the tokens are good.

    Raises:
        OperatorError: e-conomic does not answer, or does not accept the tokens.
    """
    tokens = {"X-AppSecretToken": app_secret_token, "X-AgreementGrantToken": agreement_grant_token}
    connections = Connections(api_url.rstrip("/"), {**tokens, "Accept": "application/json"})
    try:
        try:
            body, headers = _read(connections, api_url, "/self")
        except AccessError as error:
            if error.code != "economic_permission_missing":
                raise
            body, headers = _read(connections, api_url, "/payment-terms")
    except TargetError as error:
        raise passed_on(error) from None
    finally:
        connections.close()
    company, settings, number = _part(body, "company"), _part(body, "settings"), body.get("agreementNumber")
    told = _USED.search(headers.get("X-RateLimiting", ""))
    return FirstLook(
        number=number if isinstance(number, int) else None,
        company=str(company.get("name") or ""),
        base_currency=str(settings.get("baseCurrency") or ""),
        server_time=http_date(headers.get("Date", "")),
        used=int(told[1]) if told else None,
        points=int(told[2]) if told else 0,
    )


def _read(
    connections: Connections, api_url: str, path: str
) -> tuple[Json, requests.structures.CaseInsensitiveDict[str]]:
    what = "read the agreement"
    try:
        request = connections.prepare("GET", path)
    except (requests.RequestException, UnicodeError):  # its words may hold a token
        raise OperatorError(
            "tokens_malformed", _("A token holds characters that no token has."), _("Copy the tokens again.")
        ) from None
    try:
        response = connections.send(request, _TIMEOUT)
    except requests.RequestException as error:
        raise answers.unanswered(error, what, api_url) from None
    body = answers.read(response, what).body
    if not isinstance(body, dict):
        raise answers.not_economic(what, api_url)
    return body, response.headers


def _part(body: Json, name: str) -> Json:
    found = body.get(name)
    return found if isinstance(found, dict) else {}
