"""What the transport does when Stripe, or what stands between, does not simply answer."""

from __future__ import annotations

import socket
import threading
from decimal import Decimal

import pytest
import stripe

from tap_stripe_invoices.errors import AnswerError, StripeError
from tap_stripe_invoices.http.answers import mask
from tap_stripe_invoices.http.client import Client
from tests.tap.scripted import Answer, Scripted

KEY = "sk_test_made_up_key"


class Waits(list[float]):
    """Notes how long the client would have waited, and does not wait."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def error_body(message: str, **more: str) -> dict[str, dict[str, str]]:
    return {"error": {"type": "invalid_request_error", "message": message, **more}}


def get(server: Scripted, waits: Waits | None = None) -> dict[str, object]:
    client = Client(api_url=server.url, api_key=KEY, pause=waits if waits is not None else Waits())
    try:
        return client.get("/v1/invoices/in_1")
    finally:
        client.close()


def fails(answer: Answer) -> StripeError:
    with Scripted(answer) as server, pytest.raises(StripeError) as caught:
        get(server)
    assert KEY not in str(caught.value)
    return caught.value


def test_requests_carry_the_key_the_pinned_version_and_the_account() -> None:
    with Scripted(Answer()) as server:
        client = Client(api_url=server.url, api_key=KEY, stripe_account="acct_1")
        client.get("/v1/invoices/in_1")
        client.close()

    (headers,) = server.headers
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Stripe-Version"] == stripe.api_version
    assert headers["Stripe-Account"] == "acct_1"


def test_the_key_is_in_no_repr() -> None:
    client = Client(api_url="http://127.0.0.1:1", api_key=KEY)

    assert KEY not in repr(client)
    assert KEY not in repr(vars(client))


def test_a_netrc_file_does_not_replace_the_key(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w", encoding="utf-8") as file:  # noqa: PTH123  # a string is at hand
        file.write("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", netrc)

    with Scripted(Answer()) as server:
        get(server)

    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_decimal_numbers_are_exact() -> None:
    with Scripted(Answer(body=b'{"percent_off": 33.1, "amount": 5}')) as server:
        body = get(server)

    assert body == {"percent_off": Decimal("33.1"), "amount": 5}


@pytest.mark.parametrize(
    "trouble",
    [
        Answer(429, error_body("Too many requests")),
        Answer(429, error_body("This object cannot be accessed right now", code="lock_timeout")),
        Answer(409, error_body("This object cannot be accessed right now", code="lock_timeout")),
        Answer(500, b"oops"),
        Answer(503, error_body("Down")),
        Answer(400, error_body("Try again"), {"Stripe-Should-Retry": "true"}),
        Answer(200, b"<html>"),
        Answer(200, b"[1]"),
        Answer(200, b'{"id": "in_1", "lin', cut=True),
    ],
    ids=["429", "429 lock", "409 lock", "500", "503", "asked to", "html", "not an object", "cut off"],
)
def test_passing_trouble_is_waited_out(trouble: Answer) -> None:
    waits = Waits()

    with Scripted(trouble, trouble, Answer(body={"id": "in_1"})) as server:
        body = get(server, waits)

    assert body == {"id": "in_1"}
    assert len(waits) == 2
    assert 0.2 < waits[0] <= 0.5
    assert 0.4 < waits[1] <= 1.0


@pytest.mark.parametrize(("header", "waited"), [("3", 3.0), ("100000", 60.0), ("0", 0.0)])
def test_stripes_own_waiting_time_is_honoured_within_reason(header: str, waited: float) -> None:
    waits = Waits()

    with Scripted(Answer(429, error_body("Slow down"), {"Retry-After": header}), Answer()) as server:
        get(server, waits)

    assert sum(waits) == pytest.approx(waited, abs=0.5)


def test_what_stripe_says_not_to_repeat_is_not_repeated() -> None:
    waits = Waits()

    with (
        Scripted(Answer(503, error_body("Gone"), {"Stripe-Should-Retry": "false"})) as server,
        pytest.raises(AnswerError),
    ):
        get(server, waits)

    assert waits == []
    assert len(server.headers) == 1


def test_tries_are_bounded_and_the_request_id_is_named() -> None:
    waits = Waits()

    with Scripted(Answer(500, error_body("Broken"), {"Request-Id": "req_7"})) as server:
        with pytest.raises(AnswerError, match="req_7") as caught:
            get(server, waits)
        assert len(server.headers) == 5

    assert caught.value.code == "stripe_failed"
    assert caught.value.status == 500


def test_being_limited_for_good_ends_the_run_with_stripes_reason() -> None:
    error = fails(Answer(429, error_body("Too many"), {"Stripe-Rate-Limited-Reason": "endpoint-rate"}))

    assert error.code == "stripe_rate_limited"
    assert "endpoint-rate" in error.message
    assert not isinstance(error, AnswerError)


def test_a_rejected_key_names_the_setting() -> None:
    error = fails(Answer(401, error_body(f"Invalid API Key provided: {KEY}"), {"Request-Id": "req_8"}))

    assert error.code == "stripe_key_rejected"
    assert "Invalid API Key provided: ***" in error.message
    assert "api_key" in error.hint
    assert "req_8" in error.message


def test_a_missing_permission_is_named_and_is_never_an_empty_answer() -> None:
    error = fails(
        Answer(
            403,
            error_body(
                "The provided key 'rk_test_*********abc' does not have the required permissions for this endpoint. "
                "Having the 'rak_invoice_read' permission would allow this request to continue."
            ),
        )
    )

    assert error.code == "stripe_permission_missing"
    assert "rak_invoice_read" in error.hint
    assert "abc" not in str(error)
    assert not isinstance(error, AnswerError)


def test_an_unknown_object_is_told_from_a_404_of_something_else() -> None:
    missing = fails(Answer(404, error_body("No such invoice: 'in_1'", code="resource_missing", param="id")))
    elsewhere = fails(Answer(404, b"not found"))

    assert isinstance(missing, AnswerError)
    assert missing.is_missing
    assert isinstance(elsewhere, AnswerError)
    assert not elsewhere.is_missing


def test_a_redirect_is_not_followed() -> None:
    with Scripted(Answer(body={"id": "stolen"})) as other:
        error = fails(Answer(302, b"", {"Location": f"{other.url}/v1/invoices"}))

        assert error.code == "stripe_redirected"
        assert "api_url" in error.hint
        assert other.headers == []


def test_a_server_that_is_not_running_names_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        waits = Waits()
        client = Client(api_url=url, api_key=KEY, pause=waits)
        with pytest.raises(StripeError) as caught:
            client.get("/v1/invoices")

    assert caught.value.code == "stripe_unreachable"
    assert url in caught.value.message
    assert "api_url" in caught.value.hint
    assert len(waits) == 2


def test_an_answer_that_never_comes_ends_the_run() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        client = Client(
            api_url=f"http://127.0.0.1:{silent.getsockname()[1]}",
            api_key=KEY,
            timeouts=(5, 0.05),
            pause=Waits(),
        )
        with pytest.raises(StripeError) as caught:
            client.get("/v1/invoices")
        client.close()

    assert caught.value.code == "stripe_no_answer"


def test_the_time_is_the_servers() -> None:
    with Scripted(Answer(headers={"Date": "Fri, 20 Nov 2026 08:00:00 GMT"})) as server:
        client = Client(api_url=server.url, api_key=KEY)
        client.get("/v1/invoices/in_1")
        client.close()

    assert client.server_time() == 1795161600


def test_keys_are_masked_wherever_they_are_quoted() -> None:
    assert mask("key sk_test_51Ab and rk_live_***9z, pk_test_x") == "key sk_test_*** and rk_live_***, pk_test_***"


def test_a_page_that_is_no_list_is_refused() -> None:
    with Scripted(Answer(body={"object": "invoice"})) as server:
        client = Client(api_url=server.url, api_key=KEY)
        with pytest.raises(StripeError) as caught:
            client.page("/v1/invoices", ())
        client.close()

    assert caught.value.code == "stripe_answer_unreadable"


PERMISSION = (
    "The provided key 'rk_test_***' does not have the required permissions for this endpoint on account 'acct_1'. "
    "Having the 'rak_invoice_read' permission would allow this request to continue."
)
ACCOUNT = "The provided key 'sk_test_***' does not have access to account 'acct_1' (or that account does not exist)."


@pytest.mark.parametrize(
    ("account", "status", "body", "setting"),
    [
        ("acct_1", 403, error_body(ACCOUNT, code="account_invalid"), "stripe_account"),
        ("acct_1", 401, error_body(ACCOUNT), "stripe_account"),
        ("acct_1", 403, error_body(PERMISSION), "api_key"),
        ("acct_1", 401, error_body("Invalid API Key provided"), "api_key"),
        ("", 403, error_body(ACCOUNT, code="account_invalid"), "api_key"),
    ],
    ids=["403", "401", "a permission is missing", "the key is wrong", "no account is set"],
)
def test_a_refusal_over_the_connected_account_names_its_setting(
    account: str, status: int, body: dict[str, dict[str, str]], setting: str
) -> None:
    with Scripted(Answer(status, body)) as server:
        client = Client(api_url=server.url, api_key=KEY, stripe_account=account)
        with pytest.raises(StripeError) as caught:
            client.get("/v1/invoices/in_1")
        client.close()

    assert f"setting {setting}" in caught.value.hint


def test_what_stripe_says_stays_on_one_line_and_brings_no_control_characters() -> None:
    error = fails(Answer(400, error_body("No such thing\nTraceback:\r\n\x1b[31m nothing\x00 here")))

    assert "No such thing Traceback: [31m nothing here" in str(error)
    assert str(error).isprintable()


@pytest.mark.parametrize("data", [[None], ["in_1"], [{"object": "invoice"}], [{"id": 7}]])
def test_a_list_whose_members_have_no_id_is_refused(data: list[object]) -> None:
    with Scripted(Answer(body={"object": "list", "data": data, "has_more": True})) as server:
        client = Client(api_url=server.url, api_key=KEY)
        with pytest.raises(StripeError) as caught:
            client.members("/v1/invoices")
        client.close()

    assert caught.value.code == "stripe_answer_unreadable"


def test_a_list_that_always_gives_its_first_page_is_not_read_for_ever() -> None:
    with Scripted(Answer(body={"object": "list", "data": [{"id": "in_1"}], "has_more": True})) as server:
        client = Client(api_url=server.url, api_key=KEY)
        with pytest.raises(StripeError) as caught:
            client.members("/v1/invoices")
        client.close()

    assert caught.value.code == "stripe_answer_unreadable"
    assert len(server.headers) == 2


def test_an_encrypted_connection_that_breaks_is_tried_again() -> None:
    waits = Waits()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_hang_up, args=(listener, 5))
        thread.start()
        client = Client(
            api_url=f"https://127.0.0.1:{listener.getsockname()[1]}", api_key=KEY, pause=waits, timeouts=(5, 5)
        )
        with pytest.raises(StripeError) as caught:
            client.get("/v1/invoices/in_1")
        client.close()
        thread.join()

    assert caught.value.code == "stripe_no_answer"
    assert len(waits) == 4


def _hang_up(listener: socket.socket, times: int) -> None:
    for _ in range(times):
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)
            # Read to the end, so that it is an end of the stream and not a reset.
            connection.recv(65_536)
