"""Lets one thread at a time work on an identity, while others go on with theirs.

Two documents of one new customer are carried out at the same time; the second has to find what the first created. A
lock around all creations would make every document wait for every other, so each identity has its own, and who needs
several takes all of them at once: nobody ever waits while holding one.
"""

import threading
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager


class Turns:
    """Identities that are being worked on."""

    def __init__(self) -> None:
        self._taken: set[Hashable] = set()
        self._changed = threading.Condition()

    @contextmanager
    def of(self, identities: Iterable[Hashable]) -> Iterator[None]:
        """Wait until nobody works on any of the identities, and hold them all meanwhile. Turns must not be nested."""
        wanted = set(identities)
        with self._changed:
            self._changed.wait_for(lambda: self._taken.isdisjoint(wanted))
            self._taken |= wanted
        try:
            yield
        finally:
            with self._changed:
                self._taken -= wanted
                self._changed.notify_all()
