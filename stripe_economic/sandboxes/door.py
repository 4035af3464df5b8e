"""The control door of a sandbox that serves: what the commands ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from stripe_economic.errors import OperatorError
from stripe_economic.sandboxes import web
from stripe_economic.terminal.language import _


@dataclass(frozen=True)
class Door:
    """One side's door under `/_sandbox/`."""

    side: str
    port: int

    def ask(self, method: str, name: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what the door answers.

        Raises:
            OperatorError: nothing serves there, or it refused; then with the sandbox's own words.
        """
        url = f"http://127.0.0.1:{self.port}/_sandbox/{name}"
        try:
            answer = web.ask(method, url, body)
            said: dict[str, Any] = answer.json()
            refused = None if answer.ok else said["error"]
        except (requests.RequestException, ValueError, KeyError, TypeError):
            raise OperatorError(
                "no_sandbox",
                _("No sandbox's {side} side answers on port {port}.").format(side=self.side, port=self.port),
                _("Start one, or say where it is: {command}").format(
                    command="stripe-economic sandbox --stripe-port 9000 do"
                ),
            ) from None
        if refused is not None:
            raise OperatorError(refused["code"], refused["message"], refused["hint"])
        return said
