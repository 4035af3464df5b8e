"""What every record goes through, whatever its stream: embedded lists made whole, times as text, and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError, ObjectError
from tap_stripe_invoices.records.places import Places

if TYPE_CHECKING:
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.schemas.shapes import Shape


class Finisher:
    """Completes the objects of one stream, and makes records of them.

    Objects are changed in place; they come fresh from the wire and nobody else holds them.

    Args:
        schema: The schema of the stream's records; it says where lists and times are.
        client: Where members of cut lists are read.
    """

    def __init__(self, schema: Shape, client: Client) -> None:
        self._places = Places.of(schema)
        self._client = client

    def complete(self, one: JsonObject) -> None:
        """Replace every embedded Stripe list by a plain array of all its members.

        Raises:
            ObjectError: `list_incomplete`: Stripe does not give out the members that the embedded list leaves out. It
                is an array of the others then.
            StripeError: the run cannot go on.
        """
        troubles: list[ObjectError] = []

        def members(name: str, embedded: JsonObject) -> list[JsonObject]:
            try:
                return _all_members(self._client, name, embedded)
            except ObjectError as error:
                troubles.append(error)
                data = embedded.get("data")
                return data if isinstance(data, list) else []

        self._places.complete(one, members)
        if troubles:
            raise troubles[0]

    def finish(self, one: JsonObject, trouble: ObjectError | None) -> JsonObject:
        """The object with its times as text and its verdict in `tap_error`.

        One whose metadata says that it is to be left out has no `tap_error`, whatever is wrong with it.
        """
        try:
            self._places.date(one)
        except ObjectError as error:
            trouble = trouble or error
        one["tap_error"] = None if trouble is None or is_left_out(one) else trouble.as_record()
        return one


def is_left_out(one: JsonObject) -> bool:
    """Whether somebody has said in Stripe that this object is not to be booked, so that nothing in it matters.

    A balance transaction has no metadata; what is said of the charge, refund, dispute or payout behind it counts.
    """
    said = one.get("source") if one.get("object") == "balance_transaction" else one
    metadata = said.get("metadata") if isinstance(said, dict) else None
    return isinstance(metadata, dict) and metadata.get("economic_ignore") == "true"


def unread(kind: str, one: str, answer: AnswerError) -> JsonObject:
    """The record of an object that was asked for by id and did not come; it ends as a visible failure.

    Args:
        kind: What Stripe calls such an object.
        one: Its id.
        answer: What Stripe said instead.
    """
    if answer.is_missing:
        error = ObjectError("not_found_in_stripe", f"Stripe knows no {kind} {one}.")
    else:
        error = ObjectError(answer.code, f"The {kind} {one} could not be read: {answer.message}")
    return {"id": one, "object": kind, "tap_error": error.as_record()}


def _all_members(client: Client, name: str, embedded: JsonObject) -> list[JsonObject]:
    members = embedded.get("data")
    if isinstance(members, list) and not embedded.get("has_more"):
        return members
    url = embedded.get("url")
    if not isinstance(url, str) or not url.startswith("/v1/"):
        raise ObjectError("list_incomplete", f"The list {name} is cut and does not say where the rest is.")
    try:
        # Read whole rather than from the last embedded member on: a member removed meanwhile would make a bad cursor.
        members = client.members(quote(url, safe="/"))
    except AnswerError as error:
        raise ObjectError(
            "list_incomplete", f"The rest of the list {name} could not be read: {error.message}"
        ) from error
    total = embedded.get("total_count")
    if isinstance(total, int) and total != len(members):
        raise ObjectError("list_incomplete", f"The list {name} has {total} members, of which {len(members)} came.")
    return members
